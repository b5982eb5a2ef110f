package dev.hoard.gateway.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import org.springframework.http.HttpHeaders;

/** One limit, with a token bucket for everybody it applies to. */
final class RateLimit {

    private static final int MOST_KEYS = 200_000;

    private final RateLimitProperties.Limit limit;
    private final String limitText;
    private final Cache<Object, Bucket> buckets;

    RateLimit(RateLimitProperties.Limit limit) {
        this.limit = limit;
        this.limitText = Long.toString(limit.requests());
        // A bucket that nobody drew from for the whole period is full again, so forgetting it changes nothing.
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_KEYS)
                .expireAfterAccess(limit.per())
                .build();
    }

    /**
     * Counts one request and tells in {@code answer} what is left.
     *
     * @throws ProblemException TOO_MANY_REQUESTS
     */
    void take(Object key, HttpHeaders answer) {
        ConsumptionProbe probe = buckets.get(key, unknown -> newBucket()).tryConsumeAndReturnRemaining(1);
        answer.set("RateLimit-Limit", limitText);
        answer.set("RateLimit-Remaining", Long.toString(probe.getRemainingTokens()));
        answer.set("RateLimit-Reset", Long.toString(seconds(probe.getNanosToWaitForReset())));
        if (!probe.isConsumed()) {
            throw new ProblemException(
                    Problem.of(ProblemType.TOO_MANY_REQUESTS, "More requests than are allowed. Slow down.")
                            .retryAfter(Duration.ofNanos(probe.getNanosToWaitForRefill())));
        }
    }

    private Bucket newBucket() {
        return Bucket.builder()
                .addLimit(bandwidth -> bandwidth.capacity(limit.requests()).refillGreedy(limit.requests(), limit.per()))
                .build();
    }

    private static long seconds(long nanos) {
        return Duration.ofNanos(nanos).plusMillis(999).toSeconds();
    }
}
