package dev.hoard.campaign.asset;

/**
 * Where an asset is on its way: pending to ready to removed, or from pending straight to removed. Never back, but that
 * one which found no room becomes pending when its request is repeated and there is room.
 */
enum AssetState {
    /** Announced; its file may be there or not. */
    PENDING,
    /** Announced by a request that may be repeated, and there was no room. It counts for nothing. */
    REFUSED,
    /** Its file is there and was checked. Nothing but its deletion takes it away. */
    READY,
    /** Not shown any more. Its record is the note that its file is still to be looked for. */
    REMOVED
}
