package dev.hoard.gateway.session;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * A refresh token: {@code hrt_} and base64url of family (16 bytes), number (4) and HMAC (32).
 *
 * @param family the session
 * @param number 0 at login, one more at each rotation
 */
record RefreshToken(UUID family, int number, byte[] mac) {

    static final int MAC_BYTES = 32;

    private static final String PREFIX = "hrt_";
    private static final int BYTES = 16 + 4 + MAC_BYTES;

    /** Reads a token's form; whether it is genuine is {@link RefreshTokens}' to say. */
    static Optional<RefreshToken> parse(String text) {
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
            if (bytes.length != BYTES) {
                return Optional.empty();
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            UUID family = new UUID(buffer.getLong(), buffer.getLong());
            int number = buffer.getInt();
            byte[] mac = new byte[MAC_BYTES];
            buffer.get(mac);
            return Optional.of(new RefreshToken(family, number, mac));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    String text() {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .putLong(family.getMostSignificantBits())
                .putLong(family.getLeastSignificantBits())
                .putInt(number)
                .put(mac)
                .array();
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "RefreshToken[family=" + family + ", number=" + number + "]";
    }
}
