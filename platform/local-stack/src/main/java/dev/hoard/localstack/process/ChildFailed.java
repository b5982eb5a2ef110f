package dev.hoard.localstack.process;

import java.util.stream.Collectors;

/** A program of ours that died or did not become ready; the message names it and ends with its last log lines. */
public final class ChildFailed extends RuntimeException {

    private static final int LINES = 20;

    private final String report;

    private ChildFailed(String report) {
        super(report);
        this.report = report;
    }

    /** Of one that, for example, "died with exit code 3". */
    public static ChildFailed of(Running failed, String whatHappened) {
        String lastLines = LogTail.lastLines(failed.log(), LINES).stream()
                .map(line -> "    " + line)
                .collect(Collectors.joining(System.lineSeparator()));
        return new ChildFailed(
                "%s %s. Its last log lines (%s):%n%s".formatted(failed.name(), whatHappened, failed.log(), lastLines));
    }

    /** The message, which is meant for people. */
    public String report() {
        return report;
    }
}
