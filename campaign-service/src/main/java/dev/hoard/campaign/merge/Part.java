package dev.hoard.campaign.merge;

import dev.hoard.campaign.document.ResourceType;
import java.util.Map;

/** How the two sides of a value come together. What no plan names is merged member by member, or else as a whole. */
sealed interface Part {

    Part ANY = new Fields(Map.of());

    /**
     * An object, member by member.
     *
     * @param special members that are not {@link #ANY}
     */
    record Fields(Map<String, Part> special) implements Part {

        Part of(String member) {
            return special.getOrDefault(member, ANY);
        }
    }

    /**
     * A list whose elements are told apart by their {@link Identity}.
     *
     * @param ordered whether their order means something, so that two new orders are a conflict
     * @param kept which ones stay where both sides together have too many
     */
    record Elements(Part element, boolean ordered, Kept kept) implements Part {}

    /** A number of which both sides' changes count. */
    record Points() implements Part {}

    /** The plan for a type's documents. */
    static Part of(ResourceType type) {
        return switch (type) {
            case PARTY -> Plans.PARTY;
            case ENCOUNTER -> Plans.ENCOUNTER;
            case CREATURE -> Plans.CREATURE;
            case PREFERENCES -> Plans.PREFERENCES;
            case CONFLICT -> throw new IllegalArgumentException("a conflict is no document");
        };
    }

    /** At most so many elements: the last, as of a log, or the first, as of a list that begins with the newest. */
    record Kept(int most, boolean last) {

        static final Kept ALL = new Kept(Integer.MAX_VALUE, false);
    }

    /** What the shapes of the types say about identity and order. */
    final class Plans {

        private static final Part SET = new Elements(ANY, false, Kept.ALL);
        private static final Part CONDITIONS = new Elements(ANY, false, Kept.ALL);
        private static final Part FIGHTERS = new Elements(
                new Fields(Map.of(HitPoints.CURRENT, new Points(), "conditions", CONDITIONS)), true, Kept.ALL);
        private static final Part LOG = new Elements(ANY, false, new Kept(100, true));
        private static final Part RECENT = new Elements(ANY, false, new Kept(20, false));

        static final Part PARTY = new Fields(Map.of("tags", SET, "characters", FIGHTERS));
        static final Part ENCOUNTER = new Fields(Map.of("tags", SET, "participants", FIGHTERS, "log", LOG));
        static final Part CREATURE = new Fields(Map.of(
                "tags", SET,
                "damageVulnerabilities", SET,
                "damageResistances", SET,
                "damageImmunities", SET,
                "conditionImmunities", SET));
        static final Part PREFERENCES = new Fields(Map.of("recentIds", RECENT));

        private Plans() {}
    }
}
