package dev.hoard.localstack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A program that starts a child, announces its process id in a file, and waits for its own end. */
final class OwnerOfOneChild {

    private OwnerOfOneChild() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        Children children = Children.recordedIn(folder.resolve("run"), Duration.ofSeconds(10));
        Runtime.getRuntime().addShutdownHook(new Thread(children::close));
        Child child = children.start(
                new ChildCommand("child", List.of("sleep", "600"), Map.of(), folder.resolve("child.log")));
        Files.writeString(folder.resolve("next"), Long.toString(child.pid()));
        Files.move(folder.resolve("next"), folder.resolve("announced"), StandardCopyOption.ATOMIC_MOVE);
        new CountDownLatch(1).await();
    }
}
