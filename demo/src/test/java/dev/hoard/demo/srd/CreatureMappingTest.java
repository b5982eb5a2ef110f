package dev.hoard.demo.srd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class CreatureMappingTest {

    /** Structured copies of what a feature's own text says; see the class comment of the mapping. */
    private static final Set<String> SAID_IN_THE_TEXT = Set.of(
            "action_options",
            "actions",
            "attack_bonus",
            "attacks",
            "damage",
            "dc",
            "multiattack_type",
            "options",
            "spellcasting");

    private static final Set<String> MAPPED_IN_FEATURES = Set.of("name", "desc", "usage");

    /** hit_dice is the beginning of hit_points_roll. */
    private static final Set<String> MAPPED = Set.of(
            "index",
            "name",
            "size",
            "type",
            "subtype",
            "alignment",
            "armor_class",
            "hit_points",
            "hit_dice",
            "hit_points_roll",
            "speed",
            "strength",
            "dexterity",
            "constitution",
            "intelligence",
            "wisdom",
            "charisma",
            "proficiencies",
            "damage_vulnerabilities",
            "damage_resistances",
            "damage_immunities",
            "condition_immunities",
            "senses",
            "languages",
            "challenge_rating",
            "proficiency_bonus",
            "xp",
            "special_abilities",
            "actions",
            "reactions",
            "legendary_actions",
            "forms",
            "desc");

    private static final List<String> FEATURES =
            List.of("special_abilities", "actions", "reactions", "legendary_actions");

    @Test
    void allMonstersAreLegalCreatures() {
        Map<String, List<String>> problems = new TreeMap<>();
        for (ObjectNode creature : SrdMonsters.listAsCreatures()) {
            List<String> found = CreatureRules.problems(creature);
            if (!found.isEmpty()) {
                problems.put(creature.get("name").asString(), found);
            }
        }

        assertThat(SrdMonsters.list()).hasSize(334);
        assertThat(problems).isEmpty();
    }

    @Test
    void aBrokenCreatureIsSeen() {
        ObjectNode creature = aCreature("goblin");
        creature.put("ac", 100).put("size", "enormous").put("imageurl", "x").put("challengeRating", "31");
        creature.withArrayProperty("actions").addObject().put("name", "").put("text", "x".repeat(5001));

        assertThat(CreatureRules.problems(creature))
                .extracting(problem -> problem.substring(0, problem.indexOf(' ')))
                .containsExactlyInAnyOrder(
                        "/ac", "/size", "/imageurl", "/challengeRating", "/actions/2/name", "/actions/2/text");
    }

    @Test
    void noFieldOfTheSourceIsForgotten() {
        for (ObjectNode monster : SrdMonsters.list()) {
            assertThat(monster.propertyNames()).isSubsetOf(MAPPED);
            for (String kind : FEATURES) {
                for (JsonNode feature : monster.path(kind).values()) {
                    Set<String> rest = new HashSet<>(feature.propertyNames());
                    rest.removeAll(SAID_IN_THE_TEXT);
                    assertThat(rest).isSubsetOf(MAPPED_IN_FEATURES);
                }
            }
        }
    }

    @Test
    void everySentenceOfTheSourceArrives() {
        for (ObjectNode monster : SrdMonsters.list()) {
            Set<String> texts = new HashSet<>();
            collectTexts(CreatureMapping.toCreature(monster), texts);
            for (String kind : FEATURES) {
                monster.path(kind)
                        .values()
                        .forEach(feature ->
                                assertThat(texts).contains(feature.get("desc").asString()));
            }
            monster.optional("desc").ifPresent(desc -> assertThat(texts).contains(desc.asString()));
        }
    }

    @Test
    void noPictureAndNoAddressIsShipped() {
        for (ObjectNode monster : SrdMonsters.list()) {
            assertThat(monster.findValues("image")).isEmpty();
            assertThat(monster.findValues("url")).isEmpty();
        }
    }

    @Test
    void aDragonKeepsWhatAnEncounterNeeds() {
        ObjectNode dragon = aCreature("adult-black-dragon");

        assertThat(dragon.get("ac").asInt()).isEqualTo(19);
        assertThat(dragon.get("acNote").asString()).isEqualTo("natural armor");
        assertThat(dragon.get("maxHp").asInt()).isEqualTo(195);
        assertThat(dragon.get("hpFormula").asString()).isEqualTo("17d12+85");
        assertThat(dragon.get("challengeRating").asString()).isEqualTo("14");
        assertThat(dragon.get("initiativeBonus").asInt()).isEqualTo(2);
        assertThat(dragon.get("speeds"))
                .isEqualTo(JsonMapper.shared().readTree("{\"walk\":40,\"fly\":80,\"swim\":40}"));
        assertThat(dragon.at("/saves/dex").asInt()).isEqualTo(7);
        assertThat(dragon.at("/skills/perception").asInt()).isEqualTo(11);
        assertThat(dragon.at("/legendaryActions/2/name").asString()).isEqualTo("Wing Attack");
        assertThat(dragon.at("/legendaryActions/2/cost").asInt()).isEqualTo(2);
        assertThat(dragon.get("legendaryActionsPerTurn").asInt()).isEqualTo(3);
        assertThat(dragon.at("/source/externalId").asString()).isEqualTo("adult-black-dragon");
    }

    @Test
    void aSecondArmourClassSaysWhatItDependsOn() {
        assertThat(aCreature("ankheg").get("acNote").asString()).isEqualTo("natural armor; 11 while prone");
        assertThat(aCreature("archmage").get("acNote").asString()).isEqualTo("15 with mage armor");
    }

    @Test
    void theRatingsBelowOneAreFractions() {
        assertThat(CreatureMapping.challengeRating(0.125)).isEqualTo("1/8");
        assertThat(CreatureMapping.challengeRating(0.25)).isEqualTo("1/4");
        assertThat(CreatureMapping.challengeRating(0.5)).isEqualTo("1/2");
        assertThat(CreatureMapping.challengeRating(0)).isEqualTo("0");
        assertThat(CreatureMapping.challengeRating(30)).isEqualTo("30");
    }

    private static ObjectNode aCreature(String index) {
        return SrdMonsters.list().stream()
                .filter(monster -> monster.get("index").asString().equals(index))
                .map(CreatureMapping::toCreature)
                .findFirst()
                .orElseThrow();
    }

    private static void collectTexts(JsonNode node, Set<String> into) {
        if (node.isString()) {
            into.add(node.asString());
        }
        node.values().forEach(child -> collectTexts(child, into));
    }
}
