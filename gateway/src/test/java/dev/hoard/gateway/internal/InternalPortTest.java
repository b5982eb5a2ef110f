package dev.hoard.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.gateway.testing.Browser;
import dev.hoard.gateway.testing.GatewayTest;
import dev.hoard.gateway.web.InternalPort;
import dev.hoard.platform.security.ServiceTokens;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** What services are told on the second port, and that nobody else is. */
@GatewayTest
class InternalPortTest {

    @LocalServerPort
    private int port;

    @Autowired
    private InternalPort internalPort;

    @Autowired
    private ServiceTokens serviceTokens;

    private Browser browser;
    private Browser service;
    private Browser.Login login;

    @BeforeEach
    void logIn() {
        browser = new Browser(port);
        service = new Browser(internalPort.number());
        login = browser.newcomer();
    }

    @Test
    void auth10_aServiceTokenIsNeeded() {
        String path = "/internal/accounts/" + login.id();

        assertThat(service.get(path).problem()).isEqualTo("unauthenticated");
        assertThat(service.get(path, login.accessToken()).problem()).isEqualTo("unauthenticated");
        assertThat(service.get(path, serviceTokens.mint()).status()).isEqualTo(200);
    }

    @Test
    void theInternalPortShowsNothingPublic() {
        for (String path : new String[] {"/api/v1/me", "/api/v1/parties", "/.well-known/jwks.json", "/"}) {
            assertThat(service.get(path, login.accessToken()).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void theActuatorAnswersHere() {
        assertThat(service.get("/actuator/health/liveness").status()).isEqualTo(200);
        assertThat(service.get("/actuator/prometheus").body())
                .contains("resilience4j_circuitbreaker_state")
                .contains("http_server_requests");
    }

    @Test
    void anAccountIsToldWholeButForItsPassword() {
        Browser.Answer answer = service.get("/internal/accounts/" + login.id(), serviceTokens.mint());

        JsonNode account = answer.json();
        assertThat(account.propertyNames())
                .containsExactlyInAnyOrder("user", "subscription", "payments", "sessions", "adminActions");
        assertThat(account.path("user")).isEqualTo(login.answer().path("user"));
        assertThat(account.at("/subscription/tier").asString()).isEqualTo("free");
        assertThat(account.at("/sessions/0/deviceName").asString()).isEqualTo("laptop");
        assertThat(account.at("/sessions/0/addressPrefix").asString()).isEqualTo("127.0.0.0/24");
        assertThat(answer.body()).doesNotContain("argon2").doesNotContain("Hash");
        assertThat(service.get("/internal/accounts/7", serviceTokens.mint()).status())
                .isEqualTo(404);
    }

    @Test
    void allAccountsAreListedPageByPage() {
        String lastOfAll = login.id();
        Browser.Login next = browser.newcomer();

        JsonNode page = service.get("/internal/accounts?limit=1&after=" + lastOfAll, serviceTokens.mint())
                .json()
                .path("accounts");

        assertThat(page).hasSize(1);
        assertThat(page.get(0).path("id").asString()).isEqualTo(next.id());
        assertThat(page.get(0).propertyNames()).containsExactlyInAnyOrder("id", "tier", "features", "status");
    }

    @Test
    void auth5_servicesLearnWhichSessionsEnded() {
        Instant before = Instant.now();
        browser.post("/api/v1/auth/logout", "", login.accessToken());

        JsonNode answer = service.get("/internal/revocations?since=" + before, serviceTokens.mint())
                .json();

        assertThat(answer.path("sessions")
                        .valueStream()
                        .map(session -> session.path("sid").asString()))
                .contains(login.session());
        assertThat(Instant.parse(answer.path("at").asString())).isAfterOrEqualTo(before);
        assertThat(service.get("/internal/revocations?since=yesterday", serviceTokens.mint())
                        .problem())
                .isEqualTo("bad-request");
    }
}
