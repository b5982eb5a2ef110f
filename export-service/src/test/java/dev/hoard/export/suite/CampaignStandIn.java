package dev.hoard.export.suite;

import com.sun.net.httpserver.HttpExchange;
import dev.hoard.export.archive.ArchiveJson;
import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemJson;
import dev.hoard.platform.problem.ProblemType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** campaign-service: keeps documents, shows snapshots, takes bulk commits. The one rule it knows is that of names. */
public final class CampaignStandIn {

    private static final JsonMapper JSON = ArchiveJson.mapper();
    private static final long EPOCH = 3;
    private static final String CREATED_AT = "2026-01-02T03:04:05.678Z";

    /** How the next snapshots go wrong. */
    public enum Fault {
        NONE,
        /** The stream ends without its last line, as when the service dies. */
        TORN,
        CONFLICTS_TORN,
        /** The last line counts other documents than came. */
        MISCOUNTED,
        /** Documents come for as long as anybody reads. */
        ENDLESS
    }

    private record Key(String type, UUID id) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            int byType = type.compareTo(other.type);
            return byType != 0 ? byType : id.toString().compareTo(other.id.toString());
        }
    }

    private record Kept(long rev, ObjectNode data) {}

    private static final class Account {
        private final TreeMap<Key, Kept> documents = new TreeMap<>();
        private final Map<UUID, ObjectNode> receipts = new HashMap<>();
        private long head;
    }

    private final Map<UUID, Account> accounts = new ConcurrentHashMap<>();
    private volatile Fault fault = Fault.NONE;
    private volatile CountDownLatch abandoned = new CountDownLatch(1);

    public void fault(Fault next) {
        fault = next;
        abandoned = new CountDownLatch(1);
    }

    /** Counts down when a reader left in the middle of a snapshot. */
    public CountDownLatch abandoned() {
        return abandoned;
    }

    public void put(UUID account, String type, UUID id, ObjectNode data) {
        Account of = account(account);
        synchronized (of) {
            of.documents.put(new Key(type, id), new Kept(++of.head, data.deepCopy()));
        }
    }

    public void delete(UUID account, String type, UUID id) {
        Account of = account(account);
        synchronized (of) {
            of.documents.remove(new Key(type, id));
            of.head++;
        }
    }

    public long head(UUID account) {
        Account of = account(account);
        synchronized (of) {
            return of.head;
        }
    }

    /** The account's data, by "type/id". */
    public Map<String, ObjectNode> documents(UUID account) {
        Account of = account(account);
        synchronized (of) {
            Map<String, ObjectNode> documents = new TreeMap<>();
            of.documents.forEach((key, kept) ->
                    documents.put(key.type() + "/" + key.id(), kept.data().deepCopy()));
            return documents;
        }
    }

    void snapshot(HttpExchange exchange, UUID id) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
        exchange.sendResponseHeaders(200, 0);
        Account account = account(id);
        List<String> lines = new ArrayList<>();
        synchronized (account) {
            lines.add("{\"epoch\":" + EPOCH + ",\"at\":" + account.head + "}");
            account.documents.forEach((key, kept) -> lines.add(line(key, kept)));
        }
        try (OutputStream out = exchange.getResponseBody()) {
            switch (fault) {
                case NONE, CONFLICTS_TORN -> lines.add("{\"count\":" + (lines.size() - 1) + "}");
                case TORN -> {}
                case MISCOUNTED -> lines.add("{\"count\":" + lines.size() + "}");
                case ENDLESS -> {
                    writeUntilAbandoned(out);
                    return;
                }
            }
            for (String line : lines) {
                write(out, line);
            }
        }
    }

    /** One conflict for each account. */
    void conflicts(HttpExchange exchange, UUID id) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
        exchange.sendResponseHeaders(200, 0);
        ObjectNode conflict = JSON.createObjectNode()
                .put("id", id.toString())
                .put("state", "open")
                .put("resourceType", "party");
        conflict.putArray("fields").add("/name");
        conflict.putObject("mine").put("name", "Company");
        try (OutputStream out = exchange.getResponseBody()) {
            write(out, conflict.toString());
            if (fault != Fault.CONFLICTS_TORN) {
                write(out, "{\"count\":1}");
            }
        }
    }

    private void writeUntilAbandoned(OutputStream out) {
        try {
            write(out, "{\"epoch\":" + EPOCH + ",\"at\":100000}");
            for (long number = 0; number < Long.MAX_VALUE; number++) {
                ObjectNode data = JSON.createObjectNode().put("name", "Goblin " + number);
                write(out, line(new Key("creature", new UUID(number, 1)), new Kept(number + 1, data)));
            }
        } catch (IOException e) {
            abandoned.countDown();
        }
    }

    private static String line(Key key, Kept kept) {
        ObjectNode line = JSON.createObjectNode();
        line.put("resourceType", key.type())
                .put("resourceId", key.id().toString())
                .put("rev", kept.rev());
        line.put("createdAt", CREATED_AT).put("updatedAt", CREATED_AT);
        line.set("data", kept.data());
        return line.toString();
    }

    private static void write(OutputStream out, String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void bulk(HttpExchange exchange, UUID id, Map<String, String> query) throws IOException {
        Account account = account(id);
        UUID mutation = UUID.fromString(query.getOrDefault("mutationId", ""));
        boolean dryRun = Boolean.parseBoolean(query.getOrDefault("dryRun", "false"));
        synchronized (account) {
            ObjectNode receipt = account.receipts.get(mutation);
            if (receipt != null) {
                SuiteStandIn.answer(exchange, 200, "application/json", receipt.toString());
                return;
            }
            Map<Key, ObjectNode> sent = new TreeMap<>();
            List<FieldProblem> errors = read(exchange, sent);
            if (!errors.isEmpty()) {
                Problem problem = Problem.of(ProblemType.BULK_REJECTED, "Rules are broken.")
                        .withErrors(errors);
                SuiteStandIn.answer(
                        exchange,
                        422,
                        ProblemJson.MEDIA_TYPE,
                        new String(ProblemJson.render(problem, "/", null), StandardCharsets.UTF_8));
                return;
            }
            ObjectNode result = upsert(account, sent, dryRun);
            if (!dryRun) {
                account.receipts.put(mutation, result);
            }
            SuiteStandIn.answer(exchange, 200, "application/json", result.toString());
        }
    }

    private static List<FieldProblem> read(HttpExchange exchange, Map<Key, ObjectNode> sent) throws IOException {
        List<FieldProblem> errors = new ArrayList<>();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(exchange.getRequestBody(), StandardCharsets.UTF_8));
        int number = 0;
        for (String text = lines.readLine(); text != null; text = lines.readLine()) {
            JsonNode line = JSON.readTree(text);
            JsonNode name = line.path("data").path("name");
            if (name.isString() && name.asString().length() > 100) {
                errors.add(new FieldProblem("/" + number + "/name", "too-long", "at most 100 characters"));
            }
            sent.put(
                    new Key(
                            line.path("resourceType").asString(),
                            UUID.fromString(line.path("resourceId").asString())),
                    (ObjectNode) line.path("data"));
            number++;
        }
        return errors;
    }

    private static ObjectNode upsert(Account account, Map<Key, ObjectNode> sent, boolean dryRun) {
        long from = account.head;
        int created = 0;
        int updated = 0;
        for (Map.Entry<Key, ObjectNode> document : sent.entrySet()) {
            Kept before = account.documents.get(document.getKey());
            if (before != null && before.data().equals(document.getValue())) {
                continue;
            }
            created += before == null ? 1 : 0;
            updated += before == null ? 0 : 1;
            if (!dryRun) {
                account.documents.put(document.getKey(), new Kept(++account.head, document.getValue()));
            }
        }
        return JSON.createObjectNode()
                .put("epoch", EPOCH)
                .put("head", account.head)
                .put("from", from)
                .put("to", account.head)
                .put("created", created)
                .put("updated", updated)
                .put("deleted", 0)
                .put("unchanged", sent.size() - created - updated);
    }

    private Account account(UUID id) {
        return accounts.computeIfAbsent(id, any -> new Account());
    }
}
