package dev.hoard.sync.device;

import dev.hoard.sync.page.Cursor;
import java.time.Instant;

/**
 * Where a device was last seen.
 *
 * @param session the login
 * @param cursor what it has read
 */
public record Device(String session, Cursor cursor, Instant seenAt) {}
