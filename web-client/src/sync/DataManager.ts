import { storeOf, type WriteTransaction } from '../store/Database.ts';
import { sameJson, type JsonObject } from '../store/json.ts';
import { tell } from '../store/listeners.ts';
import {
  feedState,
  indexed,
  recordKey,
  recordsOf,
  visible,
  withoutEviction,
  type EvictedDocument,
  type LocalDocument,
  type LocalStorageService,
} from '../store/LocalStorageService.ts';
import { NO_ACCOUNT, RESOURCE_TYPES, type DocumentRecord, type ResourceType } from '../store/records.ts';
import { merge, type Overlap } from './merge.ts';
import type { SyncQueueService } from './SyncQueueService.ts';
import type { Transport } from './Transport.ts';

/** A document that is not on this device, and cannot be fetched now. */
export class NotHere extends Error {}

export interface DataManagerOptions {
  /** {@link NO_ACCOUNT} while nobody has logged in. */
  readonly userId: string;
  readonly storage: LocalStorageService;
  readonly queue: SyncQueueService;
  /** Null without an account. */
  readonly transport: Transport | null;
  /** Called behind each edit, when it is durable here. */
  readonly edited?: () => void;
  readonly newId?: () => string;
}

/**
 * What an app reads and writes through. Every edit is kept on this device first, together with its place in the queue, in
 * one transaction; when the promise resolves it is safe, with or without a network.
 */
export class DataManager {
  constructor(private readonly options: DataManagerOptions) {}

  /** @return the new document's id, made here so that no server is needed */
  async create(type: ResourceType, data: JsonObject, id: string = this.newId(type)): Promise<string> {
    await this.edit(type, id, (current) => {
      if (current !== null) {
        throw new Error(`The ${type} ${id} exists already`);
      }
      return data;
    });
    return id;
  }

  /**
   * Changes a document.
   *
   * @param change makes the new content from the one that is current in the very transaction; it may not wait for anything
   */
  async update(type: ResourceType, id: string, change: (current: JsonObject) => JsonObject): Promise<void> {
    await this.bring(type, id);
    await this.edit(type, id, (current) => {
      if (current === null) {
        throw new NotHere(`There is no ${type} ${id}`);
      }
      return change(current);
    });
  }

  /** Saves what a form has made of a document it had read; what else happened to the document since then stays. */
  async save(seen: LocalDocument, data: JsonObject): Promise<void> {
    await this.bring(seen.type, seen.id);
    const overlaps: Overlap[] = [];
    await this.edit(
      seen.type,
      seen.id,
      (current) => {
        if (current === null) {
          return data;
        }
        const merged = merge(seen.type, seen.data, data, current);
        overlaps.push(...merged.overlaps);
        return merged.document;
      },
      overlaps,
    );
  }

  async delete(type: ResourceType, id: string): Promise<void> {
    await this.edit(type, id, () => null);
  }

  /**
   * Opens a document: the local one, or, where its content was given up for room, the server's.
   *
   * @throws NotHere if it would have to be fetched and cannot be
   */
  async open(type: ResourceType, id: string): Promise<LocalDocument | undefined> {
    await this.bring(type, id);
    const found = await this.options.storage.find(this.options.userId, type, id);
    return found !== undefined && !('evicted' in found) ? found : undefined;
  }

  /** Asks the server for the latest first; without an answer what is here does. */
  async openFresh(type: ResourceType, id: string): Promise<LocalDocument | undefined> {
    await this.fetch(type, id);
    return this.open(type, id);
  }

  async list(
    type: ResourceType,
    filter?: { readonly status?: string; readonly isTemplate?: boolean },
  ): Promise<(LocalDocument | EvictedDocument)[]> {
    return this.options.storage.list(this.options.userId, type, filter);
  }

  /** The account's preferences, or undefined where there are none yet. */
  async preferences(): Promise<LocalDocument | undefined> {
    return this.open('preferences', this.options.userId);
  }

  async savePreferences(change: (current: JsonObject) => JsonObject): Promise<void> {
    await this.edit('preferences', this.options.userId, (current) => change(current ?? {}));
  }

