package dev.hoard.export.archive;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * The columns of a CSV file.
 *
 * @param named fields with a column of their own
 */
record CsvColumns(Set<String> named) {

    /** The last column: a JSON object of the fields that have no other, so that CSV loses nothing either. */
    static final String OTHER = "other";

    private static final List<String> ENVELOPE = List.of("id", "rev", "schemaVersion", "createdAt", "updatedAt");

    CsvColumns {
        named = new LinkedHashSet<>(named);
    }

    /**
     * The columns of a kind. Those of campaign data and of conflicts are fixed, for they are streamed; those of the account's records, which
     * are few, follow from the records.
     */
    static CsvColumns of(Kind kind, Collection<ObjectNode> records) {
        return switch (kind) {
            case PARTIES -> document("name", "description", "campaign", "tags", "characters", "ext");
            case ENCOUNTERS ->
                document(
                        "name",
                        "description",
                        "status",
                        "round",
                        "partyId",
                        "activeCombatantId",
                        "startedAt",
                        "completedAt",
                        "tags",
                        "participants",
                        "log",
                        "ext");
            case CREATURES ->
                document(
                        "name",
                        "kind",
                        "isTemplate",
                        "size",
                        "creatureType",
                        "subtype",
                        "alignment",
                        "challengeRating",
                        "xp",
                        "ac",
                        "acNote",
                        "maxHp",
                        "hpFormula",
                        "initiativeBonus",
                        "languages",
                        "legendaryActionsPerTurn",
                        "imageUrl",
                        "notes",
                        "speeds",
                        "abilities",
                        "saves",
                        "skills",
                        "senses",
                        "damageVulnerabilities",
                        "damageResistances",
                        "damageImmunities",
                        "conditionImmunities",
                        "traits",
                        "actions",
                        "bonusActions",
                        "reactions",
                        "legendaryActions",
                        "mythicActions",
                        "lairActions",
                        "source",
                        "tags",
                        "ext");
            case PREFERENCES ->
                document(
                        "theme",
                        "locale",
                        "defaultPartyId",
                        "autoBackup",
                        "autoSync",
                        "rules",
                        "keybindings",
                        "notifications",
                        "recentIds",
                        "ext");
            case CONFLICTS ->
                new CsvColumns(new LinkedHashSet<>(List.of(
                        "id",
                        "rev",
                        "state",
                        "resourceType",
                        "resourceId",
                        "fields",
                        "openedAt",
                        "resolvedAt",
                        "taken",
                        "base",
                        "mine",
                        "theirs",
                        "outcome")));
            case USER, ASSETS, BACKUPS, PAYMENT_HISTORY, SESSION_HISTORY, ADMIN_ACTIONS, DEVICES -> {
                Set<String> names = new LinkedHashSet<>(List.of("id"));
                records.forEach(item -> names.addAll(item.propertyNames()));
                yield new CsvColumns(names);
            }
        };
    }

    private static CsvColumns document(String... fields) {
        Set<String> names = new LinkedHashSet<>(ENVELOPE);
        names.addAll(List.of(fields));
        return new CsvColumns(names);
    }

    List<String> header() {
        List<String> header = new ArrayList<>(named);
        header.add(OTHER);
        return header;
    }

    ObjectNode others(ObjectNode item) {
        ObjectNode rest = item.objectNode();
        item.forEachEntry((name, value) -> {
            if (!named.contains(name)) {
                rest.set(name, value);
            }
        });
        return rest;
    }
}
