package dev.hoard.sync.owner;

import dev.hoard.sync.change.ChangeRange;

/**
 * Changes as the owner gave them.
 *
 * @param head the account's highest number, seen no earlier than the changes
 */
public record OwnerChanges(ChangeRange range, long head) {}
