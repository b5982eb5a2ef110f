package dev.hoard.sync.projection;

import dev.hoard.platform.id.AccountId;
import dev.hoard.sync.feed.Feed;
import dev.hoard.sync.feed.Position;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What the other services and operators ask of a feed. */
@RestController
@RequestMapping("/internal/accounts/{userId}")
class ProjectionController {

    private final Feed feed;
    private final Repairs repairs;

    ProjectionController(Feed feed, Repairs repairs) {
        this.feed = feed;
        this.repairs = repairs;
    }

    @GetMapping("/position")
    PositionView position(@PathVariable UUID userId) {
        Position position = feed.position(new AccountId(userId));
        return new PositionView(userId, position.epoch(), position.seq());
    }

    @PostMapping("/rebuild")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void rebuild(@PathVariable UUID userId) {
        repairs.rebuild(new AccountId(userId));
    }

    record PositionView(UUID userId, long epoch, long seq) {}
}
