package dev.hoard.sync.owner;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;

/**
 * The accounts that changed lately.
 *
 * @param at the owner's time; asking for what changed since then misses nothing but commits under way
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record OwnerHeads(Instant at, List<OwnerHead> heads) {}
