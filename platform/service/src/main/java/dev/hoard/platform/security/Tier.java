package dev.hoard.platform.security;

/** What an account pays for; claim {@code tier} of its access tokens, in lower case. */
public enum Tier {
    FREE,
    PREMIUM
}
