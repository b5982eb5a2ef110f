package dev.hoard.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.hoard.gateway.testing.Browser;
import dev.hoard.gateway.testing.GatewayTest;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/** Logins, refreshes and their end, as clients see them. */
@GatewayTest
class SessionsTest {

    @LocalServerPort
    private int port;

    @Autowired
    private MongoDatabase database;

    private Browser browser;

    @BeforeEach
    void openBrowser() {
        browser = new Browser(port);
    }

    @Test
    void auth1_registeredAccountLogsInAndSeesItself() {
        String email = Browser.someEmail();

        Browser.Answer registered = browser.register(email, Browser.PASSWORD);
        Browser.Login login = browser.login(email, Browser.PASSWORD);

        assertThat(registered.status()).as(registered.body()).isEqualTo(201);
        assertThat(registered.json().path("email").asString()).isEqualTo(email);
        assertThat(login.answer().path("tokenType").asString()).isEqualTo("Bearer");
        assertThat(login.answer().path("expiresIn").asInt()).isEqualTo(600);
        Browser.Answer me = browser.get("/api/v1/me", login.accessToken());
        assertThat(me.status()).as(me.body()).isEqualTo(200);
        assertThat(me.json()).isEqualTo(login.answer().path("user"));
        assertThat(me.json().propertyNames())
                .containsExactlyInAnyOrder(
                        "id", "email", "displayName", "roles", "features", "tier", "status", "createdAt");
    }

    @Test
    void auth1_anEmailIsTakenOnceHoweverItIsWritten() {
        String email = Browser.someEmail();
        browser.register(email, Browser.PASSWORD);

        Browser.Answer second = browser.register(email.toUpperCase(Locale.ROOT), Browser.PASSWORD);

        assertThat(second.status()).as(second.body()).isEqualTo(409);
        assertThat(second.problem()).isEqualTo("conflict");
    }

