package dev.hoard.campaign.mutation;

import dev.hoard.campaign.document.Revision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of a batch so far, as far as one answer can tell it (SYNC-2): a document is kept only where an answer shows it,
 * and of several outcomes of one document only the one of its latest revision shows it. The last outcome is kept whole.
 */
final class Outcomes {

    /** Rather than fill the memory an answer has no room for more. */
    static final int MOST_BYTES = 16 * 1024 * 1024;

    private final List<Outcome> settled = new ArrayList<>();
    private final Map<UUID, Integer> showing = new HashMap<>();
    private long bytes;

    /** Whether nothing more is to be done, since there is no room for what it shows. */
    boolean isFull() {
        return bytes >= MOST_BYTES;
    }

    /** Whether even first answers are not shown again: more than one answer ever showed was asked for at once. */
    boolean isOverfull() {
        return bytes >= 2L * MOST_BYTES;
    }

    int size() {
        return settled.size();
    }

    List<Outcome> list() {
        return settled;
    }

    void add(Outcome outcome) {
        int index = settled.size();
        if (index > 0 && shown(settled.get(index - 1)) == null) {
            hide(index - 1);
        }
        settled.add(outcome);
        if (outcome instanceof Outcome.Undecided undecided) {
            bytes += undecided.bytes();
        }
        Revision document = shown(outcome);
        if (document != null) {
            show(index, document);
        }
    }

    private void show(int index, Revision document) {
        Integer other = showing.get(document.id());
        Revision shownThere = other == null ? null : shown(settled.get(other));
        if (other != null && shownThere != null) {
            if (shownThere.rev() > document.rev()) {
                hide(index);
                return;
            }
            bytes -= shownThere.bytes();
            hide(other);
        }
        showing.put(document.id(), index);
        bytes += document.bytes();
    }

    private void hide(int index) {
        settled.set(index, hidden(settled.get(index)));
    }

    /** The document that an answer shows with an outcome. */
    private static @Nullable Revision shown(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Applied applied -> applied.surprising() ? applied.document() : null;
            case Outcome.Duplicate duplicate -> duplicate.receipt().shown() ? duplicate.document() : null;
            case Outcome.Merged merged -> merged.surprising() ? merged.document() : null;
            case Outcome.Conflicting conflict -> conflict.surprising() ? conflict.document() : null;
            case Outcome.Undecided _, Outcome.Rejected _ -> null;
        };
    }

    private static Outcome hidden(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Applied applied -> new Outcome.Applied(numberOf(applied.document()), applied.created(), false);
            case Outcome.Duplicate duplicate -> new Outcome.Duplicate(duplicate.receipt(), null);
            case Outcome.Merged merged -> new Outcome.Merged(merged.document().with(null), false);
            case Outcome.Conflicting conflict ->
                new Outcome.Conflicting(conflict.conflictId(), numberOf(conflict.document()), false);
            case Outcome.Undecided _, Outcome.Rejected _ -> outcome;
        };
    }

    private static @Nullable Revision numberOf(@Nullable Revision document) {
        return document == null ? null : document.with(null);
    }
}
