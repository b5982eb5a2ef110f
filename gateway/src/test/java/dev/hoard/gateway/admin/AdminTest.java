package dev.hoard.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hoard.gateway.testing.Browser;
import dev.hoard.gateway.testing.GatewayTest;
import dev.hoard.platform.event.Event;
import dev.hoard.platform.event.EventRecords;
import dev.hoard.platform.event.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What administrators may do, and what follows from it. */
@GatewayTest
class AdminTest {

    @LocalServerPort
    private int port;

    @Value("${hoard.kafka.bootstrap-servers}")
    private String kafka;

    @Autowired
    private JsonMapper json;

    private Browser browser;
    private String admin;
    private Browser.Login player;

    @BeforeEach
    void logIn() {
        browser = new Browser(port);
        admin = browser.login("admin@hoard.test", "the-admin-of-the-tests").accessToken();
        player = browser.newcomer();
    }

    @Test
    void auth9_onlyAdministratorsGetIn() {
        for (String path : List.of("/api/v1/admin/users", "/api/v1/admin/actions")) {
            assertThat(browser.get(path, player.accessToken()).problem()).isEqualTo("forbidden");
            assertThat(browser.get(path).problem()).isEqualTo("unauthenticated");
        }
        Browser.Answer self = browser.post(
                actionsOf(player),
                "{\"type\":\"SET_TIER\",\"tier\":\"premium\",\"reason\":\"I want\"}",
                player.accessToken());
        assertThat(self.status()).isEqualTo(403);
        assertThat(me(player).path("tier").asString()).isEqualTo("free");
    }

    @Test
    void auth9_aTierOfPremiumSwitchesItsFeaturesOnAtTheNextRefresh() {
        Browser.Answer action = act("{\"type\":\"SET_TIER\",\"tier\":\"premium\",\"reason\":\"beta tester\"}");

        assertThat(action.status()).as(action.body()).isEqualTo(200);
        assertThat(action.json().path("type").asString()).isEqualTo("SET_TIER");
        assertThat(action.json().path("tier").asString()).isEqualTo("premium");
        assertThat(action.json().path("userId").asString()).isEqualTo(player.id());
        assertThat(action.json().path("reason").asString()).isEqualTo("beta tester");
        JsonNode user = browser.refresh(player.refreshToken()).json().path("user");
        assertThat(user.path("tier").asString()).isEqualTo("premium");
        assertThat(user.path("features").toString()).isEqualTo("[\"automatedBackups\",\"cloudSync\"]");
    }

    @Test
    void auth9_eachChangeIsPublishedInOrderAndWithoutThePerson() {
        try (var events = consumer()) {
            act("{\"type\":\"SET_TIER\",\"tier\":\"premium\",\"reason\":\"beta tester\"}");
            act("{\"type\":\"SET_TIER\",\"tier\":\"free\",\"reason\":\"beta is over\"}");

            List<Event> published = new ArrayList<>();
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                events.poll(Duration.ofMillis(200)).forEach(record -> published.add(EventRecords.fromRecord(record)));
                return published.stream()
                                .filter(event -> event.key().equals(player.id()))
                                .count()
                        == 2;
            });

