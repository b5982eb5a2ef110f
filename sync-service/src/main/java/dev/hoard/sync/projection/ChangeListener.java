package dev.hoard.sync.projection;

import dev.hoard.platform.event.EventPublisher;
import dev.hoard.platform.event.Topics;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.sync.change.ChangeRange;
import dev.hoard.sync.change.ChangesText;
import dev.hoard.sync.change.MalformedChanges;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Takes {@code campaign.changes} into the feeds. Offsets are committed after the database has everything; whatever
 * fails before makes the whole batch come again, for as long as it takes.
 */
@Component
class ChangeListener {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeListener.class);

    private final Projector projector;
    private final Repairs repairs;
    private final EventPublisher events;
    private final ProjectionMetrics metrics;

    ChangeListener(Projector projector, Repairs repairs, EventPublisher events, ProjectionMetrics metrics) {
        this.projector = projector;
        this.repairs = repairs;
        this.events = events;
        this.metrics = metrics;
    }

    @KafkaListener(
            id = "sync-projection",
            topics = Topics.CAMPAIGN_CHANGES,
            containerFactory = ProjectionConfiguration.CONTAINERS)
    void on(List<ConsumerRecord<String, byte[]>> records) {
        List<ChangeRange> ranges = new ArrayList<>(records.size());
        for (ConsumerRecord<String, byte[]> record : records) {
            read(record, ranges);
        }
        List<AccountId> wanting = projector.apply(ranges);
        if (!repairs.repairAll(wanting)) {
            // Each is written down as wanting, so this batch need not come again for it.
            LOG.info("{} feeds are left to the next sweep", wanting.size());
        }
    }

    private void read(ConsumerRecord<String, byte[]> record, List<ChangeRange> ranges) {
        try {
            ranges.add(ChangesText.read(record.value()).range(account(record)));
        } catch (MalformedChanges malformed) {
            LOG.error(
                    "A malformed record at {}-{}@{} is put aside: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    malformed.getMessage());
            metrics.malformed();
            // What it held is a hole now, or a lost last record: both are repaired from the owner.
            events.publish(new ProducerRecord<>(
                            Topics.deadLettersOf(record.topic()), 0, record.key(), record.value(), record.headers()))
                    .join();
        }
    }

    private static AccountId account(ConsumerRecord<String, byte[]> record) {
        return Uuids.find(String.valueOf(record.key()))
                .map(AccountId::new)
                .orElseThrow(() -> new MalformedChanges("the key is no account"));
    }
}
