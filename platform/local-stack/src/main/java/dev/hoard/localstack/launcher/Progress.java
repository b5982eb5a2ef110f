package dev.hoard.localstack.launcher;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** What happens, told to everyone who listens at the moment: the terminal, the log, a command that waits. */
final class Progress {

    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    void say(String line) {
        listeners.forEach(listener -> listener.accept(line));
    }

    void addListener(Consumer<String> listener) {
        listeners.add(listener);
    }

    void removeListener(Consumer<String> listener) {
        listeners.remove(listener);
    }
}
