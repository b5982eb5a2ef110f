package dev.hoard.demo.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.hoard.demo.client.Accounts;
import dev.hoard.demo.client.Answer;
import dev.hoard.demo.client.Call;
import dev.hoard.demo.client.Credentials;
import dev.hoard.demo.client.Device;
import dev.hoard.demo.client.HoardApi;
import dev.hoard.demo.client.Json;
import dev.hoard.demo.client.Mutation;
import dev.hoard.demo.client.Patience;
import dev.hoard.demo.client.Session;
import dev.hoard.demo.content.DocumentKey;
import dev.hoard.demo.suite.Endpoint.Access;
import dev.hoard.demo.suite.Endpoint.Resource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every endpoint against everything that can be wrong with a request: a problem of the right status comes back, it gives
 * nothing away, and nothing is written.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputStory {

    private static final Patience PATIENCE = Patience.of(Duration.ofSeconds(60));
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int TOO_LARGE = 6 * 1024 * 1024;
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final Set<String> BODY_METHODS = Set.of("POST", "PUT", "PATCH");

    private static final Map<String, String> FORGED = Map.of(
            "X-User-Id", "%s",
            "X-Account-Id", "%s",
            "X-Hoard-Account", "%s",
            "X-Forwarded-User", "%s",
            "X-Remote-User", "%s",
            "Remote-User", "%s",
            "X-Roles", "ADMIN",
            "X-Tier", "premium");

    private final HoardApi api = RunningSuite.shared().api();
    private final Device owner = session("Owner");
    private final Device stranger = session("Stranger");
    private final Session administrator =
            Session.login(api, RunningSuite.shared().admin(), "story");
    private final Map<Resource, String> owned = new EnumMap<>(Resource.class);
    private long ownersHead;
    private long strangersHead;

    private Device session(String name) {
        Accounts accounts = RunningSuite.shared().accounts(api);
        return Device.login(api, accounts.registerPremium(name), "story", PATIENCE);
    }

    @BeforeAll
    void giveTheOwnerOneOfEach() {
        owned.put(Resource.PARTY, create("parties", "{\"name\":\"Owned\"}"));
        owned.put(Resource.ENCOUNTER, create("encounters", "{\"name\":\"Owned\"}"));
        owned.put(Resource.CREATURE, create("creatures", "{\"name\":\"Owned\"}"));
        owner.send(Call.put("/api/v1/preferences", Json.object().put("theme", "dark")))
                .expectSuccess();
        owned.put(Resource.SESSION, firstSession());
        owned.put(Resource.ACCOUNT, owner.accountId());
        owned.put(Resource.BACKUP, job(Call.post("/api/v1/backups"), "/api/v1/backups/", "READY"));
        owned.put(
                Resource.RESTORE,
                job(
                        Call.post(
                                "/api/v1/backups/" + owned.get(Resource.BACKUP) + "/restore",
                                Json.object().put("mode", "replace").put("dryRun", true)),
                        "/api/v1/restores/",
                        "SUCCEEDED"));
        owned.put(
                Resource.EXPORT,
                job(Call.post("/api/v1/exports", Json.object().put("format", "json")), "/api/v1/exports/", "READY"));
        owned.put(Resource.IMPORT, importOwnExport());
        ownersHead = head(owner);
        strangersHead = head(stranger);
    }

    @AfterAll
    void close() {
        owner.close();
        stranger.close();
    }

    private String create(String type, String body) {
        return owner.send(Call.post("/api/v1/" + type, Json.read(body.getBytes(StandardCharsets.UTF_8))))
                .expect(201)
                .object()
                .required("id")
                .asString();
    }

    private String firstSession() {
        return owner.send(Call.get("/api/v1/auth/sessions"))
                .expect(200)
                .json()
                .at("/sessions/0/id")
                .asString();
    }

    private String job(Call start, String place, String done) {
        String id = owner.send(start).expect(202).object().required("id").asString();
        await(place)
                .atMost(SOON)
                .until(
                        () -> owner.send(Call.get(place + id))
                                .expect(200)
                                .object()
                                .required("state")
                                .asString(),
                        done::equals);
        return id;
    }

    private String importOwnExport() {
        byte[] zip = owner.send(Call.get("/api/v1/exports/" + owned.get(Resource.EXPORT) + "/content"))
                .expect(200)
                .body();
        return owner.send(Call.of("POST", "/api/v1/imports?format=hoard&mode=apply", "application/zip", zip))
                .expectSuccess()
                .object()
                .required("id")
                .asString();
    }

    /** As the owner of the sequence knows it, however far the feed is. */
    private static long head(Device device) {
        return device.send(Call.get("/api/v1/sync/status"))
                .expect(200)
                .object()
                .required("head")
                .asLong();
    }

    // Who asks

    @TestFactory
    Stream<DynamicTest> auth_withoutAValidTokenNothingIsAnswered() {
        return Endpoint.ALL.stream()
                .filter(endpoint -> endpoint.access() != Access.ANYONE)
                .flatMap(endpoint -> badTokens().entrySet().stream()
                        .map(token -> refused(
                                endpoint + " with " + token.getKey(),
                                () -> api.send(withToken(endpoint.call(ownedId(endpoint)), token.getValue())),
                                401)));
    }

    private static Call withToken(Call call, String authorization) {
        return authorization.isEmpty() ? call : call.with("Authorization", authorization);
    }

    private Map<String, String> badTokens() {
        String valid = owner.session().accessToken();
        int signature = valid.lastIndexOf('.') + 1;
        return Map.of(
                "no token", "",
                "garbage", "Bearer garbage",
                "basic credentials", "Basic " + base64("admin:admin"),
                "another signature", "Bearer " + valid.substring(0, signature) + "A".repeat(86),
                "no signature", "Bearer " + valid.substring(0, signature),
                "algorithm none", "Bearer " + unsigned(valid),
                "an expired token", "Bearer " + expired(valid));
    }

    /** The right claims, but for the key: nobody can sign. */
    private static String unsigned(String token) {
        return base64("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "." + token.split("\\.", -1)[1] + ".";
    }

    private static String expired(String token) {
        String[] parts = token.split("\\.", -1);
        ObjectNode claims = Json.readObject(Base64.getUrlDecoder().decode(parts[1]));
        claims.put("exp", claims.required("iat").asLong() - 1);
        return parts[0] + "." + base64(claims.toString()) + "." + parts[2];
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void auth5_aTokenOfASessionThatHasEndedIsRefusedByEveryServiceWithinFiveSeconds() {
        Credentials who = RunningSuite.shared().accounts(api).register("Leaver");
        Session session = Session.login(api, who, "story");
        String token = session.accessToken();
        List<String> onePathAService = List.of(
                "/api/v1/me", "/api/v1/creatures", "/api/v1/sync/changes", "/api/v1/backups", "/api/v1/exports");
        onePathAService.forEach(path -> assertThat(status(path, token)).as(path).isEqualTo(200));

        api.send(Call.post("/api/v1/auth/logout").with("Authorization", "Bearer " + token))
                .expectSuccess();

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> onePathAService.forEach(
                        path -> assertThat(status(path, token)).as(path).isEqualTo(401)));
    }

    private int status(String path, String token) {
        return api.send(Call.get(path).with("Authorization", "Bearer " + token)).status();
    }

    @TestFactory
    Stream<DynamicTest> auth9_administrationNeedsTheRole() {
        return Endpoint.ALL.stream()
                .filter(endpoint -> endpoint.access() == Access.ADMINISTRATOR)
                .map(endpoint -> refused(
                        endpoint + " as a game master", () -> stranger.send(endpoint.call(ownedId(endpoint))), 403));
    }

    @TestFactory
    Stream<DynamicTest> err2_anothersResourceAnswersAsOneThatDoesNotExist() {
        return Endpoint.ALL.stream()
                .filter(endpoint -> endpoint.access() == Access.ACCOUNT && endpoint.hasId())
                .filter(endpoint -> !endpoint.method().equals("PUT"))
                .map(endpoint -> dynamicTest(endpoint + " of another account", () -> {
                    Answer anothers = stranger.send(endpoint.call(ownedId(endpoint)));
                    Answer missing =
                            stranger.send(endpoint.call(UUID.randomUUID().toString()));

                    assertProblem(anothers, 404);
                    assertThat(withoutTrace(anothers)).isEqualTo(withoutTrace(missing));
                    assertNothingWritten();
                }));
    }

    private static ObjectNode withoutTrace(Answer answer) {
        ObjectNode problem = answer.object();
        problem.remove(List.of("traceId", "instance"));
        return problem;
    }

    @TestFactory
    Stream<DynamicTest> auth10_forgedIdentityHeadersAreNoIdentity() {
        return Endpoint.ALL.stream()
                .filter(endpoint -> endpoint.access() != Access.ANYONE)
                .map(endpoint -> refused(
                        endpoint + " with forged headers and no token",
                        () -> api.send(forged(endpoint.call(ownedId(endpoint)))),
                        401));
    }

    @Test
    void auth10_forgedIdentityHeadersChangeNothingBesideAToken() {
        assertThat(stranger.send(forged(Call.get("/api/v1/me")))
                        .expect(200)
                        .object()
                        .required("id")
                        .asString())
                .isEqualTo(stranger.accountId());
        assertThat(stranger.send(forged(Call.get("/api/v1/creatures")))
                        .expect(200)
                        .object()
                        .required("creatures"))
                .isEmpty();
        assertThat(stranger.send(forged(Call.get("/api/v1/sync/changes")))
                        .expect(200)
                        .object()
                        .required("changes"))
                .isEmpty();
        assertThat(stranger.send(forged(Call.get("/api/v1/backups")))
                        .expect(200)
                        .object()
                        .required("backups"))
                .isEmpty();
        assertThat(stranger.send(forged(Call.get("/api/v1/exports")))
                        .expect(200)
                        .object()
                        .required("exports"))
                .isEmpty();
        assertProblem(stranger.send(forged(Call.get("/api/v1/admin/users"))), 403);
    }

    private Call forged(Call call) {
        Call forged = call;
        for (Map.Entry<String, String> header : FORGED.entrySet()) {
            forged = forged.with(header.getKey(), header.getValue().formatted(owner.accountId()));
        }
        return forged;
    }

    @Test
    void data4_aFreeAccountReadsButWritesNothing() {
        Credentials who = RunningSuite.shared().accounts(api).register("Free");
        try (Device free = Device.login(api, who, "story", PATIENCE)) {
            Mutation creation = Mutation.create(
                    new DocumentKey("creature", UUID.randomUUID().toString()),
                    Json.object().put("name", "Owlbear"));

            assertProblem(free.send(Call.post("/api/v1/creatures", Json.object().put("name", "Owlbear"))), 402);
            assertThat(free.push(creation).results().getFirst().status()).isEqualTo("rejected");
            assertThat(free.push(creation)
                            .results()
                            .getFirst()
                            .json()
                            .at("/problem/status")
                            .asInt())
                    .isEqualTo(402);
            free.send(Call.get("/api/v1/creatures")).expect(200);
            free.send(Call.get("/api/v1/sync/changes")).expect(200);
            assertThat(head(free)).isZero();
        }
    }

    // What is sent

    @TestFactory
    Stream<DynamicTest> err3_aBodyThatIsNotUnderstoodIsRefused() {
        return jsonEndpoints()
                .flatMap(endpoint -> BadBodies.notUnderstood(endpoint.bodyNode()).entrySet().stream()
                        .map(body -> refused(
                                endpoint + " with " + body.getKey(), () -> send(endpoint, body.getValue()), 400)));
    }

    @TestFactory
    Stream<DynamicTest> err3_anUnknownFieldIsNamed() {
        return jsonEndpoints()
                .map(endpoint -> dynamicTest(endpoint + " with an unknown field", () -> {
                    Answer answer = send(endpoint, BadBodies.withUnknownField(endpoint.bodyNode(), "surprise"));

                    assertProblem(answer, 400);
                    assertThat(answer.object().toString()).contains("surprise");
                    assertNothingWritten();
                }));
    }

    @TestFactory
    Stream<DynamicTest> err1_aFieldOfTheWrongTypeIsRefused() {
        return jsonEndpoints()
                .flatMap(endpoint -> BadBodies.wrongTypes(endpoint.bodyNode()).entrySet().stream()
                        .map(body ->
                                refused(endpoint + ": " + body.getKey(), () -> send(endpoint, body.getValue()), 400)));
    }

    @TestFactory
    Stream<DynamicTest> err3_anEmptyBodyIsRefusedWhereOneIsNeeded() {
        return jsonEndpoints()
                .map(endpoint -> refused(
                        endpoint + " without a body",
                        () -> send(
                                endpoint,
                                endpoint.call(ownedId(endpoint), new byte[0]).with("Content-Type", "application/json")),
                        400));
    }

    @TestFactory
    Stream<DynamicTest> err3_aBodyTooLargeIsRefused() {
        byte[] large = Json.write(Json.object().put("name", "x".repeat(TOO_LARGE)));
        return jsonEndpoints().map(endpoint -> refused(endpoint + " with 6 MiB", () -> send(endpoint, large), 413));
    }

    @TestFactory
    Stream<DynamicTest> err3_anotherMediaTypeIsRefused() {
        return jsonEndpoints()
                .flatMap(endpoint -> Stream.of("text/plain", "application/xml", "application/x-www-form-urlencoded")
                        .map(type -> refused(
                                endpoint + " as " + type,
                                () -> send(
                                        endpoint,
                                        endpoint.call(
                                                ownedId(endpoint),
                                                endpoint.body().getBytes(StandardCharsets.UTF_8),
                                                type)),
                                415)));
    }

    /** Asked with a token, since without one nothing but the way to get one is told. */
    @TestFactory
    Stream<DynamicTest> err1_aMethodThatIsNotThereIsRefused() {
        Map<String, List<Endpoint>> byPath = Endpoint.ALL.stream()
                .collect(Collectors.groupingBy(Endpoint::path, LinkedHashMap::new, Collectors.toList()));
        return byPath.values().stream()
                .flatMap(there -> METHODS.stream()
                        .filter(method -> there.stream().map(Endpoint::method).noneMatch(method::equals))
                        .map(method -> {
                            String body = BODY_METHODS.contains(method) ? "{}" : "";
                            Endpoint one = there.getFirst();
                            var missing = new Endpoint(method, one.path(), one.access(), one.resource(), body);
                            Session caller = one.access() == Access.ADMINISTRATOR ? administrator : owner.session();
                            return refused(missing.toString(), () -> caller.send(missing.call(ownedId(missing))), 405);
                        }));
    }

    // Where it is sent

    @TestFactory
    Stream<DynamicTest> err2_anIdThatIsNoneIsNotFound() {
        return Endpoint.ALL.stream()
                .filter(Endpoint::hasId)
                .flatMap(endpoint -> Stream.of("not-an-id", "1", "%00", "%F0%9F%90%89", "x".repeat(300))
                        .map(id -> dynamicTest(endpoint + " of " + id.substring(0, Math.min(id.length(), 20)), () -> {
                            Answer answer = send(endpoint, endpoint.call(id));

                            assertThat(answer.status()).as(answer.toString()).isIn(400, 404);
                            assertProblem(answer, answer.status());
                            assertNothingWritten();
                        })));
    }

    @TestFactory
    Stream<DynamicTest> err1_aPathThatIsNotThereIsNotFound() {
        return Stream.of(
                        "/api/v1/dragons",
                        "/api/v1/creatures/a/b/c",
                        "/api/v1/sync",
                        "/api/v1",
                        "/api/v2/creatures",
                        "/internal/heads",
                        "/internal/accounts/" + owner.accountId() + "/head",
                        "/internal/accounts/" + owner.accountId(),
                        "/internal/revocations",
                        "/actuator",
                        "/actuator/env",
                        "/actuator/prometheus")
                .map(path -> refused("GET " + path, () -> owner.send(Call.get(path)), 404));
    }

    @TestFactory
    Stream<DynamicTest> err1_parametersOutOfTheirRangeAreRefused() {
        return Stream.of(
                        "/creatures?limit=0",
                        "/creatures?limit=-1",
                        "/creatures?limit=100000",
                        "/creatures?limit=many",
                        "/creatures?page=garbage",
                        "/creatures?isTemplate=perhaps",
                        "/creatures?updatedAfter=yesterday",
                        "/encounters?status=asleep",
                        "/sync/changes?limit=0",
                        "/sync/changes?limit=1001",
                        "/sync/changes?limit=many",
                        "/sync/changes?since=garbage",
                        "/sync/changes?since=2026-13-45T00:00:00Z",
                        "/sync/changes?minSeq=-1",
                        "/sync/changes?minSeq=many",
                        "/sync/changes?minSeq=999999999",
                        "/sync/changes?wait=31s",
                        "/sync/changes?wait=-1s",
                        "/sync/changes?types=dragon",
                        "/sync/stream?since=garbage",
                        "/sync/stream?types=dragon",
                        "/backups?limit=0",
                        "/backups?limit=many")
                .map(path -> refused("GET " + path, () -> owner.send(Call.get("/api/v1" + path)), 400));
    }

    @TestFactory
    Stream<DynamicTest> exp2_importsOfUnknownKindAreRefused() {
        byte[] nothing = "no zip".getBytes(StandardCharsets.UTF_8);
        return Map.of(
                        "/api/v1/imports?format=hoard&mode=apply", 422,
                        "/api/v1/imports?format=dragon&mode=apply", 400,
                        "/api/v1/imports?format=hoard&mode=perhaps", 400,
                        "/api/v1/imports", 400)
                .entrySet()
                .stream()
                .map(path -> refused(
                        "POST " + path.getKey(),
                        () -> owner.send(Call.of("POST", path.getKey(), "application/zip", nothing)),
                        path.getValue()));
    }

    // The push

    @TestFactory
    Stream<DynamicTest> sync2_aPushThatIsMalformedAsAWholeIsRefused() {
        return Map.of(
                        "without mutations", "{\"clientId\":\"a\"}",
                        "with mutations that are no list", "{\"clientId\":\"a\",\"mutations\":{}}",
                        "with a mutation that is no object", "{\"clientId\":\"a\",\"mutations\":[1]}",
                        "with an unknown mode", "{\"clientId\":\"a\",\"mode\":\"perhaps\",\"mutations\":[]}",
                        "with an unknown strategy", "{\"clientId\":\"a\",\"strategy\":\"luck\",\"mutations\":[]}")
                .entrySet()
                .stream()
                .map(push -> refused(
                        "a push " + push.getKey(),
                        () -> owner.send(Call.of(
                                "POST",
                                "/api/v1/sync/push",
                                "application/json",
                                push.getValue().getBytes(StandardCharsets.UTF_8))),
                        400));
    }

    @Test
    void sync2_aPushOfMoreThanFiveHundredIsRefused() {
        List<Mutation> mutations = IntStream.rangeClosed(0, 500)
                .mapToObj(i -> Mutation.create(
                        new DocumentKey("creature", UUID.randomUUID().toString()),
                        Json.object().put("name", "creature " + i)))
                .toList();

        Answer answer = owner.send(owner.pushCall(mutations));

        assertThat(answer.status()).isIn(400, 413);
        assertProblem(answer, answer.status());
        assertNothingWritten();
    }

    @Test
    void sync4_aRejectedMutationNamesItsProblemAndWritesNothing() {
        DocumentKey creature = new DocumentKey("creature", UUID.randomUUID().toString());
        List<ObjectNode> bad = List.of(
                Json.object(),
                Json.object().put("name", ""),
                Json.object().put("name", "x".repeat(101)),
                Json.object().put("name", "a").put("ac", 100),
                Json.object().put("name", "a").put("ac", 1.5),
                Json.object().put("name", "a").put("ac", "13"),
                Json.object().put("name", "a").put("size", "enormous"),
                Json.object().put("name", "a").put("imageUrl", "http://insecure.example/a.png"),
                Json.object().put("name", "a").put("surprise", 1),
                Json.object().put("name", "a\u0007"),
                Json.object().put("name", "a").put("id", UUID.randomUUID().toString()),
                Json.object().put("name", "a").put("notes", "x".repeat(10_001)));

        for (ObjectNode data : bad) {
            ObjectNode result = owner.push(Mutation.create(creature, data))
                    .results()
                    .getFirst()
                    .json();
            assertThat(result.required("status").asString()).as(data.toString()).isEqualTo("rejected");
            assertThat(result.at("/problem/status").asInt()).as(data.toString()).isEqualTo(400);
            assertThat(result.at("/problem/type").asString()).startsWith("urn:hoard:problem:");
        }
        assertNothingWritten();
    }

    // How it is answered

    private Stream<Endpoint> jsonEndpoints() {
        return Endpoint.ALL.stream().filter(Endpoint::takesJson);
    }

    private Answer send(Endpoint endpoint, byte[] body) {
        return send(endpoint, endpoint.call(ownedId(endpoint), body));
    }

    private Answer send(Endpoint endpoint, Call call) {
        return switch (endpoint.access()) {
            case ANYONE -> api.send(call);
            case ACCOUNT -> owner.send(call);
            case ADMINISTRATOR -> administrator.send(call);
        };
    }

    private String ownedId(Endpoint endpoint) {
        return endpoint.hasId() ? owned.getOrDefault(endpoint.resource(), "") : "";
    }

    private DynamicTest refused(String name, Supplier<Answer> request, int status) {
        return dynamicTest(name, () -> {
            assertProblem(request.get(), status);
            assertNothingWritten();
        });
    }

    private static void assertProblem(Answer answer, int status) {
        String came = answer.call() + " was answered " + answer.status() + " "
                + new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(answer.status()).as(came).isEqualTo(status);
        assertThat(answer.header("Content-Type")).as(came).startsWith("application/problem+json");
        ObjectNode problem = answer.object();
        assertThat(problem.path("type").asString("")).as(came).matches("urn:hoard:problem:[a-z0-9-]+");
        assertThat(problem.path("status").asInt(0)).as(came).isEqualTo(status);
        for (String member : List.of("title", "detail", "instance", "traceId")) {
            assertThat(problem.path(member).asString("")).as(came).isNotBlank();
        }
        assertThat(problem.toString())
                .as(came)
                .doesNotContain("Exception", "dev.hoard", "springframework", "jackson", "java.", "mongo");
    }

    private void assertNothingWritten() {
        assertThat(List.of(head(owner), head(stranger))).isEqualTo(List.of(ownersHead, strangersHead));
    }
}
