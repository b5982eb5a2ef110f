package dev.hoard.demo.client;

import tools.jackson.databind.node.ObjectNode;

/** A login: it sends calls with its access token and renews that when it has run out. */
public final class Session {

    private static final int UNAUTHENTICATED = 401;

    private final HoardApi api;
    private String accessToken;
    private String refreshToken;
    private final ObjectNode user;

    private Session(HoardApi api, ObjectNode login) {
        this.api = api;
        this.accessToken = text(login, "accessToken");
        this.refreshToken = text(login, "refreshToken");
        this.user = login.required("user").asObject();
    }

    public static Session login(HoardApi api, Credentials who, String deviceName) {
        ObjectNode body = Json.object()
                .put("email", who.email())
                .put("password", who.password())
                .put("deviceName", deviceName);
        return new Session(
                api, api.send(Call.post("/api/v1/auth/login", body)).expect(200).object());
    }

    public String accountId() {
        return text(user, "id");
    }

    /** The account as the login showed it. */
    public ObjectNode user() {
        return user;
    }

    public synchronized String accessToken() {
        return accessToken;
    }

    public Answer send(Call call) {
        String used = accessToken();
        Answer answer = api.send(call.as(used));
        if (answer.status() != UNAUTHENTICATED) {
            return answer;
        }
        renew(used);
        return api.send(call.as(accessToken()));
    }

    /** Whoever comes second with the same old token finds the new one there. */
    synchronized void renew(String old) {
        if (!old.equals(accessToken)) {
            return;
        }
        ObjectNode tokens = api.send(
                        Call.post("/api/v1/auth/refresh", Json.object().put("refreshToken", refreshToken)))
                .expect(200)
                .object();
        accessToken = text(tokens, "accessToken");
        refreshToken = text(tokens, "refreshToken");
    }

    HoardApi api() {
        return api;
    }

    private static String text(ObjectNode node, String field) {
        return node.required(field).asString();
    }
}
