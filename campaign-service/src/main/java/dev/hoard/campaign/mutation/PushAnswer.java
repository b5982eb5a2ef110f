package dev.hoard.campaign.mutation;

import dev.hoard.campaign.conflict.ConflictRecord;
import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.DocumentJson;
import dev.hoard.campaign.document.Revision;
import dev.hoard.campaign.sequence.Receipt;
import dev.hoard.platform.problem.ProblemJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to a push (SYNC-2): results in the order of the mutations, documents spliced in as the text they are. */
final class PushAnswer {

    private static final int USUAL_RESULT = 160;

    private final StringBuilder json;

    private PushAnswer(int results) {
        json = new StringBuilder(USUAL_RESULT * (results + 1));
    }

    static byte[] of(Push push, Mutations.Settled settled) {
        return new PushAnswer(push.labels().size()).write(push.labels(), settled);
    }

    private byte[] write(List<Push.Label> labels, Mutations.Settled settled) {
        json.append("{\"results\":[");
        for (int i = 0; i < labels.size(); i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"mutationId\":\"")
                    .append(labels.get(i).mutationId())
                    .append('"');
            member("resourceId", DocumentJson.write(labels.get(i).resourceId()));
            outcome(settled.outcomes().get(i));
            json.append('}');
        }
        json.append(']');
        member("head", Long.toString(settled.head()));
        member("epoch", Long.toString(settled.epoch()));
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    private void outcome(Outcome outcome) {
        switch (outcome) {
            case Outcome.Applied applied -> {
                member("status", "\"applied\"");
                revision(applied.document(), applied.surprising());
            }
            case Outcome.Duplicate duplicate -> duplicate(duplicate.receipt(), duplicate.document());
            case Outcome.Merged merged -> {
                member("status", "\"merged\"");
                revision(merged.document(), merged.surprising());
            }
            case Outcome.Conflicting conflict -> {
                member("status", "\"conflict\"");
                member("conflictId", '"' + conflict.conflictId().toString() + '"');
                revision(conflict.document(), conflict.surprising());
            }
            case Outcome.Undecided undecided -> undecided(undecided);
            case Outcome.Rejected rejected -> {
                member("status", "\"rejected\"");
                member("problem", DocumentJson.write(ProblemJson.members(rejected.problem())));
            }
        }
    }

    private void duplicate(Receipt receipt, @Nullable Revision document) {
        member("status", "\"duplicate\"");
        member("outcome", '"' + receipt.verdict().wireName() + '"');
        if (receipt.verdict() == Receipt.Verdict.CONFLICT) {
            member("conflictId", '"' + ConflictRecord.idOf(receipt.mutationId()).toString() + '"');
        }
        if (receipt.rev() > 0) {
            member("rev", Long.toString(receipt.rev()));
        }
        if (receipt.shown() && document != null) {
            member("document", document.text());
        }
    }

    private void undecided(Outcome.Undecided conflict) {
        Revision base = conflict.base();
        Content mine = conflict.mine();
        Revision theirs = conflict.theirs();
        member("status", "\"conflict\"");
        revision(theirs, false);
        if (base != null) {
            member("base", base.text());
        }
        member("mine", mine == null ? "null" : mine.text());
        member("theirs", theirs == null ? "null" : theirs.text());
    }

    private void revision(@Nullable Revision document, boolean shown) {
        if (document != null) {
            member("rev", Long.toString(document.rev()));
            if (shown) {
                member("document", document.text());
            }
        }
    }

    private void member(String name, String value) {
        json.append(",\"").append(name).append("\":").append(value);
    }
}
