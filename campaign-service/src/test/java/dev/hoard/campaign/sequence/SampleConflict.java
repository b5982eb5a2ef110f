package dev.hoard.campaign.sequence;

import dev.hoard.campaign.conflict.ConflictRecord;
import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.platform.id.Uuids;
import java.time.Instant;

/** The first change of an account: a conflict over a whole creature, whose three sides are alike. */
final class SampleConflict {

    private SampleConflict() {}

    static ConflictRecord of(Content side, Instant at) {
        return new ConflictRecord(
                Uuids.v7(),
                1,
                Uuids.v7(),
                "test",
                ResourceType.CREATURE,
                Uuids.v7(),
                ConflictRecord.WHOLE,
                new ConflictRecord.Sides(null, side, side, side),
                1,
                at,
                null);
    }
}
