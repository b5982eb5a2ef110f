package dev.hoard.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The keys in use: makes the first one at first start, and reads the stored ones again from time to time, since another
 * gateway may have added one.
 */
@Component
class SigningKeys implements JWKSource<SecurityContext> {

    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

    private final StoredKeys stored;
    private final Clock clock;
    private volatile Snapshot snapshot;

    SigningKeys(StoredKeys stored, Clock clock) {
        this.stored = stored;
        this.clock = clock;
        this.snapshot = load();
        while (signing().isEmpty()) {
            addFirst();
            this.snapshot = load();
        }
    }

    /** The newest key that may sign now. */
    SigningKey current() {
        return signing().orElseThrow(() -> new IllegalStateException("no signing key is left"));
    }

    /** The public halves, as they are published. */
    JWKSet published() {
        return snapshot.published();
    }

    /** Only ever looks in memory: it is called while a request is proxied, and a key is read long before it signs. */
    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        return selector.select(snapshot.published());
    }

    @Scheduled(fixedDelayString = "${hoard.token.key-reload:30s}", initialDelayString = "${hoard.token.key-reload:30s}")
    final void reload() {
        snapshot = load();
    }

    private Optional<SigningKey> signing() {
        Instant now = clock.instant();
        return snapshot.keys().reversed().stream()
                .filter(key -> key.signsAt(now))
                .findFirst();
    }

    private void addFirst() {
        Instant now = clock.instant();
        int number = snapshot.keys().isEmpty() ? 1 : snapshot.keys().getLast().number() + 1;
        SigningKey key = generate(number, now);
        if (stored.add(key, now)) {
            LOG.info("Made signing key {} ({})", number, key.kid());
        }
    }

    private static SigningKey generate(int number, Instant now) {
        try {
            var jwk = new ECKeyGenerator(Curve.P_256)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyIDFromThumbprint(true)
                    .generate();
            return new SigningKey(number, jwk, now);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private Snapshot load() {
        List<SigningKey> keys = stored.list();
        List<JWK> publicKeys =
                keys.stream().<JWK>map(key -> key.jwk().toPublicJWK()).toList();
        return new Snapshot(keys, new JWKSet(publicKeys));
    }

    private record Snapshot(List<SigningKey> keys, JWKSet published) {}
}
