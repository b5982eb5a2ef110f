package dev.hoard.demo.suite;

import dev.hoard.demo.client.Call;
import dev.hoard.demo.client.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * A public endpoint, and a request to it that is in order.
 *
 * @param path may hold {@code {id}}
 * @param resource what the id is of
 * @param body a JSON object, or empty for none
 */
record Endpoint(String method, String path, Access access, Resource resource, String body) {

    /** Who may come. */
    enum Access {
        ANYONE,
        ACCOUNT,
        ADMINISTRATOR
    }

    /** What an id in a path names; each account of the story has one of each. */
    enum Resource {
        NONE,
        PARTY,
        ENCOUNTER,
        CREATURE,
        SESSION,
        ACCOUNT,
        BACKUP,
        RESTORE,
        EXPORT,
        IMPORT
    }

    private static final String JSON = "application/json";

    static final List<Endpoint> ALL = List.of(
            anyone("POST", "/auth/register", """
                    {"email":"bad-input@demo.example","password":"correct horse battery","displayName":"Bad Input"}"""),
            anyone("POST", "/auth/login", """
                    {"email":"bad-input@demo.example","password":"correct horse battery","deviceName":"laptop"}"""),
            anyone("POST", "/auth/refresh", """
                    {"refreshToken":"none"}"""),
            account("GET", "/auth/sessions"),
            account("DELETE", "/auth/sessions/{id}", Resource.SESSION, ""),
            account("POST", "/auth/logout"),
            account("POST", "/auth/logout-all"),
            account("GET", "/me"),
            account("PATCH", "/me", Resource.NONE, """
                    {"displayName":"Another Name"}"""),
            account("GET", "/me/subscription"),
            account("GET", "/me/payments"),
            administrator("GET", "/admin/users", Resource.NONE, ""),
            administrator("POST", "/admin/users/{id}/actions", Resource.ACCOUNT, """
                    {"type":"SET_TIER","tier":"premium","reason":"a story"}"""),
            administrator("GET", "/admin/actions", Resource.NONE, ""),
            account("GET", "/parties"),
            account("POST", "/parties", Resource.NONE, """
                    {"name":"A party","description":"x","tags":["a"],"characters":[],"ext":{"a":{"b":1}}}"""),
            account("GET", "/parties/{id}", Resource.PARTY, ""),
            account("PUT", "/parties/{id}", Resource.PARTY, """
                    {"name":"A party","characters":[]}"""),
            account("PATCH", "/parties/{id}", Resource.PARTY, """
                    {"name":"A party"}"""),
            account("DELETE", "/parties/{id}", Resource.PARTY, ""),
            account("GET", "/encounters"),
            account("POST", "/encounters", Resource.NONE, """
                    {"name":"A fight","status":"planning","round":0,"participants":[]}"""),
            account("GET", "/encounters/{id}", Resource.ENCOUNTER, ""),
            account("PUT", "/encounters/{id}", Resource.ENCOUNTER, """
                    {"name":"A fight","round":1}"""),
            account("PATCH", "/encounters/{id}", Resource.ENCOUNTER, """
                    {"round":2}"""),
            account("DELETE", "/encounters/{id}", Resource.ENCOUNTER, ""),
            account("GET", "/creatures"),
            account("POST", "/creatures", Resource.NONE, """
                    {"name":"A creature","kind":"npc","isTemplate":true,"ac":12,"speeds":{"walk":30},"ext":{}}"""),
            account("GET", "/creatures/{id}", Resource.CREATURE, ""),
            account("PUT", "/creatures/{id}", Resource.CREATURE, """
                    {"name":"A creature","ac":13}"""),
            account("PATCH", "/creatures/{id}", Resource.CREATURE, """
                    {"ac":14}"""),
            account("DELETE", "/creatures/{id}", Resource.CREATURE, ""),
            account("GET", "/preferences"),
            account("PUT", "/preferences", Resource.NONE, """
                    {"theme":"dark","autoSync":true}"""),
            account("PATCH", "/preferences", Resource.NONE, """
                    {"theme":"dark"}"""),
            account("DELETE", "/preferences"),
            account("POST", "/sync/push", Resource.NONE, """
                    {"clientId":"story","mutations":[]}"""),
            account("GET", "/sync/changes"),
            account("GET", "/sync/stream"),
            account("GET", "/sync/status"),
            account("POST", "/backups"),
            account("GET", "/backups"),
            account("GET", "/backups/{id}", Resource.BACKUP, ""),
            account("GET", "/backups/{id}/content", Resource.BACKUP, ""),
            account("DELETE", "/backups/{id}", Resource.BACKUP, ""),
            account("POST", "/backups/{id}/restore", Resource.BACKUP, """
                    {"mode":"replace","dryRun":true}"""),
            account("GET", "/restores/{id}", Resource.RESTORE, ""),
            account("POST", "/exports", Resource.NONE, """
                    {"format":"json"}"""),
            account("GET", "/exports"),
            account("GET", "/exports/{id}", Resource.EXPORT, ""),
            account("GET", "/exports/{id}/content", Resource.EXPORT, ""),
            account("DELETE", "/exports/{id}", Resource.EXPORT, ""),
            account("POST", "/imports"),
            account("GET", "/imports"),
            account("GET", "/imports/{id}", Resource.IMPORT, ""));

    private static Endpoint anyone(String method, String path, String body) {
        return new Endpoint(method, path, Access.ANYONE, Resource.NONE, body);
    }

    private static Endpoint account(String method, String path) {
        return account(method, path, Resource.NONE, "");
    }

    private static Endpoint account(String method, String path, Resource resource, String body) {
        return new Endpoint(method, path, Access.ACCOUNT, resource, body);
    }

    private static Endpoint administrator(String method, String path, Resource resource, String body) {
        return new Endpoint(method, path, Access.ADMINISTRATOR, resource, body);
    }

    boolean takesJson() {
        return !body.isEmpty();
    }

    boolean hasId() {
        return resource != Resource.NONE;
    }

    ObjectNode bodyNode() {
        return Json.readObject(body.getBytes(StandardCharsets.UTF_8));
    }

    /** The request in order, to the resource of this id. */
    Call call(String id) {
        return call(id, body.getBytes(StandardCharsets.UTF_8));
    }

    Call call(String id, byte[] otherBody) {
        return call(id, otherBody, JSON);
    }

    Call call(String id, byte[] otherBody, String contentType) {
        String address = "/api/v1" + path.replace("{id}", id);
        return otherBody.length == 0
                ? new Call(method, address, Map.of(), otherBody)
                : Call.of(method, address, contentType, otherBody);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
