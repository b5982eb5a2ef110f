package dev.hoard.campaign.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.campaign.conflict.ConflictRecord;
import dev.hoard.campaign.conflict.Take;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What clients meet that were away for longer than things are kept, or while the database was set back. */
@WithLocalStack(Part.MONGODB)
class ForgettingTest {

    private static final int PLENTY = 1000;

    private final AccountId account = new AccountId(Uuids.v7());
    private final UUID id = Uuids.v7();
    private Instances instances;
    private Instances.Running instance;

    @BeforeEach
    void start() {
        instances = new Instances();
        instance = instances.start();
        push(null, mutation(new Edit.Create(content("Goblin")), 0));
    }

    @AfterEach
    void stop() {
        instances.close();
    }

    @Test
    void sync10_aTombstoneGoesOnlyWhenItsFloorIsKnown() {
        push(null, mutation(new Edit.Delete(), 1));

        purgeIn(Duration.ofDays(89));
        assertThat(floor()).isZero();
        purgeIn(Duration.ofDays(91));
        assertThat(floor()).isEqualTo(2);
        purgeIn(Duration.ofDays(91).plusSeconds(30));
        assertThat(instance.documents().find(account, id))
                .as("not every process may have seen the floor yet")
                .isPresent();
        purgeIn(Duration.ofDays(91).plusMinutes(2));
        assertThat(instance.documents().find(account, id)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MANUAL")
    void sync10_whoReadBelowTheFloorBringsNothingBack(Strategy strategy) {
        Instances.Running other = instances.start();
        push(null, mutation(new Edit.Delete(), 1));
        other.sequence().head(account); // and it has seen that there is no floor
        purgeIn(Duration.ofDays(91));
        purgeIn(Duration.ofDays(92));
        other.refresh();
        Mutation edit = mutation(new Edit.Replace(content("Orc")), 1);
        Mutation create = mutation(new Edit.Create(content("Elf")), 0);

        List<Outcome> outcomes = mutations(other)
                .settle(account, batch(strategy, new Batch.Place(1, 1), edit, create))
                .outcomes();

        assertThat(outcomes).allMatch(Outcome.Conflicting.class::isInstance);
        assertThat(instance.documents().find(account, id)).isEmpty();
        ConflictRecord conflict = conflict(edit);
        assertThat(Objects.requireNonNull(conflict.sides().mine()).text()).contains("Orc");
        assertThat(conflict.sides().theirs()).isNull();
        Outcome resolved = push(null, resolution(conflict));
        assertThat(name(resolved)).as("SYNC-6: a whole document comes back").isEqualTo("Orc");
    }

    @Test
    void sync10_underManualWhoReadBelowTheFloorWritesNothing() {
        push(null, mutation(new Edit.Delete(), 1));
        purgeIn(Duration.ofDays(91));
        purgeIn(Duration.ofDays(92));
        Mutation edit = mutation(new Edit.Replace(content("Orc")), 1);
        Mutation create = mutation(new Edit.Create(content("Elf")), 0);

        List<Outcome> outcomes = mutations(instance)
                .settle(account, batch(Strategy.MANUAL, new Batch.Place(1, 1), edit, create))
                .outcomes();

        assertThat(outcomes).hasSize(2).allMatch(Outcome.Undecided.class::isInstance);
        assertThat(instance.documents().find(account, id)).isEmpty();
        assertThat(instance.changes(account)).as("creation and deletion").hasSize(2);
    }

    @Test
    void sync10_whoReadUpToTheFloorCreatesAsEver() {
        push(null, mutation(new Edit.Delete(), 1));
        purgeIn(Duration.ofDays(91));

        Outcome outcome = push(new Batch.Place(1, 2), mutation(new Edit.Create(content("Elf")), 0));

        assertThat(outcome).isInstanceOf(Outcome.Applied.class);
    }

    /** It may hold, from before it began anew, what was deleted since; what it creates was never there. */
    @Test
    void sync10_whoReadsFromNothingCreatesAsEverAndEditsOnlyWhatIsThere() {
        push(null, mutation(new Edit.Delete(), 1));
        purgeIn(Duration.ofDays(91));
        purgeIn(Duration.ofDays(92));
        Batch.Place within = new Batch.Place(1, 1, 2);

        Outcome created = push(within, mutation(Uuids.v7(), new Edit.Create(content("Elf")), 0));
        Outcome edited = push(within, mutation(new Edit.Replace(content("Orc")), 1));
        Outcome afterwards = push(new Batch.Place(1, 0, 1), mutation(Uuids.v7(), new Edit.Create(content("Late")), 0));

        assertThat(created).isInstanceOf(Outcome.Applied.class);
        assertThat(edited).isInstanceOf(Outcome.Conflicting.class);
        assertThat(instance.documents().find(account, id)).isEmpty();
        assertThat(afterwards).as("it began before what is forgotten").isInstanceOf(Outcome.Conflicting.class);
    }

    @Test
    void sync1_aPushOfAnotherEpochIsMergedWithoutABase() {
        Outcome same = push(new Batch.Place(7, 1), mutation(new Edit.Replace(content("Goblin")), 1));
        Mutation edit = mutation(new Edit.Replace(content("Orc")), 1);
        Outcome other = push(new Batch.Place(7, 1), edit, mutation(new Edit.Replace(content("Elf")), 99));

        assertThat(same).as("nothing to decide").isInstanceOf(Outcome.Applied.class);
        assertThat(other).as("number 1 of another epoch is not our number 1").isInstanceOf(Outcome.Conflicting.class);
        assertThat(conflict(edit).ofWholeDocument()).isTrue();
        assertThat(conflict(edit).sides().base()).isNull();
        Revision document = instance.documents().find(account, id).orElseThrow();
        assertThat(text(document)).as("its second edit goes on from its first").contains("Elf");
        assertThat(instance.changes(account))
                .as("creation, edit, conflict, edit")
                .hasSize(4);
    }

    @Test
    void sync1_aRaisedEpochIsNewToEverybodyAndNamesEveryAccount() {
        Instances.Running other = instances.start();
        long before = other.sequence().epoch();
        Instant now = Instant.now();

        long raised = instance.raiseEpoch(now);
        long again = instance.raiseEpoch(now);
        other.refresh();

        assertThat(raised).isGreaterThan(before).isGreaterThanOrEqualTo(now.getEpochSecond());
        assertThat(again).isGreaterThan(raised);
        assertThat(other.sequence().epoch()).isEqualTo(again);
        assertThat(other.headsSince(now)).containsEntry(account, 1L);
        assertThat(other.headsSince(now.plusSeconds(60))).isEmpty();
    }

    @Test
    void sync5_historyIsKeptForAMonthAndReceiptsStay() {
        Mutation second = mutation(new Edit.Replace(content("Orc")), 1);
        push(null, second);
        purgeIn(Duration.ofDays(29));
        assertThat(instance.history().findRevision(account, 1)).isPresent();

        purgeIn(Duration.ofDays(31));
        Mutation late = mutation(new Edit.Replace(content("Elf")), 1);
        Outcome lateOutcome = push(null, late);

        assertThat(instance.history().findRevision(account, 1)).isEmpty();
        assertThat(lateOutcome).isInstanceOf(Outcome.Conflicting.class);
        assertThat(conflict(late).sides().base()).as("no longer kept").isNull();
        assertThat(push(null, second)).isInstanceOf(Outcome.Duplicate.class);
    }

    @Test
    void sync8_aFeedCanBeBuiltFromAPrunedHistory() {
        UUID gone = Uuids.v7();
        push(null, mutation(new Edit.Replace(content("Orc")), 1));
        push(null, mutation(gone, new Edit.Create(content("Gone")), 0), mutation(gone, new Edit.Delete(), 0));
        purgeIn(Duration.ofDays(31));
        push(null, mutation(new Edit.Replace(content("Elf")), 2));

        List<JsonNode> changes = instance.changes(account).stream()
                .<JsonNode>map(DocumentJson::readObject)
                .toList();

        assertThat(changes.stream().map(change -> change.required("seq").asLong()))
                .containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(changes.get(0).required("data").required("name").asString())
                .as("what became of it since")
                .isEqualTo("Elf");
        assertThat(changes.get(0).required("data").required("rev").asLong()).isEqualTo(1);
        assertThat(changes.get(2).required("op").asString()).isEqualTo("DELETE");
        assertThat(changes.get(4).required("data").required("name").asString()).isEqualTo("Elf");
    }

    @Test
    void sync5_historyIsBoundedInNumberToo() {
        for (int i = 0; i < 5; i++) {
            push(null, mutation(new Edit.Replace(content("Goblin " + i)), i + 1));
        }
        instance.refresh();

        instance.purgeAt(Instant.now(), 2);

        assertThat(instance.history().findRevision(account, 4)).isEmpty();
        assertThat(instance.history().findRevision(account, 5)).isPresent();
        assertThat(instance.history().findRevision(account, 6)).isPresent();
    }

    @Test
    void sync6_aResolvedConflictIsForgottenInTimeAndAnOpenOneIsNot() {
        push(null, mutation(new Edit.Replace(content("Orc")), 1));
        Mutation one = mutation(new Edit.Replace(content("Elf")), 1);
        Mutation two = mutation(new Edit.Replace(content("Troll")), 1);
        push(null, one);
        push(null, two);
        push(null, resolution(conflict(one)));

        purgeIn(Duration.ofDays(89));
        assertThat(instance.conflicts().find(account, ConflictRecord.idOf(Objects.requireNonNull(one.id()))))
                .isPresent();
        purgeIn(Duration.ofDays(91));

        assertThat(instance.conflicts().find(account, ConflictRecord.idOf(Objects.requireNonNull(one.id()))))
                .isEmpty();
        assertThat(instance.conflicts().find(account, ConflictRecord.idOf(Objects.requireNonNull(two.id()))))
                .isPresent();
        assertThat(instance.changes(account)).as("numbers have no holes").hasSize(8);
    }

    @Test
    void sync6_aCrashBehindTheCommitLosesNoConflict() {
        push(null, mutation(new Edit.Replace(content("Orc")), 1));
        Mutation late = mutation(new Edit.Replace(content("Elf")), 1);
        Mutations dying = mutations(instances.startOneThatDiesBehindTheCommit(account));
        try {
            dying.settle(account, batch(null, late));
        } catch (Instances.Died expected) {
            // and nobody rolled the views forward
        }

        Instances.Running reader = instances.start();
        reader.sequence().meet(account);

        assertThat(reader.conflicts().find(account, ConflictRecord.idOf(Objects.requireNonNull(late.id()))))
                .isPresent();
        assertThat(text(reader.documents().find(account, id).orElseThrow())).contains("Elf");
    }

    @Test
    void sync10_aMovedFloorIsKnownToEveryProcessInTimeAlsoIfThePurgeDied() {
        Instances.Running other = instances.start();
        push(null, mutation(new Edit.Delete(), 1));
        other.sequence().head(account); // and it has seen that there is no floor
        instance.refresh();
        instance.moveFloor(account, 2);

        instances.advance(Duration.ofSeconds(30));
        Outcome outcome = mutations(other)
                .settle(account, batch(new Batch.Place(1, 1), mutation(new Edit.Create(content("Elf")), 0)))
                .outcomes()
                .getFirst();

        assertThat(outcome).isInstanceOf(Outcome.Conflicting.class);
    }

    @Test
    void sync10_aFloorIsAsOldAsItsMoveAndNotAsTheRunThatMovedIt() {
        push(null, mutation(new Edit.Delete(), 1));
        instance.refresh();
        Instant start = Instant.now().plus(Duration.ofDays(91));

        instance.purgeSlowly(start);
        instance.purgeAt(start.plusSeconds(150), PLENTY);
        assertThat(instance.documents().find(account, id))
                .as("the floor was moved half a minute ago")
                .isPresent();
        instance.purgeAt(start.plusSeconds(181), PLENTY);

        assertThat(instance.documents().find(account, id)).isEmpty();
    }

    @Test
    void sync5_whatAnOldRevisionHadIsKeptForAMonthFromItsEnd() {
        push(null, patch("{\"ac\":10}", 1));
        instances.advance(Duration.ofDays(40));
        purge();
        push(null, patch("{\"ac\":15}", 2));
        purge();

        Outcome late = push(null, patch("{\"maxHp\":9}", 2));

        assertThat(late).isInstanceOf(Outcome.Merged.class);
        Revision latest = instance.documents().find(account, id).orElseThrow();
        assertThat(text(latest)).contains("\"ac\":15").contains("\"maxHp\":9");
        assertThat(instance.history().findRevisionAt(account, latest, 2))
                .as("a backup as of then")
                .hasValueSatisfying(then -> {
                    assertThat(text(then)).contains("\"ac\":10");
                    assertThat(then.rev()).isEqualTo(2);
                    assertThat(then.updatedAt()).isBefore(latest.updatedAt().minus(Duration.ofDays(39)));
                });
        assertThat(instance.history().findRevision(account, 1))
                .as("was superseded long ago")
                .isEmpty();

        instances.advance(Duration.ofDays(31));
        purge();
        assertThat(instance.history().findRevision(account, 2)).isEmpty();
    }

    @Test
    void sync10_aDeletionKeepsWhatItBuriedAndStaysADeletion() {
        instances.advance(Duration.ofDays(40));
        purge();
        push(null, mutation(new Edit.Delete(), 1));
        assertThat(instance.history().findRevision(account, 1)).isPresent();

        instances.advance(Duration.ofDays(31));
        purge();

        assertThat(instance.history().findRevision(account, 1)).isEmpty();
        assertThat(instance.history().findRevision(account, 2))
                .hasValueSatisfying(deleted -> assertThat(deleted.live()).isFalse());
    }

    @Test
    void data3_whatIsStillThereIsStillTheAnswer() {
        instances.advance(Duration.ofDays(40));
        purge();
        Mutation same = mutation(new Edit.Replace(content("Goblin")), 1);
        push(null, same);

        Outcome again = push(null, same);

        assertThat(again)
                .isInstanceOfSatisfying(
                        Outcome.Duplicate.class,
                        duplicate -> assertThat(duplicate.document()).isNotNull());
    }

    private void purge() {
        instance.refresh();
        instance.purgeAt(instances.clock().instant(), PLENTY);
    }

    private Mutation patch(String fields, long baseRev) {
        return mutation(new Edit.Patch(DocumentJson.readObject(fields.getBytes(StandardCharsets.UTF_8)), ""), baseRev);
    }

    private void purgeIn(Duration time) {
        instance.refresh();
        instance.purgeAt(Instant.now().plus(time), PLENTY);
        instance.refresh();
    }

    private long floor() {
        return instance.sequence().floor(account);
    }

    private Outcome push(Batch.@Nullable Place seen, Wish... wishes) {
        return mutations(instance)
                .settle(account, batch(seen, wishes))
                .outcomes()
                .getFirst();
    }

    private ConflictRecord conflict(Mutation mutation) {
        return instance.conflicts()
                .find(account, ConflictRecord.idOf(Objects.requireNonNull(mutation.id())))
                .orElseThrow();
    }

    private static String name(Outcome outcome) {
        Revision document = Objects.requireNonNull(((Outcome.Applied) outcome).document());
        return Objects.requireNonNull(document.content())
                .tree()
                .required("name")
                .asString();
    }

    private static String text(Revision document) {
        return Objects.requireNonNull(document.content()).text();
    }

    private Mutations mutations(Instances.Running process) {
        return TestMutations.of(process, instances.clock());
    }

    private static Batch batch(Batch.@Nullable Place seen, Wish... wishes) {
        return batch(Strategy.MERGE, seen, wishes);
    }

    private static Batch batch(Strategy strategy, Batch.@Nullable Place seen, Wish... wishes) {
        return new Batch("device", false, strategy, seen, true, List.of(wishes));
    }

    private Mutation resolution(ConflictRecord conflict) {
        return mutation(new Edit.Resolve(conflict, Take.MINE, null), 0);
    }

    private Mutation mutation(Edit edit, long baseRev) {
        return mutation(id, edit, baseRev);
    }

    private static Mutation mutation(UUID resource, Edit edit, long baseRev) {
        UUID mutationId = UUID.randomUUID();
        return new Mutation(
                mutationId,
                Fingerprint.of(mutationId.toString()),
                ResourceType.CREATURE,
                resource,
                edit,
                baseRev == 0 ? new Expectation.Nothing() : new Expectation.SawRevision(baseRev),
                false);
    }

    private static Content content(String name) {
        return Content.stored("{\"name\":\"" + name + "\"}");
    }
}
