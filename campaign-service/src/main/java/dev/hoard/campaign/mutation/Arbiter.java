package dev.hoard.campaign.mutation;

import dev.hoard.campaign.conflict.ConflictRecord;
import dev.hoard.campaign.document.Checked;
import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.Revision;
import dev.hoard.campaign.document.Rulebook;
import dev.hoard.campaign.merge.Merged;
import dev.hoard.campaign.merge.ThreeWayMerge;
import org.jspecify.annotations.Nullable;

/** Rules on conflicts (SYNC-5). Pure, like {@link Decider}. */
final class Arbiter {

    private final Rulebook rulebook;

    Arbiter(Rulebook rulebook) {
        this.rulebook = rulebook;
    }

    Ruling rule(Strategy strategy, Mutation mutation, Decision.Conflict conflict) {
        // What has no id could not be sent again, and its conflict could not be named.
        if (strategy == Strategy.MANUAL || mutation.id() == null) {
            return new Ruling.LeftToTheClient();
        }
        Content mine = conflict.mine();
        Content theirs = conflict.theirContent();
        if (conflict.buried() || mine == null) {
            return one(theirs);
        }
        if (theirs == null) {
            return one(mine);
        }
        return switch (strategy) {
            case SERVER_WINS -> one(theirs);
            case CLIENT_WINS, MANUAL -> one(mine);
            case MERGE -> both(mutation, conflict.base(), mine, theirs);
        };
    }

    /** Without a common beginning, or where both together break a rule, the later push has the whole document. */
    private Ruling both(Mutation mutation, @Nullable Revision base, Content mine, Content theirs) {
        Content before = base == null ? null : base.content();
        if (before == null) {
            return one(mine);
        }
        Merged merged = ThreeWayMerge.merge(mutation.type(), before.tree(), mine.tree(), theirs.tree());
        return switch (rulebook.check(mutation.type(), mutation.resource(), merged.document(), "")) {
            case Checked.Sound sound -> new Ruling.Settled(sound.content(), merged.fields());
            case Checked.Broken _ -> one(mine);
        };
    }

    private static Ruling one(@Nullable Content side) {
        return new Ruling.Settled(side, ConflictRecord.WHOLE);
    }
}
