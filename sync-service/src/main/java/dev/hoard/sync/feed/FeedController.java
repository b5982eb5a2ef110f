package dev.hoard.sync.feed;

import dev.hoard.platform.security.Caller;
import dev.hoard.sync.device.Devices;
import dev.hoard.sync.page.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/v1/sync/changes} (SYNC-7, SYNC-9). */
@RestController
class FeedController {

    private final LongPoll longPoll;

    private final Devices devices;

    FeedController(LongPoll longPoll, Devices devices) {
        this.devices = devices;
        this.longPoll = longPoll;
    }

    @GetMapping(path = "/api/v1/sync/changes", produces = MediaType.APPLICATION_JSON_VALUE)
    byte[] changes(
            Caller caller,
            @RequestParam @Nullable String since,
            @RequestParam @Nullable String types,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable Long minSeq,
            @RequestParam(defaultValue = "0") String wait) {
        PageRequest request = PageRequest.of(since, types, limit, minSeq);
        request.cursor().ifPresent(cursor -> devices.note(caller, cursor));
        Page page = longPoll.read(caller.account(), request, Wait.parse(wait));
        return page.json();
    }
}
