package dev.hoard.campaign.creature;

import static dev.hoard.campaign.shape.Extension.EXT;
import static dev.hoard.campaign.shape.Rules.flag;
import static dev.hoard.campaign.shape.Rules.httpsAddress;
import static dev.hoard.campaign.shape.Rules.integer;
import static dev.hoard.campaign.shape.Rules.integerOrText;
import static dev.hoard.campaign.shape.Rules.list;
import static dev.hoard.campaign.shape.Rules.map;
import static dev.hoard.campaign.shape.Rules.oneOf;
import static dev.hoard.campaign.shape.Rules.text;

import dev.hoard.campaign.document.DocumentRules;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.shape.Rule;
import dev.hoard.campaign.shape.Shape;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a creature may hold. */
public final class CreatureShape {

    private static final List<String> CHALLENGE_RATINGS = Stream.concat(
                    Stream.of("0", "1/8", "1/4", "1/2"),
                    IntStream.rangeClosed(1, 30).mapToObj(Integer::toString))
            .toList();

    private static final Rule BONUSES = map(20, 40, integer(-99, 99));

    private static final Shape SPEEDS = Shape.builder()
            .optional(List.of("walk", "fly", "swim", "climb", "burrow"), integer(0, 9999))
            .optional("hover", flag())
            .build();

    private static final Shape ABILITIES = Shape.builder()
            .optional(List.of("str", "dex", "con", "int", "wis", "cha"), integer(0, 99))
            .build();

    private static final Shape FEATURE = Shape.builder()
            .optional("name", text(120))
            .optional("text", text(5000))
            .optional("usage", text(120))
            .optional("cost", integer(1, 3))
            .build();

    private static final Shape SOURCE = Shape.builder()
            .optional(List.of("name", "license", "externalId"), text(200))
            .build();

    private static final Shape CREATURE = Shape.builder()
            .required("name", text(1, 100))
            .optional("kind", oneOf("monster", "npc"))
            .optional("isTemplate", flag())
            .optional("size", oneOf("tiny", "small", "medium", "large", "huge", "gargantuan"))
            .optional("creatureType", text(60))
            .optional("subtype", text(60))
            .optional("alignment", text(60))
            .optional("ac", integer(0, 99))
            .optional("acNote", text(120))
            .optional("maxHp", integer(1, 9999))
            .optional("hpFormula", text(40))
            .optional("speeds", SPEEDS)
            .optional("abilities", ABILITIES)
            .optional("initiativeBonus", integer(-20, 99))
            .optional(List.of("saves", "skills"), BONUSES)
            .optional("senses", map(20, 40, integerOrText(0, 9999, 120)))
            .optional("languages", text(500))
            .optional("challengeRating", oneOf(CHALLENGE_RATINGS))
            .optional("xp", integer(0, 9_999_999))
            .optional(
                    List.of("damageVulnerabilities", "damageResistances", "damageImmunities", "conditionImmunities"),
                    list(30, text(120)))
            .optional(
                    List.of(
                            "traits",
                            "actions",
                            "bonusActions",
                            "reactions",
                            "legendaryActions",
                            "mythicActions",
                            "lairActions"),
                    list(60, FEATURE))
            .optional("legendaryActionsPerTurn", integer(0, 9))
            .optional("source", SOURCE)
            .optional("tags", list(20, text(40)))
            .optional("imageUrl", httpsAddress())
            .optional("notes", text(10_000))
            .optional("ext", EXT)
            .build();

    public static final DocumentRules RULES = new DocumentRules(ResourceType.CREATURE, 64, CREATURE);

    private CreatureShape() {}
}
