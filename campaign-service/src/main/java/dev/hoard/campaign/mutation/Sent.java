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
 * @param copy the client's copy when it was last looked at; null where it could not be told, or was not looked at yet
 * @param begun whether it was looked at
 * @param since what the client has done to its copy after that
 */
record Sent(long rev, @Nullable Revision copy, boolean begun, List<Mutation> since) {

    Sent {
        since = List.copyOf(since);
    }

    /** The client's copy is the document. */
    static Sent known(Revision document) {
        return new Sent(document.rev(), document, true, List.of());
    }

    /** The client's copy and the document go apart with this mutation; {@code before} is the copy before it, if any. */
    static Sent apart(@Nullable Sent before, Mutation mutation, long rev) {
        if (before == null) {
            return new Sent(rev, null, false, List.of(mutation));
        }
        List<Mutation> since = new ArrayList<>(before.since());
        since.add(mutation);
        return new Sent(rev, before.copy(), before.begun(), since);
    }

    /** The client's copy was looked at, so that what led to it need not be done again. */
    Sent at(@Nullable Revision looked) {
        return new Sent(rev, looked, true, List.of());
    }
}
