package dev.hoard.campaign.mutation;

import dev.hoard.campaign.document.Revision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document as a batch has sent it so far, which need not be what it became: others' changes may have been merged in. A
 * client that goes on in the same batch goes on from this, so nothing it did counts twice (SYNC-5).
 *
 * @param rev at which the batch has left the document
 * @param known the client's copy when it was last the very document here; null if it never was in this batch
 * @param since what the client has done to its copy after that
 */
record Sent(long rev, @Nullable Revision known, List<Mutation> since) {

    Sent {
        since = List.copyOf(since);
    }

    /** The client's copy is the document. */
    static Sent known(Revision document) {
        return new Sent(document.rev(), document, List.of());
    }

    /** The client's copy and the document go apart with this mutation; {@code before} is the copy before it, if any. */
    static Sent apart(@Nullable Sent before, Mutation mutation, long rev) {
        if (before == null) {
            return new Sent(rev, null, List.of(mutation));
        }
        List<Mutation> since = new ArrayList<>(before.since());
        since.add(mutation);
        return new Sent(rev, before.known(), since);
    }
}
