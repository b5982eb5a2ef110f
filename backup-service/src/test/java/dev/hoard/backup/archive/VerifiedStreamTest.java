package dev.hoard.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifiedStreamTest {

    private final AtomicInteger alarms = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072, 500_000})
    void aWholeContentComesOutAsItWentIn(int length) throws Exception {
        byte[] content = bytes(length);

        try (InputStream in = open(content, content)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
            assertThat(in.read()).isEqualTo(-1);
        }
        assertThat(alarms).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {65_537, 131_072, 500_000})
    void bkp6_aDamagedContentIsNeverGivenOutToItsEnd(int length) throws Exception {
        byte[] content = bytes(length);
        byte[] damaged = content.clone();
        damaged[length - 1] ^= 1;
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        try (InputStream in = open(damaged, content)) {
            assertThatThrownBy(() -> in.transferTo(out)).isInstanceOf(CorruptContentException.class);
        }

        assertThat(out.size()).isLessThan(length);
        assertThat(alarms).hasValue(1);
    }

    @Test
    void bkp6_aTruncatedContentIsDamaged() throws Exception {
        byte[] content = bytes(200_000);

        try (InputStream in = open(Arrays.copyOf(content, 131_072), content)) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(CorruptContentException.class);
        }
    }

    @Test
    void bkp6_aSmallDamagedContentIsRefusedBeforeItsFirstByte() {
        assertThatThrownBy(() -> open(bytes(100), bytes(101))).isInstanceOf(CorruptContentException.class);
        assertThat(alarms).hasValue(1);
    }

    private VerifiedStream open(byte[] stored, byte[] written) throws Exception {
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(written));
        return VerifiedStream.open(new ByteArrayInputStream(stored), sha256, alarms::incrementAndGet);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
