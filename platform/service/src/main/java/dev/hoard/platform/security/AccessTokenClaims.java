package dev.hoard.platform.security;

/** What an access token says (AUTH-3); beside these it has {@code sub} (the account), {@code iat} and {@code exp}. */
public final class AccessTokenClaims {

    public static final String TYPE = "at+jwt";
    public static final String ISSUER = "hoard";
    public static final String AUDIENCE = "hoard-api";

    public static final String SESSION = "sid";
    public static final String TIER = "tier";
    public static final String ROLES = "roles";
    public static final String FEATURES = "features";

    private AccessTokenClaims() {}
}
