package dev.hoard.export.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** Records as JSON, each on a line of its own: an array, or the bare object where there can be only one. */
final class JsonFile implements RecordFile {

    private final OutputStream out;
    private final boolean single;
    private boolean empty = true;

    JsonFile(OutputStream out, boolean single) {
        this.out = out;
        this.single = single;
    }

    @Override
    public void add(ObjectNode item) throws IOException {
        if (single && !empty) {
            throw new IOException("there can be only one record of this kind");
        }
        if (!single) {
            write(empty ? "[\n" : ",\n");
        }
        out.write(ArchiveJson.mapper().writeValueAsBytes(item));
        empty = false;
    }

    @Override
    public void finish() throws IOException {
        if (single) {
            write(empty ? "null\n" : "\n");
            return;
        }
        write(empty ? "[]\n" : "\n]\n");
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
