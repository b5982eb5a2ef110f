import type { Clock } from './Clock.ts';
import { instant, SystemClock } from './Clock.ts';
import {
  DOCUMENT_STORES,
  storeOf,
  type Database,
  type Key,
  type ReadTransaction,
  type WriteTransaction,
} from './Database.ts';
import { IndexedDbDatabase } from './IndexedDbDatabase.ts';
import type { JsonObject } from './json.ts';
import { tell } from './listeners.ts';
import type { DocumentRecord, FeedState, ResourceType } from './records.ts';

/** A document as the app sees it: what is here, local edits included. */
export interface LocalDocument {
  readonly type: ResourceType;
  readonly id: string;
  readonly data: JsonObject;
  /** The revision of the server's that it rests on; null: it was never there. */
  readonly rev: number | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Whether edits of it are still on their way. */
  readonly pending: boolean;
}

/** A document whose content was given up for room; opening it fetches it. */
export interface EvictedDocument {
  readonly type: ResourceType;
  readonly id: string;
  readonly name: string;
  readonly rev: number;
  readonly updatedAt: string;
  readonly evicted: true;
}

export interface DocumentKey {
  readonly type: ResourceType;
  readonly id: string;
}

export type ChangeListener = (changed: readonly DocumentKey[]) => void;

/** The documents of this browser, and how far each account's feed was read. */
export class LocalStorageService {
  private readonly listeners = new Set<ChangeListener>();

  constructor(
    private readonly db: Database,
    readonly clock: Clock = new SystemClock(),
    readonly newId: () => string = () => crypto.randomUUID(),
  ) {}

  /** Over the browser's IndexedDB. */
  static async open(clock?: Clock): Promise<LocalStorageService> {
    return new LocalStorageService(await IndexedDbDatabase.open(), clock);
  }

  close(): void {
    this.db.close();
  }

  /** Hears of every document that changed here, by the user's hand or by the server's; gives the way to stop it. */
  subscribe(listener: ChangeListener): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Tells listeners what another tab has written. */
  announce(changed: readonly DocumentKey[]): void {
    if (changed.length > 0) {
      tell(this.listeners, changed);
    }
  }

  /** One transaction over everything; listeners hear what it reports, once it is durable. */
  async write<T>(work: (tx: WriteTransaction, changed: (key: DocumentKey) => void) => Promise<T>): Promise<T> {
    const keys: DocumentKey[] = [];
    const result = await this.db.write((tx) => work(tx, ({ type, id }) => keys.push({ type, id })));
    this.announce(keys);
    return result;
  }

  read<T>(work: (tx: ReadTransaction) => Promise<T>): Promise<T> {
    return this.db.read([...DOCUMENT_STORES, 'syncQueue', 'syncState'], work);
  }

  async find(userId: string, type: ResourceType, id: string): Promise<LocalDocument | EvictedDocument | undefined> {
    const record = await this.db.read([storeOf(type)], (tx) => tx.get(storeOf(type), recordKey(userId, type, id)));
    return record === undefined ? undefined : shown(record);
  }

  async list(
    userId: string,
    type: ResourceType,
    filter: { readonly status?: string; readonly isTemplate?: boolean } = {},
  ): Promise<(LocalDocument | EvictedDocument)[]> {
    const records = await this.db.read([storeOf(type)], async (tx) => {
      if (filter.status !== undefined && type === 'encounter') {
        return tx.where('encounters', 'status', filter.status);
      }
      if (filter.isTemplate !== undefined && type === 'creature') {
        return tx.where('creatures', 'isTemplate', filter.isTemplate ? 1 : 0);
      }
      return recordsOf(tx, userId, type);
    });
    return records
      .filter((record) => record.userId === userId)
      .map(shown)
      .filter((document) => document !== undefined);
  }

  /** This browser's name in pushes; made at the first call. */
  async clientId(): Promise<string> {
    return this.db.write(async (tx) => {
      const state = await tx.get('syncState', 'device');
      if (state?.key === 'device') {
        return state.clientId;
      }
      const clientId = this.newId();
      await tx.put('syncState', { key: 'device', clientId });
      return clientId;
    });
  }

  async feed(userId: string): Promise<FeedState> {
    return this.db.read(['syncState'], (tx) => feedState(tx, userId));
  }

  now(): string {
    return instant(this.clock.now());
  }
}

/** Preferences are one document an account, so their key is the account's. */
export function recordKey(userId: string, type: ResourceType, id: string): Key {
  return type === 'preferences' ? userId : [userId, id];
}

export async function recordsOf(tx: ReadTransaction, userId: string, type: ResourceType): Promise<DocumentRecord[]> {
  if (type !== 'preferences') {
    return tx.where(storeOf(type), 'userId', userId);
  }
  const one = await tx.get('userPreferences', userId);
  return one === undefined ? [] : [one];
}

/** Where nothing was read yet, the state before the first page. */
export async function feedState(tx: ReadTransaction, userId: string): Promise<FeedState> {
  const state = await tx.get('syncState', `feed/${userId}`);
  return state !== undefined && 'cursor' in state
    ? state
    : {
        key: `feed/${userId}`,
        userId,
        cursor: null,
        epoch: null,
        position: 0,
        generation: 0,
        reading: 'fromNothing',
      };
}

/** What the app sees of it; null: it is deleted here, or was given up and is not known. */
export function visible(record: DocumentRecord): JsonObject | null {
  return record.local !== undefined ? record.local : (record.server?.data ?? null);
}

/** With the indexed fields of what the app sees. */
export function indexed(record: DocumentRecord): DocumentRecord {
  const data = visible(record);
  if (data === null) {
    return record;
  }
  const { status, isTemplate, ...rest } = record;
  return {
    ...rest,
    ...(record.type === 'encounter' && typeof data['status'] === 'string' ? { status: data['status'] } : {}),
    ...(record.type === 'creature' ? { isTemplate: data['isTemplate'] === true ? 1 : 0 } : {}),
  };
}

export function withoutLocal(record: DocumentRecord): DocumentRecord {
  const { local, ...rest } = record;
  return rest;
}

export function withoutEviction(record: DocumentRecord): DocumentRecord {
  const { evicted, ...rest } = record;
  return rest;
}

export function shown(record: DocumentRecord): LocalDocument | EvictedDocument | undefined {
  const { type, id, createdAt, updatedAt, server } = record;
  if (record.evicted !== undefined && server !== null) {
    return { type, id, name: record.evicted.name, rev: server.rev, updatedAt, evicted: true };
  }
  const data = visible(record);
  return data === null
    ? undefined
    : { type, id, data, rev: server?.rev ?? null, createdAt, updatedAt, pending: record.local !== undefined };
}
