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
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulebookTest {

    private static final Rulebook RULEBOOK =
            new Rulebook(List.of(PartyShape.RULES, EncounterShape.RULES, CreatureShape.RULES, PreferencesShape.RULES));
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

    @Test
    void extIsBoundInBytesAndNamespaces() {
        assertThat(broken(
                                ResourceType.PARTY,
                                "{\"name\":\"a\",\"ext\":{\"a\":\"%s\"}}".formatted("\u2020".repeat(11_000)))
                        .errors())
                .extracting(FieldProblem::code)
                .containsExactly("too-large");
        StringBuilder many = new StringBuilder("\"n\":1");
        for (int i = 0; i < 64; i++) {
            many.append(",\"n").append(i).append("\":1");
        }
        assertThat(broken(ResourceType.PARTY, "{\"name\":\"a\",\"ext\":{" + many + "}}")
                        .errors())
                .extracting(FieldProblem::code)
                .containsExactly("too-many");
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
