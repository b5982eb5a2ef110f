package dev.hoard.backup.suite;

import com.sun.net.httpserver.HttpExchange;
import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemJson;
import dev.hoard.platform.problem.ProblemType;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** campaign-service as {@code docs/internal-api.md} tells it: snapshots and bulk commits, and the ways they go wrong. */
public final class FakeCampaign {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long EPOCH = 7;

    /** How snapshots of an account go wrong. */
    public enum Fault {
        NONE,
        /** The stream ends well, but without its last line. */
        TORN,
        /** The last line promises a document that did not come. */
        MISCOUNTED
    }

    /** How bulk commits of an account go wrong. */
    public enum BulkFault {
        NONE,
        /** Another device writes just before, once. */
        HEAD_MOVES_ONCE,
        /** Another device writes just before, each time. */
        HEAD_MOVES_ALWAYS,
        /** It is committed, and the connection breaks before the answer, once. */
        ANSWER_LOST_ONCE,
        /** A document breaks a rule. */
        REJECTED
    }

    /** A bulk request that came: its query, and the lines that came whole. */
    public record Bulk(Map<String, String> query, List<String> lines, boolean whole) {}

    private record Document(String type, String id, long rev, String data) {

        String line() {
            return "{\"resourceType\":\"" + type + "\",\"resourceId\":\"" + id + "\",\"rev\":" + rev
                    + ",\"createdAt\":\"2026-01-02T03:04:05.678Z\",\"updatedAt\":\"2026-01-02T03:04:05.678Z\",\"data\":"
                    + data + "}\n";
        }
    }

    private static final class Account {
        private final TreeMap<String, Document> documents = new TreeMap<>();
        private final List<Bulk> bulks = new CopyOnWriteArrayList<>();
        private final Map<String, String> answers = new HashMap<>();
        private volatile Fault fault = Fault.NONE;
        private volatile BulkFault bulkFault = BulkFault.NONE;
        private volatile int generated;
        private volatile CountDownLatch held = new CountDownLatch(0);
        private int snapshots;
        private long head;
    }

    private final Map<UUID, Account> accounts = new ConcurrentHashMap<>();

    public void fault(UUID account, Fault fault) {
        account(account).fault = fault;
    }

    public void fault(UUID account, BulkFault fault) {
        account(account).bulkFault = fault;
    }

    /** The account gets so many creatures of 10 KiB, made up while they are sent. */
    public void generate(UUID account, int documents) {
        account(account).generated = documents;
    }

    /** Snapshots of the account wait. */
    public void hold(UUID account) {
        account(account).held = new CountDownLatch(1);
    }

    public void letGo(UUID account) {
        account(account).held.countDown();
    }

    /** A device writes a document, as this text. */
    public void put(UUID account, String type, UUID id, String data) {
        Account of = account(account);
        synchronized (of) {
            of.documents.put(type + "/" + id, new Document(type, id.toString(), ++of.head, data));
        }
    }

    public void delete(UUID account, String type, UUID id) {
        Account of = account(account);
        synchronized (of) {
            of.documents.remove(type + "/" + id);
            of.head++;
        }
    }

    public long head(UUID account) {
        Account of = account(account);
        synchronized (of) {
            return of.head;
        }
    }

    /** The text of each document, by "type/id". */
    public Map<String, String> documents(UUID account) {
        Account of = account(account);
        synchronized (of) {
            Map<String, String> texts = new TreeMap<>();
            of.documents.forEach((key, document) -> texts.put(key, document.data()));
            return texts;
        }
    }

    /** The lines a snapshot would have now, without first and last. */
    public List<String> lines(UUID account) {
        Account of = account(account);
        synchronized (of) {
            return of.documents.values().stream()
                    .map(document -> document.line().stripTrailing())
                    .toList();
        }
    }

    public List<Bulk> bulks(UUID account) {
        return account(account).bulks;
    }

    public int snapshots(UUID account) {
        Account of = account(account);
        synchronized (of) {
            return of.snapshots;
        }
    }

