package dev.hoard.campaign.mutation;

import dev.hoard.campaign.conflict.ConflictRecord;
import dev.hoard.campaign.conflict.Take;
import dev.hoard.campaign.document.Checked;
import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.DocumentProblems;
import dev.hoard.campaign.document.MergePatch;
import dev.hoard.campaign.document.Revision;
import dev.hoard.campaign.document.Rulebook;
import dev.hoard.campaign.merge.SidesTaken;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Decides one mutation against one document. Pure: the same arguments give the same decision. */
final class Decider {

    private final Rulebook rulebook;

    Decider(Rulebook rulebook) {
        this.rulebook = rulebook;
    }

    /**
     * @param current the document's latest state, a tombstone too; null if it was never there
     * @param seen what the client knows of it
     */
    Decision decide(Mutation mutation, @Nullable Revision current, Seen seen) {
        if (current != null && current.type() != mutation.type()) {
            return elsewhere(mutation, current);
        }
        if (current == null && mutation.onlyKnown()) {
            return absent(mutation);
        }
        if (!holds(seen.expectation(), current)) {
            return new Decision.Refuse(DocumentProblems.preconditionFailed(current));
        }
        Sides sides = new Sides(current, seen.base(), seen.expectation(), seen.tooOld());
        return switch (mutation.edit()) {
            case Edit.Create create -> create(create.content(), sides);
            case Edit.Replace replace -> update(sides, replace.content(), true);
            case Edit.Patch patch -> patch(mutation, patch, sides);
            case Edit.Delete _ -> delete(sides);
            case Edit.Resolve resolve -> resolve(mutation, resolve, current);
        };
    }

    /**
     * What a client knows of a document.
     *
     * @param base the state it worked on, where that is not the current one and still known
     * @param tooOld whether it knows less than what is forgotten here, so that what is not there must not come back
     */
    record Seen(Expectation expectation, @Nullable Revision base, boolean tooOld) {}

    /** The fields after a patch to what the client saw, held to the rules. */
    Checked patched(Mutation mutation, Edit.Patch patch, @Nullable Content seen) {
        ObjectNode target = seen == null ? JsonNodeFactory.instance.objectNode() : seen.tree();
        ObjectNode patched = MergePatch.apply(target, patch.fields());
        return rulebook.check(mutation.type(), mutation.resource(), patched, patch.pointer());
    }

    /** What the client saw of a document, and what it is. */
    private record Sides(
            @Nullable Revision current, @Nullable Revision base, Expectation expectation, boolean tooOld) {

        @Nullable
        Content theirs() {
            return current == null ? null : current.content();
        }

        Decision.Conflict conflict(@Nullable Content mine, boolean known) {
            return new Decision.Conflict(base, mine, current, known, tooOld && theirs() == null);
        }

        boolean clientSawCurrent() {
            return current != null
                    && switch (expectation) {
                        case Expectation.SawRevision saw -> saw.rev() == current.rev();
                        case Expectation.IsAtOneOf _ -> true;
                        case Expectation.Nothing _ -> false;
                        case Expectation.Exists _ -> false;
                        case Expectation.DoesNotExist _ -> true;
                        case Expectation.NewId _ -> true;
                    };
        }

        /** Whether a document that is not there may be, as it never was, or as the client itself knows that it is not. */
        boolean mayComeToLife() {
            return !tooOld
                    && (current == null || (expectation instanceof Expectation.SawRevision && clientSawCurrent()));
        }

        /** Whether the client saw what its patch was applied to. */
        boolean clientSawPatched() {
            return current == null || clientSawCurrent() || (apart() && base != null);
        }

        /** Whether the client worked on another revision than the current one, and said so. */
        boolean apart() {
            return expectation instanceof Expectation.SawRevision && !clientSawCurrent();
        }
    }

    private static Decision create(Content content, Sides sides) {
        Content theirs = sides.theirs();
        if (theirs == null) {
            return sides.tooOld()
                    ? sides.conflict(content, true)
                    : new Decision.Write(content, !content.asSent(), true);
        }
        return content.sameAs(theirs) ? new Decision.Keep(!content.asSent(), true) : sides.conflict(content, true);
    }

