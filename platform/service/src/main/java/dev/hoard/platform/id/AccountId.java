package dev.hoard.platform.id;

import java.util.UUID;

/** The account that owns a document; also the subject of its access tokens. */
public record AccountId(UUID value) {

    /** @throws IllegalArgumentException if {@code text} is no UUID in its 36-character form */
    public static AccountId of(String text) {
        return new AccountId(
                Uuids.find(text).orElseThrow(() -> new IllegalArgumentException("not an account id: " + text)));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
