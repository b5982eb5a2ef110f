package dev.hoard.demo.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.demo.client.Credentials;
import dev.hoard.demo.client.Device;
import dev.hoard.demo.client.HoardApi;
import dev.hoard.demo.client.Json;
import dev.hoard.demo.client.Mutation;
import dev.hoard.demo.client.Patience;
import dev.hoard.demo.client.PushAnswer;
import dev.hoard.demo.client.Replica;
import dev.hoard.demo.content.Content;
import dev.hoard.demo.content.DocumentKey;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * campaign-service's database is put back to an older copy, and an operator begins a new epoch. Every device reads anew and
 * agrees with the others; what was not pushed yet arrives, and what was acknowledged in the lost span comes back when the
 * device that did it sends it again. Nothing of all that overwrites anything by a number of the old epoch: wherever two
 * sides meet, a record keeps the other.
 */
class RestoredOwnerStory {

    private static final Patience PATIENCE = Patience.of(Duration.ofMinutes(2));
    private static final Duration SETTLED = Duration.ofMinutes(2);
    /** More than one page. */
    private static final int OTHERS = 600;

    private static final String AS_COPIED = "as copied";

    private final RunningSuite suite = RunningSuite.shared();
    private final HoardApi api = suite.api();

    private final DocumentKey tracked = newKey();
    private final DocumentKey shared = newKey();
    private final DocumentKey doomed = newKey();
    private final DocumentKey quiet = newKey();
    private final DocumentKey deletedInTheSpan = newKey();
    private final DocumentKey madeInTheSpan = newKey();
    private final DocumentKey madeAndEditedInTheSpan = newKey();
    private final DocumentKey madeByThePhone = newKey();
    private final DocumentKey unanswered = newKey();

    @Test
    void sync10_devicesConvergeOnARestoredOwnerAndLoseNothingTheyHad() {
        Credentials who = suite.accounts(api).registerPremium("Restored");
        try (Device tablet = Device.login(api, who, "tablet", PATIENCE);
                Device laptop = Device.login(api, who, "laptop", PATIENCE);
                Device phone = Device.login(api, who, "phone", PATIENCE)) {
            List<Device> devices = List.of(tablet, laptop, phone);
            tablet.push(IntStream.range(0, OTHERS / 2)
                            .mapToObj(i -> made(newKey()))
                            .toList())
                    .expectAll("applied");
            tablet.push(IntStream.range(0, OTHERS / 2)
                            .mapToObj(i -> made(newKey()))
                            .toList())
                    .expectAll("applied");
            PushAnswer first = tablet.push(
                            made(tracked), made(shared), made(doomed), made(quiet), made(deletedInTheSpan))
                    .expectAll("applied");
            devices.forEach(device -> device.pull(first.head(), position -> {}));
            tablet.follow();

            // The phone goes away, and the laptop never hears the answer to this:
            List<Mutation> ofThePhone = List.of(
                    edited(phone, tracked, "by the phone"),
                    Mutation.delete(doomed, phone.replica().revision(doomed)),
                    made(madeByThePhone));
            Mutation lost = made(unanswered);
            laptop.push(lost).expectAll("applied");
            String firstEpoch = laptop.replica().epoch().orElseThrow();

            suite.kill("campaign");
            DatabaseCopy copy = DatabaseCopy.of(suite.mongo(), "hoard_campaign");
            suite.bringUp();

            List<Mutation> inTheSpan = List.of(
                    edited(tablet, tracked, "by the tablet"),
                    edited(tablet, shared, "by the tablet"),
                    Mutation.delete(deletedInTheSpan, tablet.replica().revision(deletedInTheSpan)),
                    made(madeInTheSpan),
                    made(madeAndEditedInTheSpan));
            long lostHead = tablet.push(inTheSpan).expectAll("applied").head();
            tablet.replica().await("its own edits", SETTLED, replica -> replica.position() >= lostHead);
            laptop.pull(lostHead, position -> {});
            List<Mutation> ofTheLaptop = List.of(
                    edited(laptop, shared, "by the laptop, on what the tablet wrote"),
                    edited(laptop, madeAndEditedInTheSpan, "by the laptop"),
                    Mutation.delete(madeInTheSpan, laptop.replica().revision(madeInTheSpan)),
                    edited(laptop, quiet, "by the laptop, on what nobody else touched"));

            suite.kill("campaign");
            copy.putBack();
            suite.bringUp();
            String epoch = suite.beginNewEpoch();
            assertThat(Long.parseLong(epoch)).isGreaterThan(Long.parseLong(firstEpoch));

            // The laptop pushes before it reads, with a cursor of the old epoch.
            assertThat(laptop.push(lost)
                            .expectAll("duplicate")
                            .results()
                            .getFirst()
                            .json()
                            .path("outcome")
                            .asString())
                    .isEqualTo("applied");
            PushAnswer laptops = laptop.push(ofTheLaptop);
            assertThat(laptops.epoch()).isEqualTo(epoch);
            assertOutcomes(laptops, "conflict", "applied", "applied", "conflict");
            assertKept(laptop, laptops, 0, "by the laptop, on what the tablet wrote", AS_COPIED);
            assertKept(laptop, laptops, 3, "by the laptop, on what nobody else touched", AS_COPIED);

            // The tablet hears of it on its stream, and shows what the copy has, and no more of the lost span.
            tablet.replica()
                    .await(
                            "the new epoch",
                            SETTLED,
                            replica -> replica.epoch().filter(epoch::equals).isPresent()
                                    && replica.find(deletedInTheSpan).isPresent());
            assertThat(text(tablet.replica(), tracked)).isEqualTo(AS_COPIED);
            assertThat(tablet.replica().find(madeInTheSpan)).isEmpty();

            // From here on the feed is of the new epoch, so a cursor of the old one is refused.
            laptop.pull(laptops.head(), position -> {});
            assertThat(laptop.replica().epoch()).contains(epoch);

            // The phone reads before it pushes, so its cursor is of the new epoch, and its numbers are not.
            phone.pull(laptops.head(), position -> {});
            assertThat(phone.replica().epoch()).contains(epoch);
            PushAnswer phones = phone.push(withUnknownBase(ofThePhone));
            assertOutcomes(phones, "conflict", "conflict", "applied");
            assertKept(phone, phones, 0, "by the phone", AS_COPIED);
            assertKept(phone, phones, 1, null, AS_COPIED);
            Replica feed = Agreement.assertAgreed(devices, phones.head());
            assertThat(text(feed, tracked)).isEqualTo("by the phone");
            assertThat(text(feed, shared)).isEqualTo("by the laptop, on what the tablet wrote");
            assertThat(text(feed, madeAndEditedInTheSpan)).isEqualTo("by the laptop");
            assertThat(List.of(doomed, deletedInTheSpan, madeByThePhone, unanswered))
                    .allSatisfy(key -> assertThat(text(feed, key)).isEqualTo(AS_COPIED));
            assertThat(feed.find(madeInTheSpan)).isEmpty();
            assertThat(feed.content().size()).isEqualTo(OTHERS + 8);

            // What was acknowledged in the lost span is new to the server, and is taken as what it is.
            PushAnswer again = tablet.push(withUnknownBase(inTheSpan));
            assertOutcomes(again, "conflict", "conflict", "conflict", "applied", "conflict");
            assertKept(tablet, again, 0, "by the tablet", "by the phone");
            assertKept(tablet, again, 1, "by the tablet", "by the laptop, on what the tablet wrote");
            assertKept(tablet, again, 2, null, AS_COPIED);
            assertKept(tablet, again, 4, AS_COPIED, "by the laptop");
            Replica last = Agreement.assertAgreed(devices, again.head());
            assertThat(text(last, tracked)).isEqualTo("by the tablet");
            assertThat(text(last, madeInTheSpan)).isEqualTo(AS_COPIED);
            assertThat(Conflicts.listOpen(tablet)).hasSize(8);

            // Life goes on, and on the stream.
            PushAnswer next = phone.push(edited(phone, doomed, "after all")).expectAll("applied");
            tablet.replica().await("the next edit", SETTLED, replica -> replica.position() >= next.head());
            assertThat(text(tablet.replica(), doomed)).isEqualTo("after all");
        }
    }

