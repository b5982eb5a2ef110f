package dev.hoard.sync.live;

import dev.hoard.platform.event.Topics;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.sync.change.ChangesText;
import dev.hoard.sync.change.MalformedChanges;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;

/**
 * Reads {@code campaign.changes} whole, from its end on, outside of any group: every instance sees every change one hop
 * after its commit. What it misses is no loss, since followers see the gap and read the feed.
 */
@Component
final class LiveReader implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(LiveReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final ConsumerFactory<?, ?> consumers;
    private final LiveChanges live;
    private final LiveProperties properties;
    private final Clock clock;

    /** Where to read on in each partition, kept over a new consumer. */
    private final Map<TopicPartition, Long> next = new HashMap<>();

    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean running;
    private @Nullable Consumer<String, byte[]> consumer;

    LiveReader(ConsumerFactory<?, ?> consumers, LiveChanges live, LiveProperties properties, Clock clock) {
        this.consumers = consumers;
        this.live = live;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public void start() {
        running = true;
        Thread.ofPlatform().name("live-changes").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        synchronized (this) {
            if (consumer != null) {
                consumer.wakeup();
            }
        }
        stopping.countDown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        while (running) {
            try (Consumer<String, byte[]> opened = open()) {
                read(opened);
            } catch (WakeupException stopped) {
                LOG.debug("Stopped reading live changes");
            } catch (RuntimeException e) {
                LOG.warn("Reading live changes failed, streams read the feed until it works again", e);
                pause();
            } finally {
                synchronized (this) {
                    consumer = null;
                }
            }
        }
    }

    @SuppressWarnings("unchecked") // the platform configures text keys and raw values for the whole service
    private synchronized Consumer<String, byte[]> open() {
        Properties outsideOfGroups = new Properties();
        outsideOfGroups.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        outsideOfGroups.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        Consumer<String, byte[]> opened =
                (Consumer<String, byte[]>) consumers.createConsumer(null, "live", null, outsideOfGroups);
        consumer = opened;
        return opened;
    }

    private void read(Consumer<String, byte[]> opened) {
        Instant refreshed = Instant.MIN;
        while (running) {
            if (!refreshed.plus(properties.partitionRefresh()).isAfter(clock.instant())) {
                assign(opened);
                refreshed = clock.instant();
            }
            for (ConsumerRecord<String, byte[]> record : opened.poll(POLL)) {
                pass(record);
                next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
            }
        }
    }

    private void assign(Consumer<String, byte[]> opened) {
        List<TopicPartition> partitions = new ArrayList<>();
        opened.partitionsFor(Topics.CAMPAIGN_CHANGES)
                .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        if (opened.assignment().size() == partitions.size()) {
            return;
        }
        boolean first = next.isEmpty();
        opened.assign(partitions);
        for (TopicPartition partition : partitions) {
            Long known = next.get(partition);
            if (known != null) {
                opened.seek(partition, known);
            } else if (first) {
                opened.seekToEnd(List.of(partition));
            } else {
                // A partition that was added meanwhile: nothing in it has passed here.
                opened.seekToBeginning(List.of(partition));
            }
        }
        partitions.forEach(partition -> next.put(partition, opened.position(partition)));
    }

    private void pass(ConsumerRecord<String, byte[]> record) {
        try {
            Optional<AccountId> account =
                    Uuids.find(String.valueOf(record.key())).map(AccountId::new);
            if (account.isEmpty()) {
                return;
            }
            if (live.isFollowed(account.get())) {
                live.passed(ChangesText.read(record.value()).range(account.get()));
                return;
            }
            ChangesText heading = ChangesText.readHeading(record.value());
            live.passed(account.get(), heading.epoch(), heading.to());
        } catch (MalformedChanges malformed) {
            // The projection reports it; here it is a gap like any other.
            LOG.debug("Passed over a malformed record at {}-{}", record.partition(), record.offset());
        }
    }

    private void pause() {
        try {
            boolean _ = stopping.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
