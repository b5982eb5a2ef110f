package dev.hoard.demo.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads {@code text/event-stream} as the WHATWG specifies it. */
final class ServerSentEvents implements AutoCloseable {

    /** @param id the last one the stream named, of this event or of one before it */
    record Event(Optional<String> id, String name, String data) {}

    private final BufferedReader reader;
    private Optional<String> lastId = Optional.empty();

    ServerSentEvents(InputStream stream) {
        this.reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /** The next event, or empty when the stream has ended. An event that its blank line does not end is dropped. */
    Optional<Event> next() throws IOException {
        String name = "message";
        var data = new StringBuilder();
        boolean hasData = false;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.isEmpty()) {
                if (hasData) {
                    return Optional.of(new Event(lastId, name, data.toString()));
                }
                name = "message";
                continue;
            }
            String value = valueOf(line);
            switch (fieldOf(line)) {
                case "event" -> name = value;
                case "id" -> lastId = Optional.of(value);
                case "data" -> {
                    data.append(hasData ? "\n" : "").append(value);
                    hasData = true;
                }
                default -> {} // a comment, a retry hint, or a field of the future
            }
        }
        return Optional.empty();
    }

    private static String fieldOf(String line) {
        int colon = line.indexOf(':');
        return colon < 0 ? line : line.substring(0, colon);
    }

    private static String valueOf(String line) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            return "";
        }
        String value = line.substring(colon + 1);
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
