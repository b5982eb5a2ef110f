package dev.hoard.export.suite;

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
import dev.hoard.export.archive.ArchiveJson;
import dev.hoard.platform.security.AccessTokenClaims;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** The gateway, campaign-service and backup-service behind one port. It also signs access tokens as the gateway does. */
public final class SuiteStandIn {

    /** Stands in the gateway's answer, where it must never be; no export may carry it. */
    public static final String PASSWORD_HASH = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA";

    private static final Duration TOKEN_LIFE = Duration.ofMinutes(10);

    private final HttpServer server;
    private final ECKey key;
    private final CampaignStandIn campaign = new CampaignStandIn();
    private volatile boolean backupServiceDown;

    private SuiteStandIn() {
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

    public static SuiteStandIn shared() {
        return Shared.SUITE;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public CampaignStandIn campaign() {
        return campaign;
    }

    public void backupServiceDown(boolean down) {
        backupServiceDown = down;
    }

    /** An access token of the gateway. */
    public String accessToken(UUID account, String tier, Instant now) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(AccessTokenClaims.ISSUER)
                .audience(AccessTokenClaims.AUDIENCE)
                .subject(account.toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(TOKEN_LIFE)))
                .claim(AccessTokenClaims.SESSION, UUID.randomUUID().toString())
                .claim(AccessTokenClaims.TIER, tier)
                .claim(AccessTokenClaims.ROLES, List.of("USER"))
                .claim(AccessTokenClaims.FEATURES, List.of())
                .build();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType(AccessTokenClaims.TYPE))
                        .keyID(key.getKeyID())
                        .build(),
                claims);
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            List<String> path = Arrays.asList(exchange.getRequestURI().getPath().split("/", -1));
            if (exchange.getRequestURI().getPath().equals("/.well-known/jwks.json")) {
                answer(exchange, 200, "application/json", new JWKSet(key.toPublicJWK()).toString());
                return;
            }
            String token = exchange.getRequestHeaders().getFirst("Authorization");
            if (path.size() < 4 || !path.get(1).equals("internal") || token == null) {
                answer(exchange, 404, "application/json", "{}");
                return;
            }
            serveInternal(exchange, UUID.fromString(path.get(3)), path.size() > 4 ? path.get(4) : "");
        }
    }

    private void serveInternal(HttpExchange exchange, UUID account, String what) throws IOException {
        switch (what) {
            case "" ->
                answer(
                        exchange,
                        200,
                        "application/json",
                        gatewayAccount(account).toString());
            case "backups" -> {
                if (backupServiceDown) {
                    answer(exchange, 503, "application/json", "{}");
                    return;
                }
                answer(exchange, 200, "application/json", backups().toString());
            }
            case "assets" -> answer(exchange, 200, "application/json", assets().toString());
            case "snapshot" -> campaign.snapshot(exchange, account);
            case "conflicts" -> campaign.conflicts(exchange, account);
            case "bulk" -> campaign.bulk(exchange, account, query(exchange));
            default -> answer(exchange, 404, "application/json", "{}");
        }
    }

    private static ObjectNode gatewayAccount(UUID account) {
        ObjectNode answer = ArchiveJson.mapper().createObjectNode();
        ObjectNode user = answer.putObject("user");
        user.put("id", account.toString())
                .put("email", account + "@example.org")
                .put("displayName", "=Game Master")
                .put("tier", "premium")
                .put("status", "active")
                .put("createdAt", "2026-01-01T00:00:00.000Z")
                .put("passwordHash", PASSWORD_HASH);
        user.putArray("roles").add("USER");
        user.putArray("features").add("cloudSync");
        answer.putObject("subscription").put("tier", "premium").put("status", "active");
        answer.putArray("payments")
                .addObject()
                .put("id", "pay-1")
                .put("amountCents", 499)
                .put("currency", "eur")
                .put("status", "paid")
                .put("at", "2026-01-01T00:00:00.000Z");
        var sessions = answer.putArray("sessions");
        sessions.add(session("laptop").put("refreshTokenHash", PASSWORD_HASH));
        sessions.add(session("phone").put("revokedAt", "2026-01-03T00:00:00.000Z"));
        sessions.add(session("tablet").put("expiresAt", "2026-01-03T00:00:00.000Z"));
        answer.putArray("adminActions")
                .addObject()
                .put("id", "act-1")
                .put("type", "SET_TIER")
                .put("reason", "@support, asked for it")
                .put("at", "2026-01-01T00:00:00.000Z");
        return answer;
    }

    private static ObjectNode session(String device) {
        return ArchiveJson.mapper()
                .createObjectNode()
                .put("id", "session-" + device)
                .put("deviceName", device)
                .put("createdAt", "2026-01-01T00:00:00.000Z");
    }

    private static ObjectNode assets() {
        ObjectNode answer = ArchiveJson.mapper().createObjectNode();
        answer.putArray("assets")
                .addObject()
                .put("id", "asset-1")
                .put("fileName", "=map.png")
                .put("contentType", "image/png")
                .put("size", 1234)
                .put("sha256", "5e884898")
                .put("state", "ready");
        return answer;
    }

    private static ObjectNode backups() {
        ObjectNode answer = ArchiveJson.mapper().createObjectNode();
        answer.putArray("backups")
                .addObject()
                .put("id", "backup-1")
                .put("state", "READY")
                .put("size", 1234);
        return answer;
    }

    private static Map<String, String> query(HttpExchange exchange) {
        return Arrays.stream(exchange.getRequestURI().getQuery().split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    static void answer(HttpExchange exchange, int status, String contentType, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        // A body that is not read to its end would make the connection useless for the next request.
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static final class Shared {
        private static final SuiteStandIn SUITE = new SuiteStandIn();
    }
}
