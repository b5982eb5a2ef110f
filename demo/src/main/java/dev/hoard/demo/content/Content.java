package dev.hoard.demo.content;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The synced documents of an account, without what the server makes of itself: id, revision and instants. */
public final class Content {

    public static final Set<String> TYPES = Set.of("party", "encounter", "creature", "preferences");

    private static final Set<String> SERVER_MADE = Set.of("id", "rev", "schemaVersion", "createdAt", "updatedAt");

    private final SortedMap<DocumentKey, ObjectNode> documents;

    private Content(SortedMap<DocumentKey, ObjectNode> documents) {
        this.documents = documents;
    }

    /** Documents of other types (conflicts) are left out. */
    public static Content of(Map<DocumentKey, ObjectNode> documents) {
        SortedMap<DocumentKey, ObjectNode> content = new TreeMap<>();
        documents.forEach((key, document) -> {
            if (TYPES.contains(key.type())) {
                content.put(key, clientsPart(document));
            }
        });
        return new Content(content);
    }

    /** A document as its client would send it. Numbers are as they are read from text, so that 1 is 1 however made. */
    public static ObjectNode clientsPart(ObjectNode document) {
        ObjectNode read = JsonMapper.shared().readTree(document.toString()).asObject();
        read.remove(SERVER_MADE);
        return read;
    }

    public SortedMap<DocumentKey, ObjectNode> documents() {
        return documents;
    }

    public int size() {
        return documents.size();
    }

    public long count(String type) {
        return documents.keySet().stream()
                .filter(key -> key.type().equals(type))
                .count();
    }

    public ObjectNode get(DocumentKey key) {
        return Optional.ofNullable(documents.get(key))
                .orElseThrow(() -> new IllegalArgumentException("Not there: " + key));
    }

    public Content only(Predicate<DocumentKey> chosen) {
        SortedMap<DocumentKey, ObjectNode> part = new TreeMap<>(documents);
        part.keySet().removeIf(chosen.negate());
        return new Content(part);
    }

    /** Every document that the other lacks, has too many, or tells otherwise; empty when both say the same. */
    public List<String> differencesFrom(Content expected) {
        List<String> differences = new ArrayList<>();
        expected.documents.forEach((key, document) -> {
            ObjectNode mine = documents.get(key);
            if (mine == null) {
                differences.add(key + " is missing");
                return;
            }
            Differences.between(document, mine).forEach(difference -> differences.add(key + difference));
        });
        documents.keySet().stream()
                .filter(key -> !expected.documents.containsKey(key))
                .forEach(key -> differences.add(key + " should not be there"));
        return differences;
    }
}
