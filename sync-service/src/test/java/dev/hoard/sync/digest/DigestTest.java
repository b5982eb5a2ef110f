package dev.hoard.sync.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.sync.feed.Feed;
import dev.hoard.sync.fixture.Client;
import dev.hoard.sync.fixture.FakeOwner.Edit;
import dev.hoard.sync.fixture.Surroundings;
import dev.hoard.sync.fixture.SyncServiceTest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SyncServiceTest
class DigestTest {

    private static final String DIGEST = "/api/v1/sync/digest";
    private static final String FETCH = "/api/v1/sync/fetch";
    private static final JsonMapper JSON = new JsonMapper();

    @Autowired
    private Surroundings world;

    @Autowired
    private Feed feed;

    @Autowired
    private MongoDatabase database;

    @Test
    void sync12_theDigestIsThatOfTheLivingDocuments() {
        AccountId account = world.newAccount();
        world.publish(world.owner()
                .commit(
                        account,
                        Edit.party("one"),
                        Edit.of("creature", "one"),
                        Edit.party("gone"),
                        Edit.party("one"),
                        Edit.deletion("party", "gone")));
        reached(account);

        JsonNode digest = digest(account, "{\"types\":[\"party\",\"creature\"]}");

        assertThat(digest.required("at").asLong()).isEqualTo(5);
        assertThat(digest.required("epoch").asLong()).isEqualTo(1);
        assertThat(digest.required("buckets").propertyNames()).containsExactly("creature", "party");
        assertThat(held(digest, "party")).isEqualTo(held(Map.of("one", 4L)));
        assertThat(held(digest, "creature")).isEqualTo(held(Map.of("one", 2L)));
        assertThat(digest.required("buckets").required("party")).hasSize(256);
    }

    @Test
    void sync12_withoutTypesAllAreDigestedAndAnUnknownAccountIsEmpty() {
        AccountId account = world.newAccount();

        JsonNode digest = digest(account, "{}");

        assertThat(digest.required("at").asLong()).isZero();
        assertThat(digest.required("epoch").asLong()).isEqualTo(1);
        assertThat(digest.required("buckets").propertyNames())
                .containsExactly("conflict", "creature", "encounter", "party", "preferences");
        JsonNode empty = JSON.readTree("{\"count\":0,\"checksum\":\"0000000000000000\"}");
        assertThat(digest.required("buckets"))
                .allSatisfy(type -> assertThat(type).hasSize(256).containsOnly(empty));
    }

