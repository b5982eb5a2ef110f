package dev.hoard.campaign.resolution;

import static dev.hoard.campaign.shape.Rules.object;
import static dev.hoard.campaign.shape.Rules.oneOf;

import dev.hoard.campaign.conflict.ConflictRecord;
import dev.hoard.campaign.conflict.Conflicts;
import dev.hoard.campaign.conflict.Take;
import dev.hoard.campaign.document.Checked;
import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.DocumentJson;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Revision;
import dev.hoard.campaign.document.Rulebook;
import dev.hoard.campaign.mutation.Batch;
import dev.hoard.campaign.mutation.Edit;
import dev.hoard.campaign.mutation.Expectation;
import dev.hoard.campaign.mutation.Mutation;
import dev.hoard.campaign.mutation.Mutations;
import dev.hoard.campaign.mutation.Outcome;
import dev.hoard.campaign.mutation.Strategy;
import dev.hoard.campaign.sequence.Fingerprint;
import dev.hoard.campaign.sequence.Sequence;
import dev.hoard.campaign.shape.Findings;
import dev.hoard.campaign.shape.Shape;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.Caller;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** An account's conflicts: shown, and resolved. */
final class ConflictService {

    private static final Shape RESOLUTION = Shape.builder()
            .required("take", oneOf("mine", "theirs", "document"))
            .optional("document", object())
            .build();

    private final Conflicts conflicts;
    private final Rulebook rulebook;
    private final Sequence sequence;
    private final Mutations mutations;

    ConflictService(Conflicts conflicts, Rulebook rulebook, Sequence sequence, Mutations mutations) {
        this.conflicts = conflicts;
        this.rulebook = rulebook;
        this.sequence = sequence;
        this.mutations = mutations;
    }

    /** @throws ProblemException NOT_FOUND if there is none, it is forgotten, or it is another account's */
    ConflictRecord get(AccountId account, UUID id) {
        sequence.meet(account);
        return conflicts.find(account, id).orElseThrow(() -> ProblemException.notFound("conflict"));
    }

    ConflictPage list(AccountId account, Optional<Boolean> resolved, long after, int limit) {
        sequence.meet(account);
        return ConflictPage.of(conflicts.list(account, resolved, after, limit + 1), limit);
    }

    void forEach(AccountId account, Consumer<ConflictRecord> consumer) {
        sequence.meet(account);
        conflicts.forEach(account, consumer);
    }

    /**
     * Decides a conflict, once: asked again for the same it gives the same answer.
     *
     * @throws ProblemException NOT_FOUND, VALIDATION_FAILED, or CONFLICT if it was decided otherwise before
     */
    Resolved resolve(Caller caller, UUID id, byte[] body) {
        ConflictRecord conflict = get(caller.account(), id);
        Mutation mutation = mutation(conflict, DocumentJson.readObject(body));
        Batch batch = new Batch(Batch.REST, false, Strategy.MANUAL, null, caller.premium(), List.of(mutation));
        Mutations.Settled settled = mutations.settle(caller.account(), batch);
        Revision document = document(settled.outcomes().getFirst());
        return new Resolved(get(caller.account(), id), document, settled.head(), settled.epoch());
    }

    private Mutation mutation(ConflictRecord conflict, ObjectNode body) {
        Findings findings = new Findings("");
        RESOLUTION.check(body, findings);
        findings.problem().ifPresent(problem -> {
            throw new ProblemException(problem);
        });
        Take take = Take.get(body.get("take").stringValue());
        Content document = take == Take.DOCUMENT ? document(conflict.type(), conflict.resource(), body) : null;
        return new Mutation(
                Uuids.v5(conflict.id(), "resolve"),
                Fingerprint.of("RESOLVE", take.wireName(), document == null ? "" : document.text()),
                conflict.type(),
                conflict.resource(),
                new Edit.Resolve(conflict, take, document),
                new Expectation.Nothing(),
                false);
    }

    private Content document(ResourceType type, UUID resource, ObjectNode body) {
        if (!(body.get("document") instanceof ObjectNode document)) {
            throw ProblemException.invalid(List.of(new FieldProblem("/document", "missing", "is required")));
        }
        return switch (rulebook.check(type, resource, document, "/document")) {
            case Checked.Sound sound -> sound.content();
            case Checked.Broken broken -> throw new ProblemException(broken.problem());
        };
    }

    private static @Nullable Revision document(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Applied applied -> applied.document();
            case Outcome.Duplicate first -> first.document();
            case Outcome.Merged merged -> merged.document();
            case Outcome.Conflicting conflicting -> conflicting.document();
            case Outcome.Undecided undecided -> undecided.theirs();
            case Outcome.Rejected rejected -> throw refusal(rejected);
        };
    }

    private static ProblemException refusal(Outcome.Rejected rejected) {
        return rejected.problem().type() == ProblemType.MUTATION_ID_REUSED
                ? ProblemException.of(ProblemType.CONFLICT, "The conflict was resolved in another way before.")
                : new ProblemException(rejected.problem());
    }
}