  /** Gives what was made before the login to the account, and queues it. All of it or nothing. */
  async adoptLocalDocuments(): Promise<number> {
    const { userId, storage } = this.options;
    if (userId === NO_ACCOUNT) {
      throw new Error('There is no account to adopt them');
    }
    const adopted = await storage.write(async (tx, changed) => {
      let count = 0;
      for (const type of RESOURCE_TYPES) {
        for (const record of await recordsOf(tx, NO_ACCOUNT, type)) {
          await tx.delete(storeOf(type), recordKey(NO_ACCOUNT, type, record.id));
          const data = visible(record);
          const id = type === 'preferences' ? userId : record.id;
          const there = await tx.get(storeOf(type), recordKey(userId, type, id));
          // An account's own preferences outrank those of a visit.
          if (data !== null && there === undefined) {
            await this.put(tx, type, id, undefined, data);
            changed({ type, id });
            count++;
          }
        }
      }
      return count;
    });
    this.tellOfEdit();
    return adopted;
  }

  private async edit(
    type: ResourceType,
    id: string,
    change: (current: JsonObject | null) => JsonObject | null,
    overlaps: readonly Overlap[] = [],
  ): Promise<void> {
    await this.options.storage.write(async (tx, changed) => {
      const before = await tx.get(storeOf(type), recordKey(this.options.userId, type, id));
      const current = before === undefined ? null : visible(before);
      const data = change(current);
      if (before?.evicted !== undefined && data !== null) {
        throw new NotHere(`The ${type} "${before.evicted.name}" is in the cloud only`);
      }
      const gone = data === null && before?.evicted === undefined && current === null;
      if (!gone && !(data !== null && current !== null && sameJson(data, current))) {
        await this.put(tx, type, id, before, data);
        await this.options.queue.tell(tx, { userId: this.options.userId, type, id }, overlaps);
        changed({ type, id });
      }
    });
    this.tellOfEdit();
  }

  private async put(
    tx: WriteTransaction,
    type: ResourceType,
    id: string,
    before: DocumentRecord | undefined,
    data: JsonObject | null,
  ): Promise<void> {
    const { userId, queue, storage } = this.options;
    const key = recordKey(userId, type, id);
    const record =
      userId === NO_ACCOUNT
        ? localOnly({ userId, type, id }, before, data, storage.now())
        : await queue.add(tx, { userId, type, id }, before, data);
    if (record === null) {
      await tx.delete(storeOf(type), key);
      return;
    }
    await tx.put(storeOf(type), withoutEviction(record));
  }

  /** Brings back the content of a document that was given up for room. */
  private async bring(type: ResourceType, id: string): Promise<void> {
    const { storage, userId } = this.options;
    const found = await storage.find(userId, type, id);
    if (found !== undefined && 'evicted' in found && !(await this.fetch(type, id))) {
      throw new NotHere(`The ${type} "${found.name}" is in the cloud only, and cannot be fetched now`);
    }
  }

  /** @return whether the server has answered */
  private async fetch(type: ResourceType, id: string): Promise<boolean> {
    const { storage, userId, transport } = this.options;
    const answer = await transport?.document(type, id);
    if (answer === undefined || answer.kind !== 'ok') {
      return false;
    }
    const { rev, data, createdAt, updatedAt } = answer.value;
    await storage.write(async (tx, changed) => {
      const store = storeOf(type);
      const key = recordKey(userId, type, id);
      const record = await tx.get(store, key);
      const { epoch } = await feedState(tx, userId);
      // Only what is known may be brought: a document the feed has not shown yet comes with the feed.
      if (record?.server == null || epoch === null || rev < record.server.rev || data === null) {
        return;
      }
      const server = { epoch, rev, data };
      await tx.put(store, { ...withoutEviction(record), server, createdAt, updatedAt });
      changed({ type, id });
    });
    return true;
  }

  private tellOfEdit(): void {
    const { edited } = this.options;
    tell(edited === undefined ? [] : [edited], undefined);
  }

  private newId(type: ResourceType): string {
    return type === 'preferences' ? this.options.userId : (this.options.newId?.() ?? crypto.randomUUID());
  }
}

/** Without an account nothing is queued: what is here is all there is. */
function localOnly(
  place: { readonly userId: string; readonly type: ResourceType; readonly id: string },
  before: DocumentRecord | undefined,
  data: JsonObject | null,
  now: string,
): DocumentRecord | null {
  return data === null
    ? null
    : indexed({
        ...place,
        createdAt: before?.createdAt ?? now,
        updatedAt: now,
        server: null,
        generation: 0,
        local: data,
      });
}
