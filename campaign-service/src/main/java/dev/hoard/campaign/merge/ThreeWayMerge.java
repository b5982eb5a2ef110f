package dev.hoard.campaign.merge;

import dev.hoard.campaign.document.JsonEquality;
import dev.hoard.campaign.document.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One merge of two edits (SYNC-5). What only one side changed is as that side has it; where both changed the same field to
 * different values, it is as mine, the later push, has it, and the field is named.
 */
public final class ThreeWayMerge {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Pointer place = new Pointer();
    private final List<String> fields = new ArrayList<>();

    private ThreeWayMerge() {}

    /**
     * Merges; the arguments stay as they are. That the result keeps the rules of its type is for the caller to see.
     *
     * @param base what both started from
     */
    public static Merged merge(ResourceType type, ObjectNode base, ObjectNode mine, ObjectNode theirs) {
        ThreeWayMerge merge = new ThreeWayMerge();
        ObjectNode merged = (ObjectNode) merge.merged(Part.of(type), base, mine, theirs);
        ObjectNode document = (merged == null ? JSON.objectNode() : merged).deepCopy();
        ActiveCombatant.clearIfLost(document, mine, theirs);
        return new Merged(document, merge.fields);
    }

    /** Null stands for a value that is not there. */
    private @Nullable JsonNode merged(
            Part part, @Nullable JsonNode base, @Nullable JsonNode mine, @Nullable JsonNode theirs) {
        if (same(base, mine)) {
            return theirs;
        }
        if (same(base, theirs)) {
            return mine;
        }
        return switch (part) {
            case Part.Fields object ->
                mine instanceof ObjectNode m && theirs instanceof ObjectNode t
                        ? members(object, base instanceof ObjectNode b ? b : JSON.objectNode(), m, t)
                        : one(mine, theirs);
            case Part.Elements list -> list(list, base, mine, theirs);
            case Part.Points _ -> {
                Optional<IntNode> sum = HitPoints.sum(base, mine, theirs);
                yield sum.isPresent() ? sum.get() : one(mine, theirs);
            }
        };
    }

    private ObjectNode members(Part.Fields part, ObjectNode base, ObjectNode mine, ObjectNode theirs) {
        Set<String> names = new LinkedHashSet<>(theirs.propertyNames());
        names.addAll(mine.propertyNames());
        ObjectNode merged = JSON.objectNode();
        for (String name : names) {
            place.enter(name);
            JsonNode value = merged(part.of(name), base.get(name), mine.get(name), theirs.get(name));
            place.leave();
            if (value != null) {
                merged.set(name, value);
            }
        }
        if (part.special().containsKey(HitPoints.CURRENT)) {
            HitPoints.clampSum(merged, base, mine, theirs);
        }
        return merged;
    }

    private @Nullable JsonNode list(
            Part.Elements part, @Nullable JsonNode base, @Nullable JsonNode mine, @Nullable JsonNode theirs) {
        Optional<Map<String, JsonNode>> was = elements(base);
        Optional<Map<String, JsonNode>> here = elements(mine);
        Optional<Map<String, JsonNode>> there = elements(theirs);
        if (was.isEmpty() || here.isEmpty() || there.isEmpty()) {
            return one(mine, theirs);
        }
        ArrayNode merged = elements(part, was.get(), here.get(), there.get());
        return merged.isEmpty() && (mine == null || theirs == null) ? null : merged;
    }

    private ArrayNode elements(
            Part.Elements part, Map<String, JsonNode> base, Map<String, JsonNode> mine, Map<String, JsonNode> theirs) {
        Order order = Order.of(base.keySet(), mine.keySet(), theirs.keySet());
        if (part.ordered() && order.bothMoved()) {
            note();
        }
        List<JsonNode> merged = new ArrayList<>();
        for (String id : order.identities()) {
            place.enter(id);
            JsonNode element = element(part.element(), base.get(id), mine.get(id), theirs.get(id));
            place.leave();
            if (element != null) {
                merged.add(element);
            }
        }
        int surplus = Math.max(0, merged.size() - part.kept().most());
        return JSON.arrayNode()
                .addAll(
                        part.kept().last()
                                ? merged.subList(surplus, merged.size())
                                : merged.subList(0, merged.size() - surplus));
    }

    /** An element that one side took out and the other changed stays, and is named. */
    private @Nullable JsonNode element(
            Part part, @Nullable JsonNode base, @Nullable JsonNode mine, @Nullable JsonNode theirs) {
        boolean takenOut = base != null && (mine == null || theirs == null);
        if (!takenOut || same(base, mine) || same(base, theirs)) {
            return merged(part, base, mine, theirs);
        }
        JsonNode edited = mine == null ? theirs : mine;
        if (edited != null) {
            note();
        }
        return edited;
    }

    /** Both sides have a value of their own, and only one can be. */
    private @Nullable JsonNode one(@Nullable JsonNode mine, @Nullable JsonNode theirs) {
        if (!same(mine, theirs)) {
            note();
        }
        return mine;
    }

    private void note() {
        fields.add(place.toString());
    }

    /** Empty for what is no list of elements that can be told apart. */
    private static Optional<Map<String, JsonNode>> elements(@Nullable JsonNode list) {
        if (list == null) {
            return Optional.of(Map.of());
        }
        return list instanceof ArrayNode array ? Identity.index(array) : Optional.empty();
    }

    static boolean same(@Nullable JsonNode one, @Nullable JsonNode other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return JsonEquality.same(one, other);
    }
}
