package dev.hoard.campaign.encounter;

import static dev.hoard.campaign.shape.Extension.EXT;
import static dev.hoard.campaign.shape.Rules.colour;
import static dev.hoard.campaign.shape.Rules.flag;
import static dev.hoard.campaign.shape.Rules.instant;
import static dev.hoard.campaign.shape.Rules.integer;
import static dev.hoard.campaign.shape.Rules.list;
import static dev.hoard.campaign.shape.Rules.listById;
import static dev.hoard.campaign.shape.Rules.oneOf;
import static dev.hoard.campaign.shape.Rules.text;
import static dev.hoard.campaign.shape.Rules.uuid;

import dev.hoard.campaign.document.DocumentRules;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.shape.Shape;
import java.util.List;

/** What an encounter may hold. */
public final class EncounterShape {

    /** The states an encounter passes through, which lists are filtered by. */
    public static final List<String> STATUSES = List.of("planning", "active", "paused", "completed");

    private static final Shape LEGENDARY = Shape.builder()
            .optional("max", integer(0, 9))
            .optional("remaining", integer(0, 9))
            .build();

    private static final Shape DEATH_SAVES = Shape.builder()
            .optional("successes", integer(0, 3))
            .optional("failures", integer(0, 3))
            .build();

    private static final Shape CONDITION = Shape.builder()
            .optional("id", uuid())
            .optional(
                    "name",
                    oneOf(
                            "blinded",
                            "charmed",
                            "deafened",
                            "exhaustion",
                            "frightened",
                            "grappled",
                            "incapacitated",
                            "invisible",
                            "paralyzed",
                            "petrified",
                            "poisoned",
                            "prone",
                            "restrained",
                            "stunned",
                            "unconscious",
                            "custom"))
            .optional("label", text(60))
            .optional("level", integer(1, 6))
            .optional("durationRounds", integer(1, 9999))
            .optional("expiresOn", oneOf("turnStart", "turnEnd", "none"))
            .optional("sourceId", uuid())
            .build();

    private static final Shape COMBATANT = Shape.builder()
            .required("id", uuid())
            .required("name", text(1, 100))
            .optional("kind", oneOf("character", "creature", "custom", "lair"))
            .optional("refId", uuid())
            .optional("alias", text(100))
            .optional("ordinal", integer(1, 999))
            .optional("side", oneOf("ally", "enemy", "neutral"))
            .optional("ac", integer(0, 99))
            .optional("maxHp", integer(1, 9999))
            .optional("currentHp", integer(-9999, 9999))
            .optional("tempHp", integer(0, 9999))
            .optional("initiative", integer(-50, 99))
            .optional("dexterity", integer(1, 30))
            .optional("sortOrder", integer(-1_000_000_000, 1_000_000_000))
            .optional("hidden", flag())
            .optional("defeated", flag())
            .optional("concentration", text(60))
            .optional("reactionUsed", flag())
            .optional("legendary", LEGENDARY)
            .optional("deathSaves", DEATH_SAVES)
            .optional("conditions", list(40, CONDITION))
            .optional("color", colour())
            .optional("notes", text(2000))
            .build();

    private static final Shape LOG_ENTRY = Shape.builder()
            .optional("id", uuid())
            .optional("at", instant())
            .optional("round", integer(0, 9999))
            .optional(
                    "kind",
                    oneOf(
                            "damage",
                            "heal",
                            "conditionAdded",
                            "conditionRemoved",
                            "turn",
                            "round",
                            "legendary",
                            "note",
                            "undo"))
            .optional("actorId", uuid())
            .optional("targetId", uuid())
            .optional("amount", integer(-9999, 9999))
            .optional("text", text(300))
            .build();

    private static final Shape ENCOUNTER = Shape.builder()
            .required("name", text(1, 100))
            .optional("description", text(2000))
            .optional("status", oneOf(STATUSES))
            .optional("partyId", uuid())
            .optional("participants", listById(200, COMBATANT))
            .optional("round", integer(0, 9999))
            .optional("activeCombatantId", uuid())
            .optional("log", list(100, LOG_ENTRY))
            .optional("tags", list(20, text(40)))
            .optional("startedAt", instant())
            .optional("completedAt", instant())
            .optional("ext", EXT)
            .build();

    public static final DocumentRules RULES = new DocumentRules(ResourceType.ENCOUNTER, 512, ENCOUNTER);

    private EncounterShape() {}
}
