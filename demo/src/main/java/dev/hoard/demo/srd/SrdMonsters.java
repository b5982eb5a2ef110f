package dev.hoard.demo.srd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The 334 monsters as 5e-bits structures them, and as creatures. */
public final class SrdMonsters {

    private static final String RESOURCE = "/srd/5e-SRD-Monsters.2014.json";

    private SrdMonsters() {}

    /** The monsters in the source's own form, in its order. */
    static List<ObjectNode> list() {
        try (InputStream in = Objects.requireNonNull(SrdMonsters.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return JsonMapper.shared().readTree(in).values().stream()
                    .map(JsonNode::asObject)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + RESOURCE, e);
        }
    }

    /** The monsters as creatures a client may send, in the source's order. */
    public static List<ObjectNode> listAsCreatures() {
        return list().stream().map(CreatureMapping::toCreature).toList();
    }
}
