import type { DocumentRecord, QueueEntry, ResourceType, SyncState } from './records.ts';

export const DATABASE_NAME = 'dnd-tracker-local';
export const DATABASE_VERSION = 1;

/** What each object store holds. */
export interface Stores {
  readonly parties: DocumentRecord;
  readonly encounters: DocumentRecord;
  readonly creatures: DocumentRecord;
  readonly userPreferences: DocumentRecord;
  readonly syncQueue: QueueEntry;
  readonly syncState: SyncState;
}

export type StoreName = keyof Stores;
export type DocumentStore = 'parties' | 'encounters' | 'creatures' | 'userPreferences';
export type Key = string | number | readonly [string, string];

interface StoreSchema {
  readonly keyPath: string | readonly [string, string];
  readonly autoIncrement?: true;
  readonly indexes: readonly string[];
}

/** An id is the account's own, so a document's key holds both. */
export const SCHEMA: { readonly [S in StoreName]: StoreSchema } = {
  parties: { keyPath: ['userId', 'id'], indexes: ['userId', 'createdAt'] },
  encounters: { keyPath: ['userId', 'id'], indexes: ['userId', 'status', 'updatedAt'] },
  creatures: { keyPath: ['userId', 'id'], indexes: ['userId', 'isTemplate'] },
  userPreferences: { keyPath: 'userId', indexes: [] },
  syncQueue: { keyPath: 'sequence', autoIncrement: true, indexes: ['timestamp', 'operation', 'resourceId'] },
  syncState: { keyPath: 'key', indexes: [] },
};

export const STORE_NAMES = Object.keys(SCHEMA) as readonly StoreName[];
export const DOCUMENT_STORES: readonly DocumentStore[] = ['parties', 'encounters', 'creatures', 'userPreferences'];

export function storeOf(type: ResourceType): DocumentStore {
  switch (type) {
    case 'party':
      return 'parties';
    case 'encounter':
      return 'encounters';
    case 'creature':
      return 'creatures';
    case 'preferences':
      return 'userPreferences';
  }
}

export interface ReadTransaction {
  get<S extends StoreName>(store: S, key: Key): Promise<Stores[S] | undefined>;
  /** In the order of keys. */
  all<S extends StoreName>(store: S): Promise<Stores[S][]>;
  /** Those whose indexed field has the value, in the order of keys. */
  where<S extends StoreName>(store: S, index: string, value: string | number): Promise<Stores[S][]>;
}

export interface WriteTransaction extends ReadTransaction {
  /** Inserts or replaces; gives the key, which the store makes where it counts by itself. */
  put<S extends StoreName>(store: S, value: Stores[S]): Promise<Key>;
  delete(store: StoreName, key: Key): Promise<void>;
}

/**
 * The storage boundary: transactions that are all or nothing, and durable when their promise resolves. The work of a
 * transaction waits for nothing but the transaction's own operations; IndexedDB commits as soon as it does.
 */
export interface Database {
  read<T>(stores: readonly StoreName[], work: (tx: ReadTransaction) => Promise<T>): Promise<T>;
  /** Writers come one after the other. If the work throws, nothing is written. */
  write<T>(work: (tx: WriteTransaction) => Promise<T>): Promise<T>;
  close(): void;
}
