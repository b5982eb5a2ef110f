package dev.hoard.backup.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotStreamTest {

    private static final String HEAD = "{\"epoch\":2,\"at\":41}\n";
    private static final String ONE = "{\"resourceType\":\"creature\",\"resourceId\":\"a-1\",\"rev\":3,"
            + "\"data\":{\"name\":\"Öl \\\"x\\\" }\",\"n\":1.10,\"list\":[{},[]],\"big\":1e400}}\n";
    private static final String TWO =
            "{ \"data\" : {\"name\":\"y\"} , \"resourceId\":\"b-2\", \"resourceType\":\"party\" }\n";

    @Test
    void bkp2_aWholeSnapshotIsReadInOrder() throws IOException {
        Recorder recorder = new Recorder();

        SnapshotStream.read(stream(HEAD + ONE + TWO + "{\"count\":2}\n"), recorder);

        assertThat(recorder.events).containsExactly("begin 2 41", "creature/a-1", "party/b-2");
    }

    @Test
    void bkp2_theLastLineNeedsNoLineEnd() throws IOException {
        Recorder recorder = new Recorder();

        SnapshotStream.read(stream(HEAD + "{\"count\":0}"), recorder);

        assertThat(recorder.events).containsExactly("begin 2 41");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                HEAD,
                HEAD + ONE,
                HEAD + ONE + "{\"count\":2}\n",
                HEAD + ONE + TWO + "{\"count\":1}\n",
                HEAD + ONE + "{\"cou",
                HEAD + ONE + "{\"count\":1}\n{\"count\":1}\n",
                HEAD + "{\"count\":\"0\"}\n",
                HEAD + "\n{\"count\":1}\n",
                HEAD + "{\"resourceType\":\"party\",\"resourceId\":\"x\"}\n{\"count\":1}\n",
                HEAD + "{\"resourceType\":\"party\",\"resourceId\":\"x\",\"data\":[]}\n{\"count\":1}\n",
                HEAD + "{\"resourceType\":\"a\\\"b\",\"resourceId\":\"x\",\"data\":{}}\n{\"count\":1}\n",
                ONE + "{\"count\":1}\n",
                "<html>\n"
            })
    void bkp2_anythingElseIsTorn(String text) {
        assertThatThrownBy(() -> SnapshotStream.read(stream(text), new Recorder()))
                .isInstanceOf(TornSnapshotException.class);
    }

    /** Wherever the connection breaks, even between two lines, the reader knows. */
    @Test
    void bkp2_noPrefixOfASnapshotPassesForAWholeOne() {
        byte[] whole = (HEAD + ONE + TWO + "{\"count\":2}\n").getBytes(StandardCharsets.UTF_8);

        for (int length = 0; length < whole.length - 2; length++) {
            ByteArrayInputStream prefix = new ByteArrayInputStream(whole, 0, length);
            assertThatThrownBy(() -> SnapshotStream.read(prefix, new Recorder()))
                    .as("%d bytes", length)
                    .isInstanceOf(TornSnapshotException.class);
        }
    }

    @Test
    void aDocumentsDataIsHandedOnByteForByte() throws IOException {
        assertThat(bulkLine(ONE))
                .isEqualTo("{\"resourceType\":\"creature\",\"resourceId\":\"a-1\",\"data\":"
                        + "{\"name\":\"Öl \\\"x\\\" }\",\"n\":1.10,\"list\":[{},[]],\"big\":1e400}}\n");
        assertThat(bulkLine(TWO))
                .isEqualTo("{\"resourceType\":\"party\",\"resourceId\":\"b-2\",\"data\":{\"name\":\"y\"}}\n");
    }

    @Test
    void linesOfEveryLengthAreReadWhole() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int length = random.nextInt(10) == 0 ? random.nextInt(300_000) : random.nextInt(40);
            lines.add("x".repeat(length) + i);
        }
        Lines reader = new Lines(stream(String.join("\n", lines)));

        List<String> read = new ArrayList<>();
        for (byte[] line = reader.next(); line != null; line = reader.next()) {
            read.add(new String(line, StandardCharsets.UTF_8));
        }

        assertThat(read).as("seed %d", seed).isEqualTo(lines);
    }

    @Test
    void aLineWithoutEndCannotFillTheMemory() {
        Lines reader = new Lines(new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        });

        assertThatThrownBy(reader::next).isInstanceOf(IOException.class);
    }

    private static String bulkLine(String line) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DocumentLine.parse(line.strip().getBytes(StandardCharsets.UTF_8)).writeBulkLineTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static final class Recorder implements SnapshotReceiver {

        private final List<String> events = new ArrayList<>();

        @Override
        public void begin(long epoch, long sequence) {
            events.add("begin " + epoch + " " + sequence);
        }

        @Override
        public void document(DocumentLine document) {
            events.add(document.resourceType() + "/" + document.resourceId());
        }
    }
}
