package dev.hoard.demo.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.demo.client.ServerSentEvents.Event;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerSentEventsTest {

    @Test
    void anEventHasItsIdItsNameAndItsLinesOfData() throws IOException {
        assertThat(read("id: 7\nevent: changes\ndata: {\ndata:  \"a\":1}\n\n"))
                .containsExactly(new Event(Optional.of("7"), "changes", "{\n \"a\":1}"));
    }

    @Test
    void commentsAndUnknownFieldsAndEmptyBlocksAreNoEvents() throws IOException {
        assertThat(read(": hello\n\nretry: 10\n\nevent: nothing\n\ndata:x\r\n\r\n"))
                .containsExactly(new Event(Optional.empty(), "message", "x"));
    }

    @Test
    void theLastIdStaysWithEventsThatHaveNone() throws IOException {
        assertThat(read("id:1\ndata:a\n\ndata:b\n\n")).extracting(Event::id).containsOnly(Optional.of("1"));
    }

    @Test
    void anEventThatWasTornOffIsDropped() throws IOException {
        assertThat(read("data:a\n\ndata:b\n")).extracting(Event::data).containsExactly("a");
    }

    private static List<Event> read(String stream) throws IOException {
        List<Event> events = new ArrayList<>();
        try (var reader = new ServerSentEvents(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)))) {
            for (Optional<Event> event = reader.next(); event.isPresent(); event = reader.next()) {
                events.add(event.get());
            }
        }
        return events;
    }
}
