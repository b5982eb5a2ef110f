package dev.hoard.export.archive;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kinds of data an account has; an archive has one file for each. */
public enum Kind {
    USER("user", true, null),
    PREFERENCES("preferences", true, "preferences"),
    PARTIES("parties", false, "party"),
    ENCOUNTERS("encounters", false, "encounter"),
    CREATURES("creatures", false, "creature"),
    ASSETS("assets", false, null),
    CONFLICTS("conflicts", false, null),
    BACKUPS("backups", false, null),
    PAYMENT_HISTORY("paymentHistory", false, null),
    SESSION_HISTORY("sessionHistory", false, null),
    ADMIN_ACTIONS("adminActions", false, null),
    DEVICES("devices", false, null);

    private final String stem;
    private final boolean single;
    private final @Nullable String resourceType;

    Kind(String stem, boolean single, @Nullable String resourceType) {
        this.stem = stem;
        this.single = single;
        this.resourceType = resourceType;
    }

    /** The kinds whose documents campaign-service numbers, which are also those that can be imported. */
    public static List<Kind> campaign() {
        return Arrays.stream(values()).filter(kind -> kind.resourceType != null).toList();
    }

    public static Optional<Kind> ofResourceType(String type) {
        return Arrays.stream(values())
                .filter(kind -> type.equals(kind.resourceType))
                .findFirst();
    }

    public String file(ArchiveFormat format) {
        return stem + "." + format.id();
    }

    /** Whether an account has at most one of it; its JSON file is then that object, or {@code null}. */
    public boolean single() {
        return single;
    }

    /** The type's name in sync and in the bulk commit, for a kind of documents. */
    public String resourceType() {
        if (resourceType == null) {
            throw new IllegalStateException(this + " is no kind of documents");
        }
        return resourceType;
    }
}
