package dev.hoard.demo.client;

import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What became of each mutation of a push, in the push's order, and the account's head behind it. */
public record PushAnswer(List<Result> results, long head, String epoch) {

    /**
     * @param rev 0 where the result carries none
     * @param json the whole result
     */
    public record Result(UUID mutationId, String resourceId, String status, long rev, ObjectNode json) {

        private static Result from(ObjectNode json) {
            return new Result(
                    UUID.fromString(json.required("mutationId").asString()),
                    json.required("resourceId").asString(),
                    json.required("status").asString(),
                    json.path("rev").asLong(0),
                    json);
        }
    }

    static PushAnswer from(ObjectNode json, List<Mutation> pushed) {
        List<Result> results = json.required("results").values().stream()
                .map(JsonNode::asObject)
                .map(Result::from)
                .toList();
        List<UUID> answered = results.stream().map(Result::mutationId).toList();
        List<UUID> asked = pushed.stream().map(Mutation::mutationId).toList();
        if (!answered.equals(asked)) {
            throw new ProtocolViolation("SYNC-2: the results do not stand in the order of the mutations");
        }
        return new PushAnswer(
                results, json.required("head").asLong(), json.required("epoch").asString());
    }

    /** @throws ProtocolViolation naming the first result of another status */
    public PushAnswer expectAll(String... statuses) {
        for (Result result : results) {
            if (!List.of(statuses).contains(result.status())) {
                throw new ProtocolViolation("expected: every result %s%ncame:     %s"
                        .formatted(String.join(" or ", statuses), result.json()));
            }
        }
        return this;
    }

    public List<Long> revisions() {
        return results.stream().map(Result::rev).toList();
    }
}
