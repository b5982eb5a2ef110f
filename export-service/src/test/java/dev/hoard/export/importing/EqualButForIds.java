package dev.hoard.export.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.platform.id.Uuids;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares two accounts' documents in the sense of EXP-3. It knows no places of references: any id may have become
 * another, but the same id must always have become the same, and no two may have become one. In {@code ext}, which is
 * the apps' own, nothing may have changed at all.
 */
final class EqualButForIds {

    private final UUID source;
    private final UUID target;
    private final Map<String, String> renamed = new HashMap<>();
    private final Map<String, String> origins = new HashMap<>();

    EqualButForIds(UUID source, UUID target) {
        this.source = source;
        this.target = target;
        same(source.toString(), target.toString());
    }

    void compare(String key, ObjectNode document, Map<String, ObjectNode> others) {
        String[] parts = key.split("/", -1);
        String id = parts[1].equals(source.toString())
                ? target.toString()
                : Uuids.v5(target, source + parts[1]).toString();
        same(parts[1], id);
        assertThat(others).as("the import of " + key).containsKey(parts[0] + "/" + id);
        compare(key, document, others.getOrDefault(parts[0] + "/" + id, document));
    }

    private void compare(String place, JsonNode one, JsonNode other) {
        assertThat(other.getNodeType()).as(place).isEqualTo(one.getNodeType());
        if (one.isObject()) {
            assertThat(other.propertyNames()).as(place).containsExactlyInAnyOrderElementsOf(one.propertyNames());
            one.forEachEntry((name, value) -> compareField(place + "/" + name, name, value, other.path(name)));
            return;
        }
        if (one.isArray()) {
            assertThat(other).as(place).hasSameSizeAs(one);
            for (int i = 0; i < one.size(); i++) {
                compare(place + "/" + i, one.path(i), other.path(i));
            }
            return;
        }
        Optional<UUID> id = one.isString() ? Uuids.find(one.asString()) : Optional.empty();
        if (id.isPresent()) {
            same(one.asString(), other.asString());
            return;
        }
        assertThat(other).as(place).isEqualTo(one);
    }

    private void compareField(String place, String name, JsonNode one, JsonNode other) {
        if (name.equals("ext")) {
            assertThat(other).as(place).hasToString(one.toString());
            return;
        }
        compare(place, one, other);
    }

    private void same(String id, String newId) {
        assertThat(newId).as("an imported id is a new one").isNotEqualTo(id);
        assertThat(renamed.putIfAbsent(id, newId)).as(id).isIn(null, newId);
        assertThat(origins.putIfAbsent(newId, id)).as(newId).isIn(null, id);
    }
}
