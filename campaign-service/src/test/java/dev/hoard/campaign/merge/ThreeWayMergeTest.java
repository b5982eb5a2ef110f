package dev.hoard.campaign.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.campaign.creature.CreatureShape;
import dev.hoard.campaign.document.Checked;
import dev.hoard.campaign.document.DocumentJson;
import dev.hoard.campaign.document.JsonEquality;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Rulebook;
import dev.hoard.campaign.encounter.EncounterShape;
import dev.hoard.campaign.party.PartyShape;
import dev.hoard.campaign.preferences.PreferencesShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of any two edits of an encounter, and cases that a person would look at. */
class ThreeWayMergeTest {

    private static final Rulebook RULEBOOK =
            new Rulebook(List.of(PartyShape.RULES, EncounterShape.RULES, CreatureShape.RULES, PreferencesShape.RULES));
    private static final String ONE = "0190a0a0-0000-7000-8000-000000000001";
    private static final String TWO = "0190a0a0-0000-7000-8000-000000000002";

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sync5_whoChangedNothingChangesNothing(long seed) {
        RandomEncounter random = new RandomEncounter(new Random(seed));
        ObjectNode base = random.encounter();
        ObjectNode edited = random.edited(base);

        assertSame(merge(base, base, edited), edited);
        assertSame(merge(base, edited, base), edited);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sync5_whatEitherSideChangedIsInTheResultOrNamed(long seed) {
        RandomEncounter random = new RandomEncounter(new Random(seed));
        ObjectNode base = random.encounter();
        ObjectNode mine = random.edited(base);
        ObjectNode theirs = random.edited(base);

        Merged merged = merge(base, mine, theirs);

        assertKept(base, mine, merged);
        assertKept(base, theirs, merged);
        assertOthersUntouched(base, mine, theirs, merged);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sync5_aMergedDocumentKeepsTheRules(long seed) {
        RandomEncounter random = new RandomEncounter(new Random(seed));
        ObjectNode base = random.encounter();

        ObjectNode mine = random.edited(base);
        ObjectNode theirs = random.edited(base);

        Merged merged = merge(base, mine, theirs);

        assertThat(RULEBOOK.check(ResourceType.ENCOUNTER, UUID.randomUUID(), merged.document(), ""))
                .as(merged.toString())
                .isInstanceOf(Checked.Sound.class);
        assertThat(!leadsNowhere(merged.document()) || leadsNowhere(mine) || leadsNowhere(theirs))
                .isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sync5_mergingIsAFunctionAndLeavesItsArgumentsAlone(long seed) {
        RandomEncounter random = new RandomEncounter(new Random(seed));
        ObjectNode base = random.encounter();
        ObjectNode mine = random.edited(base);
        ObjectNode theirs = random.edited(base);
        String before = base.toString() + mine + theirs;

        Merged first = merge(base, mine, theirs);
        Merged second = merge(base.deepCopy(), mine.deepCopy(), theirs.deepCopy());

        assertThat(second.document().toString()).isEqualTo(first.document().toString());
        assertThat(second.fields()).isEqualTo(first.fields());
        first.document().withArrayProperty("participants").removeAll();
        first.document().withObject("ext").withObject("map").removeAll();
        assertThat(base.toString() + mine + theirs).isEqualTo(before);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sync5_whereNothingConflictsTheOrderOfPushesMakesNoDifference(long seed) {
        RandomEncounter random = new RandomEncounter(new Random(seed));
        ObjectNode base = random.encounter();
        ObjectNode mine = random.edited(base);
        ObjectNode theirs = random.edited(base);

        Merged merged = merge(base, mine, theirs);
        Merged other = merge(base, theirs, mine);

        assertThat(other.fields()).containsExactlyInAnyOrderElementsOf(merged.fields());
        if (merged.fields().isEmpty()) {
            assertThat(flat(other.document())).isEqualTo(flat(merged.document()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "12, 7, 9, 4",
        "12, 9, 9, 6",
        "12, 12, 9, 9",
        "12, 15, 16, 19",
        "12, 20, 18, 20",
        "12, 2, 5, 0",
        "12, -3, 5, -3",
        "12, 25, 14, 25"
    })
    void sync5_changesOfHitPointsAreAddedUpAndClamped(int base, int mine, int theirs, int expected) {
        Merged merged = merge(fight(base, ""), fight(mine, ""), fight(theirs, ",\"notes\":\"hit\""));

        assertThat(merged.fields()).isEmpty();
        assertThat(merged.document().at("/participants/0/currentHp").intValue()).isEqualTo(expected);
    }

    @Test
    void sync5_hitPointsOfAPartysCharacterAreAddedUpToo() {
        String party =
                "{\"name\":\"P\",\"characters\":[{\"id\":\"%s\",\"name\":\"A\",\"maxHp\":30,\"currentHp\":%d}]%s}";

        Merged merged = ThreeWayMerge.merge(
                ResourceType.PARTY,
                json(party.formatted(ONE, 20, "")),
                json(party.formatted(ONE, 15, "")),
                json(party.formatted(ONE, 18, ",\"tags\":[\"x\"]")));

        assertThat(merged.document().at("/characters/0/currentHp").intValue()).isEqualTo(13);
    }

    @Test
    void sync5_aFieldChangedOnBothSidesGoesToTheLaterPushAndIsNamedByItsElement() {
        Merged merged = merge(
                fight(12, ""), fight(12, ",\"notes\":\"mine\""), fight(12, ",\"notes\":\"theirs\",\"hidden\":true"));

        assertThat(merged.fields()).containsExactly("/participants/" + ONE + "/notes");
        assertThat(merged.document().at("/participants/0/notes").stringValue()).isEqualTo("mine");
        assertThat(merged.document().at("/participants/0/hidden").booleanValue())
                .isTrue();
    }

    @Test
    void sync5_anElementThatOneSideDeletedAndTheOtherEditedStaysAndIsNamed() {
        ObjectNode base = fight(12, "");
        ObjectNode without = json("{\"name\":\"Fight\",\"participants\":[]}");
        ObjectNode edited = fight(5, "");

        for (Merged merged : List.of(merge(base, without, edited), merge(base, edited, without))) {
            assertThat(merged.fields()).containsExactly("/participants/" + ONE);
            assertSame(merged.document(), edited);
        }
    }

    @Test
    void sync5_theTurnOfACombatantWhoIsTakenOutIsNobodys() {
        ObjectNode base = fight(12, "");
        ObjectNode passed = fight(12, "").put("activeCombatantId", ONE);

        Merged merged = merge(base, passed, json("{\"name\":\"Fight\",\"participants\":[]}"));

        assertThat(merged.document().has("activeCombatantId")).isFalse();
        ObjectNode elsewhere = fight(12, "").put("activeCombatantId", TWO);
        assertThat(merge(base, elsewhere, fight(11, "")).document().has("activeCombatantId"))
                .as("what already led nowhere is the client's affair")
                .isTrue();
    }

    @Test
    void sync5_theLogKeepsItsHundredNewestAndTheirsComeBeforeMine() {
        ObjectNode base = log(0, 99);
        ObjectNode mine = log(0, 99, 200, 201);
        ObjectNode theirs = log(0, 99, 100, 101);

        JsonNode log = merge(base, mine, theirs).document().get("log");

        assertThat(log).hasSize(100);
        assertThat(log.get(0).get("text").stringValue()).isEqualTo("3");
        assertThat(StreamSupport.stream(log.spliterator(), false)
                        .skip(96)
                        .map(entry -> entry.get("text").stringValue()))
                .containsExactly("100", "101", "200", "201");
    }

    @ParameterizedTest
    @CsvSource({
        "CREATURE, tags",
        "CREATURE, damageVulnerabilities",
        "CREATURE, damageResistances",
        "CREATURE, damageImmunities",
        "CREATURE, conditionImmunities",
        "PARTY, tags",
        "ENCOUNTER, tags"
    })
    void sync5_setsTakeAdditionsAndRemovalsOfBothSides(ResourceType type, String list) {
        String document = "{\"name\":\"D\",\"%s\":%s}";

        Merged merged = ThreeWayMerge.merge(
                type,
                json(document.formatted(list, "[\"a\",\"b\",\"c\"]")),
                json(document.formatted(list, "[\"a\",\"c\",\"mine\"]")),
                json(document.formatted(list, "[\"b\",\"c\",\"theirs\"]")));

        assertSame(merged, json(document.formatted(list, "[\"c\",\"theirs\",\"mine\"]")));
    }

    @Test
    void sync5_recentIdsAreASetOfWhichTheTwentyFirstStay() {
        List<String> old = LongStream.range(0, 19).mapToObj(i -> "old" + i).toList();
        List<String> mine = new ArrayList<>(old);
        mine.addFirst("mine");
        mine.remove("old5");
        List<String> theirs = new ArrayList<>(old);
        theirs.addAll(0, List.of("theirs1", "theirs2"));

        Merged merged =
                ThreeWayMerge.merge(ResourceType.PREFERENCES, recent(old), recent(mine), recent(theirs.subList(0, 20)));

        List<String> kept = new ArrayList<>(List.of("theirs1", "theirs2", "mine"));
        kept.addAll(old);
        kept.removeAll(List.of("old5", "old18"));
        assertSame(merged, recent(kept));
        Merged full = ThreeWayMerge.merge(
                ResourceType.PREFERENCES, recent(old), recent(with("mine", old)), recent(with("theirs", old)));
        assertSame(full, recent(with("theirs", with("mine", old)).subList(0, 20)));
    }

    @ParameterizedTest
    @CsvSource({
        "PREFERENCES, keybindings",
        "CREATURE, saves",
        "CREATURE, skills",
        "CREATURE, senses",
        "PARTY, ext",
        "ENCOUNTER, ext"
    })
    void sync5_mapsAreMergedByTheirKeys(ResourceType type, String map) {
        String document = "{\"%s\":{%s}}";

        Merged merged = ThreeWayMerge.merge(
                type,
                json(document.formatted(map, "\"a\":1,\"b\":1,\"c\":1,\"d\":1")),
                json(document.formatted(map, "\"a\":2,\"c\":1,\"d\":2,\"mine\":1")),
                json(document.formatted(map, "\"a\":1,\"b\":1,\"d\":3,\"theirs\":1")));

        assertThat(merged.fields()).containsExactly("/" + map + "/d");
        assertSame(merged.document(), json(document.formatted(map, "\"a\":2,\"d\":2,\"theirs\":1,\"mine\":1")));
    }

    @Test
    void sync5_conditionsWithAnIdAreKnownByItAlone() {
        String poisoned = "{\"id\":\"%s\",\"name\":\"poisoned\"%s}";
        ObjectNode base = fight(12, conditions(poisoned.formatted(ONE, "")));
        ObjectNode mine = fight(12, conditions(poisoned.formatted(ONE, ",\"durationRounds\":2")));
        ObjectNode theirs =
                fight(12, conditions(poisoned.formatted(ONE, ",\"label\":\"x\"") + "," + poisoned.formatted(TWO, "")));

        Merged merged = merge(base, mine, theirs);

        assertSame(
                merged,
                fight(
                        12,
                        conditions(poisoned.formatted(ONE, ",\"label\":\"x\",\"durationRounds\":2")
                                + ","
                                + poisoned.formatted(TWO, ""))));
    }

    @Test
    void sync5_whatBothWroteIntoTheLogAlikeStaysOnce() {
        Merged merged = merge(log(0, 2), log(0, 2, 7, 8), log(0, 2, 7, 9));

        assertSame(merged, log(0, 2, 7, 9, 8));
    }

    @Test
    void sync5_conditionsWithoutIdAreKnownByNameLabelAndSource() {
        ObjectNode base = fight(12, conditions("{\"name\":\"custom\",\"label\":\"Hexed\"}"));
        ObjectNode mine = fight(12, conditions("{\"name\":\"custom\",\"label\":\"Hexed\",\"durationRounds\":2}"));
        ObjectNode theirs = fight(
                12,
                conditions("{\"name\":\"custom\",\"label\":\"Hexed\"},{\"name\":\"custom\",\"label\":\"Blessed\"}"));

        Merged merged = merge(base, mine, theirs);

        assertThat(merged.fields()).isEmpty();
        assertThat(merged.document().at("/participants/0/conditions").toString())
                .isEqualTo("[{\"name\":\"custom\",\"label\":\"Hexed\",\"durationRounds\":2},"
                        + "{\"name\":\"custom\",\"label\":\"Blessed\"}]");
    }

    @Test
    void sync5_listsWithoutIdentityAreWholeValuesAndMapsMergeByKey() {
        String creature = "{\"name\":\"C\",\"actions\":[%s],\"skills\":{%s}}";
        Merged merged = ThreeWayMerge.merge(
                ResourceType.CREATURE,
                json(creature.formatted("{\"name\":\"Bite\"}", "\"arcana\":1,\"stealth\":1")),
                json(creature.formatted("{\"name\":\"Claw\"}", "\"arcana\":2,\"stealth\":1")),
                json(creature.formatted("{\"name\":\"Tail\"}", "\"arcana\":1,\"history\":3")));

        assertThat(merged.fields()).containsExactly("/actions");
        assertSame(merged.document(), json(creature.formatted("{\"name\":\"Claw\"}", "\"arcana\":2,\"history\":3")));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sync5_oneSidesNewOrderAndTheOthersAdditionsAndRemovalsAllStay(long seed) {
        Random random = new Random(seed);
        List<String> ids = new ArrayList<>(List.of("1", "2", "3", "4", "5", "6"));
        ObjectNode base = ordered(ids.toArray(String[]::new));
        List<String> others = new ArrayList<>(ids);
        others.remove(random.nextInt(others.size()));
        others.add(random.nextInt(others.size() + 1), "new");
        Collections.shuffle(ids, random);
        ObjectNode moved = ordered(ids.toArray(String[]::new));
        ObjectNode changed = ordered(others.toArray(String[]::new));

        for (Merged merged : List.of(merge(base, moved, changed), merge(base, changed, moved))) {
            List<String> order = new ArrayList<>(identities(merged.document()));
            assertThat(merged.fields()).isEmpty();
            assertThat(order).containsExactlyInAnyOrderElementsOf(others);
            order.remove("new");
            assertThat(order).isEqualTo(ids.stream().filter(others::contains).toList());
        }
    }

    @Test
    void sync5_twoNewOrdersAreAConflictAboutTheOrderAlone() {
        ObjectNode base = ordered(ONE, TWO, "3", "4");
        ObjectNode mine = ordered(TWO, ONE, "3", "4", "6");
        ObjectNode theirs = ordered(ONE, TWO, "4", "3", "5");

        Merged merged = merge(base, mine, theirs);

        assertThat(merged.fields()).containsExactly("/participants");
        assertThat(identities(merged.document())).containsExactly(TWO, ONE, "3", "5", "4", "6");
        assertThat(identities(SidesTaken.take(ResourceType.ENCOUNTER, merged.document(), theirs, merged.fields())))
                .as("their order, and mine is still there")
                .containsExactly(ONE, TWO, "4", "6", "3", "5");
    }

    @ParameterizedTest(name = "{0}: {1} of {2} into {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // inside what is gone there is no place
                "ENCOUNTER | /participants/a/notes | {'participants':[{'id':'a','notes':'x'}]} | {'participants':[]} | {'participants':[]}",
                "ENCOUNTER | /participants/a/notes | {'participants':[{'id':'a','notes':'x'}]} | {'round':1} | {'round':1}",
                "ENCOUNTER | /participants/a/notes | {'participants':[{'id':'a'}]} | {'participants':[]} | {'participants':[]}",
                "ENCOUNTER | /participants/a/legendary/max | {'participants':[{'id':'a','legendary':{'max':3}}]} | {'participants':[{'id':'a'}]} | {'participants':[{'id':'a'}]}",
                "ENCOUNTER | /participants/a/conditions/c/level | {'participants':[{'id':'a','conditions':[{'id':'c','level':2}]}]} | {'participants':[{'id':'a','conditions':[]}]} | {'participants':[{'id':'a','conditions':[]}]}",
                "ENCOUNTER | /participants/a/conditions/c | {'participants':[{'id':'a','conditions':[{'id':'c'}]}]} | {'participants':[]} | {'participants':[]}",
                "ENCOUNTER | /participants/a/conditions/c | {'participants':[{'id':'a','conditions':[{'id':'c'}]}]} | {'round':1} | {'round':1}",
                "CREATURE | /saves/dex | {'saves':{'dex':6}} | {'ac':1} | {'ac':1}",
                // an element that is the field comes and goes
                "ENCOUNTER | /participants/a | {'participants':[{'id':'a','ac':1}]} | {'participants':[{'id':'b'}]} | {'participants':[{'id':'b'},{'id':'a','ac':1}]}",
                "ENCOUNTER | /participants/a | {'participants':[{'id':'a','ac':1}]} | {'round':1} | {'round':1,'participants':[{'id':'a','ac':1}]}",
                "ENCOUNTER | /participants/a | {'participants':[{'id':'a','ac':1}]} | {'participants':[{'id':'a','ac':2}]} | {'participants':[{'id':'a','ac':1}]}",
                "ENCOUNTER | /participants/a/conditions/c | {'participants':[{'id':'a','conditions':[{'id':'c'}]}]} | {'participants':[{'id':'a'}]} | {'participants':[{'id':'a','conditions':[{'id':'c'}]}]}",
                "ENCOUNTER | /participants/a | {'round':2} | {'participants':[{'id':'a'},{'id':'b'}]} | {'participants':[{'id':'b'}]}",
                "ENCOUNTER | /participants/a | {'participants':[]} | {'participants':[{'id':'b'}]} | {'participants':[{'id':'b'}]}",
                "ENCOUNTER | /participants/a | {'participants':[]} | {'round':1} | {'round':1}",
                // an ordered list is its order
                "ENCOUNTER | /participants | {'participants':[{'id':'a','ac':1},{'id':'b'}]} | {'participants':[{'id':'b'},{'id':'c'},{'id':'a'}]} | {'participants':[{'id':'a'},{'id':'b'},{'id':'c'}]}",
                "ENCOUNTER | /participants | {'participants':[{'id':'a'},{'id':'b'}]} | {'round':1} | {'round':1}",
                // any other value is the side's
                "CREATURE | /tags | {'tags':['a','b']} | {'tags':['c']} | {'tags':['a','b']}",
                "CREATURE | /tags | {'ac':1} | {'tags':['c']} | {}",
                "CREATURE | /saves | {'saves':{'dex':6}} | {'saves':{'wis':1}} | {'saves':{'dex':6}}"
            })
    void sync6_aSideIsTakenIntoWhatTheDocumentHasBecome(
            ResourceType type, String field, String side, String document, String expected) {
        ObjectNode taken = SidesTaken.take(type, quoted(document), quoted(side), List.of(field));

        assertSame(taken, quoted(expected));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sync6_takingASideGivesItsValuesInTheNamedFieldsAndNowhereElse(long seed) {
        RandomEncounter random = new RandomEncounter(new Random(seed));
        ObjectNode base = random.encounter();
        ObjectNode mine = random.edited(base);
        ObjectNode theirs = random.edited(base);
        Merged merged = merge(base, mine, theirs);

        Map<String, String> took =
                flat(SidesTaken.take(ResourceType.ENCOUNTER, merged.document(), theirs, merged.fields()));

        Map<String, String> wanted = flat(theirs);
        Map<String, String> before = flat(merged.document());
        for (String field : merged.fields()) {
            if (!wanted.containsKey(field)) {
                assertThat(took).doesNotContainKey(field);
            }
            wanted.forEach((path, value) -> {
                if (under(path, field) && !field.equals("/participants")) {
                    assertThat(took).containsEntry(path, value);
                }
            });
        }
        before.forEach((path, value) -> {
            if (merged.fields().stream().noneMatch(field -> under(path, field))) {
                assertThat(took).containsEntry(path, value);
            }
        });
    }

    private static boolean leadsNowhere(ObjectNode encounter) {
        JsonNode active = encounter.get("activeCombatantId");
        return active != null && !flat(encounter).containsKey("/participants/" + active.stringValue());
    }

    /** What a side set is as it set it, or lies under a field that is named; sums and the log's end aside. */
    private static void assertKept(ObjectNode base, ObjectNode side, Merged merged) {
        Map<String, String> before = flat(base);
        Map<String, String> after = flat(merged.document());
        flat(side).forEach((path, value) -> {
            boolean changed = !value.equals(before.get(path));
            if (changed && !decidedByRule(path) && !named(path, merged)) {
                assertThat(after).as(merged.fields().toString()).containsEntry(path, value);
            }
        });
        before.forEach((path, value) -> {
            if (!flat(side).containsKey(path) && !decidedByRule(path) && !named(path, merged)) {
                assertThat(after).as(merged.fields().toString()).doesNotContainKey(path);
            }
        });
    }

    private static void assertOthersUntouched(ObjectNode base, ObjectNode mine, ObjectNode theirs, Merged merged) {
        Map<String, String> here = flat(mine);
        Map<String, String> there = flat(theirs);
        Map<String, String> after = flat(merged.document());
        flat(base).forEach((path, value) -> {
            if (value.equals(here.get(path)) && value.equals(there.get(path)) && !decidedByRule(path)) {
                assertThat(after).containsEntry(path, value);
            }
        });
        after.forEach((path, value) -> assertThat(
                        decidedByRule(path) || value.equals(here.get(path)) || value.equals(there.get(path)))
                .as(path)
                .isTrue());
    }

    private static boolean decidedByRule(String path) {
        return path.endsWith("/currentHp") || path.startsWith("/log") || path.equals("/activeCombatantId");
    }

    private static boolean named(String path, Merged merged) {
        return merged.fields().stream().anyMatch(field -> under(path, field));
    }

    private static boolean under(String path, String field) {
        return path.equals(field) || path.startsWith(field + "/");
    }

    /** Every value at its pointer, elements by identity; an object or a list is there under its own. */
    private static Map<String, String> flat(JsonNode document) {
        Map<String, String> values = new TreeMap<>();
        flatten("", document, values);
        return values;
    }

    private static void flatten(String path, JsonNode value, Map<String, String> values) {
        values.put(path, value.isContainer() ? "" : value.toString());
        if (value instanceof ArrayNode array) {
            array.forEach(element -> flatten(path + "/" + Identity.of(element), element, values));
        } else if (value instanceof ObjectNode object) {
            object.forEachEntry((name, member) -> flatten(path + "/" + name, member, values));
        }
    }

    private static Merged merge(ObjectNode base, ObjectNode mine, ObjectNode theirs) {
        return ThreeWayMerge.merge(ResourceType.ENCOUNTER, base, mine, theirs);
    }

    private static ObjectNode recent(List<String> ids) {
        ObjectNode preferences = json("{}");
        ids.forEach(preferences.putArray("recentIds")::add);
        return preferences;
    }

    private static List<String> with(String first, List<String> rest) {
        List<String> all = new ArrayList<>(rest);
        all.addFirst(first);
        return all;
    }

    private static ObjectNode fight(int hitPoints, String rest) {
        return json(
                "{\"name\":\"Fight\",\"participants\":[{\"id\":\"%s\",\"name\":\"Orc\",\"maxHp\":20,\"currentHp\":%d%s}]}"
                        .formatted(ONE, hitPoints, rest));
    }

    private static String conditions(String conditions) {
        return ",\"conditions\":[" + conditions + "]";
    }

    private static ObjectNode ordered(String... ids) {
        ObjectNode encounter = json("{\"name\":\"Fight\"}");
        ArrayNode participants = encounter.putArray("participants");
        for (String id : ids) {
            participants.addObject().put("id", id);
        }
        return encounter;
    }

    private static List<String> identities(ObjectNode encounter) {
        return StreamSupport.stream(encounter.get("participants").spliterator(), false)
                .map(Identity::of)
                .toList();
    }

    private static ObjectNode log(int from, int to, int... more) {
        ObjectNode encounter = json("{\"name\":\"Fight\"}");
        ArrayNode log = encounter.putArray("log");
        LongStream.concat(LongStream.range(from, to), Arrays.stream(more).asLongStream())
                .forEach(i -> log.addObject().put("kind", "note").put("text", Long.toString(i)));
        return encounter;
    }

    private static void assertSame(Merged merged, ObjectNode expected) {
        assertThat(merged.fields()).isEmpty();
        assertSame(merged.document(), expected);
    }

    private static void assertSame(ObjectNode document, ObjectNode expected) {
        assertThat(JsonEquality.same(document, expected))
                .as("%.1000s is %.1000s", document, expected)
                .isTrue();
    }

    private static ObjectNode quoted(String text) {
        return json(text.replace('\'', '"'));
    }

    private static ObjectNode json(String text) {
        return DocumentJson.readObject(text);
    }
}
