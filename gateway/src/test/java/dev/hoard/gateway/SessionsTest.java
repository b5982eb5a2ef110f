package dev.hoard.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@GatewayTest
class SessionsTest {

    @LocalServerPort
    private int port;

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
        System.out.println(login.answer().toPrettyString());
    }
}
