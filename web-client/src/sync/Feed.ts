import { storeOf, type WriteTransaction } from '../store/Database.ts';
import { sameJson } from '../store/json.ts';
import {
  feedState,
  indexed,
  recordKey,
  recordsOf,
  visible,
  withoutLocal,
  type DocumentKey,
  type LocalStorageService,
} from '../store/LocalStorageService.ts';
import {
  isNewer,
  RESOURCE_TYPES,
  type DocumentRecord,
  type FeedState,
  type QueueEntry,
  type ServerState,
} from '../store/records.ts';
import { bucketOf, type Difference } from './digest.ts';
import type { Change, FeedPage } from './protocol.ts';

/**
 * What became of a page: `gap` means that numbers between it and what is held are missing, `otherEpoch` that the server's
 * numbers have begun anew; in both cases nothing was written.
 */
export type Applied = 'applied' | 'known' | 'gap' | 'otherEpoch';

/** An account's feed as this device has read it. A page and its cursor are one transaction. */
export class Feed {
  constructor(
    private readonly storage: LocalStorageService,
    readonly userId: string,
  ) {}

  state(): Promise<FeedState> {
    return this.storage.feed(this.userId);
  }

  /** Applies what is new in a page, wherever it comes from; each number once. Local edits stay as they are. */
  async apply(page: FeedPage): Promise<Applied> {
    return this.storage.write(async (tx, changed) => {
      const state = await feedState(tx, this.userId);
      if (state.cursor !== null && page.epoch !== state.epoch) {
        return 'otherEpoch';
      }
      if (page.from > state.position) {
        return 'gap';
      }
      if (state.cursor !== null && page.to <= state.position && state.reading === 'onwards') {
        return 'known';
      }
      for (const change of page.changes) {
        if (change.seq > state.position || state.cursor === null) {
          await this.applyChange(tx, changed, change, { epoch: page.epoch, generation: state.generation });
        }
      }
      const isRead = state.reading === 'onwards' || !page.hasMore;
      const next: FeedState = {
        ...state,
        cursor: page.cursor,
        epoch: page.epoch,
        position: Math.max(page.to, state.position),
        reading: isRead ? 'onwards' : 'fromNothing',
      };
      if (isRead && state.reading === 'fromNothing') {
        await this.sweep(tx, changed, next);
      }
      await tx.put('syncState', next);
      return 'applied';
    });
  }

  /**
   * Begins again from nothing, as a cursor that has expired asks for. What is here stays until the whole is read; only
   * then is known what is no longer there.
   */
  async beginAnew(): Promise<void> {
    await this.storage.write(async (tx) => {
      const state = await feedState(tx, this.userId);
      await tx.put('syncState', {
        ...state,
        cursor: null,
        epoch: null,
        position: 0,
        generation: state.generation + 1,
        reading: 'fromNothing',
      });
    });
  }

  /** Takes documents that were fetched outside the feed's order; what is newer here stays. */
  async take(changes: readonly Change[], epoch: number): Promise<void> {
    await this.storage.write(async (tx, changed) => {
      const { generation } = await feedState(tx, this.userId);
      for (const change of changes) {
        await this.applyChange(tx, changed, change, { epoch, generation });
      }
    });
  }

  /**
   * Removes documents of some buckets that a fetch of them has not shown.
   *
   * @param at the number as of which the buckets were compared; what is newer here was not compared
   */
  async removeUnknown({ type, buckets }: Difference, seen: ReadonlySet<string>, at: number): Promise<number> {
    return this.storage.write(async (tx, changed) => {
      const state = await feedState(tx, this.userId);
      const unknown = (await recordsOf(tx, this.userId, type)).filter(
        (record) =>
          record.server !== null &&
          record.server.rev <= at &&
          !seen.has(record.id) &&
          buckets.includes(bucketOf(record.id)),
      );
      for (const record of unknown) {
        changed(record);
        await this.lost(tx, record, state);
      }
      return unknown.length;
    });
  }

