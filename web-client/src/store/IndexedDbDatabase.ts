import { openDB, type IDBPDatabase, type IDBPTransaction } from 'idb';
import {
  DATABASE_NAME,
  DATABASE_VERSION,
  SCHEMA,
  STORE_NAMES,
  type Database,
  type Key,
  type ReadTransaction,
  type StoreName,
  type Stores,
  type WriteTransaction,
} from './Database.ts';

/** The browser's own database. */
export class IndexedDbDatabase implements Database {
  private constructor(private readonly db: IDBPDatabase) {}

  /** Opens it, and makes it where it is not there yet. */
  static async open(name = DATABASE_NAME): Promise<IndexedDbDatabase> {
    const db = await openDB(name, DATABASE_VERSION, {
      upgrade: (fresh) => {
        createStores(fresh);
      },
      // A newer version of the app in another tab must not wait for this one.
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
      },
    });
    return new IndexedDbDatabase(db);
  }

  async read<T>(stores: readonly StoreName[], work: (tx: ReadTransaction) => Promise<T>): Promise<T> {
    const tx = this.db.transaction([...stores], 'readonly');
    const result = await work(new IndexedDbTransaction(tx));
    await tx.done;
    return result;
  }

  async write<T>(work: (tx: WriteTransaction) => Promise<T>): Promise<T> {
    // Strict: on the disk before the promise resolves, since an edit counts as kept from then on.
    const tx = this.db.transaction([...STORE_NAMES], 'readwrite', { durability: 'strict' });
    const done = tx.done;
    // Awaited below; until then a failure must not count as unhandled.
    done.catch(() => undefined);
    let result: T;
    try {
      result = await work(new IndexedDbTransaction(tx));
    } catch (failure) {
      abort(tx);
      await done.catch(() => undefined);
      throw failure;
    }
    await done;
    return result;
  }

  close(): void {
    this.db.close();
  }
}

class IndexedDbTransaction implements WriteTransaction {
  constructor(private readonly tx: IDBPTransaction<unknown, string[], IDBTransactionMode>) {}

  async get<S extends StoreName>(store: S, key: Key): Promise<Stores[S] | undefined> {
    return (await this.tx.objectStore(store).get(key as IDBValidKey)) as Stores[S] | undefined;
  }

  async all<S extends StoreName>(store: S): Promise<Stores[S][]> {
    return (await this.tx.objectStore(store).getAll()) as Stores[S][];
  }

  async where<S extends StoreName>(store: S, index: string, value: string | number): Promise<Stores[S][]> {
    return (await this.tx.objectStore(store).index(index).getAll(value)) as Stores[S][];
  }

  async put<S extends StoreName>(store: S, value: Stores[S]): Promise<Key> {
    const writable = this.tx.objectStore(store) as { put?: (value: unknown) => Promise<IDBValidKey> };
    if (writable.put === undefined) {
      throw new Error('The transaction only reads');
    }
    return (await writable.put(value)) as Key;
  }

  async delete(store: StoreName, key: Key): Promise<void> {
    const writable = this.tx.objectStore(store) as { delete?: (key: IDBValidKey) => Promise<void> };
    await writable.delete?.(key as IDBValidKey);
  }
}

function createStores(db: IDBPDatabase): void {
  for (const name of STORE_NAMES) {
    const { keyPath, autoIncrement, indexes } = SCHEMA[name];
    const store = db.createObjectStore(name, {
      keyPath: typeof keyPath === 'string' ? keyPath : [...keyPath],
      autoIncrement: autoIncrement ?? false,
    });
    for (const index of indexes) {
      store.createIndex(index, index);
    }
  }
}

function abort(tx: IDBPTransaction<unknown, string[], 'readwrite'>): void {
  try {
    tx.abort();
  } catch {
    // It has ended by itself already, as it does when the disk is full.
  }
}
