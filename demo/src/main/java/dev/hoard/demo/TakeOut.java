package dev.hoard.demo;

import static dev.hoard.demo.story.Expectation.holds;
import static dev.hoard.demo.story.Expectation.none;
import static dev.hoard.demo.story.Expectation.same;

import dev.hoard.demo.client.Call;
import dev.hoard.demo.client.Device;
import dev.hoard.demo.client.Json;
import dev.hoard.demo.content.Content;
import dev.hoard.demo.content.DocumentKey;
import dev.hoard.demo.content.Renaming;
import dev.hoard.demo.story.Story;
import dev.hoard.demo.takeout.Archive;
import dev.hoard.demo.takeout.CsvTable;
import dev.hoard.demo.takeout.Sha256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Out of one account by an export, and into another by an import. */
final class TakeOut {

    /** The files with campaign data, by their names without the ending. */
    private static final Map<String, String> TYPES = Map.of(
            "parties", "party", "encounters", "encounter", "creatures", "creature", "preferences", "preferences");

    private static final List<String> RECORDS = List.of(
            "user", "assets", "conflicts", "backups", "devices", "paymentHistory", "sessionHistory", "adminActions");

    private final Story story;
    private final Device device;
    private final Jobs jobs;

    TakeOut(Story story, Device device) {
        this.story = story;
        this.device = device;
        this.jobs = new Jobs(story, device);
    }

    Archive exportJson() {
        Archive archive = export("json");
        Map<DocumentKey, ObjectNode> documents = new HashMap<>();
        TYPES.forEach((file, type) -> {
            List<ObjectNode> read = records(Json.read(archive.content(file + ".json")));
            same("records in " + file + ".json", archive.count(file + ".json"), (long) read.size());
            read.forEach(document -> documents.put(new DocumentKey(type, idOf(document)), document));
        });
        none(
                "the export against the device",
                Content.of(documents).differencesFrom(device.replica().content()));
        Map<DocumentKey, Long> revisions = new HashMap<>();
        documents.forEach(
                (key, document) -> revisions.put(key, document.required("rev").asLong()));
        same("the revisions in the export", device.replica().revisions(), revisions);
        for (String file : RECORDS) {
            List<ObjectNode> read = records(Json.read(archive.content(file + ".json")));
            same("records in " + file + ".json", archive.count(file + ".json"), (long) read.size());
        }
        same("the account in user.json", device.accountId(), idOf(Json.readObject(archive.content("user.json"))));
        story.line("%d files, every SHA-256 and count as the manifest says, %d documents equal, %d bytes"
                .formatted(archive.fileNames().size(), documents.size(), archive.zip().length));
        return archive;
    }

    void exportCsv() {
        Archive archive = export("csv");
        int rows = 0;
        for (Map.Entry<String, String> kind : TYPES.entrySet()) {
            String file = kind.getKey() + ".csv";
            CsvTable table = CsvTable.read(archive.content(file));
            same("rows in " + file, archive.count(file), (long) table.size());
            same("rows in " + file, device.replica().content().count(kind.getValue()), (long) table.size());
            none(file + " against the device", differences(table, kind.getValue()));
            rows += table.size();
        }
        for (String kind : RECORDS) {
            same("rows in " + kind + ".csv", archive.count(kind + ".csv"), (long)
                    CsvTable.read(archive.content(kind + ".csv")).size());
        }
        story.line("%d files, every SHA-256 and count as the manifest says, %d rows equal cell by cell, %d bytes"
                .formatted(archive.fileNames().size(), rows, archive.zip().length));
    }

    private List<String> differences(CsvTable table, String type) {
        List<String> differences = new ArrayList<>();
        for (int row = 0; row < table.size(); row++) {
            var key = new DocumentKey(type, table.cell(row, "id"));
            ObjectNode document = device.replica().find(key).orElseGet(Json::object);
            table.differences(row, document).forEach(difference -> differences.add(key + difference));
        }
        return differences;
    }

    private Archive export(String format) {
        ObjectNode job = jobs.run(
                Call.post("/api/v1/exports", Json.object().put("format", format)), "/api/v1/exports/", "READY");
        String content = "/api/v1/exports/" + idOf(job) + "/content";
        byte[] zip = device.sendPatiently(Call.get(content)).expect(200).body();
        same("the SHA-256 of the download", job.required("sha256").asString(), Sha256.of(zip));
        Archive archive = Archive.read(zip);
        same("the sequence number of the export", device.replica().position(), archive.sequence());
        return archive;
    }

    /** First looks, then imports, then imports again. */
    void importInto(Device other, Archive archive) {
        ObjectNode preview = sendTo(other, archive, "preview");
        other.pull();
        same("documents after the preview", 0, other.replica().content().size());

        ObjectNode report = sendTo(other, archive, "apply");
        long imported = report.required("applied").required("to").asLong();
        other.pull(imported, position -> story.line("the other account's device read up to number " + position));
        Content original = device.replica().content();
        none(
                "the other account against this one, ids mapped",
                Renaming.differences(original, other.replica().content()));
        same("new documents in the preview", (long) original.size(), newIn(preview));
        same("new documents in the report", (long) original.size(), newIn(report));

        long head = other.replica().position();
        ObjectNode again = sendTo(other, archive, "apply");
        other.pull();
        same("the head after the same file again", head, other.replica().position());
        same(
                "what the report says of the same file again",
                "true",
                again.at("/applied/repeated").asString(""));
        story.line("%d documents say the same under new ids, every reference followed; the same file again adds nothing"
                .formatted(original.size()));
    }

    private ObjectNode sendTo(Device other, Archive archive, String mode) {
        return other.send(
                        Call.of("POST", "/api/v1/imports?format=hoard&mode=" + mode, "application/zip", archive.zip()))
                .expectSuccess()
                .object();
    }

    private static long newIn(ObjectNode report) {
        return report.required("total").required("new").asLong();
    }

    /** A list, or the one object, or null for none. */
    private static List<ObjectNode> records(JsonNode file) {
        holds("a file is a list, an object or null", file.isContainer() || file.isNull(), file.getNodeType());
        Stream<JsonNode> records =
                file.isArray() ? file.values().stream() : Stream.of(file).filter(JsonNode::isObject);
        return records.map(JsonNode::asObject).toList();
    }

    private static String idOf(ObjectNode document) {
        return document.required("id").asString();
    }
}
