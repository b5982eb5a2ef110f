package dev.hoard.gateway.account;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether an account may log in. */
public enum AccountStatus {
    ACTIVE,
    SUSPENDED;

    /** The name as clients and events see it. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
