package dev.hoard.gateway.account;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** The body of a registration. */
record RegisterRequest(
        @NotBlank @Email @Size(max = 254) String email,
        @NotNull String password,

        @NotBlank @Size(max = 100) @Pattern(regexp = DisplayNames.PATTERN, message = DisplayNames.MESSAGE)
        String displayName) {

    @Override
    public String toString() {
        return "RegisterRequest[…]";
    }
}
