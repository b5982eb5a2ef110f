package dev.hoard.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.gateway.testing.Browser;
import dev.hoard.gateway.testing.GatewayTest;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

@GatewayTest
@TestPropertySource(
        properties = {
            "hoard.rate-limit.account.requests=5",
            "hoard.rate-limit.account.per=1h",
            "hoard.rate-limit.credentials.requests=4",
            "hoard.rate-limit.credentials.per=1h"
        })
class RateLimitFilterTest {

    @LocalServerPort
    private int port;

    @Test
    void err4_accountsAndAddressesAreLimited() {
        Browser browser = new Browser(port);
        Browser.Login one = browser.newcomer();
        Browser.Login other = browser.newcomer();
        IntStream.range(0, 5).forEach(i -> browser.get("/api/v1/me", one.accessToken()));

        Browser.Answer limited = browser.get("/api/v1/parties", one.accessToken());

        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.problem()).isEqualTo("too-many-requests");
        assertThat(Integer.parseInt(limited.header("Retry-After"))).isPositive();
        assertThat(limited.header("RateLimit-Remaining")).isEqualTo("0");
        assertThat(browser.get("/api/v1/me", other.accessToken()).status()).isEqualTo(200);
        assertThat(browser.tryLogin(one.email(), Browser.PASSWORD).status()).isEqualTo(429);
        assertThat(browser.post("/api/v1/auth/%6cogin", "{}").status()).isEqualTo(429);
    }
}
