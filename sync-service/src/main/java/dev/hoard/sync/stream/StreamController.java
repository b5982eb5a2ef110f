package dev.hoard.sync.stream;

import dev.hoard.platform.security.Caller;
import dev.hoard.sync.feed.PageRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/v1/sync/stream} (SYNC-11). */
@RestController
class StreamController {

    private final Streams streams;
    private final EndedSessions endedSessions;

    StreamController(Streams streams, EndedSessions endedSessions) {
        this.endedSessions = endedSessions;
        this.streams = streams;
    }

    /** An EventSource that opens again repeats its address, and adds the place that it has come to. */
    @GetMapping(path = "/api/v1/sync/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void stream(
            Caller caller,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            @RequestParam @Nullable String since,
            @RequestParam @Nullable String types,
            HttpServletRequest request,
            HttpServletResponse response) {
        endedSessions.check(caller);
        String from = lastEventId == null || lastEventId.isEmpty() ? since : lastEventId;
        streams.open(caller, PageRequest.of(from, types, null, null), new SseSink(request, response));
    }
}
