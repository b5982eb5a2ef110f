package dev.hoard.sync.owner;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.UUID;

/** How far an account has come at its owner. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record OwnerHead(UUID userId, long epoch, long head) {}
