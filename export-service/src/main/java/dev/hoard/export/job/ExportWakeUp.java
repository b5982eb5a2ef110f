package dev.hoard.export.job;

import dev.hoard.platform.event.Event;
import dev.hoard.platform.event.EventPublisher;
import dev.hoard.platform.event.Topics;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.job.Job;
import dev.hoard.platform.job.JobSubmitted;
import dev.hoard.platform.job.JobWorker;
import dev.hoard.platform.observability.Traces;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Wakes the workers of all instances over Kafka when a job was submitted to one of them. It only saves time: a worker
 * that no message reaches finds the job at its next look.
 */
@Component
class ExportWakeUp {

    private static final Logger LOG = LoggerFactory.getLogger(ExportWakeUp.class);
    private static final String TYPE = "dev.hoard.job.requested.v1";

    private final EventPublisher publisher;
    private final JobWorker worker;
    private final Traces traces;
    private final Clock clock;
    private final String source;

    ExportWakeUp(
            EventPublisher publisher,
            JobWorker worker,
            Traces traces,
            Clock clock,
            @Value("${spring.application.name}") String source) {
        this.publisher = publisher;
        this.worker = worker;
        this.traces = traces;
        this.clock = clock;
        this.source = source;
    }

    @EventListener
    void submitted(JobSubmitted submitted) {
        Event event = event(submitted.job());
        // Apart from the request: an absent Kafka makes the producer wait, and the export needs it not.
        Thread.startVirtualThread(() -> publish(event));
    }

    @KafkaListener(topics = Topics.EXPORT_JOBS, groupId = "export-service")
    void requested(ConsumerRecord<String, byte[]> wakeUp) {
        worker.wake();
    }

    private void publish(Event event) {
        try {
            publisher.publish(Topics.EXPORT_JOBS, event).join();
        } catch (RuntimeException e) {
            LOG.warn("The other instances were not woken for a job: {}", e.toString());
        }
    }

    private Event event(Job job) {
        return new Event(
                Uuids.v7().toString(),
                TYPE,
                source,
                job.account().toString(),
                clock.instant(),
                traces.currentTraceparent(),
                ("{\"jobId\":\"" + job.id() + "\"}").getBytes(StandardCharsets.UTF_8));
    }
}
