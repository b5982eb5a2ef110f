package dev.hoard.campaign.bulk;

import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.ResourceType;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Documents that were read and checked, on disk: so that a body of any size needs little memory, and nobody waits for a
 * slow sender with the account's turn in hand.
 */
final class Spool implements Closeable {

    private final Path file;
    private final BufferedWriter writer;

    Spool() throws IOException {
        file = Files.createTempFile("hoard-bulk-", ".ndjson");
        writer = Files.newBufferedWriter(file);
    }

    /** @param line index of the document in the body */
    record Entry(int line, ResourceType type, UUID id, Content content) {}

    void add(Entry entry) throws IOException {
        // Compact JSON has no line breaks and comes last, so that blanks can separate.
        writer.write(entry.line() + " " + entry.type().wireName() + " " + entry.id() + " ");
        writer.write(entry.content().text());
        writer.write('\n');
    }

    void finish() throws IOException {
        writer.close();
    }

    /** Hands over all entries in order, some at a time. */
    void forEachBatch(int size, Consumer<List<Entry>> consumer) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            List<Entry> batch = new ArrayList<>(size);
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                batch.add(entry(line));
                if (batch.size() == size) {
                    consumer.accept(batch);
                    batch.clear();
                }
            }
            if (!batch.isEmpty()) {
                consumer.accept(batch);
            }
        }
    }

    @Override
    public void close() throws IOException {
        writer.close();
        Files.deleteIfExists(file);
    }

    private static Entry entry(String line) {
        String[] parts = line.split(" ", 4);
        return new Entry(
                Integer.parseInt(parts[0]),
                ResourceType.get(parts[1]),
                UUID.fromString(parts[2]),
                Content.stored(parts[3]));
    }
}
