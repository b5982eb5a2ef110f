package dev.hoard.backup.wakeup;

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

/** Announces submitted jobs on {@code backup.jobs}, and wakes this instance's workers on what others announce. */
@Component
class JobWakeUps {

    private static final Logger LOG = LoggerFactory.getLogger(JobWakeUps.class);
    private static final String TYPE = "dev.hoard.job.requested.v1";

    private final EventPublisher publisher;
    private final JobWorker worker;
    private final Traces traces;
    private final Clock clock;
    private final String source;

    JobWakeUps(
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
        // Beside the request: without Kafka the producer waits for seconds, and the job needs nobody woken.
        Thread.startVirtualThread(() -> publish(event));
    }

    @KafkaListener(topics = Topics.BACKUP_JOBS, groupId = "backup-service")
    void requested(ConsumerRecord<String, byte[]> wakeUp) {
        worker.wake();
    }

    private void publish(Event event) {
        try {
            publisher.publish(Topics.BACKUP_JOBS, event).join();
        } catch (RuntimeException e) {
            LOG.warn("Nobody was woken for a job, it waits for the next look: {}", e.toString());
        }
    }

    private Event event(Job job) {
        byte[] data = ("{\"jobId\":\"" + job.id() + "\"}").getBytes(StandardCharsets.UTF_8);
        return new Event(
                Uuids.v7().toString(),
                TYPE,
                source,
                job.account().toString(),
                clock.instant(),
                traces.currentTraceparent(),
                data);
    }
}
