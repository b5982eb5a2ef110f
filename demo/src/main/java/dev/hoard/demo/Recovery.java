package dev.hoard.demo;

import static dev.hoard.demo.story.Expectation.none;
import static dev.hoard.demo.story.Expectation.same;

import dev.hoard.demo.client.Answer;
import dev.hoard.demo.client.Call;
import dev.hoard.demo.client.Device;
import dev.hoard.demo.client.Json;
import dev.hoard.demo.content.Content;
import dev.hoard.demo.content.DocumentKey;
import dev.hoard.demo.story.Story;
import dev.hoard.demo.takeout.Sha256;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A backup, and the way back to it. */
final class Recovery {

    private static final Duration SHOWN = Duration.ofSeconds(30);

    private final Story story;
    private final Device laptop;
    private final Device phone;
    private final Jobs jobs;

    Recovery(Story story, Device laptop, Device phone) {
        this.story = story;
        this.laptop = laptop;
        this.phone = phone;
        this.jobs = new Jobs(story, laptop);
    }

    /** @param state what the devices held when it was taken */
    record Backup(String id, Content state) {}

    Backup takeBackup() {
        Content state = laptop.replica().content();
        ObjectNode record = jobs.run(Call.post("/api/v1/backups"), "/api/v1/backups/", "READY");
        String id = record.required("id").asString();
        same(
                "the sequence number of the backup",
                laptop.replica().position(),
                record.required("sequence").asLong());
        for (String type : Content.TYPES) {
            same(
                    "backed up of type " + type,
                    state.count(type),
                    record.required("counts").path(type).asLong(0));
        }
        Answer content = laptop.sendPatiently(Call.get("/api/v1/backups/" + id + "/content"))
                .expect(200);
        same("the SHA-256 of the download", record.required("sha256").asString(), Sha256.of(content.body()));
        none("the backup against the laptop", documents(content.object()).differencesFrom(state));
        story.line("%d documents as of number %d, %d bytes, SHA-256 checked"
                .formatted(state.size(), laptop.replica().position(), content.body().length));
        return new Backup(id, state);
    }

    private static Content documents(ObjectNode backup) {
        Map<DocumentKey, ObjectNode> documents = new HashMap<>();
        for (JsonNode line : backup.required("documents").values()) {
            documents.put(
                    new DocumentKey(
                            line.required("resourceType").asString(),
                            line.required("resourceId").asString()),
                    line.required("data").asObject());
        }
        return Content.of(documents);
    }

    /** The phone hears of it by its stream, the laptop reads on from its cursor, a third reader starts from nothing. */
    void restore(Backup backup) {
        laptop.close();
        ObjectNode job = jobs.run(
                Call.post(
                        "/api/v1/backups/" + backup.id() + "/restore",
                        Json.object().put("mode", "replace")),
                "/api/v1/restores/",
                "SUCCEEDED");
        long restored = job.required("summary").required("head").asLong();
        laptop.pull(restored, position -> story.line("the laptop read on up to number " + position));
        long head = laptop.replica().position();
        phone.replica().await("the restored state", SHOWN, replica -> replica.position() >= head);
        none("the laptop against the backup", laptop.replica().content().differencesFrom(backup.state()));
        none("the phone against the backup", phone.replica().content().differencesFrom(backup.state()));
        none(
                "a fresh reader against the backup",
                laptop.readAnew(head).content().differencesFrom(backup.state()));
        same(
                "revisions on both devices",
                laptop.replica().revisions(),
                phone.replica().revisions());
        story.line("%d documents equal to the backup on both devices, as new revisions up to %d"
                .formatted(backup.state().size(), head));
    }
}
