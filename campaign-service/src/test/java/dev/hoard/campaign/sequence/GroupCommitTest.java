package dev.hoard.campaign.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hoard.campaign.conflict.ConflictRecord;
import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Revision;
import dev.hoard.localstack.infrastructure.Part;
import dev.hoard.localstack.testing.WithLocalStack;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many commits on one way, each with an outcome of its own. */
@WithLocalStack(Part.MONGODB)
class GroupCommitTest {

    private static final int GROUPS_AT_ONCE = 2;
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private final Instances instances = new Instances();
    private final Instances.Running instance = instances.start();
    private final HeldView view = new HeldView();
    private final Executor writers = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void dropDatabase() {
        instances.close();
    }

    @Test
    void sync1_aLostRaceInAGroupIsLostAlone() {
        AccountId beaten = new AccountId(Uuids.v7());
        AccountId first = new AccountId(Uuids.v7());
        AccountId second = new AccountId(Uuids.v7());
        try (GroupCommit group = new GroupCommit(instance.commits(), view, 10)) {
            holdBothGroups(group);
            instance.commits().insert(List.of(creation(beaten)));
            List<CompletableFuture<Boolean>> together = List.of(
                    append(group, creation(first)), append(group, creation(beaten)), append(group, creation(second)));

            view.letGo();

            assertThat(together.stream().map(CompletableFuture::join)).containsExactly(true, false, true);
            assertThat(List.of(first, beaten, second))
                    .allSatisfy(account ->
                            assertThat(instance.commits().head(account)).isEqualTo(1));
            assertThat(view.accounts()).contains(first, second).doesNotContain(beaten);
        }
    }

    @Test
    void err4_oneMoreThanMayWaitIsRefusedAndNotCommitted() {
        List<AccountId> accounts = List.of(new AccountId(Uuids.v7()), new AccountId(Uuids.v7()));
        try (GroupCommit group = new GroupCommit(instance.commits(), view, 1)) {
            holdBothGroups(group);
            List<CompletableFuture<Boolean>> two = accounts.stream()
                    .map(account -> append(group, creation(account)))
                    .toList();

            assertThatThrownBy(CompletableFuture.anyOf(two.getFirst(), two.getLast())::join)
                    .cause()
                    .isInstanceOfSatisfying(ProblemException.class, e -> {
                        assertThat(e.problem().type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
                        assertThat(e.problem().headers()).containsEntry("Retry-After", "1");
                    });

            view.letGo();
            int waited = two.getFirst().isCompletedExceptionally() ? 1 : 0;
            assertThat(two.get(waited).join()).isTrue();
            assertThat(instance.commits().head(accounts.get(waited))).isEqualTo(1);
            assertThat(instance.commits().head(accounts.get(1 - waited))).isZero();
        }
    }

    @Test
    void whatFailsBehindTheCommitIsToldToEveryoneInTheGroup() {
        AccountId account = new AccountId(Uuids.v7());
        View broken = revisions -> {
            throw new Instances.Died();
        };
        try (GroupCommit group = new GroupCommit(instance.commits(), broken, 1)) {
            CompletableFuture<Boolean> told = append(group, creation(account));

            assertThatThrownBy(told::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(Instances.Died.class);
            assertThat(instance.commits().head(account)).isEqualTo(1);
        }
    }

    @Test
    void err4_largeCommitsMayNotWaitInAnyNumber() {
        try (GroupCommit group = new GroupCommit(instance.commits(), view, 1000)) {
            holdBothGroups(group);
            List<CompletableFuture<Boolean>> large =
                    IntStream.range(0, 5).mapToObj(_ -> append(group, large())).toList();

            await().until(() -> large.stream().anyMatch(CompletableFuture::isCompletedExceptionally));
            CompletableFuture<Boolean> small = append(group, creation(new AccountId(Uuids.v7())));
            view.letGo();
            assertThat(small.join()).as("a small one still has room").isTrue();
        }
    }

    /** A conflict whose sides have 15 MiB together: what it leaves behind is small, and what waits is not. */
    private static Commit large() {
        AccountId account = new AccountId(Uuids.v7());
        Content side = Content.stored("{\"name\":\"" + "n".repeat(5 * 1024 * 1024) + "\"}");
        ConflictRecord conflict = SampleConflict.of(side, NOW);
        return new Commit(account, 0, 1, NOW, "test", null, List.of(), List.of(Change.of(conflict, 0, null)), null);
    }

    /** Two commits that have got as far as the view and stay there, so that whatever comes next must wait. */
    private void holdBothGroups(GroupCommit group) {
        for (int i = 0; i < GROUPS_AT_ONCE; i++) {
            var _ = append(group, creation(new AccountId(Uuids.v7())));
            view.awaitArrival();
        }
    }

    private CompletableFuture<Boolean> append(GroupCommit group, Commit commit) {
        return CompletableFuture.supplyAsync(() -> group.append(commit), writers);
    }

    private static Commit creation(AccountId account) {
        Revision revision =
                new Revision(Uuids.v7(), ResourceType.CREATURE, 1, NOW, NOW, Content.stored("{\"name\":\"Goblin\"}"));
        return new Commit(
                account, 0, 1, NOW, "test", null, List.of(), List.of(new Change(revision, 0, Uuids.v7())), null);
    }

    /** A view whose writes wait until they are let go. */
    private static final class HeldView implements View {

        private final Semaphore arrived = new Semaphore(0);
        private final Semaphore letGo = new Semaphore(0);
        private final List<AccountId> accounts = new ArrayList<>();

        @Override
        public void rollForward(Map<AccountId, Collection<Change>> revisions) {
            synchronized (accounts) {
                accounts.addAll(revisions.keySet());
            }
            arrived.release();
            letGo.acquireUninterruptibly();
        }

        void awaitArrival() {
            arrived.acquireUninterruptibly();
        }

        void letGo() {
            letGo.release(1_000);
        }

        List<AccountId> accounts() {
            synchronized (accounts) {
                return List.copyOf(accounts);
            }
        }
    }
}
