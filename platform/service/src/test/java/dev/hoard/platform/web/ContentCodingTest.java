package dev.hoard.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.hoard.platform.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;

class ContentCodingTest {

    private static final byte[] TEXT = "a goblin and ".repeat(500).getBytes(StandardCharsets.UTF_8);
    private static final DataSize LIMIT = DataSize.ofBytes(TEXT.length);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip | GZIP",
                "zstd | ZSTD",
                "gzip, deflate, br, zstd | ZSTD",
                "GZip;Q=0.5 | GZIP",
                "gzip;q=1.0, zstd;q=0.5 | GZIP",
                "gzip;q=0.5, zstd;q=0.5 | ZSTD",
                "gzip;q=0, zstd;q=0 | none",
                "gzip;q=0, * | ZSTD",
                "zstd;q=0, *;q=0.1 | GZIP",
                "identity, gzip;q=0.5 | none",
                "identity;q=0.5, gzip;q=0.8 | GZIP",
                "br | none",
                "'' | none",
                "gzip;q=much | none",
                "gzip;q=7 | none",
                ", ,; | none",
            })
    void sync14_theCodingThatTheClientLikesBestIsTaken(String header, String expected) {
        assertThat(ContentCoding.negotiate(header.equals("''") ? "" : header, List.of(ContentCoding.values()))
                        .map(Enum::name)
                        .orElse("none"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void sync2_anEncodedBodyIsReadAsItWasMeant(ContentCoding coding) throws IOException {
        assertThat(RawBody.read(request(coding.token(), encoded(coding, TEXT)), LIMIT))
                .isEqualTo(TEXT);
    }

    /** A few kilobytes that would become a gigabyte are refused after the first that is too much. */
    @ParameterizedTest
    @EnumSource
    void sync2_aBombIsRefusedUnexploded(ContentCoding coding) throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (OutputStream out = coding.encode(bomb)) {
            for (int i = 0; i < 64; i++) {
                out.write(new byte[1 << 20]);
            }
        }

        assertThat(bomb.size()).isLessThan(100_000);
        assertRefused(request(coding.token(), bomb.toByteArray()), "too-large");
    }

    /** What a frame may ask of its reader's memory is bounded too (RFC 9659). */
    @Test
    void sync14_aZstdWindowOfEightMebibytesIsReadAndALargerOneIsRefused() throws IOException {
        byte[] wide = new byte[20 << 20];
        new Random(1).nextBytes(wide);

        assertThat(RawBody.read(request("zstd", inWindow(23, wide)), DataSize.ofMegabytes(32)))
                .isEqualTo(wide);
        MockHttpServletRequest request = request("zstd", inWindow(24, wide));
        assertThatThrownBy(() -> RawBody.read(request, DataSize.ofMegabytes(32)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("bad-request");
    }

    private static byte[] inWindow(int windowLog, byte[] body) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        try (ZstdOutputStreamNoFinalizer out = new ZstdOutputStreamNoFinalizer(frame, 1).setWindowLog(windowLog)) {
            out.write(body);
        }
        return frame.toByteArray();
    }

    @ParameterizedTest
    @EnumSource
    void sync2_aTornOrWrongBodyIsABadRequest(ContentCoding coding) throws IOException {
        byte[] whole = encoded(coding, TEXT);

        assertRefused(request(coding.token(), Arrays.copyOf(whole, whole.length - 9)), "bad-request");
        assertRefused(request(coding.token(), TEXT), "bad-request");
    }

    @Test
    void err3_anUnknownCodingIs415() {
        assertRefused(request("br", TEXT), "unsupported-media-type");
    }

    @Test
    void sync2_aBodyWrittenByTheSimpleInterfaceIsReadToo() throws IOException {
        assertThat(RawBody.read(request("zstd", Zstd.compress(TEXT)), LIMIT)).isEqualTo(TEXT);
    }

    private static void assertRefused(MockHttpServletRequest request, String slug) {
        assertThatThrownBy(() -> RawBody.read(request, LIMIT))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(slug);
    }

    private static byte[] encoded(ContentCoding coding, byte[] plain) throws IOException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (OutputStream out = coding.encode(encoded)) {
            out.write(plain);
        }
        return encoded.toByteArray();
    }

    private static MockHttpServletRequest request(String encoding, byte[] body) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/");
        request.addHeader("Content-Encoding", encoding);
        request.setContent(body);
        return request;
    }
}