            List<Event> ours = published.stream()
                    .filter(event -> event.key().equals(player.id()))
                    .toList();
            assertThat(ours)
                    .allSatisfy(event -> assertThat(event.type()).isEqualTo("dev.hoard.account.changed.v1"))
                    .allSatisfy(event -> assertThat(event.traceparent()).startsWith("00-"));
            JsonNode first = json.readTree(ours.getFirst().data());
            JsonNode second = json.readTree(ours.getLast().data());
            assertThat(first.propertyNames())
                    .containsExactlyInAnyOrder("userId", "version", "tier", "features", "status");
            assertThat(first.path("tier").asString()).isEqualTo("premium");
            assertThat(second.path("tier").asString()).isEqualTo("free");
            assertThat(second.path("version").asLong())
                    .isGreaterThan(first.path("version").asLong());
        }
    }

    @Test
    void auth9_aSuspendedAccountIsOutAndAReinstatedOneMayComeBack() {
        assertThat(act("{\"type\":\"SUSPEND\",\"reason\":\"spam\"}").status()).isEqualTo(200);

        assertThat(browser.get("/api/v1/me", player.accessToken()).status()).isEqualTo(401);
        assertThat(browser.refresh(player.refreshToken()).status()).isEqualTo(401);
        assertThat(browser.tryLogin(player.email(), Browser.PASSWORD).status()).isEqualTo(403);
        assertThat(browser.tryLogin(player.email(), "not the password").status())
                .isEqualTo(401);

        assertThat(act("{\"type\":\"REINSTATE\",\"reason\":\"apologised\"}").status())
                .isEqualTo(200);
        assertThat(browser.tryLogin(player.email(), Browser.PASSWORD).status()).isEqualTo(200);
        assertThat(browser.refresh(player.refreshToken()).status()).isEqualTo(401);
    }

    @Test
    void auth9_everyActionIsKeptWithItsReason() {
        act("{\"type\":\"SUSPEND\",\"reason\":\"spam\"}");
        act("{\"type\":\"REINSTATE\",\"reason\":\"apologised\"}");

        JsonNode actions = browser.get("/api/v1/admin/actions", admin).json().path("actions");

        List<String> ofPlayer = actions.valueStream()
                .filter(action -> action.path("userId").asString().equals(player.id()))
                .map(action -> action.path("type").asString() + ": "
                        + action.path("reason").asString())
                .toList();
        assertThat(ofPlayer).containsExactly("REINSTATE: apologised", "SUSPEND: spam");
    }

    @Test
    void auth9_anActionThatMakesNoSenseChangesNothing() {
        List<String> bodies = List.of(
                "{\"type\":\"SUSPEND\"}",
                "{\"type\":\"SUSPEND\",\"reason\":\" \"}",
                "{\"type\":\"SET_TIER\",\"reason\":\"no tier\"}",
                "{\"type\":\"SET_TIER\",\"tier\":\"gold\",\"reason\":\"no such tier\"}",
                "{\"type\":\"SUSPEND\",\"tier\":\"free\",\"reason\":\"a tier too many\"}",
                "{\"type\":\"DELETE\",\"reason\":\"no such type\"}",
                "{\"type\":\"SUSPEND\",\"reason\":\"x\",\"silent\":true}");
        for (String body : bodies) {
            Browser.Answer answer = act(body);

            assertThat(answer.status()).as(body + " " + answer.body()).isEqualTo(400);
            assertThat(answer.isProblem()).isTrue();
        }
        String nobody = "/api/v1/admin/users/" + UUID.randomUUID() + "/actions";
        assertThat(browser.post(nobody, "{\"type\":\"SUSPEND\",\"reason\":\"x\"}", admin)
                        .status())
                .isEqualTo(404);
        assertThat(browser.post("/api/v1/admin/users/7/actions", "{\"type\":\"SUSPEND\",\"reason\":\"x\"}", admin)
                        .status())
                .isEqualTo(404);
        assertThat(me(player).path("status").asString()).isEqualTo("active");
    }

    @Test
    void auth9_administratorsFindUsersByTheBeginningOfTheirEmailOrById() {
        for (String query : List.of(player.email().substring(0, 20), player.id())) {
            JsonNode users = browser.get("/api/v1/admin/users?query=" + query, admin)
                    .json()
                    .path("users");

            assertThat(users).hasSize(1);
            assertThat(users.get(0)).isEqualTo(me(player));
        }
        assertThat(browser.get("/api/v1/admin/users?query=.*", admin).json().path("users"))
                .isEmpty();
        assertThat(browser.get("/api/v1/admin/users", admin).json().path("users"))
                .isNotEmpty();
    }

    private Browser.Answer act(String body) {
        return browser.post(actionsOf(player), body, admin);
    }

    private static String actionsOf(Browser.Login login) {
        return "/api/v1/admin/users/" + login.id() + "/actions";
    }

    private JsonNode me(Browser.Login login) {
        return browser.get("/api/v1/me", login.accessToken()).json();
    }

    private KafkaConsumer<String, byte[]> consumer() {
        var consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka,
                        "group.id",
                        UUID.randomUUID().toString(),
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(Topics.ACCOUNT_EVENTS));
        return consumer;
    }
}
