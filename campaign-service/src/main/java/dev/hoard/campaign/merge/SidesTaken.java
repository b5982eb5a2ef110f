package dev.hoard.campaign.merge;

import dev.hoard.campaign.document.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives a document one side's values in the fields a merge named, and leaves everything else as it became since. What lies
 * inside an element or an object that is gone by now has no place, and is left out; an element that is itself the field
 * comes back with the side that has it, and goes with the one that has not.
 */
public final class SidesTaken {

    private SidesTaken() {}

    /** {@code document} with the side's fields; the arguments stay as they are. */
    public static ObjectNode take(ResourceType type, ObjectNode document, ObjectNode side, List<String> fields) {
        ObjectNode taken = document.deepCopy();
        fields.forEach(field -> take(Part.of(type), taken, side, Pointer.steps(field)));
        return taken;
    }

    private static void take(Part part, @Nullable JsonNode target, @Nullable JsonNode side, List<String> steps) {
        String step = steps.getFirst();
        List<String> rest = steps.subList(1, steps.size());
        if (target instanceof ObjectNode object) {
            Part member = part instanceof Part.Fields fields ? fields.of(step) : Part.ANY;
            JsonNode value = side == null ? null : side.get(step);
            if (rest.isEmpty()) {
                takeMember(member, object, step, value);
            } else {
                take(member, listFor(member, object, step, value, rest), value, rest);
            }
        } else if (target instanceof ArrayNode list && part instanceof Part.Elements elements) {
            int index = index(list, step);
            JsonNode value = side instanceof ArrayNode array ? array.get(index(array, step)) : null;
            if (rest.isEmpty()) {
                takeElement(list, index, value);
            } else {
                take(elements.element(), list.get(index), value, rest);
            }
        }
    }

    /** The member on the way to a field; where its list went with its last element, a new one for the element to come back. */
    private static @Nullable JsonNode listFor(
            Part part, ObjectNode object, String name, @Nullable JsonNode side, List<String> rest) {
        boolean comesBack = part instanceof Part.Elements
                && rest.size() == 1
                && side instanceof ArrayNode array
                && index(array, rest.getFirst()) >= 0;
        return comesBack && !object.has(name) ? object.putArray(name) : object.get(name);
    }

    private static void takeMember(Part part, ObjectNode object, String name, @Nullable JsonNode value) {
        if (part instanceof Part.Elements elements && elements.ordered()) {
            takeOrder(object, name, value);
        } else if (value == null) {
            object.remove(name);
        } else {
            object.set(name, value.deepCopy());
        }
    }

    /** Of a list with an order only that can be in conflict; the elements have names of their own, and come from neither side. */
    private static void takeOrder(ObjectNode object, String name, @Nullable JsonNode value) {
        if (value != null && object.get(name) instanceof ArrayNode list) {
            object.set(name, inOrderOf(value, list));
        }
    }

    private static void takeElement(ArrayNode list, int index, @Nullable JsonNode value) {
        if (value == null) {
            list.remove(index);
        } else if (index < 0) {
            list.add(value.deepCopy());
        } else {
            list.set(index, value.deepCopy());
        }
    }

    private static JsonNode inOrderOf(JsonNode side, ArrayNode list) {
        Optional<Map<String, JsonNode>> wanted =
                side instanceof ArrayNode array ? Identity.index(array) : Optional.empty();
        Optional<Map<String, JsonNode>> present = Identity.index(list);
        if (wanted.isEmpty() || present.isEmpty()) {
            return side.deepCopy();
        }
        List<String> order = new ArrayList<>(Order.of(
                        present.get().keySet(),
                        wanted.get().keySet(),
                        present.get().keySet())
                .identities());
        order.retainAll(present.get().keySet());
        return list.arrayNode().addAll(order.stream().map(present.get()::get).toList());
    }

    /** Minus one for an element that is not there, at which a list holds nothing. */
    private static int index(ArrayNode list, String identity) {
        for (int i = 0; i < list.size(); i++) {
            if (Identity.of(list.get(i)).equals(identity)) {
                return i;
            }
        }
        return -1;
    }
}
