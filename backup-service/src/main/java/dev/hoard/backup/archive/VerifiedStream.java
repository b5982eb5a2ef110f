package dev.hoard.backup.archive;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Gives out a content block by block, and the last block only once the hash of the whole is right: whoever reads to the
 * end has read what was written.
 */
final class VerifiedStream extends InputStream {

    private static final int BLOCK = 64 * 1024;

    private final InputStream in;
    private final String expectedSha256;
    private final Runnable onCorrupt;
    private final MessageDigest digest = sha256();
    private byte[] released = new byte[0];
    private byte[] held;
    private int position;

    private VerifiedStream(InputStream in, String expectedSha256, Runnable onCorrupt) throws IOException {
        this.in = in;
        this.expectedSha256 = expectedSha256;
        this.onCorrupt = onCorrupt;
        this.held = block();
        advance();
    }

    /**
     * Opens a content, and closes it again if that fails.
     *
     * @param onCorrupt told once the whole has been read and is not what was written
     * @throws CorruptContentException at once, if the content fits into one block and is not what was written
     */
    static VerifiedStream open(InputStream in, String expectedSha256, Runnable onCorrupt) throws IOException {
        try {
            return new VerifiedStream(in, expectedSha256, onCorrupt);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == released.length) {
            advance();
        }
        int count = Math.min(length, released.length - position);
        if (count == 0) {
            return -1;
        }
        System.arraycopy(released, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void advance() throws IOException {
        released = held;
        position = 0;
        if (released.length > 0) {
            held = block();
        }
        if (released.length > 0 && held.length == 0) {
            check();
        }
    }

    private byte[] block() throws IOException {
        byte[] block = in.readNBytes(BLOCK);
        digest.update(block);
        return block;
    }

    private void check() throws CorruptContentException {
        byte[] expected = HexFormat.of().parseHex(expectedSha256);
        if (!MessageDigest.isEqual(expected, digest.digest())) {
            onCorrupt.run();
            throw new CorruptContentException();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