  private async applyChange(
    tx: WriteTransaction,
    changed: (key: DocumentKey) => void,
    change: Change,
    { epoch, generation }: { readonly epoch: number; readonly generation: number },
  ): Promise<void> {
    const store = storeOf(change.resourceType);
    const key = recordKey(this.userId, change.resourceType, change.resourceId);
    const record = await tx.get(store, key);
    const server: ServerState = { epoch, rev: change.rev, data: change.data };
    const isSame = record?.server?.epoch === epoch && record.server.rev === change.rev;
    if (record !== undefined && (isSame ? record.evicted !== undefined : !isNewer(server, record.server))) {
      await tx.put(store, { ...record, generation });
      return;
    }
    if (change.data === null && record?.local === undefined) {
      await tx.delete(store, key);
      if (record !== undefined) {
        changed({ type: change.resourceType, id: change.resourceId });
      }
      return;
    }
    const next: DocumentRecord = {
      userId: this.userId,
      id: change.resourceId,
      type: change.resourceType,
      createdAt: change.createdAt,
      updatedAt: record?.local === undefined ? change.updatedAt : record.updatedAt,
      server,
      generation,
      ...(record?.local === undefined ? {} : { local: record.local }),
    };
    await tx.put(store, indexed(await this.backAgain(tx, next)));
    if (record === undefined || record.evicted !== undefined || !sameJson(visible(record), visible(next))) {
      changed({ type: change.resourceType, id: change.resourceId });
    }
  }

  /** The whole was read: what it did not show is not on the server. */
  private async sweep(tx: WriteTransaction, changed: (key: DocumentKey) => void, state: FeedState): Promise<void> {
    for (const type of RESOURCE_TYPES) {
      for (const record of await recordsOf(tx, this.userId, type)) {
        if (record.generation < state.generation && !isBehind(record, state)) {
          changed(record);
          await this.lost(tx, record, state);
        }
      }
    }
  }

  private async lost(tx: WriteTransaction, record: DocumentRecord, state: FeedState): Promise<void> {
    const store = storeOf(record.type);
    if (record.local === undefined) {
      await tx.delete(store, recordKey(this.userId, record.type, record.id));
    } else {
      await tx.put(store, { ...record, server: null });
    }
    for (const entry of await this.entriesOf(tx, record)) {
      await this.meetDeletion(tx, entry, state);
    }
  }

  /**
   * A document that is there. Where an edit of it waited for the user because the document was gone, there is nothing to
   * decide any more: it goes as any other, and meets what is there now.
   */
  private async backAgain(tx: WriteTransaction, record: DocumentRecord): Promise<DocumentRecord> {
    if (record.local === undefined || record.server?.data == null) {
      return record;
    }
    for (const entry of await this.entriesOf(tx, record)) {
      if (entry.state !== 'conflict' || entry.theirs.data !== null || entry.sequence === undefined) {
        continue;
      }
      if (sameJson(entry.data, record.server.data)) {
        await tx.delete('syncQueue', entry.sequence);
        return withoutLocal(record);
      }
      const { theirs, original, conflictId, ...edit } = entry;
      // The server may have an answer to the old id.
      await tx.put('syncQueue', { ...edit, state: 'waiting', mutationId: this.storage.newId() });
    }
    return record;
  }

  private async entriesOf(tx: WriteTransaction, { type, id }: DocumentRecord): Promise<QueueEntry[]> {
    const entries = await tx.where('syncQueue', 'resourceId', id);
    return entries.filter((each) => each.userId === this.userId && each.resourceType === type);
  }

  /**
   * An edit of what was deleted elsewhere must not bring it back unasked: it becomes a conflict. A deletion of it still goes
   * to the server, which knows best whether there is anything to delete.
   */
  private async meetDeletion(tx: WriteTransaction, entry: QueueEntry, state: FeedState): Promise<void> {
    if (entry.state !== 'waiting' || entry.operation !== 'UPDATE') {
      return;
    }
    const theirs: ServerState = { epoch: state.epoch ?? 0, rev: state.position, data: null };
    await tx.put('syncQueue', { ...entry, state: 'conflict', theirs, original: null });
  }
}

/** Whether the server has told of it after the place that was read. */
function isBehind(record: DocumentRecord, state: FeedState): boolean {
  return record.server !== null && record.server.epoch === state.epoch && record.server.rev > state.position;
}
