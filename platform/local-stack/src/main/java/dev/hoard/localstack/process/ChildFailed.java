package dev.hoard.localstack.process;

import java.util.stream.Collectors;

/** A child process that died or did not become ready; the message names it and ends with its last log lines. */
public final class ChildFailed extends RuntimeException {

    private static final int LINES = 20;

    private final String report;

    private ChildFailed(String report) {
        super(report);
        this.report = report;
    }

    static ChildFailed of(Child child, String whatHappened) {
        String lastLines = LogTail.lastLines(child.log(), LINES).stream()
                .map(line -> "    " + line)
                .collect(Collectors.joining(System.lineSeparator()));
        return new ChildFailed(
                "%s %s. Its last log lines (%s):%n%s".formatted(child.name(), whatHappened, child.log(), lastLines));
    }

    /** The message, which is meant for people. */
    public String report() {
        return report;
    }
}
