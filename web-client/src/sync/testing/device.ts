import type { Database } from '../../store/Database.ts';
import { LocalStorageService } from '../../store/LocalStorageService.ts';
import { MemoryDatabase } from '../../store/MemoryDatabase.ts';
import { CloudSyncService, type CloudSyncOptions } from '../CloudSyncService.ts';
import { DataManager } from '../DataManager.ts';
import { SyncQueueService } from '../SyncQueueService.ts';
import type { Transport } from '../Transport.ts';
import { FakeClock } from './FakeClock.ts';

export const USER = 'account';

export interface TestDevice {
  readonly db: Database;
  readonly clock: FakeClock;
  readonly storage: LocalStorageService;
  readonly queue: SyncQueueService;
  readonly data: DataManager;
  readonly sync: CloudSyncService;
}

/** One tab of one device, put together as an app does it. */
export function testDevice(
  transport: Transport,
  options: Partial<CloudSyncOptions> & { readonly db?: Database; readonly clock?: FakeClock } = {},
): TestDevice {
  const { db = new MemoryDatabase(), clock = new FakeClock(), ...rest } = options;
  const storage = new LocalStorageService(db, clock);
  const queue = new SyncQueueService(storage);
  const sync = new CloudSyncService({
    userId: USER,
    storage,
    queue,
    transport,
    clock,
    leadership: { lead: (work, stop) => work(stop) },
    random: () => 0.5,
    ...rest,
  });
  const edited = (): void => {
    sync.wake();
  };
  const data = new DataManager({ userId: USER, storage, queue, transport, edited });
  return { db, clock, storage, queue, data, sync };
}
