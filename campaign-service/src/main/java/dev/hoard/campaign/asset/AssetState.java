package dev.hoard.campaign.asset;

/** Where an asset is on its way: pending to ready to removed, or from pending straight to removed. Never back. */
enum AssetState {
    /** Announced; its file may be there or not. */
    PENDING,
    /** Its file is there and was checked. Nothing but its deletion takes it away. */
    READY,
    /** Not shown any more. Its record is the note that its file is still to be looked for. */
    REMOVED
}
