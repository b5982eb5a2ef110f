package dev.hoard.platform.event;

/** The topics of the suite; {@code docs/internal-api.md} says what is on them. */
public final class Topics {

    public static final String CAMPAIGN_CHANGES = "campaign.changes";
    public static final String ACCOUNT_EVENTS = "account.events";
    public static final String BACKUP_JOBS = "backup.jobs";
    public static final String EXPORT_JOBS = "export.jobs";

    private static final String DEAD_LETTERS = ".dlt";

    private Topics() {}

    public static String deadLettersOf(String topic) {
        return topic + DEAD_LETTERS;
    }
}
