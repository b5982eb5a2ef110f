package dev.hoard.localstack.process;

/** A child process that died or did not become ready; the message names it and ends with its last log lines. */
public final class ChildFailed extends RuntimeException {

    private static final int LINES = 20;

    ChildFailed(Child child, String whatHappened) {
        super("%s %s. Its last log lines (%s):%n%s"
                .formatted(
                        child.name(),
                        whatHappened,
                        child.log(),
                        String.join(
                                System.lineSeparator(),
                                LogTail.lastLines(child.log(), LINES).stream()
                                        .map(line -> "    " + line)
                                        .toList())));
    }
}
