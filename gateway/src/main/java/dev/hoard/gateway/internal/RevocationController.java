package dev.hoard.gateway.internal;

import dev.hoard.gateway.session.Revocations;
import dev.hoard.gateway.session.Session;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Which sessions were ended, for the services that still see their access tokens. */
@RestController
class RevocationController {

    private final Revocations revocations;
    private final Clock clock;

    RevocationController(Revocations revocations, Clock clock) {
        this.revocations = revocations;
        this.clock = clock;
    }

    @GetMapping("/internal/revocations")
    RevokedSince revocations(@RequestParam Instant since) {
        Instant at = clock.instant();
        return new RevokedSince(
                at, revocations.since(since).stream().map(Revoked::of).toList());
    }

    /** @param at what to ask from the next time */
    record RevokedSince(Instant at, List<Revoked> sessions) {}

    record Revoked(String sid, @Nullable Instant at) {

        static Revoked of(Session session) {
            return new Revoked(session.id().toString(), session.revokedAt());
        }
    }
}
