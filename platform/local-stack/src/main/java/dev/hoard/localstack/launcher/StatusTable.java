package dev.hoard.localstack.launcher;

import dev.hoard.localstack.launcher.StackState.Server;
import dev.hoard.localstack.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What runs, for people. */
final class StatusTable {

    private static final List<String> ORDER = Stream.concat(
                    Stream.of("mongodb", "kafka", "s3"),
                    Stream.of(Service.values()).map(service -> service.title))
            .toList();
    private static final String ROW = "%-11s %8s  %-46s %-11s %8s%n";

    private StatusTable() {}

    static String of(StackState state) {
        var table = new StringBuilder(ROW.formatted("SERVICE", "PID", "ADDRESS", "STATE", "MEMORY"));
        long total = row(table, "supervisor", state.control(), state.supervisor());
        for (String name : ORDER) {
            for (Server server : state.servers()) {
                if (server.name().equals(name)) {
                    total += row(table, server);
                }
            }
        }
        return table.append(ROW.formatted("", "", "", "", mebibytes(total))).toString();
    }

    /** Adds a row and tells its memory in KiB, which only a process of ours tells. */
    private static long row(StringBuilder table, Server server) {
        if (server.process() == null) {
            table.append(ROW.formatted(server.name(), "-", server.url(), server.dead() ? "dead" : server.where(), "-"));
            return 0;
        }
        return row(table, server.name(), server.url(), server.process());
    }

    private static long row(StringBuilder table, String name, String url, ProcessIdentity process) {
        Optional<ProcessHandle> running = process.find();
        long memory = running.map(handle -> residentKibibytes(handle.pid())).orElse(0L);
        table.append(ROW.formatted(
                name,
                process.pid(),
                url,
                running.isPresent() ? "running" : "dead",
                memory == 0 ? "-" : mebibytes(memory)));
        return memory;
    }

    private static long residentKibibytes(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (Files.notExists(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    private static String mebibytes(long kibibytes) {
        return String.format(Locale.ROOT, "%d MB", kibibytes / 1024);
    }
}
