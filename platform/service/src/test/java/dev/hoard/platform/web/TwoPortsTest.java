package dev.hoard.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.hoard.localstack.infrastructure.Part;
import dev.hoard.localstack.testing.WithLocalStack;
import dev.hoard.platform.PlatformTestApplication;
import dev.hoard.platform.security.Caller;
import dev.hoard.platform.security.ServiceTokens;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@WithLocalStack({Part.MONGODB, Part.KAFKA, Part.S3})
@SpringBootTest(classes = PlatformTestApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import(TwoPortsTest.Echo.class)
class TwoPortsTest {

    private static final ECKey KEY = key("current");
    private static final ECKey STRANGER = key("current");
    private static final HttpServer JWKS = publish(KEY);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final UUID ACCOUNT = UUID.randomUUID();

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int publicPort;

    @Autowired
    private InternalPort internalPort;

    @Autowired
    private ServiceTokens serviceTokens;

    @DynamicPropertySource
    static void keys(DynamicPropertyRegistry registry) {
        registry.add(
                "hoard.security.jwks-uri",
                () -> "http://127.0.0.1:" + JWKS.getAddress().getPort() + "/jwks");
    }

    @AfterAll
    static void stop() {
        JWKS.stop(0);
    }

    @Test
    void auth10_aValidTokenNamesTheCaller() throws Exception {
        HttpResponse<String> answer = get(publicPort, "/whoami", sign(KEY, valid()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains(ACCOUNT.toString()).contains("PREMIUM");
    }

    static Stream<Arguments> badTokens() throws JOSEException {
        JWTClaimsSet good = valid();
        return Stream.of(
                Arguments.of("none at all", null),
                Arguments.of("garbage", "abc"),
                Arguments.of("unsigned", new PlainJWT(good).serialize()),
                Arguments.of("signed by a stranger who uses our key id", sign(STRANGER, good)),
                Arguments.of("HS256 with the public key", hmacWithPublicKey(good)),
                Arguments.of("another type", sign(KEY, new JOSEObjectType("JWT"), good)),
                Arguments.of("expired", sign(KEY, with(c -> c.expirationTime(in(-60))))),
                Arguments.of("not valid yet", sign(KEY, with(c -> c.notBeforeTime(in(60))))),
                Arguments.of("another issuer", sign(KEY, with(c -> c.issuer("elsewhere")))),
                Arguments.of("another audience", sign(KEY, with(c -> c.audience("hoard-internal")))),
                Arguments.of("no subject", sign(KEY, with(c -> c.subject(null)))),
                Arguments.of("no tier", sign(KEY, with(c -> c.claim("tier", null)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void auth10_anyOtherTokenIs401AndAProblem(String what, @Nullable String token) throws Exception {
        HttpResponse<String> answer = get(publicPort, "/whoami", token);

        assertThat(answer.statusCode()).as(what).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("urn:hoard:problem:unauthenticated").contains("\"instance\":\"/whoami\"");
    }

    @Test
    void thePublicPortHidesInternalPathsAndTheActuator() throws Exception {
        String token = serviceTokens.mint();

        assertThat(get(publicPort, "/internal/echo", token).statusCode()).isEqualTo(404);
        assertThat(get(publicPort, "/actuator/prometheus", token).statusCode()).isEqualTo(404);
        assertThat(get(publicPort, "/actuator/health/readiness", null).statusCode())
                .isEqualTo(200);
    }

    @Test
    void theInternalPortAsksForAServiceTokenAndShowsNothingElse() throws Exception {
        int internal = internalPort.number();

        assertThat(get(internal, "/internal/echo", serviceTokens.mint()).statusCode())
                .isEqualTo(200);
        assertThat(get(internal, "/internal/echo", null).statusCode()).isEqualTo(401);
        assertThat(get(internal, "/internal/echo", sign(KEY, valid())).statusCode())
                .isEqualTo(401);
        assertThat(get(internal, "/whoami", sign(KEY, valid())).statusCode()).isEqualTo(404);
        assertThat(get(internal, "/actuator/prometheus", null).statusCode()).isEqualTo(200);
        assertThat(get(publicPort, "/whoami", serviceTokens.mint()).statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%69nternal/echo",
                "/internal%2Fecho",
                "//internal/echo",
                "/./internal/echo",
                "/x/../internal/echo",
                "/;x=y/internal/echo",
                "/internal;x=y/echo",
                "/INTERNAL/echo",
                "/%61ctuator/prometheus"
            })
    void auth10_noSpellingOfAnInternalPathPassesOnEitherPort(String path) throws Exception {
        assertThat(get(publicPort, path, sign(KEY, valid())).statusCode()).isIn(400, 404);
        assertThat(get(publicPort, path, serviceTokens.mint()).statusCode()).isIn(400, 401, 404);
        assertThat(get(publicPort, path, null).statusCode()).isIn(400, 401, 404);
        assertThat(get(internalPort.number(), path.replace("ctuator/prometheus", "ctuator/none"), null)
                        .statusCode())
                .isIn(400, 401, 404);
    }

    @Test
    void bothPortsListenOnTheSameAddressAndServeOnVirtualThreads() throws Exception {
        HttpResponse<String> answer = get(internalPort.number(), "/internal/thread", serviceTokens.mint());

        assertThat(answer.body()).isEqualTo("virtual on 127.0.0.1");
        assertThat(internalPort.address()).isEqualTo("127.0.0.1");
    }

    static Stream<Arguments> badBodies() {
        return Stream.of(
                Arguments.of("{\"name\":", 400, "malformed-json"),
                Arguments.of("{\"name\":\"a\",\"name\":\"b\"}", 400, "malformed-json"),
                Arguments.of("{\"nmae\":\"a\"}", 400, "unknown-field"),
                Arguments.of("{\"count\":\"many\"}", 400, "validation-failed"),
                Arguments.of("{\"name\":\"a\"} trailing", 400, "malformed-json"),
                Arguments.of("{\"any\":" + "[".repeat(40) + "]".repeat(40) + "}", 400, "malformed-json"));
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void err3_aBadBodyIsAProblemThatNamesItsPlace(String body, int status, String slug) throws Exception {
        HttpResponse<String> answer = post("/echo", body, "application/json");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("urn:hoard:problem:" + slug);
        assertThat(answer.body()).containsAnyOf("line 1", "pointer", "deeper than 32 levels");
        assertThat(JSON.readTree(answer.body()).path("errors")).allSatisfy(error -> {
            assertThat(error.required("pointer").asString()).startsWith("/");
            assertThat(error.required("code").asString()).isNotBlank();
            assertThat(error.required("message").asString()).isNotBlank();
        });
    }

    @Test
    void err1_everyOtherErrorIsAProblemToo() throws Exception {
        assertThat(post("/echo", "name=a", "text/plain").statusCode()).isEqualTo(415);
        assertThat(post("/whoami", "{}", "application/json").statusCode()).isEqualTo(405);
        HttpResponse<String> unknown = get(publicPort, "/nowhere", sign(KEY, valid()));
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("urn:hoard:problem:not-found");
        HttpResponse<String> failure = get(publicPort, "/fails", sign(KEY, valid()));
        assertThat(failure.statusCode()).isEqualTo(500);
        assertThat(failure.body()).contains("urn:hoard:problem:internal").doesNotContain("secret");
        JsonNode problem = JSON.readTree(failure.body());
        assertThat(problem.required("detail").asString())
                .isEqualTo("The request failed; the trace id finds it in our logs.");
        assertThat(problem.required("traceId").asString()).matches("[0-9a-f]{32}");
    }

    private HttpResponse<String> get(int port, String path, @Nullable String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body, String mediaType) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + publicPort + path))
                        .header("Authorization", "Bearer " + sign(KEY, valid()))
                        .header("Content-Type", mediaType)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JWTClaimsSet valid() {
        return with(claims -> claims);
    }

    private static JWTClaimsSet with(UnaryOperator<JWTClaimsSet.Builder> change) {
        return change.apply(new JWTClaimsSet.Builder()
                        .issuer("hoard")
                        .audience("hoard-api")
                        .subject(ACCOUNT.toString())
                        .claim("sid", "s1")
                        .claim("tier", "premium")
                        .claim("roles", List.of("USER"))
                        .claim("features", List.of())
                        .issueTime(in(0))
                        .expirationTime(in(600)))
                .build();
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private static String sign(ECKey key, JWTClaimsSet claims) throws JOSEException {
        return sign(key, new JOSEObjectType("at+jwt"), claims);
    }

    private static String sign(ECKey key, JOSEObjectType type, JWTClaimsSet claims) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(type)
                        .keyID(key.getKeyID())
                        .build(),
                claims);
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    private static String hmacWithPublicKey(JWTClaimsSet claims) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID(KEY.getKeyID())
                        .build(),
                claims);
        token.sign(new MACSigner(KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
        return token.serialize();
    }

    private static ECKey key(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpServer publish(ECKey key) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            byte[] body = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
            server.createContext("/jwks", exchange -> {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @RestController
    static class Echo {

        record Body(String name, Integer count, Object any) {}

        @GetMapping("/whoami")
        Map<String, Object> whoami(Caller caller) {
            return Map.of("account", caller.account().toString(), "tier", caller.tier());
        }

        @PostMapping("/echo")
        Body echo(@RequestBody Body body) {
            return body;
        }

        @GetMapping("/internal/echo")
        String internal() {
            return "for services";
        }

        @GetMapping("/internal/thread")
        String thread(HttpServletRequest request) {
            return (Thread.currentThread().isVirtual() ? "virtual" : "platform") + " on " + request.getLocalAddr();
        }

        @GetMapping("/fails")
        String fails() {
            throw new IllegalStateException("a secret detail");
        }
    }
}
