package dev.hoard.campaign.sequence;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Commits of different accounts that arrive while others are on their way go out together: one insert and one journal
 * flush for all of them, then one write of their documents. Each is told its own outcome. What waits is bounded.
 */
final class GroupCommit implements AutoCloseable {

    /** One whose commits are on their way, and one whose documents are. */
    private static final int GROUPS_AT_ONCE = 2;

    private static final int MOST_COMMITS = 100;
    /** A large commit must not hold up many small ones for long. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final int MOST_WAITING_BYTES = 64 * 1024 * 1024;

    private static final Duration TRY_AGAIN_IN = Duration.ofSeconds(1);

    private final Commits commits;
    private final View view;
    private final BlockingQueue<Waiting> queue;
    private final AtomicLong waitingBytes = new AtomicLong();

    /** Held from taking a group to its commit: what arrives meanwhile is the next group, together. */
    private final ReentrantLock committing = new ReentrantLock();

    private final List<Thread> writers = new ArrayList<>();

    /** @param mostWaiting commits that may wait, if they are small; one more is refused */
    GroupCommit(Commits commits, View view, int mostWaiting) {
        this.commits = commits;
        this.view = view;
        this.queue = new ArrayBlockingQueue<>(mostWaiting);
        for (int i = 0; i < GROUPS_AT_ONCE; i++) {
            writers.add(Thread.ofVirtual().name("group-commit-" + i).start(this::write));
        }
    }

    /** A commit whose writer waits to hear whether it is in. */
    private record Waiting(Commit commit, CompletableFuture<Boolean> in) {}

    /**
     * Inserts a commit and rolls the view forward to it; that of a bulk commit is left to the caller.
     *
     * @return false when somebody else was first
     * @throws ProblemException TOO_MANY_REQUESTS when too many wait; the commit is then not made
     */
    boolean append(Commit commit) {
        Waiting waiting = new Waiting(commit, new CompletableFuture<>());
        if (!offer(waiting)) {
            throw new ProblemException(
                    Problem.of(ProblemType.TOO_MANY_REQUESTS, "Too many writes are waiting, please come back shortly.")
                            .retryAfter(TRY_AGAIN_IN));
        }
        try {
            return waiting.in().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while a commit was on its way", e);
        }
    }

    private boolean offer(Waiting waiting) {
        int size = waiting.commit().bytes();
        if (waitingBytes.addAndGet(size) <= MOST_WAITING_BYTES && queue.offer(waiting)) {
            return true;
        }
        waitingBytes.addAndGet(-size);
        return false;
    }

    /** Nobody may be waiting any more. */
    @Override
    public void close() {
        writers.forEach(Thread::interrupt);
    }

    private void write() {
        try {
            while (true) {
                rollForward(commitNextGroup());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers those whose commit is in. */
    private List<Waiting> commitNextGroup() throws InterruptedException {
        committing.lockInterruptibly();
        try {
            return commit(nextGroup());
        } finally {
            committing.unlock();
        }
    }

    private List<Waiting> nextGroup() throws InterruptedException {
        List<Waiting> group = new ArrayList<>();
        Waiting next = queue.take();
        int bytes = 0;
        while (next != null) {
            group.add(next);
            int size = next.commit().bytes();
            waitingBytes.addAndGet(-size);
            bytes += size;
            next = group.size() < MOST_COMMITS && bytes < MOST_BYTES ? queue.poll() : null;
        }
        return group;
    }

    private List<Waiting> commit(List<Waiting> group) {
        List<Waiting> in = new ArrayList<>();
        try {
            List<Commits.Insertion> insertions =
                    commits.insert(group.stream().map(Waiting::commit).toList());
            for (int i = 0; i < group.size(); i++) {
                switch (insertions.get(i)) {
                    case Commits.Insertion.Done _ -> in.add(group.get(i));
                    case Commits.Insertion.Beaten _ -> group.get(i).in().complete(false);
                    case Commits.Insertion.Failed failed -> group.get(i).in().completeExceptionally(failed.cause());
                }
            }
        } catch (Throwable e) {
            fail(group, e);
        }
        return in;
    }

    private void rollForward(List<Waiting> in) {
        try {
            view.rollForward(latest(in));
            in.forEach(each -> each.in().complete(true));
        } catch (Throwable e) {
            fail(in, e);
        }
    }

    /** Whatever it is, nobody may wait for ever; those who have heard already are not told again. */
    private static void fail(List<Waiting> group, Throwable failure) {
        group.forEach(each -> each.in().completeExceptionally(failure));
    }

    private static Map<AccountId, Collection<Change>> latest(List<Waiting> in) {
        Map<AccountId, Collection<Change>> latest = LinkedHashMap.newLinkedHashMap(in.size());
        for (Waiting each : in) {
            // An account's writes go one after another, so it has one commit in a group at most.
            if (!each.commit().changes().isEmpty()) {
                latest.put(each.commit().account(), each.commit().latest());
            }
        }
        return latest;
    }
}
