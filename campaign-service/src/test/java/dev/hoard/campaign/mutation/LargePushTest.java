package dev.hoard.campaign.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.campaign.fixture.Answer;
import dev.hoard.campaign.fixture.CampaignServiceTest;
import dev.hoard.campaign.fixture.Device;
import dev.hoard.campaign.fixture.Device.Mutation;
import dev.hoard.campaign.fixture.Surroundings;
import dev.hoard.platform.id.Uuids;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Small pushes to large documents. */
@CampaignServiceTest
class LargePushTest {

    private static final int MANY = 24;

    @Autowired
    private Surroundings surroundings;

    @Test
    void sync2_aLargeDocumentThatManyPatchesMeetIsShownOnce() {
        Device device = surroundings.newDevice();
        UUID id = Uuids.v7();
        device.push(Mutation.create("encounter", id, encounter(id)));
        Mutation[] patches = IntStream.rangeClosed(1, MANY)
                .mapToObj(round -> Mutation.patch("encounter", id, "{\"round\":" + round + "}"))
                .toArray(Mutation[]::new);

        Answer answer = device.push(patches);
        Answer again = device.push(patches);

        assertThat(answer.statuses()).hasSize(MANY).containsOnly("applied");
        assertThat(again.statuses()).hasSize(MANY).containsOnly("duplicate");
        for (Answer each : List.of(answer, again)) {
            assertThat(IntStream.range(0, MANY).filter(i -> each.result(i).has("document")))
                    .containsExactly(MANY - 1);
            assertThat(each.result(MANY - 1)
                            .required("document")
                            .required("round")
                            .asInt())
                    .isEqualTo(MANY);
            assertThat(each.result(0).required("rev").asLong()).isEqualTo(2);
        }
    }

    @Test
    void sync2_whatAnAnswerHasNoRoomForIsNotDoneAndMayBeSentAgain() {
        Device device = surroundings.newDevice();
        UUID id = Uuids.v7();
        device.push(Mutation.create("encounter", id, encounter(id)));
        device.push(Mutation.patch("encounter", id, "{\"round\":99}"));
        Mutation[] patches = IntStream.rangeClosed(1, MANY)
                .mapToObj(round -> Mutation.patch("encounter", id, 1, "{\"round\":" + round + "}"))
                .toArray(Mutation[]::new);

        Answer answer = device.push("\"strategy\":\"manual\",", patches);

        int shown = answer.statuses().indexOf("rejected");
        assertThat(answer.text().length()).isBetween(Outcomes.MOST_BYTES, 2 * Outcomes.MOST_BYTES);
        assertThat(answer.statuses().subList(0, shown)).containsOnly("conflict");
        assertThat(answer.statuses().subList(shown, MANY)).containsOnly("rejected");
        assertThat(answer.result(shown).required("problem").required("status").asInt())
                .isEqualTo(429);
        assertThat(device.push(patches[shown], patches[shown + 1]).statuses())
                .as("sent again")
                .containsExactly("conflict", "applied");
    }

    /** Close to the most that an encounter may have. */
    private static String encounter(UUID seed) {
        String notes = "n".repeat(1_990);
        return IntStream.range(0, 190)
                .mapToObj(i -> "{\"id\":\"" + Uuids.v5(seed, "combatant " + i) + "\",\"name\":\"Goblin " + i
                        + "\",\"notes\":\"" + notes + "\"}")
                .collect(Collectors.joining(",", "{\"name\":\"Horde\",\"participants\":[", "]}"));
    }
}
