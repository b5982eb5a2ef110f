package dev.hoard.campaign.resource;

import dev.hoard.campaign.document.Checked;
import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.DocumentJson;
import dev.hoard.campaign.document.Documents;
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
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One account's documents, one at a time or in pages. */
final class Resources {

    private final Documents documents;
    private final Rulebook rulebook;
    private final Sequence sequence;
    private final Mutations mutations;

    Resources(Documents documents, Rulebook rulebook, Sequence sequence, Mutations mutations) {
        this.documents = documents;
        this.rulebook = rulebook;
        this.sequence = sequence;
        this.mutations = mutations;
    }

    /** @throws ProblemException NOT_FOUND if there is none, it was deleted, or it is another account's */
    Revision get(AccountId account, ResourceType type, UUID id) {
        sequence.meet(account);
        return documents
                .find(account, id)
                .filter(found -> found.live() && found.type() == type)
                .orElseThrow(() -> ProblemException.notFound(type.wireName()));
    }

    Page list(AccountId account, ResourceType type, Documents.Filter filter, Optional<UUID> after, int limit) {
        sequence.meet(account);
        return Page.of(type, documents.list(account, type, filter, after, limit));
    }

    /** POST: a new document, under the id in the body or a new one. */
    Written create(Write write, byte[] body) {
        ObjectNode fields = DocumentJson.readObject(body);
        boolean named = fields.has("id");
        UUID id = named ? idIn(fields) : write.newId();
        Content content = sound(write.type(), id, fields);
        Expectation expectation = write.conditions().expectation();
        boolean isNew = !named && !write.isRepeatable() && expectation instanceof Expectation.Nothing;
        return settle(
                write,
                mutation(
                        write,
                        "POST",
                        id,
                        new Edit.Create(content),
                        content.text(),
                        isNew ? new Expectation.NewId() : expectation));
    }

    /** PUT: the whole document, new or not. */
    Written put(Write write, UUID id, byte[] body) {
        Content content = sound(write.type(), id, DocumentJson.readObject(body));
        boolean meansCreation = write.conditions().expectation() instanceof Expectation.DoesNotExist;
        Edit edit = meansCreation ? new Edit.Create(content) : new Edit.Replace(content);
        return settle(write, mutation(write, "PUT", id, edit, content.text()));
    }

    /** PATCH: some fields of a document that exists. */
    Written patch(Write write, UUID id, byte[] body) {
        ObjectNode fields = DocumentJson.readObject(body);
        return settle(write, mutation(write, "PATCH", id, new Edit.Patch(fields, ""), DocumentJson.write(fields)));
    }

    void delete(Write write, UUID id) {
        settle(write, mutation(write, "DELETE", id, new Edit.Delete(), ""));
    }

    private Written settle(Write write, Mutation mutation) {
        Batch batch = new Batch(
                Batch.REST, false, Strategy.MANUAL, null, write.caller().premium(), List.of(mutation));
        return switch (mutations
                .settle(write.caller().account(), batch)
                .outcomes()
                .getFirst()) {
            case Outcome.Applied applied -> new Written(applied.document(), applied.created());
            case Outcome.Duplicate first ->
                new Written(first.document(), first.receipt().created());
            case Outcome.Undecided conflict -> throw Refusals.conflict(mutation, conflict.theirs());
            // Over REST the client decides.
            case Outcome.Merged merged -> new Written(merged.document(), false);
            case Outcome.Conflicting conflict -> new Written(conflict.document(), false);
            case Outcome.Rejected rejected -> throw Refusals.rejected(rejected.problem());
        };
    }

    private static Mutation mutation(Write write, String method, UUID id, Edit edit, String fields) {
        return mutation(write, method, id, edit, fields, write.conditions().expectation());
    }

    private static Mutation mutation(
            Write write, String method, UUID id, Edit edit, String fields, Expectation expectation) {
        return new Mutation(
                write.mutationId(),
                Fingerprint.of(method, write.type().wireName(), id.toString(), fields),
                write.type(),
                id,
                edit,
                expectation,
                edit instanceof Edit.Patch || edit instanceof Edit.Delete);
    }

    private Content sound(ResourceType type, UUID id, ObjectNode fields) {
        return switch (rulebook.check(type, id, fields, "")) {
            case Checked.Sound sound -> sound.content();
            case Checked.Broken broken -> throw new ProblemException(broken.problem());
        };
    }

    private static UUID idIn(ObjectNode fields) {
        JsonNode id = fields.get("id");
        return Optional.of(id)
                .filter(JsonNode::isString)
                .flatMap(text -> Uuids.find(text.stringValue()))
                .orElseThrow(() -> ProblemException.invalid(
                        List.of(new FieldProblem("/id", "malformed", "must be a UUID of 36 characters"))));
    }
}
