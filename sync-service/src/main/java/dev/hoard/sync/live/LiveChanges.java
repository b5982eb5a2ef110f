package dev.hoard.sync.live;

import dev.hoard.platform.id.AccountId;
import dev.hoard.sync.change.ChangeRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * Who follows which account in this instance. Followers are found by account, so a change costs the streams of its own
 * account and no others.
 */
@Component
public final class LiveChanges {

    private final Map<AccountId, List<Consumer<LiveRange>>> followers = new ConcurrentHashMap<>();
    private final RecentHeads recentHeads;

    LiveChanges(LiveProperties properties) {
        this.recentHeads = new RecentHeads(properties.recentHeads());
    }

    /**
     * From now on the follower is given every range of the account that passes here: in order, each at least once, but
     * with gaps where this instance missed something. It must not block.
     */
    public Following follow(AccountId account, Consumer<LiveRange> follower) {
        followers.compute(account, (key, present) -> {
            List<Consumer<LiveRange>> more = present == null ? new ArrayList<>() : new ArrayList<>(present);
            more.add(follower);
            return List.copyOf(more);
        });
        return () -> followers.computeIfPresent(account, (key, present) -> {
            List<Consumer<LiveRange>> fewer = new ArrayList<>(present);
            fewer.remove(follower);
            return fewer.isEmpty() ? null : List.copyOf(fewer);
        });
    }

    /** The account's head as far as this instance has heard; empty when it has heard nothing lately. */
    public Optional<KnownHead> findHead(AccountId account) {
        return recentHeads.find(account);
    }

    boolean isFollowed(AccountId account) {
        return followers.containsKey(account);
    }

    /** An account that nobody follows has moved on. */
    void passed(AccountId account, long epoch, long to) {
        recentHeads.raise(account, new KnownHead(epoch, to));
    }

    void passed(ChangeRange range) {
        // The head first: whoever starts to follow in this moment finds it there.
        passed(range.account(), range.epoch(), range.to());
        List<Consumer<LiveRange>> present = followers.get(range.account());
        if (present != null) {
            LiveRange shared = new LiveRange(range);
            present.forEach(follower -> follower.accept(shared));
        }
    }

    /** Ends a following; its follower may be given one more range while this is called. */
    @FunctionalInterface
    public interface Following extends AutoCloseable {
        @Override
        void close();
    }

    private static final class RecentHeads {

        private final Map<AccountId, KnownHead> heads;

        RecentHeads(int capacity) {
            heads = new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<AccountId, KnownHead> eldest) {
                    return size() > capacity;
                }
            };
        }

        synchronized Optional<KnownHead> find(AccountId account) {
            return Optional.ofNullable(heads.get(account));
        }

        synchronized void raise(AccountId account, KnownHead head) {
            KnownHead known = heads.remove(account);
            heads.put(account, known == null || known.isBehind(head) ? head : known);
        }
    }
}
