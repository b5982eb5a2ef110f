package dev.hoard.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.hoard.gateway.testing.Browser;
import dev.hoard.gateway.testing.FakeServices;
import dev.hoard.gateway.testing.GatewayTest;
import dev.hoard.platform.security.ServiceTokens;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Which tokens come through, tried with keys that are really ours and with keys that are not. */
@GatewayTest
class TokenTest {

    private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
    private static final String GUARDED = "/api/v1/parties/guarded";

    @LocalServerPort
    private int port;

    @Autowired
    private FakeServices services;

    @Autowired
    private ServiceTokens serviceTokens;

    @Autowired
    private MongoDatabase database;

    @Autowired
    private SigningKeys keys;

    private Browser browser;
    private Browser.Login login;

    @BeforeEach
    void logIn() {
        browser = new Browser(port);
        login = browser.newcomer();
    }

    @Test
    void auth3_aTokenSaysWhoWhatAndUntilWhen() throws ParseException {
        SignedJWT token = SignedJWT.parse(login.accessToken());
        JWTClaimsSet claims = token.getJWTClaimsSet();

        assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
        assertThat(token.getHeader().getType()).isEqualTo(TYPE);
        assertThat(claims.getIssuer()).isEqualTo("hoard");
        assertThat(claims.getAudience()).containsExactly("hoard-api");
        assertThat(claims.getSubject()).isEqualTo(login.id());
        assertThat(claims.getStringClaim("tier")).isEqualTo("free");
        assertThat(claims.getStringListClaim("roles")).containsExactly("USER");
        assertThat(claims.getStringListClaim("features")).isEmpty();
        assertThat(claims.getStringClaim("sid")).hasSize(36);
        assertThat(claims.getExpirationTime().toInstant())
                .isEqualTo(claims.getIssueTime().toInstant().plusSeconds(600));
    }

    @Test
    void auth3_thePublishedKeysVerifyAndAreOnlyPublic() throws ParseException, JOSEException {
        JWKSet keys = JWKSet.parse(browser.get("/.well-known/jwks.json").body());

        SignedJWT token = SignedJWT.parse(login.accessToken());
        ECKey key = keys.getKeyByKeyId(token.getHeader().getKeyID()).toECKey();
        assertThat(token.verify(new ECDSAVerifier(key))).isTrue();
        assertThat(keys.getKeys()).noneMatch(JWK::isPrivate);
    }

    @Test
    void auth3_aPrivateKeyIsNowhereInPlainText() {
        for (Document key : database.getCollection("signing_keys").find()) {
            assertThat(key.toJson()).doesNotContain("\\\"d\\\"");
            assertThat(key.get("sealed")).isNotNull();
        }
    }

    @TestFactory
    Stream<DynamicTest> auth10_noOtherTokenComesThrough() throws JOSEException {
        ECKey stranger = new ECKeyGenerator(Curve.P_256).keyID("stranger").generate();
        ECKey impostor =
                new ECKeyGenerator(Curve.P_256).keyID(keys.current().kid()).generate();
        String[] parts = login.accessToken().split("\\.", -1);
        return Stream.of(
                refused("no token", ""),
                refused("not a token", "Bearer nonsense"),
                refused("another scheme", "Basic YWRtaW46YWRtaW4="),
                refused("two tokens", "Bearer " + login.accessToken() + " " + login.accessToken()),
                refused("alg none", "Bearer " + new PlainJWT(claims().build()).serialize()),
                refused("alg none over a real signature", "Bearer " + unsigned(parts[1]) + parts[2]),
                refused("signature left out", "Bearer " + parts[0] + "." + parts[1] + "."),
                refused("payload exchanged", "Bearer " + parts[0] + "." + payload() + "." + parts[2]),
                refused("HS256 with the public key", "Bearer " + signedWithPublicKey()),
                refused("unknown key", "Bearer " + signed(stranger, TYPE, claims())),
                refused("our key id, another key", "Bearer " + signed(impostor, TYPE, claims())),
                refused("a service token", "Bearer " + serviceTokens.mint()),
                refused("a refresh token", "Bearer " + login.refreshToken()));
    }

    @TestFactory
    Stream<DynamicTest> auth3_ourOwnKeySignsNothingElseIntoAnAccessToken() {
        Instant now = Instant.now();
        return Stream.of(
                refused("expired", ours(TYPE, claims().expirationTime(Date.from(now.minusSeconds(60))))),
                refused("not yet valid", ours(TYPE, claims().notBeforeTime(Date.from(now.plusSeconds(60))))),
                refused("wrong audience", ours(TYPE, claims().audience("hoard-internal"))),
                refused("no audience", ours(TYPE, claims().audience((String) null))),
                refused("wrong issuer", ours(TYPE, claims().issuer("somebody"))),
                refused("wrong type", ours(JOSEObjectType.JWT, claims())),
                refused("no type", ours(null, claims())),
                refused("no session", ours(TYPE, claims().claim("sid", null))),
                refused("no end", ours(TYPE, claims().expirationTime(null))),
                DynamicTest.dynamicTest(
                        "but one that is right",
                        () -> assertThat(status(ours(TYPE, claims()))).isEqualTo(200)));
    }

    private DynamicTest refused(String name, String authorization) {
        return DynamicTest.dynamicTest(name, () -> {
            int before = services.campaign().received(GUARDED).size();
            var request = browser.request(GUARDED).GET();
            if (!authorization.isEmpty()) {
                request.header("Authorization", authorization);
            }

            Browser.Answer answer = browser.send(request);

            assertThat(answer.status()).as(answer.body()).isEqualTo(401);
            assertThat(answer.problem()).isEqualTo("unauthenticated");
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
            assertThat(services.campaign().received(GUARDED)).hasSize(before);
        });
    }

    private int status(String authorization) {
        return browser.send(browser.request(GUARDED).GET().header("Authorization", authorization))
                .status();
    }

    private JWTClaimsSet.Builder claims() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer("hoard")
                .audience("hoard-api")
                .subject(login.id())
                .claim("sid", login.session())
                .claim("tier", "premium")
                .claim("roles", List.of("ADMIN"))
                .claim("features", List.of())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
    }

    private String payload() {
        return claims().build().toPayload().toBase64URL().toString();
    }

    private static String unsigned(String payload) {
        return Base64URL.encode("{\"alg\":\"none\"}") + "." + payload + ".";
    }

    private String signedWithPublicKey() throws JOSEException {
        byte[] publicKey = browser.get("/.well-known/jwks.json").body().getBytes(StandardCharsets.UTF_8);
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(TYPE)
                        .keyID(keys.current().kid())
                        .build(),
                claims().build());
        token.sign(new MACSigner(publicKey));
        return token.serialize();
    }

    /** A token signed with the gateway's real key, taken from where it is kept. */
    private String ours(@Nullable JOSEObjectType type, JWTClaimsSet.Builder claims) {
        return "Bearer " + signed(keys.current().jwk(), type, claims);
    }

    private static String signed(ECKey key, @Nullable JOSEObjectType type, JWTClaimsSet.Builder claims) {
        try {
            JWSSigner signer = new ECDSASigner(key);
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .type(type)
                            .keyID(key.getKeyID())
                            .build(),
                    claims.build());
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
