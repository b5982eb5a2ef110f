package dev.hoard.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.localstack.infrastructure.Part;
import dev.hoard.localstack.testing.WithLocalStack;
import dev.hoard.platform.PlatformTestApplication;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.ServiceTokens;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@WithLocalStack({Part.MONGODB, Part.KAFKA, Part.S3})
@SpringBootTest(classes = PlatformTestApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import(CompressionTest.Bodies.class)
class CompressionTest {

    private final HttpClient http = HttpClient.newHttpClient();

    @Autowired
    private InternalPort internalPort;

    @Autowired
    private ServiceTokens serviceTokens;

    @ParameterizedTest
    @EnumSource
    void sync14_aBodyOverOneKibibyteIsCompressedOnRequest(ContentCoding coding) throws Exception {
        HttpResponse<byte[]> answer = get("/internal/body?length=100000", coding.token());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Encoding")).hasValue(coding.token());
        assertThat(answer.headers().allValues("Vary")).contains("Accept-Encoding");
        assertThat(answer.headers().firstValue("ETag")).hasValue("\"7\"");
        assertThat(answer.body().length).isLessThan(1000);
        assertThat(decoded(coding, answer.body())).isEqualTo("x".repeat(100_000));
    }

    @Test
    void sync14_oneByteMoreThanAKibibyteIsCompressed() throws Exception {
        HttpResponse<byte[]> answer = get("/internal/body?length=1025", "gzip");

        assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(decoded(ContentCoding.GZIP, answer.body())).hasSize(1025);
    }

    @ParameterizedTest
    @CsvSource({"/internal/body?length=9, 304", "/internal/nowhere, 404", "/elsewhere, 404", "/internal/failing, 409"})
    void sync14_everyAnswerSaysThatItDependsOnTheCodingsTheClientTakes(String path, int status) throws Exception {
        for (String accepted : List.of("zstd, gzip", "identity")) {
            HttpResponse<byte[]> answer = get(path, accepted, "If-None-Match", "\"7\"");

            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().allValues("Vary")).contains("Accept-Encoding");
        }
    }

    @ParameterizedTest
    @CsvSource({"1024, zstd", "0, gzip", "100000, identity", "100000, gzip;q=0", "100000, br"})
    void sync14_anyOtherBodyIsPlainAndKeepsItsLength(int length, String accepted) throws Exception {
        HttpResponse<byte[]> answer = get("/internal/body?length=" + length, accepted);

        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(length);
        assertThat(answer.headers().allValues("Vary"))
                .as("a cache must keep it apart from the compressed form")
                .contains("Accept-Encoding");
        assertThat(answer.body()).hasSize(length);
    }

    @Test
    void sync14_whatIsServedInRangesStaysPlain() throws Exception {
        assertThat(get("/internal/ranges", "gzip").headers().firstValue("Content-Encoding"))
                .isEmpty();
        assertThat(get("/internal/archive", "gzip").headers().firstValue("Content-Encoding"))
                .isEmpty();
    }

    /** The body that was begun is forgotten, and with it that it was compressed. */
    @Test
    void err1_aFailureInTheMiddleOfABodyIsAWholeProblem() throws Exception {
        HttpResponse<byte[]> answer = get("/internal/failing", "gzip");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .startsWith("{\"type\":\"urn:hoard:problem:conflict\"");
    }

    private HttpResponse<byte[]> get(String path, String accepted, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + internalPort.number() + path))
                .header("Authorization", "Bearer " + serviceTokens.mint())
                .header("Accept-Encoding", accepted);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String decoded(ContentCoding coding, byte[] body) throws IOException {
        try (InputStream in = coding.decode(new ByteArrayInputStream(body))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @RestController
    static class Bodies {

        @GetMapping("/internal/body")
        ResponseEntity<byte[]> body(@RequestParam int length) {
            return ResponseEntity.ok()
                    .eTag("7")
                    .contentType(MediaType.APPLICATION_JSON)
                    .body("x".repeat(length).getBytes(StandardCharsets.US_ASCII));
        }

        @GetMapping("/internal/ranges")
        ResponseEntity<byte[]> ranges() {
            return ResponseEntity.ok()
                    .header("Accept-Ranges", "bytes")
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(new byte[5000]);
        }

        @GetMapping("/internal/archive")
        ResponseEntity<byte[]> archive() {
            return ResponseEntity.ok()
                    .contentType(MediaType.parseMediaType("application/zip"))
                    .body(new byte[5000]);
        }

        @GetMapping("/internal/failing")
        void failing(HttpServletResponse response) throws IOException {
            response.setContentType("application/json");
            response.getOutputStream().write(new byte[3000]);
            throw ProblemException.of(ProblemType.CONFLICT, "It broke.");
        }
    }
}