    private static DocumentKey newKey() {
        return new DocumentKey("creature", UUID.randomUUID().toString());
    }

    private static Mutation made(DocumentKey key) {
        return Mutation.create(
                key,
                Json.object()
                        .put("name", "A creature")
                        .put("kind", "npc")
                        .put("ac", 10)
                        .put("notes", AS_COPIED));
    }

    private static Mutation edited(Device device, DocumentKey key, String text) {
        ObjectNode seen = Content.clientsPart(device.replica().find(key).orElseThrow());
        return Mutation.update(key, device.replica().revision(key), seen.put("notes", text));
    }

    private static List<Mutation> withUnknownBase(List<Mutation> mutations) {
        return mutations.stream().map(Mutation::withUnknownBase).toList();
    }

    private static String text(Replica replica, DocumentKey key) {
        return replica.find(key).orElseThrow().required("notes").asString();
    }

    private static void assertOutcomes(PushAnswer answer, String... outcomes) {
        assertThat(answer.results().stream().map(PushAnswer.Result::status).toList())
                .as("%s", answer)
                .containsExactly(outcomes);
    }

    /** A record has both sides, the pushed one and the one that was there. */
    private static void assertKept(
            Device device, PushAnswer answer, int index, @Nullable String mine, @Nullable String theirs) {
        String id = answer.results().get(index).json().required("conflictId").asString();
        ObjectNode kept = Conflicts.get(device, id);
        assertThat(textOf(kept.required("mine"))).as("mine in %s", kept).isEqualTo(mine);
        assertThat(textOf(kept.required("theirs"))).as("theirs in %s", kept).isEqualTo(theirs);
        assertThat(kept.has("base")).as("a base in %s", kept).isFalse();
    }

    private static @Nullable String textOf(JsonNode side) {
        return side.isNull() ? null : side.required("notes").asString();
    }
}
