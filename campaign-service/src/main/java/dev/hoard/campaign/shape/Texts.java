package dev.hoard.campaign.shape;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Text as documents keep it: Unicode normal form C, no control characters but newline and tab, no half characters. */
final class Texts {

    private static final char FIRST_PRINTABLE = ' ';
    private static final char DELETE = 0x7F;
    private static final char LAST_CONTROL = 0x9F;
    /** Below this every text is in normal form C: the first combining mark is U+0300. */
    private static final char FIRST_COMBINING = 0x300;

    private Texts() {}

    /** The normal form, the very same text where it already is; null when it holds what must not be kept. */
    static @Nullable String normalise(String text) {
        boolean plain = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < FIRST_PRINTABLE ? c != '\n' && c != '\t' : c >= DELETE && c <= LAST_CONTROL) {
                return null;
            }
            if (c >= FIRST_COMBINING) {
                plain = false;
                if (Character.isSurrogate(c)) {
                    if (!isPair(text, i)) {
                        return null;
                    }
                    i++;
                }
            }
        }
        return plain || Normalizer.isNormalized(text, Normalizer.Form.NFC)
                ? text
                : Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /** The node for a text's normal form: the node it came in, where nothing changed. */
    static JsonNode kept(JsonNode value, String normal, Findings findings) {
        if (normal.equals(value.stringValue())) {
            return value;
        }
        findings.reportNormalised();
        return StringNode.valueOf(normal);
    }

    /** Half a surrogate pair has no form in UTF-8, so it could not be stored without loss. */
    private static boolean isPair(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
    }
}
