package dev.hoard.platform.client;

/** The services of the suite. */
public enum ServiceName {
    GATEWAY,
    CAMPAIGN,
    SYNC,
    BACKUP,
    EXPORT
}
