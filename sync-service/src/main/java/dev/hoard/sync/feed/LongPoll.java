package dev.hoard.sync.feed;

import dev.hoard.platform.id.AccountId;
import dev.hoard.sync.live.KnownHead;
import dev.hoard.sync.live.LiveChanges;
import dev.hoard.sync.page.Page;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Reads a page, and waits a while for something to be in it (SYNC-9). */
@Component
class LongPoll {

    private final FeedReader reader;
    private final LiveChanges live;

    LongPoll(FeedReader reader, LiveChanges live) {
        this.reader = reader;
        this.live = live;
    }

    Page read(AccountId account, PageRequest request, Duration wait) {
        if (wait.isZero()) {
            return reader.read(account, hoping(account, request));
        }
        Semaphore passed = new Semaphore(0);
        // Followed before it is read: what comes in between is noticed.
        try (LiveChanges.Following _ = live.follow(account, range -> passed.release())) {
            return read(account, request, passed, System.nanoTime() + wait.toNanos());
        }
    }

    private Page read(AccountId account, PageRequest request, Semaphore passed, long deadline) {
        Page page = reader.read(account, hoping(account, request));
        while (page.isEmpty() && await(passed, deadline)) {
            page = reader.read(account, hoping(account, request.after(page.cursor())));
        }
        return page;
    }

    /** What has passed here already is not waited for: where the feed does not have it yet, its owner has. */
    private PageRequest hoping(AccountId account, PageRequest request) {
        return request.hoping(live.findHead(account).map(KnownHead::seq).orElse(0L));
    }

    /** Whether something passed before the deadline. */
    private static boolean await(Semaphore passed, long deadline) {
        try {
            if (!passed.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return false;
            }
            passed.drainPermits();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
