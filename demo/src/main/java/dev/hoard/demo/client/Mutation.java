package dev.hoard.demo.client;

import dev.hoard.demo.content.DocumentKey;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One edit as it is pushed. Its id makes it safe to send again.
 *
 * @param op CREATE, UPDATE or DELETE
 * @param baseRev what the editor saw; absent: the last write wins
 * @param data the whole document, absent for a DELETE
 */
public record Mutation(
        UUID mutationId,
        String op,
        DocumentKey document,
        @Nullable Long baseRev,
        @Nullable ObjectNode data) {

    public static Mutation create(DocumentKey document, ObjectNode data) {
        return new Mutation(UUID.randomUUID(), "CREATE", document, null, data);
    }

    public static Mutation update(DocumentKey document, long baseRev, ObjectNode data) {
        return new Mutation(UUID.randomUUID(), "UPDATE", document, baseRev, data);
    }

    public static Mutation delete(DocumentKey document, long baseRev) {
        return new Mutation(UUID.randomUUID(), "DELETE", document, baseRev, null);
    }

    /**
     * The same edit on a revision that nobody knows, which is what its own is in another epoch (SYNC-1): nothing can be
     * overwritten by mistake.
     */
    public Mutation withUnknownBase() {
        return new Mutation(mutationId, op, document, baseRev == null ? null : Long.valueOf(0), data);
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("mutationId", mutationId.toString())
                .put("op", op)
                .put("resourceType", document.type())
                .put("resourceId", document.id());
        Optional.ofNullable(baseRev).ifPresent(rev -> json.put("baseRev", rev));
        Optional.ofNullable(data).ifPresent(whole -> json.set("data", whole));
        return json;
    }
}
