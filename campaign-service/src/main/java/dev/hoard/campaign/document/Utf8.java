package dev.hoard.campaign.document;

/** Sizes of text in UTF-8, without making the bytes. */
final class Utf8 {

    private Utf8() {}

    static int length(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // A surrogate pair has four bytes, two for each half.
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }
}
