package dev.hoard.campaign.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.DocumentJson;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Revision;
import dev.hoard.campaign.sequence.Fingerprint;
import dev.hoard.campaign.sequence.Instances;
import dev.hoard.localstack.infrastructure.Part;
import dev.hoard.localstack.testing.WithLocalStack;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** Another process committed and died before the view knew of it: whoever read that from the feed must not be told less. */
@WithLocalStack(Part.MONGODB)
class ProofOfHeadTest {

    private static final UUID OLD = new UUID(7, 1);
    private static final UUID NEW = new UUID(7, 2);
    private static final boolean REMEMBERED = true;
    private static final boolean ATOMIC = true;

    private final AccountId account = new AccountId(Uuids.v7());
    private final Instances instances = new Instances();
    private Instances.Running behind;

    @BeforeEach
    void letOneProcessFallBehind() {
        behind = instances.start();
        settle(behind, !ATOMIC, mutation(REMEMBERED, OLD, new Edit.Create(content("{\"name\":\"Old\",\"ac\":10}"))));
        Mutations dying = mutations(instances.startOneThatDiesBehindTheCommit(account));
        Batch unseen = batch(
                !ATOMIC,
                mutation(REMEMBERED, OLD, new Edit.Patch(json("{\"ac\":15}"), "")),
                mutation(REMEMBERED, NEW, new Edit.Create(content("{\"name\":\"New\",\"ac\":15}"))));
        assertThatThrownBy(() -> dying.settle(account, unseen)).isInstanceOf(Instances.Died.class);
    }

    @AfterEach
    void stop() {
        instances.close();
    }

    static Stream<Arguments> edits() {
        Edit setBack = new Edit.Patch(json("{\"ac\":10}"), "");
        Edit replaceBack = new Edit.Replace(content("{\"name\":\"Old\",\"ac\":10}"));
        return Stream.of(
                Arguments.of("a deletion", !ATOMIC, mutation(REMEMBERED, NEW, new Edit.Delete()), null),
                Arguments.of("one without an id", !ATOMIC, mutation(!REMEMBERED, NEW, new Edit.Delete()), null),
                Arguments.of("one of REST, no 404", !ATOMIC, onlyKnown(NEW, new Edit.Delete()), null),
                Arguments.of("a field set back", !ATOMIC, mutation(REMEMBERED, OLD, setBack), "\"ac\":10"),
                Arguments.of("a PUT that sets it back", !ATOMIC, mutation(!REMEMBERED, OLD, replaceBack), "\"ac\":10"),
                Arguments.of("a patch of REST, no 404", !ATOMIC, onlyKnown(NEW, setBack), "\"ac\":10"),
                Arguments.of("a deletion of all or none", ATOMIC, mutation(REMEMBERED, NEW, new Edit.Delete()), null),
                Arguments.of("a patch of all or none, no 409", ATOMIC, onlyKnown(NEW, setBack), "\"ac\":10"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("edits")
    void sync2_whatChangesNothingHereIsDecidedOnTheHeadAsItIs(
            String what, boolean atomic, Mutation edit, @Nullable String becomes) {
        Mutations.Settled settled = settle(behind, atomic, edit);

        assertThat(settled.outcomes()).as(what).allMatch(Outcome.Applied.class::isInstance);
        assertThat(settled.head()).isEqualTo(4);
        Instances.Running later = instances.start();
        later.sequence().meet(account);
        Revision document = later.documents().find(account, edit.resource()).orElseThrow();
        assertThat(document.rev()).isEqualTo(4);
        if (becomes == null) {
            assertThat(document.live()).isFalse();
        } else {
            assertThat(document.text()).contains(becomes);
        }
    }

    static Stream<List<Wish>> nothingToDo() {
        return Stream.of(
                List.of(),
                List.of(new Wish.Unfit(UUID.randomUUID(), Problem.of(ProblemType.VALIDATION_FAILED, "unfit"))));
    }

    @ParameterizedTest
    @MethodSource("nothingToDo")
    void sync2_theHeadInAnAnswerIsTheHead(List<Wish> wishes) {
        assertThat(settle(behind, !ATOMIC, wishes.toArray(Wish[]::new)).head()).isEqualTo(3);
    }

    private Mutations.Settled settle(Instances.Running process, boolean atomic, Wish... wishes) {
        return mutations(process).settle(account, batch(atomic, wishes));
    }

    private Mutations mutations(Instances.Running process) {
        return TestMutations.of(process, instances.clock());
    }

    private static Batch batch(boolean atomic, Wish... wishes) {
        return new Batch("device", atomic, Strategy.MERGE, null, true, List.of(wishes));
    }

    private static Mutation mutation(boolean remembered, UUID resource, Edit edit) {
        return new Mutation(
                remembered ? UUID.randomUUID() : null,
                Fingerprint.of(resource.toString(), edit.toString()),
                ResourceType.CREATURE,
                resource,
                edit,
                new Expectation.Nothing(),
                false);
    }

    private static Mutation onlyKnown(UUID resource, Edit edit) {
        return new Mutation(
                UUID.randomUUID(),
                Fingerprint.of(resource.toString(), edit.toString()),
                ResourceType.CREATURE,
                resource,
                edit,
                new Expectation.Nothing(),
                true);
    }

    private static Content content(String text) {
        return Content.stored(text);
    }

    private static ObjectNode json(String text) {
        return DocumentJson.readObject(text.getBytes(StandardCharsets.UTF_8));
    }
}
