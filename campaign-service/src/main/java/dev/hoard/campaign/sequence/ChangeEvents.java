package dev.hoard.campaign.sequence;

import dev.hoard.campaign.document.DocumentText;
import dev.hoard.platform.event.Event;
import dev.hoard.platform.event.EventRecords;
import dev.hoard.platform.event.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.bson.Document;

/**
 * Commits as records of {@code campaign.changes}. A record covers the numbers {@code (from, to]} completely; a large
 * commit becomes several that follow each other without a hole.
 */
final class ChangeEvents {

    static final String TYPE = "dev.hoard.campaign.changed.v1";
    private static final String SOURCE = "/campaign-service";
    /** Below Kafka's usual limit of 1 MiB a message, with room for headers. */
    static final int MOST_BYTES = 900 * 1024;
    /** What a change's text has beside the client's own fields, at most; client ids are short. */
    private static final int ENVELOPE_BYTES = 1024;

    private final Commits commits;

    ChangeEvents(Commits commits) {
        this.commits = commits;
    }

    /** The records of one inserted commit, in order; none for a commit of receipts alone. */
    List<ProducerRecord<String, byte[]>> records(Document inserted) {
        Commit commit = CommitDocuments.read(inserted);
        if (isPruned(commit)) {
            return List
                    .of(); // only a relay that starts from nothing meets it; consumers ask the owner for what they miss
        }
        Records records = new Records(commit);
        commits.forEachChange(commit, change -> {
            records.add(change);
            return true;
        });
        return records.finished();
    }

    private boolean isPruned(Commit commit) {
        AtomicBoolean pruned = new AtomicBoolean();
        commits.forEachChange(commit, change -> {
            pruned.set(!change.kept());
            return change.kept() && commit.bulk() == null;
        });
        return pruned.get();
    }

    private static final class Records {

        private final Commit commit;
        private final List<ProducerRecord<String, byte[]>> finished = new ArrayList<>();
        private final StringBuilder changes = new StringBuilder();
        private int bytes;
        private long from;
        private long to;

        Records(Commit commit) {
            this.commit = commit;
            this.from = commit.after();
            this.to = commit.after();
        }

        void add(Change change) {
            String text = ChangeText.of(commit, change);
            int size = change.revision().bytes() + ENVELOPE_BYTES;
            if (to > from && bytes + size > MOST_BYTES) {
                flush();
            }
            changes.append(to > from ? "," : "").append(text);
            bytes += size;
            to = change.seq();
        }

        List<ProducerRecord<String, byte[]>> finished() {
            if (to > from) {
                flush();
            }
            return finished;
        }

        private void flush() {
            String data = "{\"userId\":\"" + commit.account() + "\",\"epoch\":" + commit.epoch() + ",\"from\":" + from
                    + ",\"to\":" + to + ",\"at\":\"" + DocumentText.instant(commit.at()) + "\",\"changes\":[" + changes
                    + "]}";
            Event event = new Event(
                    commit.account() + "/" + commit.epoch() + "/" + from,
                    TYPE,
                    SOURCE,
                    commit.account().toString(),
                    commit.at(),
                    commit.traceparent(),
                    data.getBytes(StandardCharsets.UTF_8));
            finished.add(EventRecords.toRecord(Topics.CAMPAIGN_CHANGES, event));
            changes.setLength(0);
            bytes = 0;
            from = to;
        }
    }
}
