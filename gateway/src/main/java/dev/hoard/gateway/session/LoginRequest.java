package dev.hoard.gateway.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hoard.gateway.password.PasswordRules;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * The body of a login.
 *
 * @param deviceName what the owner will recognise the session by
 * @param session how the refresh token travels; {@code token} when absent
 */
record LoginRequest(
        @NotBlank @Size(max = 254) String email,
        @NotNull @Size(max = PasswordRules.MAX_LENGTH * 2) String password,
        @Nullable @Size(max = 100) String deviceName,
        @Nullable Mode session) {

    enum Mode {
        @JsonProperty("token")
        TOKEN,
        @JsonProperty("cookie")
        COOKIE
    }

    @Override
    public String toString() {
        return "LoginRequest[…]";
    }
}
