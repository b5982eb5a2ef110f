import {
  SCHEMA,
  STORE_NAMES,
  type Database,
  type Key,
  type ReadTransaction,
  type StoreName,
  type Stores,
  type WriteTransaction,
} from './Database.ts';

interface Row {
  readonly key: Key;
  readonly value: object;
}
type Rows = Map<string, Row>;
type Content = Map<StoreName, Rows>;

/** A database for tests and for browsers that forbid IndexedDB: its content ends with the page. */
export class MemoryDatabase implements Database {
  private readonly content: Content = new Map(STORE_NAMES.map((store) => [store, new Map<string, Row>()]));
  private lastNumber = 0;
  private tail: Promise<unknown> = Promise.resolve();
  private closed = false;

  async read<T>(stores: readonly StoreName[], work: (tx: ReadTransaction) => Promise<T>): Promise<T> {
    this.requireOpen();
    // Behind the writers, as what they have not finished may be undone.
    const turn = this.tail.then(() => this.readNow(stores, work));
    this.tail = turn.catch(() => undefined);
    return turn;
  }

  private readNow<T>(stores: readonly StoreName[], work: (tx: ReadTransaction) => Promise<T>): Promise<T> {
    return work(new MemoryTransaction(this.content, stores, () => 0, []));
  }

  async write<T>(work: (tx: WriteTransaction) => Promise<T>): Promise<T> {
    this.requireOpen();
    const turn = this.tail.then(async () => {
      const undo: (() => void)[] = [];
      try {
        return await work(new MemoryTransaction(this.content, STORE_NAMES, () => ++this.lastNumber, undo));
      } catch (failure) {
        undo.reverse().forEach((each) => {
          each();
        });
        throw failure;
      }
    });
    this.tail = turn.catch(() => undefined);
    return turn;
  }

  close(): void {
    this.closed = true;
  }

  private requireOpen(): void {
    if (this.closed) {
      throw new Error('The database is closed');
    }
  }
}

class MemoryTransaction implements WriteTransaction {
  constructor(
    private readonly content: Content,
    private readonly stores: readonly StoreName[],
    private readonly nextNumber: () => number,
    private readonly undo: (() => void)[],
  ) {}

  async get<S extends StoreName>(store: S, key: Key): Promise<Stores[S] | undefined> {
    const row = this.rows(store).get(JSON.stringify(key));
    return row === undefined ? undefined : (structuredClone(row.value) as Stores[S]);
  }

  async all<S extends StoreName>(store: S): Promise<Stores[S][]> {
    return this.select(store, () => true);
  }

  async where<S extends StoreName>(store: S, index: string, value: string | number): Promise<Stores[S][]> {
    if (!SCHEMA[store].indexes.includes(index)) {
      throw new Error(`${store} has no index ${index}`);
    }
    return this.select(store, (row) => field(row, index) === value);
  }

  async put<S extends StoreName>(store: S, value: Stores[S]): Promise<Key> {
    const { keyPath, autoIncrement } = SCHEMA[store];
    let copy = structuredClone(value) as object;
    if (autoIncrement && field(copy, keyPath as string) === undefined) {
      copy = { ...copy, [keyPath as string]: this.nextNumber() };
    }
    const key = typeof keyPath === 'string' ? field(copy, keyPath) : keyPath.map((path) => field(copy, path));
    this.change(store, JSON.stringify(key), { key: key as Key, value: copy });
    return key as Key;
  }

  async delete(store: StoreName, key: Key): Promise<void> {
    this.change(store, JSON.stringify(key), undefined);
  }

  private select<S extends StoreName>(store: S, wanted: (row: object) => boolean): Stores[S][] {
    return [...this.rows(store).values()]
      .filter((row) => wanted(row.value))
      .sort((one, other) => compare(one.key, other.key))
      .map((row) => structuredClone(row.value) as Stores[S]);
  }

  private change(store: StoreName, key: string, row: Row | undefined): void {
    const rows = this.rows(store);
    const before = rows.get(key);
    this.undo.push(() => {
      set(rows, key, before);
    });
    set(rows, key, row);
  }

  private rows(store: StoreName): Rows {
    const rows = this.content.get(store);
    if (rows === undefined || !this.stores.includes(store)) {
      throw new Error(`The transaction does not hold ${store}`);
    }
    return rows;
  }
}

function set(rows: Rows, key: string, row: Row | undefined): void {
  if (row === undefined) {
    rows.delete(key);
    return;
  }
  rows.set(key, row);
}

function field(value: object, name: string): unknown {
  return (value as Record<string, unknown>)[name];
}

function compare(one: Key, other: Key): number {
  if (typeof one === 'number' && typeof other === 'number') {
    return one - other;
  }
  const [left, right] = [JSON.stringify(one), JSON.stringify(other)];
  return left < right ? -1 : left > right ? 1 : 0;
}
