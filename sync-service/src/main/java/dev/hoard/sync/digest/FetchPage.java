package dev.hoard.sync.digest;

import dev.hoard.sync.page.Page;
import java.nio.charset.StandardCharsets;

/**
 * Documents as they are at the number {@code at}.
 *
 * @param documents in a page's form; where it ends, the next one begins
 */
record FetchPage(long at, long epoch, Page documents) {

    byte[] json() {
        StringBuilder json = new StringBuilder()
                .append("{\"at\":")
                .append(at)
                .append(",\"epoch\":")
                .append(epoch)
                .append(",\"changes\":[")
                .append(String.join(",", documents.changes()))
                .append("],\"hasMore\":")
                .append(documents.hasMore());
        if (documents.hasMore()) {
            json.append(",\"next\":").append(documents.to());
        }
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }
}
