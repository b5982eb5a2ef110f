package dev.hoard.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.hoard.localstack.infrastructure.Part;
import dev.hoard.localstack.testing.WithLocalStack;
import dev.hoard.platform.PlatformTestApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The gateway, which publishes the keys, cannot be reached, and no key was read before. */
@WithLocalStack({Part.MONGODB, Part.KAFKA, Part.S3})
@SpringBootTest(
        classes = PlatformTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "hoard.security.jwks-uri=http://127.0.0.1:1/jwks")
class KeysOutOfReachTest {

    @LocalServerPort
    private int port;

    @Test
    void err1_aTokenThatCannotBeCheckedIs503AndNotTheClientsFault() throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID("current")
                        .build(),
                new JWTClaimsSet.Builder().issuer("hoard").build());
        token.sign(new ECDSASigner(new ECKeyGenerator(Curve.P_256).generate()));

        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/whoami"))
                                .header("Authorization", "Bearer " + token.serialize())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(answer.body()).contains("urn:hoard:problem:unavailable");
    }
}
