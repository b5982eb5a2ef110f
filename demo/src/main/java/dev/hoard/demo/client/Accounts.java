package dev.hoard.demo.client;

import java.util.Locale;
import java.util.UUID;

/** Makes accounts for a story; the admin lifts them to premium. */
public final class Accounts {

    private final HoardApi api;
    private final Credentials admin;

    public Accounts(HoardApi api, Credentials admin) {
        this.api = api;
        this.admin = admin;
    }

    /** A new account of the free tier; its address is used nowhere else. */
    public Credentials register(String displayName) {
        String email = "%s-%s@demo.example"
                .formatted(displayName.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-"), UUID.randomUUID());
        var credentials = new Credentials(email, "correct horse " + UUID.randomUUID());
        api.send(Call.post(
                        "/api/v1/auth/register",
                        Json.object()
                                .put("email", credentials.email())
                                .put("password", credentials.password())
                                .put("displayName", displayName)))
                .expect(201);
        return credentials;
    }

    public Credentials registerPremium(String displayName) {
        Credentials credentials = register(displayName);
        makePremium(Session.login(api, credentials, "registration").accountId());
        return credentials;
    }

    /** Takes effect with the account's next login. */
    public void makePremium(String accountId) {
        Session.login(api, admin, "demo admin")
                .send(Call.post(
                        "/api/v1/admin/users/" + accountId + "/actions",
                        Json.object()
                                .put("type", "SET_TIER")
                                .put("tier", "premium")
                                .put("reason", "the demo's game master")))
                .expectSuccess();
    }
}
