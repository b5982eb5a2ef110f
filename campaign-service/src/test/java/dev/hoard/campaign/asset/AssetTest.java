package dev.hoard.campaign.asset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.campaign.fixture.Answer;
import dev.hoard.campaign.fixture.CampaignServiceTest;
import dev.hoard.campaign.fixture.Device;
import dev.hoard.campaign.fixture.Surroundings;
import dev.hoard.platform.storage.ObjectStorage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Assets as a client meets them, with files that go to S3 by plain HTTP. */
@CampaignServiceTest
class AssetTest {

    @Autowired
    private Surroundings surroundings;

    @Autowired
    private ObjectStorage storage;

    @Test
    void data5_aFileIsAnnouncedUploadedCompletedFetchedAndDeleted() {
        Device device = surroundings.newDevice();
        byte[] file = Files.png(300_000);

        Answer announced = device.post("/api/v1/assets", Files.body("Höhle \\\"1\\\".png", "image/png", file));
        assertThat(announced.status()).as(announced.toString()).isEqualTo(201);
        String path = announced.header("Location").orElseThrow();
        assertThat(path).isEqualTo("/api/v1/assets/" + id(announced));
        assertThat(announced.json().required("state").asString()).isEqualTo("pending");
        JsonNode upload = announced.json().required("upload");
        assertThat(upload.required("method").asString()).isEqualTo("PUT");
        assertThat(upload.required("expiresAt").asString()).matches("\\d{4}-..-..T..:..:..\\.\\d{3}Z");

        assertThat(device.get(path).json().has("download"))
                .as("before the file is there")
                .isFalse();
        assertThat(Files.send(upload, file).statusCode()).isEqualTo(200);
        Answer completed = device.post(path + "/complete", "");
        assertThat(completed.status()).as(completed.toString()).isEqualTo(200);
        assertThat(completed.json().required("state").asString()).isEqualTo("ready");

        HttpResponse<byte[]> fetched = Files.send(device.get(path).json().required("download"), new byte[0]);
        assertThat(fetched.body()).isEqualTo(file);
        assertThat(fetched.headers().firstValue("Content-Type")).hasValue("image/png");
        assertThat(fetched.headers().firstValue("Content-Disposition"))
                .hasValueSatisfying(value -> assertThat(value)
                        .startsWith("attachment;")
                        .contains("filename*=UTF-8''H%C3%B6hle%20%221%22.png"));

        assertThat(device.delete(path).status()).isEqualTo(204);
        assertThat(device.get(path).status()).isEqualTo(404);
        assertThat(storage.find(key(device, announced))).isEmpty();
        assertThat(device.delete(path).status()).as("deleting again").isEqualTo(204);
    }

    @Test
    void data5_completingAgainAndTogetherGivesOneAnswer() {
        Device device = surroundings.newDevice();
        String path = "/api/v1/assets/" + id(Files.upload(device, Files.png(50_000)));

        List<Answer> answers = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> device.post(path + "/complete", ""))
                .toList();

