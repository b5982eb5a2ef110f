package dev.hoard.gateway.account;

import java.util.Locale;

/** An e-mail address as accounts are found by it: without surrounding blanks, in lower case. */
public record EmailAddress(String value) {

    public EmailAddress {
        value = value.strip().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return value;
    }
}
