package dev.hoard.campaign.document;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is synced: the four kinds of documents, and the conflicts between their edits. */
public enum ResourceType {
    PARTY("party", "parties"),
    ENCOUNTER("encounter", "encounters"),
    CREATURE("creature", "creatures"),
    PREFERENCES("preferences", "preferences"),
    CONFLICT("conflict", "conflicts");

    /** Those that clients write. */
    public static final Set<ResourceType> DOCUMENTS = Set.copyOf(EnumSet.range(PARTY, PREFERENCES));

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

    /** The names that stand for documents, in the order of their declaration. */
    public static List<String> documentNames() {
        return Arrays.stream(values())
                .filter(DOCUMENTS::contains)
                .map(ResourceType::wireName)
                .toList();
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
