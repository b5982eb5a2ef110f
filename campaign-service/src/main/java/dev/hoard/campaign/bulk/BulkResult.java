package dev.hoard.campaign.bulk;

import dev.hoard.campaign.sequence.Commit;

/** What a bulk commit did, or would do: it took the numbers {@code (from, to]}. */
record BulkResult(long epoch, long head, long from, long to, int created, int updated, int deleted, int unchanged) {

    static BulkResult of(Commit commit, Commit.Bulk bulk) {
        return new BulkResult(
                commit.epoch(),
                commit.head(),
                commit.after(),
                commit.head(),
                bulk.created(),
                bulk.updated(),
                bulk.deleted(),
                bulk.unchanged());
    }
}
