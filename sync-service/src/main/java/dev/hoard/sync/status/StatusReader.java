package dev.hoard.sync.status;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.security.Caller;
import dev.hoard.sync.device.Devices;
import dev.hoard.sync.feed.Feed;
import dev.hoard.sync.feed.Position;
import dev.hoard.sync.owner.Owner;
import dev.hoard.sync.owner.OwnerHead;
import dev.hoard.sync.status.SyncStatus.DeviceView;
import java.util.List;
import org.springframework.stereotype.Component;

/** Compares a feed with its owner. */
@Component
class StatusReader {

    private final Feed feed;
    private final Owner owner;
    private final Devices devices;

    StatusReader(Feed feed, Owner owner, Devices devices) {
        this.feed = feed;
        this.owner = owner;
        this.devices = devices;
    }

    SyncStatus read(Caller caller) {
        AccountId account = caller.account();
        Position position = feed.position(account);
        List<DeviceView> shown = devices.list(account).stream()
                .map(device -> DeviceView.of(device, caller.session()))
                .toList();
        long conflicts = feed.countOpenConflicts(position);
        try {
            OwnerHead head = owner.head(account);
            // The position was read first, so the head is no lower, unless the epoch has changed.
            long lag = head.epoch() == position.epoch() ? head.head() - position.seq() : head.head();
            return new SyncStatus(head.epoch(), head.head(), position.seq(), lag, conflicts, shown);
        } catch (ProblemException ownerUnreachable) {
            return new SyncStatus(position.epoch(), position.seq(), position.seq(), 0, conflicts, shown);
        }
    }
}
