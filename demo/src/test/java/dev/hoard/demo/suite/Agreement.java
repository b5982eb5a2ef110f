package dev.hoard.demo.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hoard.demo.client.Call;
import dev.hoard.demo.client.Device;
import dev.hoard.demo.client.Json;
import dev.hoard.demo.client.Replica;
import dev.hoard.demo.content.Content;
import dev.hoard.demo.content.DocumentKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * That an account is the same whichever way it is read: by the feed from nothing, by each device's replica, by its owner's
 * lists, and by the digest.
 */
final class Agreement {

    private static final Duration SETTLED = Duration.ofMinutes(2);

    private Agreement() {}

    /**
     * While nobody writes.
     *
     * @param head the highest number that was told
     * @return a reading from nothing
     */
    static Replica assertAgreed(List<Device> devices, long head) {
        Replica feed = devices.getFirst().readAnew(head);
        for (Device device : devices) {
            device.pull(head, position -> {});
            assertThat(device.replica().content().differencesFrom(feed.content()))
                    .as(device.name() + " against a reading from nothing")
                    .isEmpty();
            assertThat(device.replica().revisions())
                    .as(device.name() + "'s revisions against a reading from nothing")
                    .isEqualTo(feed.revisions());
            assertThat(device.replica().position()).isEqualTo(feed.position());
        }
        assertThat(OwnersLists.read(devices.getFirst()))
                .as("what the owner lists against the feed")
                .isEqualTo(documents(feed));
        assertDigested(devices.getFirst(), feed);
        return feed;
    }

    private static Map<DocumentKey, ObjectNode> documents(Replica feed) {
        Map<DocumentKey, ObjectNode> documents = new HashMap<>();
        feed.revisions().keySet().stream()
                .filter(key -> Content.TYPES.contains(key.type()))
                .forEach(key -> documents.put(key, feed.find(key).orElseThrow()));
        return documents;
    }

    /** A feed may be behind what its owner has already shown a reader; a digest is of the feed alone. */
    private static void assertDigested(Device device, Replica feed) {
        ObjectNode digest = await("the digest of number " + feed.position())
                .atMost(SETTLED)
                .until(
                        () -> device.sendPatiently(Call.post("/api/v1/sync/digest", Json.object()))
                                .expect(200)
                                .object(),
                        answer -> answer.required("at").asLong() >= feed.position());
        assertThat(digest.required("at").asLong()).isEqualTo(feed.position());
        assertThat(digest.required("epoch").asString()).isEqualTo(feed.epoch().orElseThrow());
        ObjectNode types = digest.required("buckets").asObject();
        assertThat(types.propertyNames()).as("the types of the digest").containsAll(Content.TYPES);
        types.forEachEntry((type, buckets) -> assertThat(Digest.from(buckets))
                .as("the digest of " + type)
                .isEqualTo(Digest.of(type, feed.revisions())));
    }
}
