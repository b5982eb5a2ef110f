package dev.hoard.export.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.export.archive.ArchiveJson;
import dev.hoard.export.suite.Api;
import dev.hoard.export.suite.Archives;
import dev.hoard.export.suite.CampaignStandIn;
import dev.hoard.export.suite.GeneratedAccount;
import dev.hoard.export.suite.HandmadeArchive;
import dev.hoard.export.suite.IntegrationTest;
import dev.hoard.export.suite.SuiteStandIn;
import dev.hoard.platform.id.Uuids;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@IntegrationTest
final class ImportsTest {

    private static final UUID SOURCE = UUID.fromString("aaaaaaaa-0000-4000-8000-000000000001");
    private static final String PARTY_ID = "11111111-1111-4111-8111-111111111111";
    private static final String PARTY =
            "{\"id\":\"" + PARTY_ID + "\",\"rev\":4,\"schemaVersion\":1,\"name\":\"Heroes\"}";

    private final CampaignStandIn campaign = SuiteStandIn.shared().campaign();

    @LocalServerPort
    private int port;

    @Autowired
    private ImportProperties properties;

    static LongStream seeds() {
        return LongStream.range(0, 15);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void exp3_exportImportExportIsEqualButForIdsAndRevisions(long seed) {
        Api first = Api.free(port);
        Api second = Api.premium(port);
        Map<String, ObjectNode> data = GeneratedAccount.fill(campaign, first.account(), seed);

        byte[] exported = Archives.download(first, "json");
        Api.Answer answer = second.importArchive("apply", exported);
        assertThat(answer.status()).isEqualTo(200);
        Map<String, ObjectNode> again = Archives.open(second, "json").documents();

        assertThat(answer.json().path("total").path("new").asInt()).isEqualTo(data.size());
        EqualButForIds comparison = new EqualButForIds(first.account(), second.account());
        assertThat(again).hasSameSizeAs(data);
        data.forEach((key, document) -> comparison.compare(key, document, again));
    }

    @Test
    void exp2_previewCountsAndWritesNothing() {
        Api api = Api.free(port);
        Map<String, ObjectNode> data = GeneratedAccount.fill(campaign, SOURCE, 3);
        byte[] zip = Archives.download(Api.of(port, SOURCE, "free", Instant.now()), "json");

        Api.Answer answer = api.importArchive("preview", zip);

        assertThat(answer.status()).isEqualTo(200);
        JsonNode report = answer.json();
        assertThat(report.path("mode").asString()).isEqualTo("preview");
        assertThat(report.path("counts").path("creature").path("new").asLong())
                .isEqualTo(data.keySet().stream()
                        .filter(key -> key.startsWith("creature/"))
                        .count());
        assertThat(report.path("total").path("new").asInt()).isEqualTo(data.size());
        assertThat(report.path("source").path("account").asString()).isEqualTo(SOURCE.toString());
        assertThat(report.path("sha256").asString()).isEqualTo(HandmadeArchive.sha256(zip));
        assertThat(report.path("ignoredFiles").valueStream().map(JsonNode::asString))
                .contains("user.json");
        assertThat(report.has("applied")).isFalse();
        assertThat(campaign.head(api.account())).isZero();
        assertThat(api.get("/imports").json().path("imports")).isEmpty();
    }

    @Test
    void exp2_theSameFileTwiceAddsNothingAndUndoesNoLaterEdit() {
        Api api = Api.premium(port);
        byte[] zip = archive().file("parties.json", "[" + PARTY + "]").zip();
        JsonNode first = api.importArchive("apply", zip).json();
        UUID id = Uuids.v5(api.account(), SOURCE + PARTY_ID);
        ObjectNode edited = ArchiveJson.mapper().createObjectNode().put("name", "Renamed since");
        campaign.put(api.account(), "party", id, edited);
        long head = campaign.head(api.account());

        JsonNode second = api.importArchive("apply", zip).json();

        assertThat(campaign.head(api.account())).isEqualTo(head);
        assertThat(campaign.documents(api.account())).isEqualTo(Map.of("party/" + id, edited));
        assertThat(first.path("applied").path("repeated").asBoolean()).isFalse();
        assertThat(second.path("applied").path("repeated").asBoolean()).isTrue();
        assertThat(second.path("applied").path("at"))
                .isEqualTo(first.path("applied").path("at"));
        assertThat(second.path("total")).isEqualTo(first.path("total"));
    }

    @Test
    void exp2_aLaterExportOfTheSameAccountChangesWhatIsThere() {
        Api api = Api.premium(port);
        api.importArchive(
                "apply", archive().file("parties.json", "[" + PARTY + "]").zip());
        byte[] later = archive()
                .file("parties.json", "[" + PARTY.replace("Heroes", "Villains") + "]")
                .file("creatures.json", "[{\"id\":\"33333333-3333-4333-8333-333333333333\",\"name\":\"Owl\"}]")
                .zip();

        JsonNode preview = api.importArchive("preview", later).json();
        JsonNode applied = api.importArchive("apply", later).json();

        assertThat(preview.path("total")).hasToString("{\"new\":1,\"changed\":1,\"same\":0,\"rejected\":0}");
        assertThat(applied.path("total")).isEqualTo(preview.path("total"));
        assertThat(campaign.documents(api.account())).hasSize(2);
        JsonNode again = api.importArchive("preview", later).json();
        assertThat(again.path("total")).hasToString("{\"new\":0,\"changed\":0,\"same\":2,\"rejected\":0}");
    }

    @Test
    void exp2_anAppliedImportIsKeptForItsOwnerOnly() {
        Api api = Api.premium(port);
        JsonNode applied = api.importArchive(
                        "apply",
                        archive().file("parties.json", "[" + PARTY + "]").zip())
                .json();
        String path = "/imports/" + applied.path("id").asString();

        assertThat(api.get(path).json()).isEqualTo(applied);
        assertThat(api.get("/imports").json().path("imports").path(0)).isEqualTo(applied);
        assertThat(Api.premium(port).get(path).status()).isEqualTo(404);
        assertThat(api.get("/imports/none").problem()).isEqualTo("not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aaaaaaaa-0000-4000-8000-000000000001", PARTY_ID})
    void exp2_thePreferencesBecomeTheCallersOwnWhateverTheirId(String id) {
        Api api = Api.premium(port);
        String preferences = "{\"id\":\"" + id + "\",\"theme\":\"dark\"}";

        api.importArchive(
                "apply", archive().file("preferences.json", preferences).zip());

        assertThat(campaign.documents(api.account())).containsOnlyKeys("preferences/" + api.account());
    }

    @Test
    void exp2_previewListsEveryRejectedDocumentWithItsPlace() {
        Api api = Api.premium(port);

        Api.Answer answer = api.importArchive("preview", withRejections());

        assertThat(answer.status()).isEqualTo(200);
        JsonNode report = answer.json();
        assertThat(report.path("counts").path("party"))
                .hasToString("{\"new\":2,\"changed\":0,\"same\":0,\"rejected\":5}");
        assertThat(report.path("rejections")
                        .valueStream()
                        .map(rejection -> rejection.path("pointer").asString() + " "
                                + rejection.path("code").asString()))
                .containsExactly(
                        "/1 wrong-type",
                        "/2/id wrong-id",
                        "/4/id duplicate-id",
                        "/5/schemaVersion unsupported-version",
                        "/3/name too-long");
        assertThat(report.path("rejections").path(0).path("file").asString()).isEqualTo("parties.json");
        assertThat(campaign.head(api.account())).isZero();
    }

    @Test
    void exp2_applyRefusesTheWholeForOneRejectedDocument() {
        Api api = Api.premium(port);

        Api.Answer answer = api.importArchive("apply", withRejections());

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.problem()).isEqualTo("archive-rejected");
        assertThat(answer.json().path("report").path("total").path("rejected").asInt())
                .isEqualTo(5);
        assertThat(answer.json()
                        .path("errors")
                        .valueStream()
                        .map(error -> error.path("pointer").asString()))
                .contains("/parties.json/3/name");
        assertThat(campaign.head(api.account())).isZero();
        assertThat(api.get("/imports").json().path("imports")).isEmpty();
    }

