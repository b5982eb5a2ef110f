package dev.hoard.gateway.account;

import java.text.Normalizer;

/** What a display name may hold. */
final class DisplayNames {

    static final String PATTERN = "[^\\p{Cntrl}]*";
    static final String MESSAGE = "no control characters";

    private DisplayNames() {}

    static String normalise(String name) {
        return Normalizer.normalize(name.strip(), Normalizer.Form.NFC);
    }
}
