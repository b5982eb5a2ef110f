package dev.hoard.export.archive;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known about an account beside its documents, as an archive shows it.
 *
 * @param user the account, with its subscription inside
 * @param assets the list of files, not their content
 * @param devices the sessions that still live: a device is where somebody is logged in
 */
record AccountRecords(
        ObjectNode user,
        List<ObjectNode> assets,
        List<ObjectNode> backups,
        List<ObjectNode> payments,
        List<ObjectNode> sessions,
        List<ObjectNode> adminActions,
        List<ObjectNode> devices) {

    private static final List<String> SECRET_NAMES = List.of("password", "secret", "hash", "token");

    /**
     * @param account the gateway's answer
     * @param assets campaign-service's answer
     * @param backups backup-service's answer
     * @param now decides which sessions still live
     */
    static AccountRecords of(JsonNode account, JsonNode assets, JsonNode backups, Instant now) {
        dropSecrets(account);
        if (!(account.path("user") instanceof ObjectNode user)) {
            throw new IllegalArgumentException("the gateway's answer has no user");
        }
        JsonNode subscription = account.path("subscription");
        user.set("subscription", subscription.isObject() ? subscription : user.nullNode());
        List<ObjectNode> sessions = objects(account.path("sessions"));
        return new AccountRecords(
                user,
                objects(assets.path("assets")),
                objects(backups.path("backups")),
                objects(account.path("payments")),
                sessions,
                objects(account.path("adminActions")),
                sessions.stream().filter(session -> lives(session, now)).toList());
    }

    private static boolean lives(ObjectNode session, Instant now) {
        boolean revoked = session.hasNonNull("revokedAt");
        boolean ended = session.hasNonNull("expiresAt")
                && !now.isBefore(Instant.parse(session.path("expiresAt").asString()));
        return !revoked && !ended;
    }

    /**
     * The gateway sends no secrets. Should it ever do, by a field added without thought, they still do not leave here.
     */
    private static void dropSecrets(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(object.propertyNames().stream()
                    .filter(AccountRecords::namesSecret)
                    .toList());
        }
        node.forEach(AccountRecords::dropSecrets);
    }

    private static boolean namesSecret(String field) {
        String name = field.toLowerCase(Locale.ROOT);
        return SECRET_NAMES.stream().anyMatch(name::contains);
    }

    private static List<ObjectNode> objects(JsonNode array) {
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode item : array) {
            if (item instanceof ObjectNode object) {
                objects.add(object);
            }
        }
        return List.copyOf(objects);
    }
}