        Answer later = device.post(path + "/complete", "");
        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.status()).as(answer.toString()).isEqualTo(200))
                .allSatisfy(answer -> assertThat(answer.json().get("completedAt"))
                        .isEqualTo(later.json().get("completedAt")));
    }

    @Test
    void data5_s3RefusesAnotherFileThanTheAnnounced() {
        Device device = surroundings.newDevice();
        // Small enough to be sent before the server refuses it and hangs up.
        byte[] file = Files.png(1_000);
        JsonNode upload = Files.announce(device, file).json().required("upload");

        assertThat(Files.send(upload, Files.changed(file)).statusCode())
                .as("content")
                .isEqualTo(400);
        assertThat(Files.send(upload, Files.png(1_001)).statusCode()).as("size").isEqualTo(403);
    }

    @Test
    void data5_completingChecksWhatS3LetPass() throws IOException {
        Device device = surroundings.newDevice();
        byte[] file = Files.png(50_000);
        Answer announced = Files.announce(device, file);

        assertThat(complete(device, announced).problem()).as("no file").isEqualTo("conflict");
        place(device, announced, Files.png(50_001));
        assertThat(rejected(device, announced)).as("wrong size").containsExactly("/size");
        place(device, announced, Files.changed(file));
        assertThat(rejected(device, announced)).as("wrong hash").containsExactly("/sha256");

        place(device, announced, file);
        assertThat(complete(device, announced).status()).as("sent again").isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "image/png, 89504e470d0a1a0a, ffd8ffe000104a464946",
        "image/jpeg, ffd8ffe000104a46, 89504e470d0a1a0a0000",
        "image/webp, 524946461a00000057454250, 524946461a00000057415645",
        "application/pdf, 255044462d312e37, 3c68746d6c3e25504446"
    })
    void data5_aFileMustBeginLikeItsType(String type, String right, String wrong) {
        Device device = surroundings.newDevice();

        for (String start : List.of(right, wrong)) {
            byte[] file = HexFormat.of().parseHex(start);
            Answer announced = device.post("/api/v1/assets", Files.body("file", type, file));
            assertThat(Files.send(announced.json().required("upload"), file).statusCode())
                    .isEqualTo(200);
            Answer completed = complete(device, announced);
            if (start.equals(right)) {
                assertThat(completed.status()).as(completed.toString()).isEqualTo(200);
            } else {
                assertThat(pointers(completed)).containsExactly("/contentType");
                assertThat(device.get("/api/v1/assets/" + id(announced)).json().has("download"))
                        .isFalse();
            }
        }
    }

    @Test
    void data5_err3_everyBrokenRuleOfAnAnnouncementIsNamed() {
        Device device = surroundings.newDevice();
        byte[] file = Files.png(10);
        String good = Files.body("map.png", "image/png", file);

        assertThat(pointers(device.post("/api/v1/assets", "{}")))
                .containsExactlyInAnyOrder("/fileName", "/contentType", "/size", "/sha256");
        assertThat(pointers(device.post("/api/v1/assets", good.replace("image/png", "image/svg+xml"))))
                .containsExactly("/contentType");
        for (String size : List.of("0", "-1", "20971521", "99999999999", "1.5", "\"10\"")) {
            assertThat(pointers(device.post("/api/v1/assets", good.replace(":10,", ":" + size + ","))))
                    .as(size)
                    .containsExactly("/size");
        }
        assertThat(device.post("/api/v1/assets", good.replace(":10,", ":20971520,"))
                        .status())
                .isEqualTo(201);
        for (String name :
                List.of("", " ", "..", "../map.png", "a\\\\b.png", "a\\nb.png", "a\\u0000.png", "x".repeat(256))) {
            assertThat(pointers(device.post("/api/v1/assets", good.replace("map.png", name))))
                    .as(name)
                    .containsExactly("/fileName");
        }
        assertThat(pointers(device.post("/api/v1/assets", good.replace(Files.sha256(file), "abc"))))
                .containsExactly("/sha256");
        Answer unknown = device.post("/api/v1/assets", good.replace("{", "{\"userId\":\"7\","));
        assertThat(unknown.problem()).isEqualTo("unknown-field");
        assertThat(pointers(unknown)).containsExactly("/userId");
        assertThat(device.post("/api/v1/assets", good, "Content-Type", "text/plain")
                        .status())
                .isEqualTo(415);
        assertThat(device.post("/api/v1/assets", " ".repeat(9000)).status()).isEqualTo(413);
    }

    @Test
    void data5_anotherAccountsAssetIsNotThere() {
        Device owner = surroundings.newDevice();
        Device other = surroundings.newDevice();
        Answer announced = Files.upload(owner, Files.png(1000));
        String path = "/api/v1/assets/" + id(announced);

        assertThat(other.get(path).status()).isEqualTo(404);
        assertThat(other.post(path + "/complete", "").status()).isEqualTo(404);
        assertThat(other.delete(path).status()).isEqualTo(404);
        assertThat(other.get("/api/v1/assets").json().required("assets")).isEmpty();
        assertThat(other.get("/api/v1/assets/not-an-id").status()).isEqualTo(400);
        assertThat(owner.post(path + "/complete", "").status()).isEqualTo(200);
    }

    @Test
    void data5_data4_aLapsedAccountReadsAndDeletesButUploadsNothing() {
        Device paying = surroundings.newDevice();
        Device lapsed = surroundings.freeDevice(paying.account());
        byte[] file = Files.png(1000);
        Answer ready = Files.upload(paying, file);
        complete(paying, ready);
        Answer pending = Files.upload(paying, file);

        assertThat(Files.announce(lapsed, file).status()).isEqualTo(402);
        assertThat(complete(lapsed, pending).status()).isEqualTo(402);
        assertThat(complete(lapsed, pending).problem()).isEqualTo("premium-required");
        assertThat(lapsed.get("/api/v1/assets").json().required("assets")).hasSize(2);
        JsonNode download = lapsed.get("/api/v1/assets/" + id(ready)).json().required("download");
        assertThat(Files.send(download, new byte[0]).body()).isEqualTo(file);
        assertThat(lapsed.delete("/api/v1/assets/" + id(ready)).status()).isEqualTo(204);
    }

    @Test
    void data5_theListGoesInPages() {
        Device device = surroundings.newDevice();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(id(Files.announce(device, Files.png(100 + i))));
        }

        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = device.get("/api/v1/assets?limit=2" + next).json();
            page.required("assets")
                    .forEach(asset -> seen.add(asset.required("id").asString()));
            next = page.has("nextPage") ? "&page=" + page.required("nextPage").asString() : "";
        } while (!next.isEmpty());

        assertThat(seen).containsExactlyElementsOf(ids);
        assertThat(device.get("/api/v1/assets?limit=0").status()).isEqualTo(400);
        assertThat(device.get("/api/v1/assets?page=nonsense").problem()).isEqualTo("invalid-cursor");
    }

    @Test
    void data5_data3_anAnnouncementIsRepeatedUnderItsKey() {
        Device device = surroundings.newDevice();
        byte[] file = Files.png(1000);
        String body = Files.body("map.png", "image/png", file);

        Answer first = device.post("/api/v1/assets", body, "Idempotency-Key", "k-1");
        Answer again = device.post("/api/v1/assets", body, "Idempotency-Key", "k-1");
        Answer other = device.post("/api/v1/assets", body.replace("map", "cave"), "Idempotency-Key", "k-1");

        assertThat(again.status()).isEqualTo(201);
        assertThat(id(again)).isEqualTo(id(first));
        assertThat(Files.send(again.json().required("upload"), file).statusCode())
                .isEqualTo(200);
        assertThat(other.problem()).isEqualTo("idempotency-key-reused");
        assertThat(device.get("/api/v1/assets").json().required("assets")).hasSize(1);
        device.delete("/api/v1/assets/" + id(first));
        assertThat(device.post("/api/v1/assets", body, "Idempotency-Key", "k-1").status())
                .isEqualTo(410);
    }

    @Test
    void data5_otherServicesSeeWhatIsReady() {
        Device device = surroundings.newDevice();
        Answer ready = Files.upload(device, Files.png(1000));
        complete(device, ready);
        Files.upload(device, Files.png(1001));

        JsonNode assets = surroundings
                .service(device.account())
                .get("/internal/accounts/" + device.account() + "/assets")
                .json()
                .required("assets");

        assertThat(assets).hasSize(1);
        assertThat(assets.get(0).required("id").asString()).isEqualTo(id(ready));
        assertThat(assets.get(0).propertyNames())
                .containsExactly(
                        "id", "fileName", "contentType", "size", "sha256", "state", "createdAt", "completedAt");
    }

    /** Puts a file where the upload would have put it, past the signature. */
    private void place(Device device, Answer announced, byte[] file) throws IOException {
        storage.put(key(device, announced), "image/png", Map.of(), out -> out.write(file));
    }

    private static Answer complete(Device device, Answer announced) {
        return device.post("/api/v1/assets/" + id(announced) + "/complete", "");
    }

    private static List<String> rejected(Device device, Answer announced) {
        Answer answer = complete(device, announced);
        assertThat(answer.problem()).isEqualTo("upload-rejected");
        return pointers(answer);
    }

    private static List<String> pointers(Answer answer) {
        return StreamSupport.stream(answer.json().path("errors").spliterator(), false)
                .map(error -> error.required("pointer").asString())
                .toList();
    }

    private static String key(Device device, Answer announced) {
        return "uploads/" + device.account() + "/" + id(announced);
    }

    private static String id(Answer announced) {
        return UUID.fromString(announced.json().required("id").asString()).toString();
    }
}
