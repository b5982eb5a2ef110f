package dev.hoard.campaign.party;

import static dev.hoard.campaign.shape.Extension.EXT;
import static dev.hoard.campaign.shape.Rules.flag;
import static dev.hoard.campaign.shape.Rules.integer;
import static dev.hoard.campaign.shape.Rules.list;
import static dev.hoard.campaign.shape.Rules.listById;
import static dev.hoard.campaign.shape.Rules.oneOf;
import static dev.hoard.campaign.shape.Rules.text;
import static dev.hoard.campaign.shape.Rules.uuid;

import dev.hoard.campaign.document.DocumentRules;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.shape.Shape;

/** What a party may hold. */
public final class PartyShape {

    private static final Shape CLASS = Shape.builder()
            .optional("className", text(50))
            .optional("level", integer(1, 20))
            .build();

    private static final Shape CHARACTER = Shape.builder()
            .required("id", uuid())
            .required("name", text(1, 100))
            .optional("playerName", text(100))
            .optional("race", text(50))
            .optional("classes", list(10, CLASS))
            .optional("ac", integer(0, 99))
            .optional("maxHp", integer(1, 9999))
            .optional("currentHp", integer(-9999, 9999))
            .optional("tempHp", integer(0, 9999))
            .optional("dexterity", integer(1, 30))
            .optional("initiativeBonus", integer(-20, 99))
            .optional("initiativeMode", oneOf("normal", "advantage", "disadvantage"))
            .optional("passivePerception", integer(0, 99))
            .optional("active", flag())
            .optional("notes", text(4000))
            .optional("ext", EXT)
            .build();

    private static final Shape PARTY = Shape.builder()
            .required("name", text(1, 100))
            .optional("description", text(2000))
            .optional("campaign", text(100))
            .optional("tags", list(20, text(40)))
            .optional("characters", listById(30, CHARACTER))
            .optional("ext", EXT)
            .build();

    public static final DocumentRules RULES = new DocumentRules(ResourceType.PARTY, 128, PARTY);

    private PartyShape() {}
}