    private Decision patch(Mutation mutation, Edit.Patch patch, Sides sides) {
        Revision current = sides.current();
        Content theirs = current == null ? null : current.content();
        if (current != null && theirs == null && mutation.onlyKnown()) {
            return absent(mutation);
        }
        Content seen = sides.base() != null && sides.apart() ? sides.base().content() : theirs;
        return switch (patched(mutation, patch, seen)) {
            case Checked.Broken broken -> new Decision.Refuse(broken.problem());
            case Checked.Sound sound -> update(sides, sound.content(), sides.clientSawPatched());
        };
    }

    /** @param known whether the client knows all of {@code mine}, as it does not where it patched what others wrote */
    private static Decision update(Sides sides, Content mine, boolean known) {
        boolean surprising = !known || !mine.asSent();
        Content theirs = sides.theirs();
        Content seen = sides.base() == null ? null : sides.base().content();
        boolean bothMoved = sides.apart() && seen != null && !seen.sameAs(mine);
        // Where both moved, the same may have happened twice: two blows of five are ten.
        if (theirs != null && mine.sameAs(theirs) && !bothMoved) {
            return new Decision.Keep(surprising, known);
        }
        if (sides.apart() && seen != null && seen.sameAs(mine)) {
            return new Decision.Keep(true, false);
        }
        boolean theirsIsSeen =
                theirs == null ? sides.mayComeToLife() : !sides.apart() || (seen != null && seen.sameAs(theirs));
        return theirsIsSeen ? new Decision.Write(mine, surprising, known) : sides.conflict(mine, known);
    }

    private static Decision delete(Sides sides) {
        Revision current = sides.current();
        if (current == null || !current.live()) {
            return new Decision.Keep(false, true);
        }
        if (!sides.apart()) {
            return new Decision.Write(null, false, true);
        }
        Content seen = sides.base() == null ? null : sides.base().content();
        return seen != null && seen.sameAs(Objects.requireNonNull(current.content()))
                ? new Decision.Write(null, false, true)
                : sides.conflict(null, true);
    }

    /** A side's fields are set in what the document has become since; a side that is whole replaces it. */
    private Decision resolve(Mutation mutation, Edit.Resolve resolve, @Nullable Revision current) {
        ConflictRecord conflict = resolve.conflict();
        Content side = switch (resolve.take()) {
            case MINE -> conflict.sides().mine();
            case THEIRS -> conflict.sides().theirs();
            case DOCUMENT -> resolve.document();
        };
        if (resolve.take() == Take.DOCUMENT || conflict.ofWholeDocument()) {
            return new Decision.Resolve(conflict, resolve.take(), side);
        }
        Content now = current == null ? null : current.content();
        if (now == null || side == null) {
            return new Decision.Resolve(conflict, resolve.take(), now);
        }
        ObjectNode taken = SidesTaken.take(mutation.type(), now.tree(), side.tree(), conflict.fields());
        return switch (rulebook.check(mutation.type(), mutation.resource(), taken, "")) {
            case Checked.Sound sound -> new Decision.Resolve(conflict, resolve.take(), sound.content());
            case Checked.Broken broken -> new Decision.Refuse(broken.problem());
        };
    }

    private static boolean holds(Expectation expectation, @Nullable Revision current) {
        return switch (expectation) {
            case Expectation.Nothing _ -> true;
            case Expectation.SawRevision _ -> true;
            case Expectation.IsAtOneOf at ->
                current != null && current.live() && at.revs().contains(current.rev());
            case Expectation.Exists _ -> isLive(current);
            case Expectation.DoesNotExist _ -> !isLive(current);
            case Expectation.NewId _ -> true;
        };
    }

    private static boolean isLive(@Nullable Revision document) {
        return document != null && document.live();
    }

    /** The id names a document of another type: under this type it does not exist, and cannot come to exist. */
    private static Decision elsewhere(Mutation mutation, Revision current) {
        if (mutation.onlyKnown()) {
            return absent(mutation);
        }
        if (mutation.edit() instanceof Edit.Delete) {
            return new Decision.Keep(false, true);
        }
        return new Decision.Refuse(Problem.of(
                ProblemType.CONFLICT,
                "The id belongs to a " + current.type().wireName() + "; a "
                        + mutation.type().wireName() + " needs another one."));
    }

    private static Decision absent(Mutation mutation) {
        return new Decision.Refuse(
                ProblemException.notFound(mutation.type().wireName()).problem());
    }
}
