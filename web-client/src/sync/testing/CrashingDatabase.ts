import type { Database, ReadTransaction, StoreName, WriteTransaction } from '../../store/Database.ts';

/** The process is gone. */
export class Crash extends Error {}

/**
 * A database whose process dies at its n-th operation: within a transaction, which then is undone, or right behind one,
 * which then is done although nobody heard of it. Everything after that fails; the database below can be opened again.
 */
export class CrashingDatabase implements Database {
  private left = Number.POSITIVE_INFINITY;

  constructor(private readonly db: Database) {}

  crashAfter(operations: number): void {
    this.left = operations;
  }

  async read<T>(stores: readonly StoreName[], work: (tx: ReadTransaction) => Promise<T>): Promise<T> {
    this.step();
    return this.db.read(stores, work);
  }

  async write<T>(work: (tx: WriteTransaction) => Promise<T>): Promise<T> {
    this.step();
    const result = await this.db.write((tx) => work(this.counted(tx)));
    this.step();
    return result;
  }

  close(): void {
    this.left = -1;
  }

  private counted(tx: WriteTransaction): WriteTransaction {
    return {
      get: (store, key) => this.then(() => tx.get(store, key)),
      all: (store) => this.then(() => tx.all(store)),
      where: (store, index, value) => this.then(() => tx.where(store, index, value)),
      put: (store, value) => this.then(() => tx.put(store, value)),
      delete: (store, key) => this.then(() => tx.delete(store, key)),
    };
  }

  private async then<T>(operation: () => Promise<T>): Promise<T> {
    this.step();
    return operation();
  }

  private step(): void {
    if (--this.left < 0) {
      throw new Crash('The process is gone');
    }
  }
}
