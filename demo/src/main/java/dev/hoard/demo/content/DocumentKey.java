package dev.hoard.demo.content;

import java.util.Comparator;

/** A document's place in its account: {@code creature/0198…}. */
public record DocumentKey(String type, String id) implements Comparable<DocumentKey> {

    private static final Comparator<DocumentKey> ORDER =
            Comparator.comparing(DocumentKey::type).thenComparing(DocumentKey::id);

    @Override
    public int compareTo(DocumentKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return type + "/" + id;
    }
}
