package dev.hoard.backup.archive;

import dev.hoard.backup.origin.DocumentLine;
import dev.hoard.backup.origin.SnapshotReceiver;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the text of one backup, format {@code hoard-backup} version 1, as {@code docs/backup-format.md} describes it. */
final class BackupFileWriter {

    static final String FORMAT = "hoard-backup";
    static final int VERSION = 1;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int BUFFER = 64 * 1024;

    private final Backup backup;
    private final ObjectNode account;
    private final ArrayNode assets;
    private final SortedMap<String, Long> counts = new TreeMap<>();
    private long epoch;
    private long sequence;

    BackupFileWriter(Backup backup, ObjectNode account, ArrayNode assets) {
        this.backup = backup;
        this.account = account;
        this.assets = assets;
    }

    /** Sends a snapshot to whoever takes it. */
    @FunctionalInterface
    interface SnapshotSource {

        void sendTo(SnapshotReceiver receiver) throws IOException;
    }

    /** Writes the whole text; a failure leaves one that is no JSON. */
    void writeTo(OutputStream raw, SnapshotSource snapshot) throws IOException {
        BufferedOutputStream out = new BufferedOutputStream(raw, BUFFER);
        snapshot.sendTo(new SnapshotReceiver() {
            @Override
            public void begin(long newEpoch, long newSequence) throws IOException {
                epoch = newEpoch;
                sequence = newSequence;
                write(out, head());
            }

            @Override
            public void document(DocumentLine document) throws IOException {
                write(out, counts.isEmpty() ? "\n" : ",\n");
                document.writeTo(out);
                counts.merge(document.resourceType(), 1L, Long::sum);
            }
        });
        write(out, "\n],\n\"counts\":" + JSON.writeValueAsString(counts) + "\n}\n");
        out.flush();
    }

    /** What was written, once it is an object. */
    Contents contents(long size, String sha256) {
        return new Contents(size, sha256, epoch, sequence, counts);
    }

    private String head() {
        return "{\n"
                + field("format", FORMAT)
                + field("version", VERSION)
                + field("id", backup.id().toString())
                + field("createdAt", Instants.text(backup.createdAt()))
                + field("account", account)
                + field("assets", assets)
                + field("epoch", epoch)
                + field("sequence", sequence)
                + "\"documents\":[";
    }

    private static String field(String name, Object value) {
        return "\"" + name + "\":" + JSON.writeValueAsString(value) + ",\n";
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
