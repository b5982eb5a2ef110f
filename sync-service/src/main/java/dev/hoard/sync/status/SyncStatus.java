package dev.hoard.sync.status;

/**
 * Where an account's feed stands (SYNC-13).
 *
 * @param head the owner's head, or the feed's position while the owner does not answer
 * @param position how far the feed has come
 * @param lag how many changes lie between
 */
record SyncStatus(long epoch, long head, long position, long lag) {}