    void snapshot(HttpExchange exchange, UUID id) throws IOException {
        Account account = account(id);
        awaitQuietly(account.held);
        exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), 1 << 16)) {
            synchronized (account) {
                account.snapshots++;
                send(account, out);
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(Account account, OutputStream out) throws IOException {
        write(out, "{\"epoch\":" + EPOCH + ",\"at\":" + account.head + "}\n");
        for (int i = 0; i < account.generated; i++) {
            write(out, generated(i).line());
        }
        for (Document document : account.documents.values()) {
            write(out, document.line());
        }
        int count = account.generated + account.documents.size();
        switch (account.fault) {
            case NONE -> write(out, "{\"count\":" + count + "}\n");
            case MISCOUNTED -> write(out, "{\"count\":" + (count + 1) + "}\n");
            case TORN -> {}
        }
    }

    private static Document generated(int number) {
        String notes = "%08d ".formatted(number).repeat(1138);
        return new Document(
                "creature",
                new UUID(0, number).toString(),
                number + 1L,
                "{\"name\":\"n\",\"notes\":\"" + notes + "\"}");
    }

    void bulk(HttpExchange exchange, UUID id) throws IOException {
        Map<String, String> query = query(exchange);
        Account account = account(id);
        List<String> lines = new ArrayList<>();
        try {
            BufferedReader body =
                    new BufferedReader(new InputStreamReader(exchange.getRequestBody(), StandardCharsets.UTF_8));
            body.lines().forEach(lines::add);
        } catch (UncheckedIOException e) {
            account.bulks.add(new Bulk(query, lines, false));
            throw new IOException("the body broke off", e);
        }
        account.bulks.add(new Bulk(query, lines, true));
        synchronized (account) {
            answer(exchange, account, query, lines);
        }
    }

    private static void answer(HttpExchange exchange, Account account, Map<String, String> query, List<String> lines)
            throws IOException {
        String mutationId = query.getOrDefault("mutationId", "");
        String known = account.answers.get(mutationId);
        if (known != null) {
            FakeSuite.answer(exchange, 200, "application/json", known);
            return;
        }
        if (moves(account)) {
            account.head++;
        }
        String expected = query.get("expectedHead");
        if (expected != null && Long.parseLong(expected) != account.head) {
            problem(exchange, Problem.of(ProblemType.HEAD_MOVED, "The head is " + account.head + "."));
            return;
        }
        if (account.bulkFault == BulkFault.REJECTED) {
            problem(
                    exchange,
                    Problem.of(ProblemType.BULK_REJECTED, "1 document breaks a rule.")
                            .withErrors(List.of(new FieldProblem("/0/name", "too-long", "at most 100 characters"))));
            return;
        }
        String answer = commit(account, query, lines);
        if (query.getOrDefault("dryRun", "false").equals("false")) {
            account.answers.put(mutationId, answer);
        }
        if (account.bulkFault == BulkFault.ANSWER_LOST_ONCE) {
            account.bulkFault = BulkFault.NONE;
            throw new IOException("the answer is lost");
        }
        FakeSuite.answer(exchange, 200, "application/json", answer);
    }

    private static boolean moves(Account account) {
        if (account.bulkFault == BulkFault.HEAD_MOVES_ONCE) {
            account.bulkFault = BulkFault.NONE;
            return true;
        }
        return account.bulkFault == BulkFault.HEAD_MOVES_ALWAYS;
    }

    private static String commit(Account account, Map<String, String> query, List<String> lines) {
        boolean dryRun = Boolean.parseBoolean(query.get("dryRun"));
        long from = account.head;
        long head = from;
        int created = 0;
        int updated = 0;
        int unchanged = 0;
        Set<String> named = new HashSet<>();
        Map<String, Document> result = new TreeMap<>(account.documents);
        for (String line : lines) {
            JsonNode document = JSON.readTree(line);
            String type = document.path("resourceType").asString();
            String id = document.path("resourceId").asString();
            String data = line.substring(line.indexOf(",\"data\":") + 8, line.length() - 1);
            named.add(type + "/" + id);
            Document present = account.documents.get(type + "/" + id);
            if (present != null && JSON.readTree(present.data()).equals(JSON.readTree(data))) {
                unchanged++;
                continue;
            }
            created += present == null ? 1 : 0;
            updated += present == null ? 0 : 1;
            result.put(type + "/" + id, new Document(type, id, ++head, data));
        }
        List<String> gone = "replace".equals(query.get("mode")) ? gone(account, query, named) : List.of();
        gone.forEach(result::remove);
        head += gone.size();
        if (!dryRun) {
            account.documents.clear();
            account.documents.putAll(result);
            account.head = head;
        }
        return "{\"epoch\":%d,\"head\":%d,\"from\":%d,\"to\":%d,\"created\":%d,\"updated\":%d,\"deleted\":%d,\"unchanged\":%d}"
                .formatted(EPOCH, account.head, from, head, created, updated, gone.size(), unchanged);
    }

    private static List<String> gone(Account account, Map<String, String> query, Set<String> named) {
        String scope = query.getOrDefault("types", "");
        Set<String> types = scope.isEmpty() ? Set.of() : Set.of(scope.split(",", -1));
        return account.documents.entrySet().stream()
                .filter(entry ->
                        types.isEmpty() || types.contains(entry.getValue().type()))
                .map(Map.Entry::getKey)
                .filter(key -> !named.contains(key))
                .toList();
    }

    private static void problem(HttpExchange exchange, Problem problem) throws IOException {
        String body = new String(ProblemJson.render(problem, "/internal", null), StandardCharsets.UTF_8);
        FakeSuite.answer(exchange, problem.type().status(), ProblemJson.MEDIA_TYPE, body);
    }

    private static Map<String, String> query(HttpExchange exchange) {
        return Arrays.stream(exchange.getRequestURI().getQuery().split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private Account account(UUID id) {
        return accounts.computeIfAbsent(id, any -> new Account());
    }
}
