package dev.hoard.sync.status;

import dev.hoard.sync.device.Device;
import java.time.Instant;
import java.util.List;

/**
 * Where an account's feed stands (SYNC-13).
 *
 * @param head the owner's head, or the feed's position while the owner does not answer
 * @param position how far the feed has come
 * @param lag how many changes lie between
 * @param openConflicts how many conflicts nobody has resolved, as far as the feed has come
 */
record SyncStatus(long epoch, long head, long position, long lag, long openConflicts, List<DeviceView> devices) {

    /**
     * @param cursor what the device has read
     * @param seq the number in it
     * @param current whether it is the one that asks
     */
    record DeviceView(String session, String cursor, long seq, Instant seenAt, boolean current) {

        static DeviceView of(Device device, String currentSession) {
            return new DeviceView(
                    device.session(),
                    device.cursor().text(),
                    device.cursor().seq(),
                    device.seenAt(),
                    device.session().equals(currentSession));
        }
    }
}
