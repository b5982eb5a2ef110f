package dev.hoard.campaign.document;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The four kinds of documents that are kept and synced. */
public enum ResourceType {
    PARTY("party", "parties"),
    ENCOUNTER("encounter", "encounters"),
    CREATURE("creature", "creatures"),
    PREFERENCES("preferences", "preferences");

    private static final Map<String, ResourceType> BY_NAME = by(ResourceType::wireName);
    private static final Map<String, ResourceType> BY_PLURAL = by(ResourceType::plural);

    private final String wireName;
    private final String plural;

    ResourceType(String wireName, String plural) {
        this.wireName = wireName;
        this.plural = plural;
    }

    /** The name in {@code resourceType}, in events and in the database. */
    public String wireName() {
        return wireName;
    }

    /** The name in paths and of lists. */
    public String plural() {
        return plural;
    }

    public static Optional<ResourceType> find(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    public static Optional<ResourceType> findByPlural(String plural) {
        return Optional.ofNullable(BY_PLURAL.get(plural));
    }

    /**
     * The type of a name that was stored by us.
     *
     * @throws IllegalArgumentException for a name that is none, which would be a defect of ours
     */
    public static ResourceType get(String wireName) {
        return find(wireName).orElseThrow(() -> new IllegalArgumentException("no resource type: " + wireName));
    }

    private static Map<String, ResourceType> by(Function<ResourceType, String> name) {
        return Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(name, Function.identity()));
    }
}
