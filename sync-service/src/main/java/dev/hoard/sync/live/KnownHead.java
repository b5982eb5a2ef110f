package dev.hoard.sync.live;

/** The highest number of an account that passed here lately. */
public record KnownHead(long epoch, long seq) {

    boolean isBehind(KnownHead other) {
        return epoch < other.epoch || (epoch == other.epoch && seq < other.seq);
    }
}
