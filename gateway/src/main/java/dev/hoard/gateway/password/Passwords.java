package dev.hoard.gateway.password;

import java.util.Optional;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;

/** Hashes and checks passwords with Argon2id (AUTH-2), behind a bulkhead. */
@Service
public final class Passwords {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int LANES = 1;

    private final PasswordEncoder argon2;
    private final HashingBulkhead bulkhead;
    private final PasswordHash nobodys;

    Passwords(PasswordProperties properties, HashingBulkhead bulkhead) {
        this.argon2 = new Argon2PasswordEncoder(
                SALT_BYTES,
                HASH_BYTES,
                LANES,
                Math.toIntExact(properties.memory().toKilobytes()),
                properties.iterations());
        this.bulkhead = bulkhead;
        this.nobodys = new PasswordHash(argon2.encode("nobody has this password"));
    }

    public PasswordHash hash(String password) {
        return bulkhead.run(() -> new PasswordHash(argon2.encode(PasswordRules.normalise(password))));
    }

    public boolean matches(String password, PasswordHash hash) {
        return bulkhead.run(() -> argon2.matches(PasswordRules.normalise(password), hash.encoded()));
    }

    /** Takes as long as {@link #matches} and says no: for an e-mail nobody has (AUTH-6). */
    public boolean matchesNobody(String password) {
        matches(password, nobodys);
        return false;
    }

    /** A stronger hash of the same password where {@code hash} was made with weaker parameters than today's. */
    public Optional<PasswordHash> renew(String password, PasswordHash hash) {
        return argon2.upgradeEncoding(hash.encoded()) ? Optional.of(hash(password)) : Optional.empty();
    }
}
