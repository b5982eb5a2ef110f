package dev.hoard.backup.suite;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hoard.platform.security.AccessTokenClaims;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;

/** The gateway and campaign-service behind one port; it signs access tokens as the gateway does. */
public final class FakeSuite {

    /** The gateway never sends one; if it did, no backup may carry it. */
    public static final String PASSWORD_HASH = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA";

    public static final String SERVICE_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private static final FakeSuite SHARED = new FakeSuite();

    private final FakeCampaign campaign = new FakeCampaign();
    private final HttpServer server;
    private final ECKey key;

    private FakeSuite() {
        try {
            key = new ECKeyGenerator(Curve.P_256).keyID("test").generate();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    public static FakeSuite shared() {
        return SHARED;
    }

    public FakeCampaign campaign() {
        return campaign;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What a service is told to find its siblings here. */
    public List<String> settings() {
        return List.of(
                "hoard.services.gateway=" + url(),
                "hoard.services.internal.gateway=" + url(),
                "hoard.services.internal.campaign=" + url(),
                "hoard.security.service-key=" + SERVICE_KEY,
                "hoard.internal.port=0",
                "hoard.job.pause=20ms",
                "hoard.job.attempts=3",
                "spring.profiles.active=test");
    }

    /** An access token of the gateway. */
    public String token(UUID account, String tier) {
        Instant now = Instant.now();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(AccessTokenClaims.ISSUER)
                .audience(AccessTokenClaims.AUDIENCE)
                .subject(account.toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(600)))
                .claim(AccessTokenClaims.SESSION, UUID.randomUUID().toString())
                .claim(AccessTokenClaims.TIER, tier)
                .claim(AccessTokenClaims.ROLES, List.of("USER"))
                .claim(AccessTokenClaims.FEATURES, List.of())
                .build();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType(AccessTokenClaims.TYPE))
                .keyID(key.getKeyID())
                .build();
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/.well-known/jwks.json")) {
                answer(exchange, 200, "application/json", new JWKSet(key.toPublicJWK()).toString());
                return;
            }
            String[] parts = path.split("/", -1);
            if (parts.length < 4 || !exchange.getRequestHeaders().containsKey("Authorization")) {
                answer(exchange, 401, "application/json", "{}");
                return;
            }
            serve(exchange, UUID.fromString(parts[3]), parts.length == 4 ? "" : parts[4]);
        }
    }

    private void serve(HttpExchange exchange, UUID account, String what) throws IOException {
        switch (what) {
            case "" -> answer(exchange, 200, "application/json", account(account));
            case "assets" ->
                answer(exchange, 200, "application/json", "{\"assets\":[{\"id\":\"1\",\"fileName\":\"map.png\"}]}");
            case "snapshot" -> campaign.snapshot(exchange, account);
            case "bulk" -> campaign.bulk(exchange, account);
            default -> answer(exchange, 404, "application/json", "{}");
        }
    }

    private static String account(UUID id) {
        return """
                {"user":{"id":"%s","email":"gm@example.org","displayName":"Game Master","roles":["USER"],
                "features":{"automatedBackups":true,"cloudSync":true},"tier":"premium","status":"active",
                "createdAt":"2026-01-01T00:00:00.000Z","passwordHash":"%s"},
                "subscription":{"tier":"premium","status":"active"},
                "payments":[{"id":"pay-1"}],"sessions":[{"id":"session-1"}],"adminActions":[]}
                """.formatted(id, PASSWORD_HASH);
    }

    static void answer(HttpExchange exchange, int status, String contentType, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        // An unread rest of the request would spoil the connection for the next one.
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