    @Test
    void auth1_cookieSessionsAreRefusedInPlainWords() {
        Browser.Login login = browser.newcomer();

        Browser.Answer answer = browser.post("/api/v1/auth/login", """
                {"email": "%s", "password": "%s", "session": "cookie"}""".formatted(login.email(), Browser.PASSWORD));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("detail").asString()).contains("cookie");
    }

    @Test
    void auth2_poorPasswordsAreRefused() {
        for (String password :
                List.of("elevenchars", "password1234", "aaaaaaaaaaaaaa", "x".repeat(60) + "y".repeat(69))) {
            Browser.Answer answer = browser.register(Browser.someEmail(), password);

            assertThat(answer.status()).as(password).isEqualTo(400);
            assertThat(answer.problem()).isEqualTo("validation-failed");
            assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo("/password");
        }
    }

    @Test
    void auth2_onlyAnArgon2HashOfThePasswordIsKept() {
        Browser.Login login = browser.newcomer();

        var user = database.getCollection("users")
                .find(Filters.eq("email", login.email()))
                .first();

        assertThat(user).isNotNull();
        assertThat(user.getString("passwordHash")).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(user.toJson()).doesNotContain(Browser.PASSWORD);
    }

    @Test
    void auth2_hashesMadeWithLessAreRenewedAtLogin() {
        Browser.Login login = browser.newcomer();
        String weak = new Argon2PasswordEncoder(16, 32, 1, 4096, 1).encode(Browser.PASSWORD);
        var users = database.getCollection("users");
        users.updateOne(Filters.eq("email", login.email()), Updates.set("passwordHash", weak));

        browser.login(login.email(), Browser.PASSWORD);

        var user = users.find(Filters.eq("email", login.email())).first();
        assertThat(user).isNotNull();
        assertThat(user.getString("passwordHash")).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        browser.login(login.email(), Browser.PASSWORD);
    }

    @Test
    void auth4_fiftyParallelRetriesOfOneTokenGetOneSuccessor() throws Exception {
        Browser.Login login = browser.newcomer();

        List<Browser.Answer> answers = atOnce(50, () -> browser.refresh(login.refreshToken()));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        List<String> successors = answers.stream()
                .map(answer -> answer.json().path("refreshToken").asString())
                .distinct()
                .toList();
        assertThat(successors).hasSize(1).doesNotContain(login.refreshToken());
        assertThat(browser.refresh(successors.getFirst()).status()).isEqualTo(200);
    }

    @Test
    void auth4_anOldTokenEndsTheWholeFamily() {
        Browser.Login login = browser.newcomer();
        String second = browser.refresh(login.refreshToken())
                .json()
                .path("refreshToken")
                .asString();
        Browser.Answer third = browser.refresh(second);

        Browser.Answer reuse = browser.refresh(login.refreshToken());

        assertThat(reuse.status()).isEqualTo(401);
        String newest = third.json().path("refreshToken").asString();
        assertThat(browser.refresh(newest).status()).isEqualTo(401);
        assertThat(browser.get("/api/v1/me", third.json().path("accessToken").asString())
                        .status())
                .isEqualTo(401);
    }

    @Test
    void auth4_theImmediatePredecessorIsOldAfterTwentySeconds() {
        Browser.Login login = browser.newcomer();
        String second = browser.refresh(login.refreshToken())
                .json()
                .path("refreshToken")
                .asString();
        rotatedAgo(login, Duration.ofSeconds(19));
        assertThat(browser.refresh(login.refreshToken())
                        .json()
                        .path("refreshToken")
                        .asString())
                .isEqualTo(second);

        rotatedAgo(login, Duration.ofSeconds(21));

        assertThat(browser.refresh(login.refreshToken()).status()).isEqualTo(401);
        assertThat(browser.refresh(second).status()).isEqualTo(401);
    }

    @Test
    void auth4_aMadeUpTokenEndsNobodysSession() {
        Browser.Login login = browser.newcomer();
        browser.refresh(login.refreshToken());
        String token = login.refreshToken();
        // Another MAC for number 0 of a family that stands at number 1.
        String forged = token.substring(0, token.length() - 8) + "AAAAAAAA";

        assertThat(browser.refresh(forged).status()).isEqualTo(401);
        assertThat(browser.refresh("hrt_nonsense").status()).isEqualTo(401);

        assertThat(browser.refresh(token).status()).isEqualTo(200);
    }

    @Test
    void auth4_theMacOfOneNumberDoesNotPassForAnother() {
        Browser.Login login = browser.newcomer();
        byte[] token = Base64.getUrlDecoder().decode(login.refreshToken().substring(4));
        ByteBuffer.wrap(token).putInt(16, 4);
        String ahead = "hrt_" + Base64.getUrlEncoder().withoutPadding().encodeToString(token);

        assertThat(browser.refresh(ahead).status()).isEqualTo(401);

        assertThat(browser.refresh(login.refreshToken()).status()).isEqualTo(200);
    }

    @Test
    void auth4_anExpiredAccessTokenSentAlongDoesNotHinderARefresh() {
        Browser.Login login = browser.newcomer();

        Browser.Answer answer = browser.post(
                "/api/v1/auth/refresh", "{\"refreshToken\": \"" + login.refreshToken() + "\"}", "expired.or.broken");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void auth5_logoutEndsTheSessionAtOnce() {
        Browser.Login login = browser.newcomer();

        Browser.Answer answer = browser.post("/api/v1/auth/logout", "", login.accessToken());

        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
        assertThat(browser.get("/api/v1/me", login.accessToken()).status()).isEqualTo(401);
        assertThat(browser.refresh(login.refreshToken()).status()).isEqualTo(401);
    }

    @Test
    void auth5_oneSessionEndsAnotherOfTheSameAccountOnly() {
        Browser.Login phone = browser.newcomer();
        Browser.Login laptop = browser.login(phone.email(), Browser.PASSWORD);
        Browser.Login stranger = browser.newcomer();
        String phonesSession = phone.session();

        assertThat(delete("/api/v1/auth/sessions/" + phonesSession, stranger).status())
                .isEqualTo(404);
        assertThat(browser.get("/api/v1/auth/sessions", laptop.accessToken())
                        .json()
                        .path("sessions"))
                .hasSize(2);
        assertThat(delete("/api/v1/auth/sessions/" + phonesSession, laptop).status())
                .isEqualTo(204);

        assertThat(browser.get("/api/v1/me", phone.accessToken()).status()).isEqualTo(401);
        assertThat(browser.get("/api/v1/auth/sessions", laptop.accessToken())
                        .json()
                        .path("sessions"))
                .hasSize(1);
    }

    @Test
    void auth5_logoutAllEndsEverySession() {
        Browser.Login phone = browser.newcomer();
        Browser.Login laptop = browser.login(phone.email(), Browser.PASSWORD);

        browser.post("/api/v1/auth/logout-all", "", laptop.accessToken());

        assertThat(browser.get("/api/v1/me", phone.accessToken()).status()).isEqualTo(401);
        assertThat(browser.get("/api/v1/me", laptop.accessToken()).status()).isEqualTo(401);
    }

    @Test
    void auth6_unknownEmailAndWrongPasswordAreTheSameAnswerInTheSameTime() {
        Browser.Login login = browser.newcomer();
        List<Long> unknownTimes = new ArrayList<>();
        List<Long> wrongTimes = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            long start = System.nanoTime();
            Browser.Answer unknown = browser.tryLogin(Browser.someEmail(), "not the password");
            long middle = System.nanoTime();
            Browser.Answer wrong = browser.tryLogin(login.email(), "not the password");
            wrongTimes.add(System.nanoTime() - middle);
            unknownTimes.add(middle - start);

            assertThat(unknown.status()).isEqualTo(wrong.status()).isEqualTo(401);
            assertThat(withoutTraceId(unknown)).isEqualTo(withoutTraceId(wrong));
        }
        assertThat((double) median(unknownTimes) / median(wrongTimes)).isBetween(0.6, 1.7);
    }

    @Test
    void auth6_failedLoginsAreThrottledPerAccount() {
        Browser.Login login = browser.newcomer();
        IntStream.range(0, 10).forEach(i -> browser.tryLogin(login.email(), "not the password"));

        Browser.Answer answer = browser.tryLogin(login.email(), Browser.PASSWORD);

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.problem()).isEqualTo("too-many-requests");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 900);
    }

    @Test
    void auth7_theOwnerChangesTheDisplayNameAndNothingElse() {
        Browser.Login login = browser.newcomer();

        Browser.Answer renamed = patch("/api/v1/me", "{\"displayName\": \" Mialee \"}", login);
        Browser.Answer promoted = patch("/api/v1/me", "{\"displayName\": \"M\", \"roles\": [\"ADMIN\"]}", login);

        assertThat(renamed.json().path("displayName").asString()).isEqualTo("Mialee");
        assertThat(promoted.status()).isEqualTo(400);
        assertThat(promoted.problem()).isEqualTo("unknown-field");
        assertThat(browser.get("/api/v1/me", login.accessToken()).json()).isEqualTo(renamed.json());
        assertThat(browser.get("/api/v1/me/subscription", login.accessToken()).body())
                .isEqualTo("{\"tier\":\"free\",\"status\":\"active\"}");
        assertThat(browser.get("/api/v1/me/payments", login.accessToken()).body())
                .isEqualTo("{\"payments\":[]}");
    }

    @Test
    void err3_badBodiesAreNamedForWhatTheyAre() {
        String deep = "{\"a\":".repeat(40) + "1" + "}".repeat(40);

        assertThat(browser.post("/api/v1/auth/login", "{\"email\": \"a\",\n \"password\": }"))
                .satisfies(answer -> assertThat(answer.problem()).isEqualTo("malformed-json"))
                .satisfies(answer -> assertThat(answer.body()).contains("line 2, column"));
        assertThat(browser.post("/api/v1/auth/login", "{\"email\": \"a\", \"email\": \"b\"}")
                        .problem())
                .isEqualTo("malformed-json");
        assertThat(browser.post("/api/v1/auth/login", deep).status()).isEqualTo(400);
        assertThat(browser.post("/api/v1/auth/login", "{\"email\": 1, \"password\": []}")
                        .status())
                .isEqualTo(400);
        assertThat(browser.post("/api/v1/auth/login", "[]").status()).isEqualTo(400);
        assertThat(browser.post("/api/v1/auth/login", "").problem()).isEqualTo("malformed-json");
        assertThat(browser.post("/api/v1/auth/login", "{\"usrname\": \"a\"}"))
                .satisfies(answer -> assertThat(answer.problem()).isEqualTo("unknown-field"))
                .satisfies(answer -> assertThat(answer.body()).contains("/usrname"));
        assertThat(browser.post("/api/v1/auth/login", "{}").json().path("errors"))
                .hasSize(2);
        assertThat(browser.post("/api/v1/auth/login", "{\"email\": \"" + "x".repeat(100_000) + "\"}")
                        .status())
                .isEqualTo(413);
        assertThat(browser.send(browser.request("/api/v1/auth/login")
                                .header("Content-Type", "text/plain")
                                .POST(HttpRequest.BodyPublishers.ofString("hello")))
                        .problem())
                .isEqualTo("unsupported-media-type");
        assertThat(browser.send(browser.request("/api/v1/auth/login").PUT(HttpRequest.BodyPublishers.noBody()))
                        .status())
                .isEqualTo(401);
    }

    private void rotatedAgo(Browser.Login login, Duration age) {
        database.getCollection("sessions")
                .updateOne(
                        Filters.eq("_id", UUID.fromString(login.session())),
                        Updates.set("rotatedAt", Date.from(Instant.now().minus(age))));
    }

    private Browser.Answer delete(String path, Browser.Login login) {
        return browser.send(browser.request(path).DELETE().header("Authorization", "Bearer " + login.accessToken()));
    }

    private Browser.Answer patch(String path, String json, Browser.Login login) {
        return browser.send(browser.request(path)
                .method("PATCH", HttpRequest.BodyPublishers.ofString(json))
                .header("Content-Type", "application/merge-patch+json")
                .header("Authorization", "Bearer " + login.accessToken()));
    }

    private static String withoutTraceId(Browser.Answer answer) {
        return answer.body().replaceAll("\"traceId\":\"\\w+\"", "");
    }

    private static long median(List<Long> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    private static <T> List<T> atOnce(int times, Callable<T> call) throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(Collections.nCopies(times, call))) {
                results.add(future.get());
            }
            return results;
        }
    }
}
