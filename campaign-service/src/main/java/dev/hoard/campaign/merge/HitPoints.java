package dev.hoard.campaign.merge;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;

/** Current hit points, of which both sides' changes count. */
final class HitPoints {

    static final String CURRENT = "currentHp";
    private static final String MOST = "maxHp";
    private static final int HIGHEST = 9999;

    private HitPoints() {}

    /** Empty where a side has none to count with. */
    static Optional<IntNode> sum(@Nullable JsonNode base, @Nullable JsonNode mine, @Nullable JsonNode theirs) {
        return base instanceof IntNode was && mine instanceof IntNode here && theirs instanceof IntNode there
                ? Optional.of(IntNode.valueOf(here.intValue() + there.intValue() - was.intValue()))
                : Optional.empty();
    }

    /**
     * Keeps a sum within what a side could have come to by itself: nobody is healed above the maximum, and nobody falls
     * below zero where both sides count from zero.
     */
    static void clampSum(ObjectNode merged, ObjectNode base, ObjectNode mine, ObjectNode theirs) {
        JsonNode was = base.get(CURRENT);
        boolean summed = !ThreeWayMerge.same(was, mine.get(CURRENT)) && !ThreeWayMerge.same(was, theirs.get(CURRENT));
        Optional<IntNode> sum = sum(was, mine.get(CURRENT), theirs.get(CURRENT));
        if (summed && sum.isPresent()) {
            int here = mine.get(CURRENT).intValue();
            int there = theirs.get(CURRENT).intValue();
            int most = merged.get(MOST) instanceof IntNode max ? max.intValue() : HIGHEST;
            int highest = Math.min(HIGHEST, Math.max(most, Math.max(here, there)));
            int lowest = Math.max(-HIGHEST, Math.min(0, Math.min(here, there)));
            merged.put(CURRENT, Math.clamp(sum.get().intValue(), lowest, highest));
        }
    }
}
