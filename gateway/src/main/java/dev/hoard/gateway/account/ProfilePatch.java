package dev.hoard.gateway.account;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** What an owner may change of the account: the display name. */
record ProfilePatch(
        @NotBlank @Size(max = 100) @Pattern(regexp = DisplayNames.PATTERN, message = DisplayNames.MESSAGE)
        String displayName) {}
