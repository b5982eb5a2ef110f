package dev.hoard.campaign.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.campaign.creature.CreatureShape;
import dev.hoard.campaign.encounter.EncounterShape;
import dev.hoard.campaign.party.PartyShape;
import dev.hoard.campaign.preferences.PreferencesShape;
import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class RulebookTest {

    private static final Rulebook RULEBOOK =
            new Rulebook(List.of(PartyShape.RULES, EncounterShape.RULES, CreatureShape.RULES, PreferencesShape.RULES));
    private static final String FIGHTER = "{\"id\":\"%s\",\"name\":\"a\"}";
    private static final UUID ID = UUID.fromString("01234567-89ab-7def-8123-456789abcdef");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "party | {} | /name | missing",
                "party | {`name`:``} | /name | too-short",
                "party | {`name`:7} | /name | wrong-type",
                "party | {`name`:null} | /name | wrong-type",
                "party | {`name`:`a\\u0007`} | /name | forbidden-character",
                "party | {`name`:`a\\r`} | /name | forbidden-character",
                "party | {`name`:`a\\ud800`} | /name | forbidden-character",
                "party | {`name`:`a`,`campain`:`b`} | /campain | unknown-field",
                "party | {`name`:`a`,`tags`:`b`} | /tags | wrong-type",
                "party | {`name`:`a`,`tags`:[1]} | /tags/0 | wrong-type",
                "party | {`name`:`a`,`characters`:[{`name`:`b`}]} | /characters/0/id | missing",
                "party | {`name`:`a`,`characters`:[{`id`:`1-1-1-1-1`,`name`:`b`}]} | /characters/0/id | malformed",
                "party | {`name`:`a`,`characters`:[{`id`:`@`,`name`:`b`,`ac`:100}]} | /characters/0/ac | out-of-range",
                "party | {`name`:`a`,`characters`:[{`id`:`@`,`name`:`b`,`ac`:1.0}]} | /characters/0/ac | wrong-type",
                "party | {`name`:`a`,`characters`:[{`id`:`@`,`name`:`b`,`maxHp`:0}]} | /characters/0/maxHp | out-of-range",
                "party | {`name`:`a`,`characters`:[{`id`:`@`,`name`:`b`,`currentHp`:99999999999}]} | /characters/0/currentHp | out-of-range",
                "party | {`name`:`a`,`characters`:[{`id`:`@`,`name`:`b`},{`id`:`@`,`name`:`c`}]} | /characters/1/id | repeated",
                "party | {`name`:`a`,`characters`:[{`id`:`@`,`name`:`b`,`classes`:[{`level`:21}]}]} | /characters/0/classes/0/level | out-of-range",
                "party | {`name`:`a`,`id`:`other`} | /id | wrong-id",
                "party | {`name`:`a`,`ext`:[]} | /ext | wrong-type",
                "party | {`name`:`a`,`ext`:{`a`:{`b`:{`c`:{`d`:{`e`:{`f`:{`g`:{`h`:{}}}}}}}}}} | /ext/a/b/c/d/e/f/g/h | too-deep",
                "party | {`name`:`a`,`ext`:{`a`:1e999}} | /ext/a | out-of-range",
                "encounter | {`name`:`a`,`status`:`over`} | /status | not-allowed",
                "encounter | {`name`:`a`,`participants`:[{`id`:`@`,`name`:`b`,`color`:`red`}]} | /participants/0/color | malformed",
                "encounter | {`name`:`a`,`participants`:[{`id`:`@`,`name`:`b`,`deathSaves`:{`failures`:4}}]} | /participants/0/deathSaves/failures | out-of-range",
                "encounter | {`name`:`a`,`participants`:[{`id`:`@`,`name`:`b`,`conditions`:[{`name`:`tired`}]}]} | /participants/0/conditions/0/name | not-allowed",
                "encounter | {`name`:`a`,`participants`:[{`id`:`@`,`name`:`b`,`sortOrder`:`1`}]} | /participants/0/sortOrder | wrong-type",
                "encounter | {`name`:`a`,`startedAt`:`yesterday`} | /startedAt | malformed",
                "encounter | {`name`:`a`,`log`:[{`kind`:`luck`}]} | /log/0/kind | not-allowed",
                "creature | {`name`:`a`,`challengeRating`:`31`} | /challengeRating | not-allowed",
                "creature | {`name`:`a`,`isTemplate`:1} | /isTemplate | wrong-type",
                "creature | {`name`:`a`,`speeds`:{`run`:30}} | /speeds/run | unknown-field",
                "creature | {`name`:`a`,`imageUrl`:`http://a.example/x.png`} | /imageUrl | malformed",
                "creature | {`name`:`a`,`senses`:{`sight`:true}} | /senses/sight | wrong-type",
                "creature | {`name`:`a`,`saves`:{``:1}} | /saves/ | malformed-key",
                "creature | {`name`:`a`,`a/b~c`:1} | /a~1b~0c | unknown-field",
                "preferences | {`theme`:`blue`} | /theme | not-allowed",
                "preferences | {`rules`:{`groupInitiative`:true}} | /rules/groupInitiative | wrong-type",
                "preferences | {`keybindings`:{`next`:1}} | /keybindings/next | wrong-type"
            })
    void err3_aBrokenRuleIsToldWithItsPlace(String type, String json, String pointer, String code) {
        Problem problem = broken(ResourceType.get(type), json.replace('`', '"').replace("@", ID.toString()));

        assertThat(problem.errors())
                .extracting(FieldProblem::pointer, FieldProblem::code)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(pointer, code));
        assertThat(problem.type())
                .isEqualTo(code.equals("unknown-field") ? ProblemType.UNKNOWN_FIELD : ProblemType.VALIDATION_FAILED);
    }

    @Test
    void err3_allBrokenRulesAreToldAtOnce() {
        Problem problem =
                broken(ResourceType.CREATURE, "{\"kind\":\"elf\",\"ac\":\"high\",\"actions\":[{\"cost\":9}]}");

        assertThat(problem.errors())
                .extracting(FieldProblem::pointer)
                .containsExactlyInAnyOrder("/name", "/kind", "/ac", "/actions/0/cost");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"Goblin\",\"kind\":\"monster\",\"isTemplate\":true,\"size\":\"small\",\"creatureType\":\"humanoid\",\"ac\":15,\"maxHp\":7,\"hpFormula\":\"2d6\",\"speeds\":{\"walk\":30},\"abilities\":{\"str\":8,\"dex\":14,\"con\":10,\"int\":10,\"wis\":8,\"cha\":8},\"initiativeBonus\":2,\"challengeRating\":\"1/4\",\"actions\":[{\"name\":\"Scimitar\",\"text\":\"Melee\\nweapon\\tattack\"}]}",
                "{\"name\":\"Dragon\",\"senses\":{\"darkvision\":120,\"blindsight\":\"60 ft.\"},\"saves\":{\"dex\":6},\"source\":{\"name\":\"SRD\",\"license\":\"CC-BY-4.0\",\"externalId\":\"x\"},\"legendaryActions\":[{\"name\":\"Wing Attack\",\"cost\":2}],\"legendaryActionsPerTurn\":3,\"imageUrl\":\"https://example.org/d.png\",\"ext\":{\"my.app\":{\"a\":[1,2.50,null,{\"b\":true}]}}}"
            })
    void aSoundDocumentIsKeptToTheLetter(String json) {
        Checked checked = check(ResourceType.CREATURE, json);

        assertThat(checked).isInstanceOfSatisfying(Checked.Sound.class, sound -> {
            assertThat(sound.content().text()).isEqualTo(json);
            assertThat(sound.content().asSent()).isTrue();
        });
    }

    @Test
    void theEnvelopeInABodyIsIgnored() {
        Content content = sound(
                ResourceType.PARTY,
                "{\"id\":\"%s\",\"rev\":9,\"schemaVersion\":1,\"createdAt\":\"x\",\"updatedAt\":\"y\",\"userId\":7,\"name\":\"a\"}"
                        .formatted(ID));

        assertThat(content.text()).isEqualTo("{\"name\":\"a\"}");
    }

    @Test
    void textsComeIntoNormalFormAndAreCountedInCharacters() {
        Content content = sound(
                ResourceType.PARTY,
                "{\"name\":\"%s\",\"ext\":{\"a\":\"e\u0301\"}}".formatted("\uD83D\uDC09".repeat(99) + "e\u0301"));

        assertThat(content.text()).contains("\uD83D\uDC09\u00e9\"").contains("{\"a\":\"\u00e9\"}");
        assertThat(content.asSent()).isFalse();
        assertThat(broken(ResourceType.PARTY, "{\"name\":\"%s\"}".formatted("\uD83D\uDC09".repeat(101)))
                        .errors())
                .extracting(FieldProblem::code)
                .containsExactly("too-long");
    }

    @Test
    void err3_aDocumentThatIsTooLargeIsRefusedWithItsLimit() {
        String traits = "{\"text\":\"%s\"},".formatted("x".repeat(4900)).repeat(14);

        Problem problem = broken(ResourceType.CREATURE, "{\"name\":\"a\",\"traits\":[" + traits + "{}]}");

        assertThat(problem.type()).isEqualTo(ProblemType.TOO_LARGE);
        assertThat(problem.extensions()).containsEntry("limitBytes", 64 * 1024);
    }

    /** docs/domain.md, limit by limit: a field, the last value that is allowed, the first that is not, and what that is told. */
    static Stream<Arguments> limits() {
        return Stream.of(partyLimits(), encounterLimits(), creatureLimits(), preferencesLimits())
                .flatMap(limits -> limits);
    }

    private static Stream<Arguments> partyLimits() {
        ResourceType type = ResourceType.PARTY;
        String character = "/characters/0";
        return Stream.of(
                        name(type, "/name"),
                        texts(type, "/description", 2000),
                        texts(type, "/campaign", 100),
                        tags(type),
                        lists(type, "/characters", 30, FIGHTER),
                        ext(type, "/ext"),
                        uuids(type, character + "/id"),
                        name(type, character + "/name"),
                        texts(type, character + "/playerName", 100),
                        texts(type, character + "/race", 50),
                        lists(type, character + "/classes", 10, "{}"),
                        texts(type, character + "/classes/0/className", 50),
                        numbers(type, character + "/classes/0/level", 1, 20),
                        numbers(type, character + "/initiativeBonus", -20, 99),
                        names(type, character + "/initiativeMode", "normal advantage disadvantage"),
                        numbers(type, character + "/passivePerception", 0, 99),
                        flags(type, character + "/active"),
                        texts(type, character + "/notes", 4000),
                        ext(type, character + "/ext"),
                        vitals(type, character))
                .flatMap(limits -> limits);
    }

    private static Stream<Arguments> encounterLimits() {
        ResourceType type = ResourceType.ENCOUNTER;
        String combatant = "/participants/0";
        String condition = combatant + "/conditions/0";
        return Stream.of(
                        name(type, "/name"),
                        texts(type, "/description", 2000),
                        names(type, "/status", "planning active paused completed"),
                        uuids(type, "/partyId"),
                        lists(type, "/participants", 200, FIGHTER),
                        numbers(type, "/round", 0, 9999),
                        uuids(type, "/activeCombatantId"),
                        lists(type, "/log", 100, "{}"),
                        tags(type),
                        instants(type, "/startedAt"),
                        instants(type, "/completedAt"),
                        ext(type, "/ext"),
                        uuids(type, combatant + "/id"),
                        names(type, combatant + "/kind", "character creature custom lair"),
                        uuids(type, combatant + "/refId"),
                        name(type, combatant + "/name"),
                        texts(type, combatant + "/alias", 100),
                        numbers(type, combatant + "/ordinal", 1, 999),
                        names(type, combatant + "/side", "ally enemy neutral"),
                        vitals(type, combatant),
                        numbers(type, combatant + "/initiative", -50, 99),
                        numbers(type, combatant + "/sortOrder", -1_000_000_000, 1_000_000_000),
                        flags(type, combatant + "/hidden"),
                        flags(type, combatant + "/defeated"),
                        texts(type, combatant + "/concentration", 60),
                        flags(type, combatant + "/reactionUsed"),
                        numbers(type, combatant + "/legendary/max", 0, 9),
                        numbers(type, combatant + "/legendary/remaining", 0, 9),
                        numbers(type, combatant + "/deathSaves/successes", 0, 3),
                        numbers(type, combatant + "/deathSaves/failures", 0, 3),
                        lists(type, combatant + "/conditions", 40, "{}"),
                        limit(type, combatant + "/color", "\"#A0522d\"", "\"#a0522\"", "malformed"),
                        texts(type, combatant + "/notes", 2000),
                        names(
                                type,
                                condition + "/name",
                                "blinded charmed deafened exhaustion frightened grappled incapacitated invisible paralyzed"
                                        + " petrified poisoned prone restrained stunned unconscious custom"),
                        texts(type, condition + "/label", 60),
                        numbers(type, condition + "/level", 1, 6),
                        numbers(type, condition + "/durationRounds", 1, 9999),
                        names(type, condition + "/expiresOn", "turnStart turnEnd none"),
                        uuids(type, condition + "/sourceId"),
                        uuids(type, "/log/0/id"),
                        instants(type, "/log/0/at"),
                        numbers(type, "/log/0/round", 0, 9999),
                        names(
                                type,
                                "/log/0/kind",
                                "damage heal conditionAdded conditionRemoved turn round legendary note undo"),
                        uuids(type, "/log/0/actorId"),
                        uuids(type, "/log/0/targetId"),
                        numbers(type, "/log/0/amount", -9999, 9999),
                        texts(type, "/log/0/text", 300))
                .flatMap(limits -> limits);
    }

    private static Stream<Arguments> creatureLimits() {
        ResourceType type = ResourceType.CREATURE;
        Stream<Arguments> features = Stream.of(
                        "/traits",
                        "/actions",
                        "/bonusActions",
                        "/reactions",
                        "/legendaryActions",
                        "/mythicActions",
                        "/lairActions")
                .flatMap(list -> Stream.of(
                                lists(type, list, 60, "{}"),
                                texts(type, list + "/0/name", 120),
                                texts(type, list + "/0/text", 5000),
                                texts(type, list + "/0/usage", 120),
                                numbers(type, list + "/0/cost", 1, 3))
                        .flatMap(limits -> limits));
        Stream<Arguments> kinds = Stream.of(
                        "/damageVulnerabilities", "/damageResistances", "/damageImmunities", "/conditionImmunities")
                .flatMap(list -> Stream.concat(lists(type, list, 30, "\"fire\""), texts(type, list + "/0", 120)));
        Stream<Arguments> speeds = Stream.of("walk", "fly", "swim", "climb", "burrow")
                .flatMap(way -> numbers(type, "/speeds/" + way, 0, 9999));
        Stream<Arguments> abilities = Stream.of("str", "dex", "con", "int", "wis", "cha")
                .flatMap(ability -> numbers(type, "/abilities/" + ability, 0, 99));
        return Stream.of(
                        name(type, "/name"),
                        names(type, "/kind", "monster npc"),
                        flags(type, "/isTemplate"),
                        names(type, "/size", "tiny small medium large huge gargantuan"),
                        texts(type, "/creatureType", 60),
                        texts(type, "/subtype", 60),
                        texts(type, "/alignment", 60),
                        numbers(type, "/ac", 0, 99),
                        texts(type, "/acNote", 120),
                        numbers(type, "/maxHp", 1, 9999),
                        texts(type, "/hpFormula", 40),
                        speeds,
                        flags(type, "/speeds/hover"),
                        abilities,
                        numbers(type, "/initiativeBonus", -20, 99),
                        maps(type, "/saves", 20, "1"),
                        numbers(type, "/saves/dex", -99, 99),
                        maps(type, "/skills", 20, "1"),
                        numbers(type, "/skills/stealth", -99, 99),
                        maps(type, "/senses", 20, "60"),
                        numbers(type, "/senses/darkvision", 0, 9999),
                        texts(type, "/senses/darkvision", 120),
                        texts(type, "/languages", 500),
                        names(
                                type,
                                "/challengeRating",
                                "0 1/8 1/4 1/2 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28"
                                        + " 29 30"),
                        limit(type, "/challengeRating", "\"30\"", "\"31\"", "not-allowed"),
                        numbers(type, "/xp", 0, 9_999_999),
                        kinds,
                        features,
                        numbers(type, "/legendaryActionsPerTurn", 0, 9),
                        texts(type, "/source/name", 200),
                        texts(type, "/source/license", 200),
                        texts(type, "/source/externalId", 200),
                        tags(type),
                        limit(type, "/imageUrl", "\"https://a.example/x\"", "\"http://a.example/x\"", "malformed"),
                        limit(
                                type,
                                "/imageUrl",
                                text("https://a.example/", 2000),
                                text("https://a.example/", 2001),
                                "malformed"),
                        texts(type, "/notes", 10_000),
                        ext(type, "/ext"))
                .flatMap(limits -> limits);
    }

    private static Stream<Arguments> preferencesLimits() {
        ResourceType type = ResourceType.PREFERENCES;
        Stream<Arguments> flags = Stream.of(
                        "/rules/rollMonsterHp",
                        "/rules/allowNegativeHp",
                        "/rules/rerollEachRound",
                        "/rules/concentrationReminder",
                        "/notifications/email",
                        "/notifications/updates",
                        "/notifications/marketing",
                        "/autoBackup",
                        "/autoSync")
                .flatMap(flag -> flags(type, flag));
        return Stream.of(
                        names(type, "/theme", "light dark auto"),
                        texts(type, "/locale", 35),
                        uuids(type, "/defaultPartyId"),
                        names(type, "/rules/groupInitiative", "none byName bySide"),
                        flags,
                        maps(type, "/keybindings", 80, "\"n\""),
                        texts(type, "/keybindings/next", 60),
                        lists(type, "/recentIds", 20, "\"" + ID + "\""),
                        uuids(type, "/recentIds/0"),
                        ext(type, "/ext"))
                .flatMap(limits -> limits);
    }

    @ParameterizedTest(name = "{0} {1}: {4}, row {index}")
    @MethodSource("limits")
    void err3_everyLimitHoldsAtItsEdge(ResourceType type, String pointer, String legal, String illegal, String code) {
        assertThat(check(type, whole(type, pointer, legal))).as(legal).isInstanceOf(Checked.Sound.class);

        List<FieldProblem> errors = broken(type, whole(type, pointer, illegal)).errors();

        String place = code.equals("too-deep") ? pointer + "/a".repeat(8) : pointer;
        assertThat(errors)
                .extracting(FieldProblem::pointer, FieldProblem::code)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(place, code));
    }

    @ParameterizedTest
    @CsvSource({
        "PARTY, 128, characters, 30, notes, 4000",
        "ENCOUNTER, 512, participants, 200, notes, 2000",
        "CREATURE, 64, traits, 60, text, 5000",
        "PREFERENCES, 32, keybindings, 80, , 60"
    })
    void err3_aDocumentHasItsSizeAndNotAByteMore(
            ResourceType type, int kibibytes, String holder, int places, @Nullable String field, int longest) {
        List<Consumer<String>> texts = new ArrayList<>();
        ObjectNode document = withPlaces(type, holder, places, field, texts);
        fill(document, kibibytes * 1024, texts, longest);
        String largest = DocumentJson.write(document);
        assertThat(largest.getBytes(StandardCharsets.UTF_8)).hasSize(kibibytes * 1024);

        assertThat(sound(type, largest).bytes()).isEqualTo(kibibytes * 1024);
        fill(document, kibibytes * 1024 + 1, texts, longest);
        Problem problem = broken(type, DocumentJson.write(document));

        assertThat(problem.type()).isEqualTo(ProblemType.TOO_LARGE);
        assertThat(problem.extensions()).containsEntry("limitBytes", kibibytes * 1024);
    }

    /** A document with places for texts: in the elements of a list, or without a field the values of a map. */
    private static ObjectNode withPlaces(
            ResourceType type, String holder, int places, @Nullable String field, List<Consumer<String>> texts) {
        ObjectNode document = DocumentJson.readObject(least(type));
        if (field == null) {
            document.putObject("ext").put("a", "x".repeat(20_000));
            ObjectNode map = document.putObject(holder);
            IntStream.range(0, places).mapToObj(i -> "key" + i).forEach(key -> texts.add(text -> map.put(key, text)));
            return document;
        }
        ArrayNode elements = document.putArray(holder);
        for (int i = 0; i < places; i++) {
            ObjectNode element = elements.addObject();
            if (type != ResourceType.CREATURE) {
                element.put("id", new UUID(7, i).toString()).put("name", "a");
            }
            texts.add(text -> element.put(field, text));
        }
        return document;
    }

    /** Brings a document to so many bytes. */
    private static void fill(ObjectNode document, int bytes, List<Consumer<String>> places, int most) {
        places.forEach(place -> place.accept(""));
        int missing = bytes - Utf8.length(DocumentJson.write(document));
        for (Consumer<String> place : places) {
            // A dagger has three bytes.
            String text = missing >= 3 * most ? "\u2020".repeat(most) : "x".repeat(Math.min(missing, most));
            place.accept(text);
            missing -= Utf8.length(text);
        }
    }

    /** The least document with a value at a pointer. */
    private static String whole(ResourceType type, String pointer, String value) {
        ObjectNode document = DocumentJson.readObject(least(type));
        JsonPointer place = JsonPointer.compile(pointer);
        JsonNode holder = document;
        for (JsonPointer step = place; !step.tail().matches(); step = step.tail()) {
            holder = below(holder, step.getMatchingProperty(), step.tail());
        }
        put(
                holder,
                place.last().getMatchingProperty(),
                DocumentJson.readObject("{\"v\":" + value + "}").get("v"));
        return DocumentJson.write(document);
    }

    /** The container under a name, made where it is not there: a list where an index follows. */
    private static JsonNode below(JsonNode holder, String name, JsonPointer rest) {
        JsonNode there = holder instanceof ArrayNode list ? list.get(Integer.parseInt(name)) : holder.get(name);
        if (there != null) {
            return there;
        }
        JsonNode made =
                rest.mayMatchElement() ? JsonNodeFactory.instance.arrayNode() : JsonNodeFactory.instance.objectNode();
        put(holder, name, made);
        return made;
    }

    private static void put(JsonNode holder, String name, JsonNode value) {
        switch (holder) {
            case ObjectNode object -> object.set(name, value);
            case ArrayNode list when list.isEmpty() -> list.add(value);
            case ArrayNode list -> list.set(Integer.parseInt(name), value);
            default -> throw new IllegalArgumentException("no container: " + holder);
        }
    }

    private static String least(ResourceType type) {
        String fighters = "{\"name\":\"a\",\"%s\":[" + FIGHTER.formatted(ID) + "]}";
        return switch (type) {
            case PARTY -> fighters.formatted("characters");
            case ENCOUNTER -> fighters.formatted("participants");
            case CREATURE -> "{\"name\":\"a\"}";
            case PREFERENCES, CONFLICT -> "{}";
        };
    }

    private static Stream<Arguments> limit(
            ResourceType type, String pointer, String legal, String illegal, String code) {
        return Stream.of(Arguments.of(type, pointer, legal, illegal, code));
    }

    /** Armour, hit points and dexterity, as characters and combatants have them. */
    private static Stream<Arguments> vitals(ResourceType type, String fighter) {
        return Stream.of(
                        numbers(type, fighter + "/ac", 0, 99),
                        numbers(type, fighter + "/maxHp", 1, 9999),
                        numbers(type, fighter + "/currentHp", -9999, 9999),
                        numbers(type, fighter + "/tempHp", 0, 9999),
                        numbers(type, fighter + "/dexterity", 1, 30))
                .flatMap(limits -> limits);
    }

    private static Stream<Arguments> name(ResourceType type, String pointer) {
        return Stream.concat(limit(type, pointer, "\"a\"", "\"\"", "too-short"), texts(type, pointer, 100));
    }

    private static Stream<Arguments> texts(ResourceType type, String pointer, int most) {
        return limit(type, pointer, text("", most), text("", most + 1), "too-long");
    }

    private static Stream<Arguments> numbers(ResourceType type, String pointer, int least, int most) {
        return Stream.concat(
                limit(type, pointer, Integer.toString(least), Integer.toString(least - 1), "out-of-range"),
                limit(type, pointer, Integer.toString(most), Integer.toString(most + 1), "out-of-range"));
    }

    private static Stream<Arguments> names(ResourceType type, String pointer, String allowed) {
        return Stream.of(allowed.split(" ", -1))
                .flatMap(each -> limit(type, pointer, "\"" + each + "\"", "\"" + each + "s\"", "not-allowed"));
    }

    private static Stream<Arguments> flags(ResourceType type, String pointer) {
        return Stream.concat(
                limit(type, pointer, "true", "1", "wrong-type"),
                limit(type, pointer, "false", "\"false\"", "wrong-type"));
    }

    private static Stream<Arguments> uuids(ResourceType type, String pointer) {
        return limit(type, pointer, "\"" + ID + "\"", "\"" + ID + "0\"", "malformed");
    }

    private static Stream<Arguments> instants(ResourceType type, String pointer) {
        return limit(type, pointer, "\"2026-11-23T18:30:00.000Z\"", "\"2026-11-23T18:30:00.000\"", "malformed");
    }

    private static Stream<Arguments> tags(ResourceType type) {
        return Stream.concat(lists(type, "/tags", 20, "\"a\""), texts(type, "/tags/0", 40));
    }

    private static Stream<Arguments> lists(ResourceType type, String pointer, int most, String element) {
        return limit(type, pointer, list(most, element), list(most + 1, element), "too-many");
    }

    private static Stream<Arguments> maps(ResourceType type, String pointer, int most, String element) {
        return limit(type, pointer, map(most, element), map(most + 1, element), "too-many");
    }

    private static Stream<Arguments> ext(ResourceType type, String pointer) {
        String text = "{\"a\":%s}";
        int frame = text.formatted(text("", 0)).length();
        return Stream.of(
                        maps(type, pointer, 64, "1"),
                        limit(type, pointer, nested(8), nested(9), "too-deep"),
                        type == ResourceType.PREFERENCES
                                ? Stream.<Arguments>empty() // no document of that size could be whole
                                : limit(
                                        type,
                                        pointer,
                                        text.formatted(text("", 32 * 1024 - frame)),
                                        text.formatted(text("", 32 * 1024 - frame + 1)),
                                        "too-large"))
                .flatMap(limits -> limits);
    }

    private static String text(String start, int length) {
        return "\"" + start + "x".repeat(length - start.length()) + "\"";
    }

    private static String list(int size, String element) {
        return IntStream.range(0, size)
                .mapToObj(i -> element.formatted(new UUID(7, i)))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String map(int size, String element) {
        return IntStream.range(0, size)
                .mapToObj(i -> "\"key%d\":%s".formatted(i, element))
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** Objects in objects, so many levels of them. */
    private static String nested(int levels) {
        return "{\"a\":".repeat(levels - 1) + "{}" + "}".repeat(levels - 1);
    }

    @Test
    void extIsBoundInBytesNotInCharacters() {
        assertThat(broken(
                                ResourceType.PARTY,
                                "{\"name\":\"a\",\"ext\":{\"a\":\"%s\"}}".formatted("\u2020".repeat(11_000)))
                        .errors())
                .extracting(FieldProblem::code)
                .containsExactly("too-large");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':1,'b':[1.0]} | {'b':[1],'a':1e0} | true",
                "{'a':1} | {'a':1,'b':null} | false",
                "{'a':[1,2]} | {'a':[2,1]} | false",
                "{'a':'1'} | {'a':1} | false",
                "{'a':{'b':{}}} | {'a':{'b':{}}} | true"
            })
    void sync2_contentIsEqualByValue(String one, String other, boolean same) {
        assertThat(Content.stored(one.replace('\'', '"')).sameAs(Content.stored(other.replace('\'', '"'))))
                .isEqualTo(same);
    }

    private static Problem broken(ResourceType type, String json) {
        return ((Checked.Broken) check(type, json)).problem();
    }

    private static Content sound(ResourceType type, String json) {
        return ((Checked.Sound) check(type, json)).content();
    }

    private static Checked check(ResourceType type, String json) {
        return RULEBOOK.check(type, ID, DocumentJson.readObject(json.getBytes(StandardCharsets.UTF_8)), "");
    }
}
