package dev.hoard.campaign.merge;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whose turn it is. Where one side passes the turn to a combatant that the other takes out of the encounter, nobody has it.
 * An id that already led nowhere before the merge is the client's own affair.
 */
final class ActiveCombatant {

    private static final String FIELD = "activeCombatantId";

    private ActiveCombatant() {}

    static void clearIfLost(ObjectNode merged, ObjectNode mine, ObjectNode theirs) {
        JsonNode active = merged.get(FIELD);
        if (active != null && !takesPart(merged, active) && (hasTurn(mine, active) || hasTurn(theirs, active))) {
            merged.remove(FIELD);
        }
    }

    private static boolean hasTurn(ObjectNode encounter, JsonNode id) {
        return sameId(encounter.get(FIELD), id) && takesPart(encounter, id);
    }

    private static boolean takesPart(ObjectNode encounter, JsonNode id) {
        for (JsonNode participant : encounter.path("participants")) {
            if (sameId(participant.get("id"), id)) {
                return true;
            }
        }
        return false;
    }

    private static boolean sameId(@Nullable JsonNode one, JsonNode other) {
        return one != null
                && one.asString()
                        .toLowerCase(Locale.ROOT)
                        .equals(other.asString().toLowerCase(Locale.ROOT));
    }
}