    @Test
    void data4_aFreeAccountMayPreviewButNotApply() {
        Api api = Api.free(port);
        byte[] zip = archive().file("parties.json", "[" + PARTY + "]").zip();

        Api.Answer answer = api.importArchive("apply", zip);

        assertThat(answer.status()).isEqualTo(402);
        assertThat(answer.problem()).isEqualTo("premium-required");
        assertThat(campaign.head(api.account())).isZero();
        assertThat(api.importArchive("preview", zip).status()).isEqualTo(200);
    }

    @Test
    void exp2_aFormWithTheFileIsAsGood() {
        Api api = Api.premium(port);
        byte[] zip = archive().file("parties.json", "[" + PARTY + "]").zip();

        Api.Answer answer =
                api.post("/imports?format=hoard&mode=apply", "multipart/form-data; boundary=b", form("file", zip));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(campaign.documents(api.account())).hasSize(1);
        Api.Answer withoutFile =
                api.post("/imports?format=hoard&mode=apply", "multipart/form-data; boundary=b", form("other", zip));
        assertThat(withoutFile.status()).isEqualTo(400);
        assertThat(withoutFile.problem()).isEqualTo("bad-request");
    }

    @Test
    void exp2_aFileThatIsTooLargeIsRefusedHoweverItComes() {
        Api api = Api.premium(port);
        byte[] large = new byte[(int) properties.upload().toBytes() + 1];

        Api.Answer raw = api.importArchive("preview", large);
        Api.Answer part = api.post("/imports?format=hoard", "multipart/form-data; boundary=b", form("file", large));

        assertThat(raw.status()).isEqualTo(413);
        assertThat(raw.problem()).isEqualTo("too-large");
        assertThat(part.status()).isEqualTo(413);
        assertThat(part.problem()).isEqualTo("too-large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"improvedInitiative", "fivetools", "srd", "fightclub5", "HOARD", ""})
    void exp2_anotherFormatIsRefusedWithTheOneThatIsOffered(String format) {
        Api.Answer answer = Api.premium(port).post("/imports?format=" + format, "application/zip", new byte[0]);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("bad-request");
        assertThat(answer.json().path("detail").asString()).contains("hoard");
    }

    @Test
    void err3_theOtherWaysToAskWronglyAreProblemsToo() {
        Api api = Api.premium(port);

        assertThat(api.post("/imports", "application/zip", new byte[0]).problem())
                .isEqualTo("bad-request");
        assertThat(api.post("/imports?format=hoard&mode=try", "application/zip", new byte[0])
                        .problem())
                .isEqualTo("bad-request");
        assertThat(api.post("/imports?format=hoard", "text/plain", new byte[0]).problem())
                .isEqualTo("unsupported-media-type");
        assertThat(Api.anonymous(port).importArchive("preview", new byte[0]).status())
                .isEqualTo(401);
    }

    static Stream<Arguments> badArchives() {
        byte[] good = archive().file("parties.json", "[" + PARTY + "]").zip();
        return Stream.of(
                bad("no zip", "not-a-zip", "hello".getBytes(StandardCharsets.UTF_8)),
                bad("nothing", "not-a-zip", new byte[0]),
                bad("a zip whose comment hides another end", "not-a-zip", withDecoy(good)),
                bad("text behind a zip", "not-a-zip", concatenated(good, new byte[] {1})),
                bad(
                        "too many rejections",
                        "too-many-rejections",
                        parties("[" + "5,".repeat(1000) + "5]").zip()),
                bad("half a zip", "not-a-zip", Arrays.copyOf(good, good.length / 2)),
                bad("a zip without its last byte", "not-a-zip", Arrays.copyOf(good, good.length - 1)),
                bad("a zip without its first bytes", "broken-zip", Arrays.copyOfRange(good, 20, good.length)),
                bad("no manifest", "no-manifest", archive().withoutManifest().zip()),
                bad(
                        "somebody else's manifest",
                        "not-an-export",
                        archive().manifest(m -> m.put("format", "x")).zip()),
                bad(
                        "a later version",
                        "unsupported-version",
                        archive().manifest(m -> m.put("schemaVersion", 2)).zip()),
                bad(
                        "a manifest without account",
                        "broken-manifest",
                        archive().manifest(m -> m.remove("account")).zip()),
                bad(
                        "a CSV export",
                        "csv-archive",
                        archive().manifest(m -> m.put("contents", "csv")).zip()),
                bad(
                        "a changed file",
                        "hash-mismatch",
                        parties("[]")
                                .manifest(
                                        m -> m.withObject("/files/parties.json").put("sha256", "00".repeat(32)))
                                .zip()),
                bad(
                        "a missing file",
                        "missing-file",
                        archive()
                                .manifest(m -> m.withObject("/files").putObject("parties.json"))
                                .zip()),
                bad(
                        "a file more",
                        "unexpected-file",
                        archive().unlisted("x.json").zip()),
                bad(
                        "a path upwards",
                        "nested-path",
                        parties("[]").file("../parties.json", "[]").zip()),
                bad(
                        "an absolute path",
                        "nested-path",
                        archive().file("/etc/passwd", "[]").zip()),
                bad(
                        "a Windows path",
                        "nested-path",
                        archive().file("a\\x.json", "[]").zip()),
                bad(
                        "a folder",
                        "nested-path",
                        archive().file("a/parties.json", "[]").zip()),
                bad("too many files", "too-many-files", manyFiles(64)),
                bad(
                        "a bomb",
                        "zip-bomb",
                        archive().file("x.json", new byte[3 << 20]).zip()),
                bad(
                        "too much in all",
                        "too-large",
                        archive().file("x.json", compressible(5 << 20)).zip()),
                bad(
                        "too many documents",
                        "too-many-documents",
                        parties(manyDocuments(2001)).zip()),
                bad(
                        "a document too large",
                        "document-too-large",
                        parties("[{\"a\":\"" + noise(1100 << 10) + "\"}]").zip()),
                bad("parties as an object", "wrong-type", parties("{}").zip()),
                bad("text behind the end", "trailing-text", parties("[] 1").zip()));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badArchives")
    void exp2_aBadArchiveIsRefusedAndNothingIsWritten(String what, String code, byte[] zip) {
        for (String mode : new String[] {"preview", "apply"}) {
            Api api = Api.premium(port);

            Api.Answer answer = api.importArchive(mode, zip);

            assertThat(answer.problem()).as(what).isEqualTo("archive-rejected");
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.json().path("code").asString()).isEqualTo(code);
            assertThat(campaign.head(api.account())).isZero();
        }
        assertThat(properties.scratchFolder()).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    parties.json     | [{"id":"x","name":}]    | /parties.json/0/name
                    creatures.json   | [{},{"a":1,"a":2}]      | /creatures.json/1/a
                    preferences.json | {"rules":{"a":tru}}     | /preferences.json/rules/a
                    """)
    void exp2_malformedJsonIsAProblemWithItsPlaceAndNothingIsWritten(String file, String json, String pointer) {
        Api api = Api.premium(port);

        Api.Answer answer =
                api.importArchive("apply", archive().file(file, json).zip());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("malformed-json");
        assertThat(answer.json().path("file").asString()).isEqualTo(file);
        assertThat(answer.json().path("errors").path(0).path("pointer").asString())
                .isEqualTo(pointer);
        assertThat(campaign.head(api.account())).isZero();
    }

    private static Arguments bad(String what, String code, byte[] zip) {
        return Arguments.of(what, code, zip);
    }

    private static HandmadeArchive archive() {
        return HandmadeArchive.of(SOURCE);
    }

    private static HandmadeArchive parties(String json) {
        return archive().file("parties.json", json);
    }

    /** The zip with a comment in which the end of a zip seems to stand. */
    private static byte[] withDecoy(byte[] zip) {
        byte[] end = Arrays.copyOfRange(zip, zip.length - 22, zip.length);
        byte[] commented = concatenated(zip, concatenated(end, new byte[] {1, 2, 3}));
        // The length of the comment stands in the last two bytes of the end.
        commented[zip.length - 2] = (byte) (end.length + 3);
        return commented;
    }

    private static byte[] concatenated(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static String manyDocuments(int count) {
        return LongStream.range(0, count)
                .mapToObj(i -> "{\"id\":\"" + new UUID(i, 1) + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static byte[] manyFiles(int count) {
        HandmadeArchive archive = archive();
        IntStream.range(0, count).forEach(i -> archive.file("f" + i + ".json", "[]"));
        return archive.zip();
    }

    private static byte[] withRejections() {
        String id = "\"id\":\"22222222-2222-4222-8222-22222222222";
        return archive()
                .file(
                        "parties.json",
                        "[" + PARTY + ", 5, {\"id\":\"x\"}, {" + id + "2\",\"name\":\"" + "x".repeat(101) + "\"}, "
                                + PARTY + ", {" + id + "3\",\"schemaVersion\":2}, {" + id + "4\",\"name\":\"Last\"}]")
                .zip();
    }

    /** Packs about ten times. */
    private static byte[] compressible(int size) {
        byte[] noise = noise(size / 20).getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = i % 20 == 0 ? noise[i / 20] : (byte) 'a';
        }
        return bytes;
    }

    private static String noise(int length) {
        StringBuilder noise = new StringBuilder(length);
        new Random(1).ints(length, 'a', 'z').forEach(letter -> noise.append((char) letter));
        return noise.toString();
    }

    private static byte[] form(String name, byte[] file) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(("--b\r\nContent-Disposition: form-data; name=\"" + name
                        + "\"; filename=\"export.zip\"\r\nContent-Type: application/zip\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        form.writeBytes(file);
        form.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII));
        return form.toByteArray();
    }
}
