package dev.hoard.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hoard.gateway.testing.Browser;
import dev.hoard.gateway.testing.FakeService;
import dev.hoard.gateway.testing.FakeServices;
import dev.hoard.gateway.testing.GatewayTest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** What clients see of services that are slow or gone. */
@GatewayTest
@TestPropertySource(
        properties = {
            "hoard.routing.routes.parties.time-limit=300ms",
            "hoard.routing.breaker.window=4",
            "hoard.routing.breaker.minimum=4",
            "hoard.routing.breaker.open-for=2s",
            "hoard.routing.breaker.trials=1"
        })
class FaultsTest {

    @LocalServerPort
    private int port;

    @Autowired
    private FakeServices services;

    private Browser browser;
    private String token;

    @BeforeEach
    void logIn() {
        browser = new Browser(port);
        token = browser.newcomer().accessToken();
    }

    @Test
    void err1_aServiceThatTakesTooLongIsATimeout() {
        services.campaign().answer("/api/v1/parties/slow", exchange -> {
            try {
                TimeUnit.SECONDS.sleep(2);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            FakeService.send(exchange, 200, "too late");
        });

        Browser.Answer answer = browser.get("/api/v1/parties/slow", token);

        assertThat(answer.status()).as(answer.body()).isEqualTo(504);
        assertThat(answer.problem()).isEqualTo("timeout");
    }

    @Test
    void err4_aServiceThatIsGoneIsTriedAgainAfterAWhile() {
        FakeService backup = services.backup();
        backup.stop();
        for (int i = 0; i < 4; i++) {
            Browser.Answer unreachable = browser.get("/api/v1/backups", token);
            assertThat(unreachable.status()).as(unreachable.body()).isEqualTo(503);
            assertThat(unreachable.header("Retry-After")).isEqualTo("1");
        }

        Browser.Answer open = browser.get("/api/v1/backups", token);

        assertThat(open.status()).isEqualTo(503);
        assertThat(open.problem()).isEqualTo("unavailable");
        assertThat(open.header("Retry-After")).isEqualTo("2");
        assertThat(open.json().path("detail").asString()).contains("tried again");

        backup.startAgain();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> browser.get("/api/v1/backups", token).status() == 200);
    }

    @Test
    void aServicesOwnErrorsDoNotOpenTheBreaker() {
        services.campaign().answer("/api/v1/parties/broken", exchange -> FakeService.send(exchange, 500, "{}"));

        for (int i = 0; i < 8; i++) {
            assertThat(browser.get("/api/v1/parties/broken", token).status()).isEqualTo(500);
        }
    }
}
