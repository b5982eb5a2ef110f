package dev.hoard.export.importing;

import dev.hoard.export.archive.Kind;
import dev.hoard.platform.id.Uuids;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Gives every id of an archive its id in the importing account. It is one pure function for all ids, those of documents
 * and those inside them, and for every reference alike: so whatever pointed at each other still does, and the same file
 * always becomes the same documents.
 *
 * @param source the account that was exported
 * @param target the account that imports
 */
record Renaming(UUID source, UUID target) {

    /** Every place that holds an id, besides the document's own; {@code *} stands for each element of an array. */
    private static final Map<Kind, List<List<String>>> PLACES = Map.of(
            Kind.PARTIES,
            List.of(List.of("characters", "*", "id")),
            Kind.ENCOUNTERS,
            List.of(
                    List.of("partyId"),
                    List.of("activeCombatantId"),
                    List.of("participants", "*", "id"),
                    List.of("participants", "*", "refId"),
                    List.of("participants", "*", "conditions", "*", "id"),
                    List.of("participants", "*", "conditions", "*", "sourceId"),
                    List.of("log", "*", "id"),
                    List.of("log", "*", "actorId"),
                    List.of("log", "*", "targetId")),
            Kind.CREATURES,
            List.of(),
            Kind.PREFERENCES,
            List.of(List.of("defaultPartyId"), List.of("recentIds", "*")));

    UUID of(UUID id) {
        return id.equals(source) ? target : Uuids.v5(target, source.toString() + id);
    }

    /** Renames what a document holds, in place. A value that is no UUID stays: its owner will judge it. */
    void apply(Kind kind, ObjectNode document) {
        for (List<String> place : PLACES.getOrDefault(kind, List.of())) {
            apply(document, place);
        }
    }

    private void apply(JsonNode node, List<String> place) {
        String step = place.getFirst();
        List<String> rest = place.subList(1, place.size());
        if (node instanceof ArrayNode array && step.equals("*")) {
            for (int i = 0; i < array.size(); i++) {
                if (rest.isEmpty()) {
                    array.set(i, renamed(array.get(i)));
                    continue;
                }
                apply(array.get(i), rest);
            }
        }
        if (node instanceof ObjectNode object && object.has(step)) {
            if (rest.isEmpty()) {
                object.set(step, renamed(object.path(step)));
                return;
            }
            apply(object.path(step), rest);
        }
    }

    private JsonNode renamed(JsonNode value) {
        if (!value.isString()) {
            return value;
        }
        return Uuids.find(value.asString())
                .map(id -> (JsonNode) StringNode.valueOf(of(id).toString()))
                .orElse(value);
    }
}
