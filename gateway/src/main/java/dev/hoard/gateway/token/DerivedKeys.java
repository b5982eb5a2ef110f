package dev.hoard.gateway.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import org.springframework.stereotype.Component;

/** Keys for one purpose each, derived from the master key (HKDF-SHA256), so that no two uses ever share a key. */
@Component
public final class DerivedKeys {

    private static final int KEY_BYTES = 32;

    private final byte[] master;

    DerivedKeys(TokenProperties properties) {
        this.master = Base64.getDecoder().decode(properties.masterKey());
        if (master.length < KEY_BYTES) {
            throw new IllegalArgumentException("hoard.token.master-key must be base64 of at least 32 bytes");
        }
    }

    /** @param algorithm what the key is for, such as {@code AES} or {@code HmacSHA256} */
    public SecretKey derive(String algorithm, String purpose) {
        try {
            var parameters = HKDFParameterSpec.ofExtract()
                    .addIKM(master)
                    .thenExpand(("hoard " + purpose).getBytes(StandardCharsets.UTF_8), KEY_BYTES);
            return KDF.getInstance("HKDF-SHA256").deriveKey(algorithm, parameters);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK from 25 has HKDF-SHA256", e);
        }
    }
}
