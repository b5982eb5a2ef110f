package dev.hoard.demo;

import dev.hoard.demo.client.Answer;
import dev.hoard.demo.client.Call;
import dev.hoard.demo.client.Device;
import dev.hoard.demo.client.Patience;
import dev.hoard.demo.client.ProtocolViolation;
import dev.hoard.demo.story.Story;
import java.time.Duration;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Starts a job and waits for its end, telling how it gets on. */
final class Jobs {

    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Duration BETWEEN = Duration.ofMillis(100);
    private static final Set<String> GIVEN_UP = Set.of("FAILED", "CANCELLED", "CORRUPT");

    private final Story story;
    private final Device device;

    Jobs(Story story, Device device) {
        this.story = story;
        this.device = device;
    }

    /**
     * @param place where the jobs of this kind are shown, by id
     * @return the job as it is shown in the end
     */
    ObjectNode run(Call start, String place, String done) {
        String id = device.send(start).expect(202).object().required("id").asString();
        long end = System.nanoTime() + DEADLINE.toNanos();
        String told = "";
        while (true) {
            Answer answer = device.sendPatiently(Call.get(place + id)).expect(200);
            ObjectNode job = answer.object();
            String state = job.required("state").asString();
            if (state.equals(done)) {
                return job;
            }
            if (GIVEN_UP.contains(state) || System.nanoTime() > end) {
                throw new ProtocolViolation("expected: %s of %s%ncame:     %s".formatted(done, start, job));
            }
            String now = state
                    + job.optional("progress")
                            .map(percent -> " " + percent + " %")
                            .orElse("");
            if (!now.equals(told)) {
                story.line(now);
                told = now;
            }
            Patience.pause(BETWEEN);
        }
    }
}
