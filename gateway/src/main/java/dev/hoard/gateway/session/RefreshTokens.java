package dev.hoard.gateway.session;

import dev.hoard.gateway.token.DerivedKeys;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.springframework.stereotype.Component;

/**
 * Makes refresh tokens (AUTH-4): number n of a family is {@code HMAC(key, family ‖ n)}. Whoever retries a rotation whose
 * answer was lost therefore gets the very same successor, and the database needs to keep nothing but a hash.
 */
@Component
final class RefreshTokens {

    private static final String HMAC = "HmacSHA256";

    private final SecretKey key;

    RefreshTokens(DerivedKeys keys) {
        this.key = keys.derive(HMAC, "refresh tokens");
    }

    RefreshToken token(UUID family, int number) {
        return new RefreshToken(family, number, mac(family, number));
    }

    RefreshToken successor(RefreshToken token) {
        return token(token.family(), token.number() + 1);
    }

    /** Whether we made it. Tells a stolen old token from an invented one, which must not be able to end a session. */
    boolean genuine(RefreshToken token) {
        return MessageDigest.isEqual(token.mac(), mac(token.family(), token.number()));
    }

    /** What is stored of a token. */
    byte[] hash(RefreshToken token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.mac());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private byte[] mac(UUID family, int number) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(ByteBuffer.allocate(20)
                    .putLong(family.getMostSignificantBits())
                    .putLong(family.getLeastSignificantBits())
                    .putInt(number)
                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }
}
