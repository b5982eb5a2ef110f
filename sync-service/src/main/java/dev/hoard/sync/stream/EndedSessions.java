package dev.hoard.sync.stream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.hoard.platform.client.InternalClients;
import dev.hoard.platform.client.ServiceName;
import dev.hoard.platform.json.StrictJson;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Asks the gateway which sessions have ended, and ends their streams: an access token outlives its session by minutes, a
 * stream must not. While the gateway does not answer, tokens are good to their end.
 */
@Component
class EndedSessions {

    private static final Logger LOG = LoggerFactory.getLogger(EndedSessions.class);

    /** Longer than any access token lives. */
    private static final Duration REMEMBERED = Duration.ofMinutes(15);

    /** How late an entry may become visible at the gateway, and clocks differ. */
    private static final Duration OVERLAP = Duration.ofSeconds(10);

    private final RestClient gateway;
    private final Streams streams;
    private final Clock clock;
    private final Map<String, Instant> ended = new ConcurrentHashMap<>();
    private Instant since;
    private boolean reachable = true;

    EndedSessions(InternalClients clients, Streams streams, Clock clock) {
        this.gateway = clients.to(ServiceName.GATEWAY);
        this.streams = streams;
        this.clock = clock;
        this.since = clock.instant().minus(REMEMBERED);
    }

    /** @throws ProblemException UNAUTHENTICATED when the caller's session has ended */
    void check(Caller caller) {
        if (ended.containsKey(caller.session())) {
            throw ProblemException.of(ProblemType.UNAUTHENTICATED, "The session has ended; log in.");
        }
    }

    @Scheduled(fixedDelayString = "${hoard.stream.revocations:2s}")
    synchronized void read() {
        try {
            Revocations answer = ask();
            Set<String> fresh = new HashSet<>();
            answer.sessions().forEach(session -> {
                if (ended.put(session.sid(), session.at()) == null) {
                    fresh.add(session.sid());
                }
            });
            streams.revoke(fresh);
            since = answer.at().minus(OVERLAP);
            Instant forgotten = clock.instant().minus(REMEMBERED);
            ended.values().removeIf(at -> at.isBefore(forgotten));
            reachable = true;
        } catch (ProblemException | RestClientException e) {
            if (reachable) {
                LOG.warn("Ended sessions are not known while the gateway does not answer: {}", e.getMessage());
            }
            reachable = false;
        }
    }

    private Revocations ask() {
        byte[] answer = gateway.get()
                .uri("/internal/revocations?since={since}", since)
                .retrieve()
                .body(byte[].class);
        return StrictJson.mapper().readValue(Objects.requireNonNull(answer, "an empty answer"), Revocations.class);
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Revocations(Instant at, List<Session> sessions) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Session(String sid, Instant at) {}
}
