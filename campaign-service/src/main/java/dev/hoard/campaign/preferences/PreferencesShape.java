package dev.hoard.campaign.preferences;

import static dev.hoard.campaign.shape.Extension.EXT;
import static dev.hoard.campaign.shape.Rules.flag;
import static dev.hoard.campaign.shape.Rules.list;
import static dev.hoard.campaign.shape.Rules.map;
import static dev.hoard.campaign.shape.Rules.oneOf;
import static dev.hoard.campaign.shape.Rules.text;
import static dev.hoard.campaign.shape.Rules.uuid;

import dev.hoard.campaign.document.DocumentRules;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.shape.Shape;
import java.util.List;

/** What an account's preferences may hold. */
public final class PreferencesShape {

    private static final Shape TABLE_RULES = Shape.builder()
            .optional(List.of("rollMonsterHp", "allowNegativeHp", "rerollEachRound", "concentrationReminder"), flag())
            .optional("groupInitiative", oneOf("none", "byName", "bySide"))
            .build();

    private static final Shape NOTIFICATIONS = Shape.builder()
            .optional(List.of("email", "updates", "marketing"), flag())
            .build();

    private static final Shape PREFERENCES = Shape.builder()
            .optional("theme", oneOf("light", "dark", "auto"))
            .optional("locale", text(35))
            .optional("defaultPartyId", uuid())
            .optional("rules", TABLE_RULES)
            .optional("keybindings", map(80, 60, text(60)))
            .optional("notifications", NOTIFICATIONS)
            .optional(List.of("autoBackup", "autoSync"), flag())
            .optional("recentIds", list(20, uuid()))
            .optional("ext", EXT)
            .build();

    public static final DocumentRules RULES = new DocumentRules(ResourceType.PREFERENCES, 32, PREFERENCES);

    private PreferencesShape() {}
}
