package dev.hoard.sync.feed;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.sync.live.KnownHead;
import dev.hoard.sync.live.LiveChanges;
import dev.hoard.sync.owner.Owner;
import dev.hoard.sync.owner.OwnerChanges;
import dev.hoard.sync.page.Cursor;
import dev.hoard.sync.page.Page;
import dev.hoard.sync.page.PageBuilder;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Reads pages (SYNC-7, SYNC-9).
 *
 * <p>Why a page {@code (from, to]} is complete although rows are overwritten while it is read: the position is read
 * first, and every change up to it is in the rows or was replaced there by a later state of the same document. A state
 * that was replaced is missing from the page, but its successor has a number above the position, hence above the page's
 * {@code to}, and comes in a later page. So whoever reads page after page ends with the latest state of everything.
 * Above the position stands the owner's tail, which has no gaps of its own.
 *
 * <p>Of deletions a reader needs those of what it has been shown. A read from nothing is never shown what was deleted
 * before it began, so forgotten tombstones are missed only above that number, whatever page it has come to.
 */
@Component
public final class FeedReader {

    private static final int TRIES = 3;

    private final Positions positions;
    private final Rows rows;
    private final Owner owner;
    private final LiveChanges live;
    private final FeedProperties properties;

    FeedReader(Positions positions, Rows rows, Owner owner, LiveChanges live, FeedProperties properties) {
        this.positions = positions;
        this.rows = rows;
        this.owner = owner;
        this.live = live;
        this.properties = properties;
    }

    /**
     * Reads one page.
     *
     * @throws ProblemException CURSOR_EXPIRED for a cursor of another epoch, below the floor or above the owner's head;
     *     BAD_REQUEST for a {@code minSeq} above the owner's head; UNAVAILABLE when the owner does not answer and is
     *     needed, for {@code minSeq} or for an account that the feed does not know, or the feed is being built anew over
     *     and over
     */
    public Page read(AccountId account, PageRequest request) {
        for (int i = 0; i < TRIES; i++) {
            Position position = positions.find(account).orElseGet(() -> Position.unknown(account));
            Optional<Page> page = read(position, request);
            if (page.isPresent()) {
                return page.get();
            }
        }
        throw unavailable("The feed is being built anew.");
    }

    /** The page, unless the rows were taken away under it. */
    private Optional<Page> read(Position position, PageRequest request) {
        Place place = place(position, request.since());
        PageBuilder page = new PageBuilder(
                place.epoch(),
                place.seq(),
                request.types(),
                request.limit(),
                properties.pageSize().toBytes());
        page.began(place.began());
        page.head(position.seq());
        live.findHead(position.account())
                .filter(head -> head.epoch() == place.epoch())
                .ifPresent(head -> page.head(head.seq()));
        boolean inFeed = place.isIn(position);
        if (inFeed && !readRows(position, place, request, page)) {
            return Optional.empty();
        }
        // Of an account that was never heard of only the owner knows the epoch, which the cursor is to carry.
        boolean feedKnows = inFeed && !position.isUnknown();
        if (feedKnows && (page.isFull() || page.to() >= request.goal())) {
            return Optional.of(page.build(request.goal()));
        }
        return Optional.of(page.build(readTail(position, place, request, page)));
    }

    private boolean readRows(Position position, Place place, PageRequest request, PageBuilder page) {
        if (place.seq() == position.seq()) {
            return true;
        }
        // One more than fits tells whether there is more.
        rows.scan(position, place.seq(), request.types(), request.limit() + 1, page::add);
        page.covers(position.seq());
        // After the scan: what was taken away under it was so after the generation, or the floor, had moved.
        Position now = positions.find(position.account()).orElse(position);
        if (now.generation() != position.generation()) {
            return false;
        }
        if (place.needsDeletionsFrom() < now.floor()) {
            throw expired("Deletions that came after it have been forgotten.");
        }
        return true;
    }

