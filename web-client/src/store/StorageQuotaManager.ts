import { storeOf } from './Database.ts';
import type { LocalStorageService } from './LocalStorageService.ts';
import { NO_ACCOUNT, type DocumentRecord } from './records.ts';

/** How much room the origin has and takes; `navigator.storage` in a browser. */
export interface StorageEstimate {
  estimate(): Promise<{ readonly usage?: number; readonly quota?: number }>;
}

const MOST = 0.8;
const AGE = 30 * 24 * 60 * 60_000;
/** So many documents are given up before the browser is asked again how full it is. */
const STEP = 20;

/**
 * Makes room when the browser's storage is nearly full, by giving up the local content of old encounters that the server
 * holds at the very revision that is here. Nothing is deleted anywhere, and without an account nothing is touched.
 */
export class StorageQuotaManager {
  constructor(
    private readonly storage: LocalStorageService,
    private readonly quota: StorageEstimate,
  ) {}

  /** @return how many encounters were given up */
  async makeRoom(userId: string): Promise<number> {
    if (userId === NO_ACCOUNT) {
      return 0;
    }
    let evicted = 0;
    while (await this.isNearlyFull()) {
      const step = await this.evictOldest(userId);
      if (step === 0) {
        break;
      }
      evicted += step;
    }
    return evicted;
  }

  private async isNearlyFull(): Promise<boolean> {
    const { usage, quota } = await this.quota.estimate();
    return usage !== undefined && quota !== undefined && quota > 0 && usage / quota > MOST;
  }

  private async evictOldest(userId: string): Promise<number> {
    return this.storage.write(async (tx, changed) => {
      const completed = await tx.where('encounters', 'status', 'completed');
      const before = this.storage.clock.now() - AGE;
      const candidates = completed
        .filter((record) => record.userId === userId && isSynced(record) && endedAt(record) < before)
        .sort((one, other) => endedAt(one) - endedAt(other))
        .slice(0, STEP);
      for (const record of candidates) {
        await tx.put(storeOf('encounter'), withoutContent(record));
        changed({ type: 'encounter', id: record.id });
      }
      return candidates.length;
    });
  }
}

/** Where an edit is queued there is local content. */
function isSynced(record: DocumentRecord): boolean {
  return record.evicted === undefined && record.local === undefined && record.server?.data != null;
}

function endedAt(record: DocumentRecord): number {
  const completedAt = record.server?.data?.['completedAt'];
  return Date.parse(typeof completedAt === 'string' ? completedAt : record.updatedAt);
}

function withoutContent(record: DocumentRecord): DocumentRecord {
  const name = record.server?.data?.['name'];
  return {
    ...record,
    server: record.server === null ? null : { ...record.server, data: null },
    evicted: { name: typeof name === 'string' ? name : '' },
  };
}
