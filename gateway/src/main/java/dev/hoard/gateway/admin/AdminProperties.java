package dev.hoard.gateway.admin;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The administrator that is made at start where there is none yet.
 *
 * @param email absent: nobody is made
 */
@ConfigurationProperties(prefix = "hoard.admin", ignoreUnknownFields = false)
record AdminProperties(@Nullable String email, @Nullable String password) {

    @Override
    public String toString() {
        return "AdminProperties[…]";
    }
}
