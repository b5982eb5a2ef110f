package dev.hoard.gateway.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hoard.gateway.token.TokenProperties;
import dev.hoard.platform.id.AccountId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/**
 * Ends sessions, and knows which were ended while access tokens of theirs may still live. Another gateway's revocations
 * are read from the database each second.
 */
@Service
public class Revocations {

    /** A revocation is dated before it is written; this is how late it may become visible. */
    private static final Duration LATENESS = Duration.ofSeconds(10);

    private final Sessions sessions;
    private final Clock clock;
    private final Duration accessLife;
    private final Cache<String, Instant> revoked;
    private volatile Instant readUpTo;

    Revocations(Sessions sessions, TokenProperties tokens, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
        this.accessLife = tokens.accessLife().plus(LATENESS);
        this.revoked = Caffeine.newBuilder()
                .expireAfterWrite(accessLife.plus(LATENESS))
                .build();
        this.readUpTo = clock.instant().minus(accessLife);
    }

    /** Whether the session of an access token has been ended. */
    public boolean contains(String session) {
        return revoked.getIfPresent(session) != null;
    }

    /** Ends one session of an account; false when it has none such that is not ended yet. */
    boolean revoke(AccountId account, UUID session) {
        boolean ended = sessions.revoke(account, session, now());
        readNew();
        return ended;
    }

    void revokeAll(AccountId account) {
        sessions.revokeAll(account, now());
        readNew();
    }

    /** Sessions ended at or after {@code since}, and for certainty a little before; oldest first. */
    public List<Session> since(Instant since) {
        return sessions.revokedSince(since.minus(LATENESS));
    }

    @EventListener(ContextRefreshedEvent.class)
    @Scheduled(fixedDelay = 1000)
    public void readNew() {
        Instant start = clock.instant();
        since(readUpTo).forEach(session -> revoked.put(session.id().toString(), start));
        readUpTo = start;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
