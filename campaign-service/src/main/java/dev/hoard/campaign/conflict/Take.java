package dev.hoard.campaign.conflict;

/** What a conflict is resolved with. */
public enum Take {
    MINE("mine"),
    THEIRS("theirs"),
    DOCUMENT("document");

    private final String wireName;

    Take(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /** The one of a wire name that is known to be right. */
    public static Take get(String wireName) {
        for (Take each : values()) {
            if (each.wireName.equals(wireName)) {
                return each;
            }
        }
        throw new IllegalArgumentException("nothing to take: " + wireName);
    }
}
