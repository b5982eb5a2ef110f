package dev.hoard.sync.page;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The latest state of each document that changed within {@code (from, to]}, ascending: the frame of SYNC-7 and
 * SYNC-11.
 *
 * @param began as in the {@link Cursor}
 * @param head the highest number known for the account
 * @param changes the changes' texts
 * @param hasMore whether there is more to read at once
 */
public record Page(
        long from,
        long to,
        long began,
        long head,
        long epoch,
        List<String> changes,
        TypeFilter types,
        boolean hasMore) {

    public Page {
        changes = List.copyOf(changes);
    }

    public Cursor cursor() {
        return new Cursor(epoch, to, began, types);
    }

    /** Whether it says nothing that the reader did not know. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    public RenderedPage rendered() {
        return new RenderedPage(to, cursor().text(), json());
    }

    /** The page as clients get it. The changes' texts go in as they are. */
    public byte[] json() {
        int length = 160;
        for (String change : changes) {
            length += change.length() + 1;
        }
        StringBuilder json = new StringBuilder(length)
                .append("{\"from\":")
                .append(from)
                .append(",\"to\":")
                .append(to)
                .append(",\"head\":")
                .append(head)
                .append(",\"epoch\":")
                .append(epoch)
                .append(",\"changes\":[");
        for (int i = 0; i < changes.size(); i++) {
            if (i > 0) {
                json.append(',');
            }
            json.append(changes.get(i));
        }
        json.append("],\"cursor\":\"")
                .append(cursor().text())
                .append("\",\"hasMore\":")
                .append(hasMore)
                .append('}');
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
