package dev.hoard.sync.status;

import dev.hoard.platform.security.Caller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/v1/sync/status} (SYNC-13). */
@RestController
class StatusController {

    private final StatusReader statuses;

    StatusController(StatusReader statuses) {
        this.statuses = statuses;
    }

    @GetMapping("/api/v1/sync/status")
    SyncStatus status(Caller caller) {
        return statuses.read(caller);
    }
}
