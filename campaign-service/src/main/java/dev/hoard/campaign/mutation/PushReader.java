package dev.hoard.campaign.mutation;

import static dev.hoard.campaign.shape.Rules.anything;
import static dev.hoard.campaign.shape.Rules.array;
import static dev.hoard.campaign.shape.Rules.object;
import static dev.hoard.campaign.shape.Rules.oneOf;
import static dev.hoard.campaign.shape.Rules.revision;
import static dev.hoard.campaign.shape.Rules.text;
import static dev.hoard.campaign.shape.Rules.uuid;

import dev.hoard.campaign.document.Checked;
import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.DocumentJson;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Rulebook;
import dev.hoard.campaign.sequence.Fingerprint;
import dev.hoard.campaign.shape.Findings;
import dev.hoard.campaign.shape.Shape;
import dev.hoard.platform.cursor.CursorText;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the body of a push (SYNC-2). What is wrong with the push itself ends the request; what is wrong with one mutation
 * is that mutation's affair, as long as its id can be told.
 */
final class PushReader {

    static final int MOST_MUTATIONS = 500;

    private static final String CREATE = "CREATE";
    private static final String UPDATE = "UPDATE";
    private static final String DELETE = "DELETE";

    private static final Shape PUSH = Shape.builder()
            .required("clientId", text(1, 100))
            .optional("cursor", text(1000))
            .optional("mode", oneOf("each", "atomic"))
            .optional("strategy", oneOf("merge", "serverWins", "clientWins", "manual"))
            .required("mutations", array())
            .build();

    private static final Shape MUTATION = Shape.builder()
            .required("mutationId", uuid())
            .required("op", oneOf(CREATE, UPDATE, DELETE))
            .required("resourceType", oneOf(ResourceType.documentNames()))
            .required("resourceId", uuid())
            .optional("baseRev", revision())
            .optional("data", object())
            .optional("patch", object())
            // For people who read a client's queue; nothing is decided by it.
            .optional("timestamp", anything())
            .build();

    private final Rulebook rulebook;

    PushReader(Rulebook rulebook) {
        this.rulebook = rulebook;
    }

    /** @throws ProblemException if the push as a whole breaks a rule */
    Push read(AccountId account, boolean premium, byte[] body) {
        ObjectNode push = DocumentJson.readObject(body);
        require(PUSH, push);
        ArrayNode mutations = (ArrayNode) push.get("mutations");
        if (mutations.size() > MOST_MUTATIONS) {
            throw ProblemException.of(
                    ProblemType.TOO_LARGE, "A push must have at most " + MOST_MUTATIONS + " mutations.");
        }
        List<Wish> wishes = new ArrayList<>(mutations.size());
        List<Push.Label> labels = new ArrayList<>(mutations.size());
        for (int i = 0; i < mutations.size(); i++) {
            Push.Label label = label(mutations.get(i), i);
            labels.add(label);
            wishes.add(wish(account, label.mutationId(), (ObjectNode) mutations.get(i)));
        }
        boolean atomic = push.path("mode").asString("each").equals("atomic");
        Strategy strategy =
                Strategy.find(push.path("strategy").asString("merge")).orElseThrow();
        return new Push(
                new Batch(push.get("clientId").asString(), atomic, strategy, seen(push), premium, wishes), labels);
    }

    private static Batch.@Nullable Place seen(ObjectNode push) {
        if (!push.has("cursor")) {
            return null;
        }
        CursorText cursor = CursorText.parse(push.get("cursor").asString());
        return new Batch.Place(cursor.epoch(), cursor.seq(), cursor.began());
    }

    private static Push.Label label(JsonNode mutation, int index) {
        Optional<UUID> id = Optional.ofNullable(mutation.get("mutationId"))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .flatMap(Uuids::find);
        if (id.isEmpty()) {
            String pointer = "/mutations/" + index + (mutation.isObject() ? "/mutationId" : "");
            throw ProblemException.invalid(
                    List.of(new FieldProblem(pointer, "malformed", "every mutation needs a UUID of its own")));
        }
        return new Push.Label(id.get(), mutation.path("resourceId").asString(""));
    }

    private Wish wish(AccountId account, UUID id, ObjectNode mutation) {
        Findings findings = new Findings("");
        MUTATION.check(mutation, findings);
        Optional<Problem> broken = findings.problem();
        if (broken.isPresent()) {
            return new Wish.Unfit(id, broken.get());
        }
        ResourceType type = ResourceType.get(mutation.get("resourceType").stringValue());
        UUID resource = UUID.fromString(mutation.get("resourceId").stringValue());
        if (type == ResourceType.PREFERENCES && !resource.equals(account.value())) {
            return unfit(id, "/resourceId", "wrong-id", "the id of the preferences is the account's");
        }
        Asked asked = new Asked(id, mutation, type, resource);
        return switch (mutation.get("op").stringValue()) {
            case CREATE -> whole(asked, Edit.Create::new);
            case UPDATE -> update(asked);
            default -> asked.mutation(new Edit.Delete(), "");
        };
    }

    private Wish update(Asked asked) {
        boolean patch = asked.json().has("patch");
        if (patch == asked.json().has("data")) {
            return unfit(asked.id(), "/data", "missing", "an update needs either data or a patch");
        }
        return patch ? asked.patch() : whole(asked, Edit.Replace::new);
    }

    private Wish whole(Asked asked, Function<Content, Edit> edit) {
        if (!(asked.json().get("data") instanceof ObjectNode data)) {
            return unfit(asked.id(), "/data", "missing", "is required");
        }
        return switch (rulebook.check(asked.type(), asked.resource(), data, "/data")) {
            case Checked.Sound sound ->
                asked.mutation(edit.apply(sound.content()), sound.content().text());
            case Checked.Broken broken -> new Wish.Unfit(asked.id(), broken.problem());
        };
    }

    private static Wish unfit(UUID id, String pointer, String code, String message) {
        List<FieldProblem> errors = List.of(new FieldProblem(pointer, code, message));
        return new Wish.Unfit(id, ProblemException.invalid(errors).problem());
    }

    private static void require(Shape shape, ObjectNode value) {
        Findings findings = new Findings("");
        shape.check(value, findings);
        findings.problem().ifPresent(problem -> {
            throw new ProblemException(problem);
        });
    }

    /** A mutation whose own members are right. */
    private record Asked(UUID id, ObjectNode json, ResourceType type, UUID resource) {

        Wish patch() {
            ObjectNode fields = (ObjectNode) json.get("patch");
            return mutation(new Edit.Patch(fields, "/patch"), DocumentJson.write(fields));
        }

        Mutation mutation(Edit edit, String fields) {
            String op = json.get("op").stringValue();
            JsonNode baseRev = json.get("baseRev");
            return new Mutation(
                    id,
                    Fingerprint.of(op, type.wireName(), resource.toString(), fields),
                    type,
                    resource,
                    edit,
                    baseRev == null || op.equals(CREATE)
                            ? new Expectation.Nothing()
                            : new Expectation.SawRevision(baseRev.longValue()),
                    false);
        }
    }
}