    /** Reads what the feed does not have yet; answers the number up to which it can be read at once. */
    private long readTail(Position position, Place place, PageRequest request, PageBuilder page) {
        OwnerChanges tail;
        do {
            Optional<OwnerChanges> answer = askOwner(position, request, page);
            if (answer.isEmpty()) {
                return page.to();
            }
            tail = answer.get();
            check(tail, place, request, page);
            page.head(tail.head());
            boolean all = tail.range().changes().stream().allMatch(page::add);
            if (all) {
                page.covers(tail.range().to());
            }
        } while (!tail.range().changes().isEmpty() && page.to() < request.goal() && !page.isFull());
        return place.isIn(position) ? Math.min(request.goal(), tail.head()) : tail.head();
    }

    /** Empty when the owner does not answer, and the feed alone has what was asked for. */
    private Optional<OwnerChanges> askOwner(Position position, PageRequest request, PageBuilder page) {
        try {
            return Optional.of(owner.changes(position.account(), page.to(), properties.ownerPage()));
        } catch (ProblemException e) {
            // Of an unknown account there may be everything: an empty page would say that there is nothing.
            boolean canDoWithout = e.problem().type() == ProblemType.UNAVAILABLE
                    && !position.isUnknown()
                    && request.minSeq() <= page.to();
            if (!canDoWithout) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static void check(OwnerChanges tail, Place place, PageRequest request, PageBuilder page) {
        if (page.epoch() == 0) {
            page.epoch(tail.range().epoch());
        }
        if (tail.range().epoch() != page.epoch()) {
            throw place.isFromCursor()
                    ? expired("It was made before the account's data was restored.")
                    : unavailable("The feed is being built anew.");
        }
        if (tail.head() < place.seq()) {
            throw expired("It is ahead of everything that ever happened.");
        }
        if (request.minSeq() > tail.head()) {
            throw ProblemException.of(
                    ProblemType.BAD_REQUEST, "'minSeq' is above the account's head, which is " + tail.head() + ".");
        }
    }

    private Place place(Position position, Since since) {
        return switch (since) {
            case Since.Nothing _ -> fromNothing(position);
            case Since.ChangedAt changedAt -> {
                long before = rows.findFirstSince(position, changedAt.instant().minus(properties.clockTolerance()))
                        .orElse(position.seq() + 1);
                yield new Place(fromNothing(position).epoch(), before - 1, 0, since);
            }
            // With a cursor of 0 nothing was read, so nothing of it can be outdated.
            case Since.After after ->
                after.cursor().seq() == 0 ? fromNothing(position) : place(position, after.cursor());
        };
    }

    /** The owner may have begun a new epoch that the feed does not show yet: what it shows then belongs to the past. */
    private Place fromNothing(Position position) {
        if (!position.isUnknown() && knownEpoch(position) > position.epoch()) {
            throw unavailable("The feed is being built anew.");
        }
        return new Place(position.epoch(), 0, position.seq(), new Since.Nothing());
    }

    private Place place(Position position, Cursor cursor) {
        if (cursor.epoch() < Math.max(position.epoch(), knownEpoch(position))) {
            throw expired("It was made before the account's data was restored.");
        }
        // A feed that has lost its rows shows again what was deleted between where it stands and where it stood.
        long began = cursor.epoch() == position.epoch() ? Math.min(cursor.began(), position.seq()) : 0;
        return new Place(cursor.epoch(), cursor.seq(), began, new Since.After(cursor));
    }

    private long knownEpoch(Position position) {
        return live.findHead(position.account()).map(KnownHead::epoch).orElse(0L);
    }

    private static ProblemException expired(String why) {
        return ProblemException.of(ProblemType.CURSOR_EXPIRED, "This cursor cannot be read on from. " + why);
    }

    private static ProblemException unavailable(String why) {
        return new ProblemException(Problem.of(ProblemType.UNAVAILABLE, why).retryAfter(Duration.ofSeconds(1)));
    }

    /**
     * Where a page begins.
     *
     * @param began where the feed stood when the read from nothing began that the page belongs to, else 0
     */
    private record Place(long epoch, long seq, long began, Since since) {

        boolean isFromCursor() {
            return since instanceof Since.After;
        }

        /** The reader must learn of every deletion above this number. */
        long needsDeletionsFrom() {
            return since instanceof Since.Nothing ? Long.MAX_VALUE : Math.max(seq, began);
        }

        boolean isIn(Position position) {
            return epoch == position.epoch() && seq <= position.seq();
        }
    }
}
