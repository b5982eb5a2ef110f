package dev.hoard.gateway.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hoard.gateway.account.EmailAddress;
import dev.hoard.gateway.web.ClientAddress;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Slows down guessing (AUTH-6). An attempt is paid for before the password is looked at and given back when it was right,
 * so that attempts side by side cannot slip through. It counts e-mail addresses, whether or not an account has them, so
 * that the throttle tells nothing either. Kept in this process: several gateways each allow as many.
 */
@Component
final class FailedLogins {

    private static final int MOST_KEYS = 200_000;

    private final SessionProperties properties;
    private final Cache<Object, Bucket> buckets;

    FailedLogins(SessionProperties properties) {
        this.properties = properties;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_KEYS)
                .expireAfterAccess(properties.failureWindow())
                .build();
    }

    /** @throws ProblemException TOO_MANY_REQUESTS with the time after which another attempt is heard */
    Attempt attempt(EmailAddress email, ClientAddress address) {
        Bucket account = bucket(email, properties.failures());
        Bucket network = bucket(address.household(), properties.addressFailures());
        pay(account);
        pay(network);
        return new Attempt(account, network);
    }

    private Bucket bucket(Object key, int failures) {
        return buckets.get(
                key,
                unknown -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(failures).refillGreedy(failures, properties.failureWindow()))
                        .build());
    }

    private static void pay(Bucket bucket) {
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw new ProblemException(
                    Problem.of(ProblemType.TOO_MANY_REQUESTS, "Too many logins failed. Try again later.")
                            .retryAfter(Duration.ofNanos(probe.getNanosToWaitForRefill())));
        }
    }

    /** One login on its way. */
    static final class Attempt {

        private final Bucket account;
        private final Bucket network;

        private Attempt(Bucket account, Bucket network) {
            this.account = account;
            this.network = network;
        }

        /** Nobody looked at the password, since we were too busy or failed: this one does not count. */
        void notJudged() {
            account.addTokens(1);
            network.addTokens(1);
        }

        /** The password was right: this one does not count, and earlier slips of the account are forgiven. */
        void succeeded() {
            account.reset();
            network.addTokens(1);
        }
    }
}
