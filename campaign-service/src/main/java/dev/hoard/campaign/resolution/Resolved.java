package dev.hoard.campaign.resolution;

import dev.hoard.campaign.conflict.ConflictRecord;
import dev.hoard.campaign.document.Revision;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A conflict that is decided.
 *
 * @param document as the decision left it; null if there is none
 */
record Resolved(ConflictRecord conflict, @Nullable Revision document, long head, long epoch) {

    byte[] json() {
        String left = document == null ? "null" : document.text();
        return ("{\"conflict\":" + conflict.text() + ",\"document\":" + left + ",\"head\":" + head + ",\"epoch\":"
                        + epoch + "}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
