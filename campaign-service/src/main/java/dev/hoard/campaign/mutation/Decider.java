package dev.hoard.campaign.mutation;

import dev.hoard.campaign.document.Checked;
import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.MergePatch;
import dev.hoard.campaign.document.Revision;
import dev.hoard.campaign.document.Rulebook;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** Decides one mutation against one document. Pure: the same arguments give the same decision. */
final class Decider {

    private final Rulebook rulebook;

    Decider(Rulebook rulebook) {
        this.rulebook = rulebook;
    }

    /**
     * @param current the document's latest state, a tombstone too; null if it was never there
     * @param base the revision the client saw, where that is an older one and still known
     */
    Decision decide(Mutation mutation, Expectation expectation, @Nullable Revision current, @Nullable Revision base) {
        if (current != null && current.type() != mutation.type()) {
            return elsewhere(mutation, current);
        }
        if (current == null && mutation.onlyKnown()) {
            return absent(mutation);
        }
        if (!holds(expectation, current)) {
            return new Decision.Refuse(preconditionFailed(current));
        }
        return switch (mutation.edit()) {
            case Edit.Create create -> create(create.content(), current);
            case Edit.Replace replace -> update(new Sides(current, base, expectation), replace.content(), true);
            case Edit.Patch patch -> patch(mutation, patch, new Sides(current, base, expectation));
            case Edit.Delete _ -> delete(new Sides(current, base, expectation));
        };
    }

    /** What the client saw of a document, and what it is. */
    private record Sides(
            @Nullable Revision current, @Nullable Revision base, Expectation expectation) {

        boolean clientSawCurrent() {
            return current != null
                    && switch (expectation) {
                        case Expectation.SawRevision saw -> saw.rev() == current.rev();
                        case Expectation.IsAtOneOf _ -> true;
                        case Expectation.Nothing _ -> false;
                        case Expectation.Exists _ -> false;
                        case Expectation.DoesNotExist _ -> true;
                    };
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

    private static Decision create(Content content, @Nullable Revision current) {
        Content theirs = current == null ? null : current.content();
        if (theirs == null) {
            return new Decision.Write(content, !content.asSent(), true);
        }
        return content.sameAs(theirs)
                ? new Decision.Keep(!content.asSent(), true)
                : new Decision.Conflict(null, content, Objects.requireNonNull(current));
    }

    private Decision patch(Mutation mutation, Edit.Patch patch, Sides sides) {
        Revision current = sides.current();
        Content theirs = current == null ? null : current.content();
        if (current != null && theirs == null && mutation.onlyKnown()) {
            return absent(mutation);
        }
        Content seen = sides.base() != null && sides.apart() ? sides.base().content() : theirs;
        ObjectNode target = seen == null ? JsonNodeFactory.instance.objectNode() : seen.tree();
        ObjectNode patched = MergePatch.apply(target, patch.fields());
        return switch (rulebook.check(mutation.type(), mutation.resource(), patched, patch.pointer())) {
            case Checked.Broken broken -> new Decision.Refuse(broken.problem());
            case Checked.Sound sound -> update(sides, sound.content(), sides.clientSawPatched());
        };
    }

    /** @param known whether the client knows all of {@code mine}, as it does not where it patched what others wrote */
    private static Decision update(Sides sides, Content mine, boolean known) {
        boolean surprising = !known || !mine.asSent();
        Revision current = sides.current();
        if (current == null) {
            return new Decision.Write(mine, surprising, known);
        }
        Content theirs = current.content();
        if (theirs == null) {
            return new Decision.Conflict(sides.base(), mine, current);
        }
        if (mine.sameAs(theirs)) {
            return new Decision.Keep(surprising, known);
        }
        if (!sides.apart()) {
            return new Decision.Write(mine, surprising, known);
        }
        Content seen = sides.base() == null ? null : sides.base().content();
        if (seen != null && seen.sameAs(theirs)) {
            return new Decision.Write(mine, surprising, known);
        }
        return seen != null && seen.sameAs(mine)
                ? new Decision.Keep(true, false)
                : new Decision.Conflict(sides.base(), mine, current);
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
                : new Decision.Conflict(sides.base(), null, current);
    }

    private static boolean holds(Expectation expectation, @Nullable Revision current) {
        return switch (expectation) {
            case Expectation.Nothing _ -> true;
            case Expectation.SawRevision _ -> true;
            case Expectation.IsAtOneOf at ->
                current != null && current.live() && at.revs().contains(current.rev());
            case Expectation.Exists _ -> isLive(current);
            case Expectation.DoesNotExist _ -> !isLive(current);
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

    /** DATA-2: 412 with the current document, so that the client can decide at once. */
    static Problem preconditionFailed(@Nullable Revision current) {
        if (current == null) {
            return Problem.of(ProblemType.PRECONDITION_FAILED, "The document does not exist.");
        }
        return Problem.of(
                        ProblemType.PRECONDITION_FAILED,
                        current.live()
                                ? "The document is at revision " + current.rev() + "."
                                : "The document was deleted; If-None-Match: * creates it anew.")
                .with("document", new RawValue(current.text()))
                .withHeader("ETag", "\"" + current.rev() + "\"");
    }
}
