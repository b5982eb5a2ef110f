package dev.hoard.platform.lease;

/** A right to do a thing alone, until it ends or is given back. */
public final class Lease {

    private final Leases leases;
    private final String name;
    private final long epoch;

    Lease(Leases leases, String name, long epoch) {
        this.leases = leases;
        this.name = name;
        this.epoch = epoch;
    }

    /** The fencing epoch: every holder's is higher than all before it. */
    public long epoch() {
        return epoch;
    }

    /** Prolongs the lease; false when somebody else has it by now. */
    public boolean renew() {
        return leases.renew(name, epoch);
    }

    public void release() {
        leases.release(name, epoch);
    }
}
