package dev.hoard.sync.stream;

import dev.hoard.sync.page.RenderedPage;
import java.time.Instant;

/** What a stream says (SYNC-11). */
sealed interface Frame {

    /** The next changes; they begin where the last frame ended. */
    record Changes(RenderedPage page) implements Frame {}

    /**
     * Nothing new, and the connection lives.
     *
     * @param cursor where the stream stands
     * @param head the highest number known for the account
     * @param expiresAt when the token ends, and the stream with it
     */
    record Heartbeat(String cursor, long head, Instant expiresAt) implements Frame {}

    /** The stream ends because it cannot be carried on; the client pulls from its cursor and opens another. */
    record Resync(Reason reason) implements Frame {}

    /** The stream ends with its token; the client opens another with a new one. */
    record Reauth() implements Frame {}

    /** Why a stream cannot be carried on. */
    enum Reason {
        /** The client takes frames more slowly than they come. */
        TOO_SLOW,
        /** The account's numbers have begun anew. */
        LOST_PLACE
    }
}