    @Test
    void err2_aDigestIsOfTheCallersAccountOnly() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "secret");
        reached(account);

        AccountId stranger = world.newAccount();
        assertThat(held(digest(stranger, "{\"types\":[\"party\"]}"), "party")).isEmpty();
        assertThat(fetch(stranger, "{\"type\":\"party\",\"ids\":[\"secret\"]}").required("changes"))
                .isEmpty();
    }

    @Test
    void sync12_aClientThatComparesFetchesExactlyWhatDiffers() {
        AccountId account = world.newAccount();
        String[] ids =
                IntStream.range(0, 40).mapToObj(i -> Uuids.v7().toString()).toArray(String[]::new);
        world.commitAndPublish(account, ids);
        world.commitAndPublish(account, ids[7]);
        reached(account);
        Map<String, Long> mine = new HashMap<>();
        IntStream.range(0, 40).forEach(i -> mine.put(ids[i], i + 1L)); // and 7 at its first revision
        mine.remove(ids[20]);

        Map<Integer, String> theirs = held(digest(account, "{\"types\":[\"party\"]}"), "party");
        List<Integer> differing = IntStream.range(0, 256)
                .filter(i -> !theirs.getOrDefault(i, "").equals(held(mine).getOrDefault(i, "")))
                .boxed()
                .toList();
        JsonNode fetched = fetch(account, "{\"type\":\"party\",\"buckets\":" + differing + "}");

        assertThat(differing)
                .hasSizeLessThanOrEqualTo(2)
                .contains(DigestHash.bucket(ids[7]), DigestHash.bucket(ids[20]));
        assertThat(fetched.required("at").asLong()).isEqualTo(41);
        assertThat(ids(fetched)).contains(ids[7], ids[20]).allMatch(id -> differing.contains(DigestHash.bucket(id)));
        fetched.required("changes")
                .forEach(change -> mine.put(
                        change.required("resourceId").asString(),
                        change.required("rev").asLong()));
        assertThat(held(mine)).isEqualTo(theirs);
    }

    @Test
    void sync12_fetchGivesRowsAsPagesGiveThem() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one", "two", "three");
        world.publish(world.owner().commit(account, Edit.deletion("party", "two")));
        reached(account);

        JsonNode fetched = fetch(account, "{\"type\":\"party\",\"ids\":[\"three\",\"two\",\"one\",\"none\"]}");

        assertThat(fetched.required("changes"))
                .containsExactlyElementsOf(world.client(account).pull(Map.of()).changes().stream()
                        .filter(change -> change.has("data"))
                        .toList());
        assertThat(fetched.required("hasMore").asBoolean()).isFalse();
        assertThat(fetched.has("next")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"buckets\":ALL", "\"ids\":IDS"})
    void sync12_fetchGoesOnPageByPage(String what) {
        AccountId account = world.newAccount();
        String[] names = IntStream.range(0, 23).mapToObj(i -> "n" + i).toArray(String[]::new);
        world.commitAndPublish(account, names);
        reached(account);
        String wanted = what.replace(
                        "ALL", IntStream.range(0, 256).boxed().toList().toString())
                .replace("IDS", JSON.writeValueAsString(names));

        List<String> fetched = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        long after = 0;
        boolean more = true;
        while (more) {
            JsonNode page = fetch(account, "{\"type\":\"party\",\"limit\":10,\"after\":" + after + "," + wanted + "}");
            fetched.addAll(ids(page));
            sizes.add(page.required("changes").size());
            more = page.required("hasMore").asBoolean();
            after = page.path("next").asLong(0);
        }

        assertThat(fetched).containsExactly(names);
        assertThat(sizes).containsExactly(10, 10, 3);
    }

    @Test
    void sync12_whatChangesBetweenTwoPagesComesAgain() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one", "two", "three");
        reached(account);
        String wanted = "{\"type\":\"party\",\"limit\":2,\"ids\":[\"one\",\"two\",\"three\"]";
        JsonNode first = fetch(account, wanted + "}");
        assertThat(ids(first)).containsExactly("one", "two");
        world.commitAndPublish(account, "one");
        reached(account);

        JsonNode second =
                fetch(account, wanted + ",\"after\":" + first.required("next").asLong() + "}");

        assertThat(ids(second)).containsExactly("three", "one");
        assertThat(second.required("at").asLong()).isEqualTo(4);
        assertThat(second.required("hasMore").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1000, 200", "1001, 400"})
    void sync12_aThousandIdsMayBeAskedForAtOnce(int count, int status) {
        List<String> ids =
                IntStream.range(0, count).mapToObj(i -> Uuids.v7().toString()).toList();

        HttpResponse<String> answer = world.client(world.newAccount())
                .post(FETCH, "{\"type\":\"party\",\"ids\":" + JSON.writeValueAsString(ids) + "}");

        assertThat(answer.statusCode()).isEqualTo(status);
        if (status == 400) {
            assertThat(answer.body()).contains("\"pointer\":\"/ids\"");
        }
    }

    @Test
    void sync12_aStepThatIsHalfWrittenIsWaitedFor() {
        AccountId account = world.newAccount();
        world.owner().hideFromComparison(account);
        world.commitAndPublish(account, "one", "two");
        reached(account);
        position(account, 1); // as a writer leaves it between its rows and its position

        HttpResponse<String> refused = world.client(account).post(DIGEST, "{}");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();

        CompletableFuture<JsonNode> waiting = Surroundings.meanwhile(() -> digest(account, "{\"types\":[\"party\"]}"));
        position(account, 2);
        assertThat(held(waiting.join(), "party")).isEqualTo(held(Map.of("one", 1L, "two", 2L)));
    }

    private void position(AccountId account, long seq) {
        database.getCollection("positions").updateOne(Filters.eq("_id", account.value()), Updates.set("seq", seq));
    }

    /** Digests are taken while commits come, and each is that of the documents at its own number. */
    @Test
    void sync12_aDigestIsThatOfOneNumberWhileOthersWrite() {
        AccountId account = world.newAccount();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        CompletableFuture<Void> writer = Surroundings.meanwhile(() -> {
            for (int i = 0; i < 150; i++) {
                world.publish(
                        world.owner().commit(account, randomEdit(random), randomEdit(random), randomEdit(random)));
            }
        });
        int compared = 0;
        while (!writer.isDone() || feed.position(account).seq() < world.owner().head(account)) {
            JsonNode digest = digest(account, "{\"types\":[\"party\"]}");
            assertThat(held(digest, "party"))
                    .as("seed %d", seed)
                    .isEqualTo(held(livingAt(account, digest.required("at").asLong())));
            compared++;
        }
        writer.join();
        assertThat(compared).isGreaterThan(3);
    }

    private static Edit randomEdit(Random random) {
        String id = "d" + random.nextInt(30);
        return random.nextInt(4) == 0 ? Edit.deletion("party", id) : Edit.party(id);
    }

    private Map<String, Long> livingAt(AccountId account, long seq) {
        Map<String, Long> living = new HashMap<>();
        world.owner().changes(account, 0, seq).changes().forEach(change -> {
            if (change.text().contains("\"DELETE\"")) {
                living.remove(change.document().id());
            } else {
                living.put(change.document().id(), change.seq());
            }
        });
        return living;
    }

    @Test
    void sync12_theIndexAloneHoldsWhatADigestNeeds() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one", "two", "three");
        reached(account);

        Document plan = database.runCommand(new Document(
                        "explain",
                        new Document("find", "feed")
                                .append(
                                        "filter",
                                        new Document("_id.u", account.value())
                                                .append("_id.g", 1L)
                                                .append("seq", new Document("$gt", 0L).append("$lte", 3L))
                                                .append("m", new Document("$ne", "DELETED")))
                                .append(
                                        "projection",
                                        new Document("_id.t", 1)
                                                .append("_id.i", 1)
                                                .append("seq", 1))
                                .append("sort", new Document("seq", 1)))
                .append("verbosity", "executionStats"));

        Document stats = plan.get("executionStats", Document.class);
        assertThat(stats.getInteger("nReturned")).isEqualTo(3);
        assertThat(stats.getInteger("totalDocsExamined")).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/digest | {\"types\":[\"dragon\"]} | validation-failed",
                "/digest | {\"types\":[]} | validation-failed",
                "/digest | {\"types\":[null]} | validation-failed",
                "/digest | {\"types\":\"party\"} | validation-failed",
                "/digest | {\"type\":[\"party\"]} | unknown-field",
                "/digest | {\"types\": | malformed-json",
                "/fetch | {} | validation-failed",
                "/fetch | {\"type\":\"party\"} | validation-failed",
                "/fetch | {\"type\":\"party\",\"ids\":[],\"buckets\":[]} | validation-failed",
                "/fetch | {\"type\":\"dragon\",\"ids\":[]} | validation-failed",
                "/fetch | {\"type\":\"party\",\"buckets\":[256]} | validation-failed",
                "/fetch | {\"type\":\"party\",\"buckets\":[-1]} | validation-failed",
                "/fetch | {\"type\":\"party\",\"buckets\":[null]} | validation-failed",
                "/fetch | {\"type\":\"party\",\"ids\":[\"\"]} | validation-failed",
                "/fetch | {\"type\":\"party\",\"ids\":[],\"limit\":0} | validation-failed",
                "/fetch | {\"type\":\"party\",\"ids\":[],\"limit\":1001} | validation-failed",
                "/fetch | {\"type\":\"party\",\"ids\":[],\"after\":-1} | validation-failed",
            })
    void err1_aBodyThatMakesNoSenseIsAProblem(String path, String body, String slug) {
        HttpResponse<String> refused = world.client(world.newAccount()).post("/api/v1/sync" + path, body);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(refused.body()).contains("urn:hoard:problem:" + slug);
    }

    @Test
    void err3_aBodyThatIsTooLargeIs413() {
        Client client = world.client(world.newAccount());
        assertThat(client.post(FETCH, "{\"type\":\"" + "x".repeat(70_000) + "\"}")
                        .statusCode())
                .isEqualTo(413);
    }

    private JsonNode digest(AccountId account, String body) {
        return ok(world.client(account).post(DIGEST, body));
    }

    private JsonNode fetch(AccountId account, String body) {
        return ok(world.client(account).post(FETCH, body));
    }

    private static JsonNode ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static List<String> ids(JsonNode fetched) {
        List<String> ids = new ArrayList<>();
        fetched.required("changes")
                .forEach(change -> ids.add(change.required("resourceId").asString()));
        return ids;
    }

    /** The buckets that are not empty, as the server tells them. */
    private static Map<Integer, String> held(JsonNode digest, String type) {
        Map<Integer, String> held = new HashMap<>();
        JsonNode buckets = digest.required("buckets").required(type);
        for (int i = 0; i < buckets.size(); i++) {
            if (buckets.get(i).required("count").asInt() > 0) {
                held.put(
                        i,
                        buckets.get(i).required("count").asInt() + " "
                                + buckets.get(i).required("checksum").asString());
            }
        }
        return held;
    }

    /** The same, as a client counts it from ids and revisions. */
    private static Map<Integer, String> held(Map<String, Long> documents) {
        Map<Integer, List<Long>> checksums = new HashMap<>();
        documents.forEach((id, rev) -> checksums
                .computeIfAbsent(DigestHash.bucket(id), bucket -> new ArrayList<>())
                .add(DigestHash.checksum(id, rev)));
        Map<Integer, String> held = new HashMap<>();
        checksums.forEach((bucket, each) -> held.put(
                bucket,
                each.size() + " " + String.format("%016x", each.stream().reduce(0L, (one, other) -> one ^ other))));
        return held;
    }

    private void reached(AccountId account) {
        await().until(() -> feed.position(account).seq() == world.owner().head(account));
    }
}
