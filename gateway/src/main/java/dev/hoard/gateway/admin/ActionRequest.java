package dev.hoard.gateway.admin;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator asks for.
 *
 * @param tier {@code free} or {@code premium}; needed by SET_TIER only
 */
record ActionRequest(
        @NotNull AdminAction.Type type,

        @Nullable @Pattern(regexp = "free|premium", flags = Pattern.Flag.CASE_INSENSITIVE)
        String tier,

        @NotBlank @Size(max = 500) String reason) {}
