import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, test } from 'vitest';
import type { Database } from '../store/Database.ts';
import { IndexedDbDatabase } from '../store/IndexedDbDatabase.ts';
import { isJsonObject, type Json, type JsonObject } from '../store/json.ts';
import { LocalStorageService } from '../store/LocalStorageService.ts';
import { MemoryDatabase } from '../store/MemoryDatabase.ts';
import { CloudSyncService } from './CloudSyncService.ts';
import { DataManager, NotHere } from './DataManager.ts';
import { findDifferences } from './digest.ts';
import { Feed } from './Feed.ts';
import { Crash, CrashingDatabase } from './testing/CrashingDatabase.ts';
import { FakeClock } from './testing/FakeClock.ts';
import { ModelServer, type Fault } from './testing/ModelServer.ts';
import { SyncQueueService } from './SyncQueueService.ts';
import type { Transport } from './Transport.ts';

const USER = 'account';
const FULL = 9_999;

type Step =
  | { readonly do: 'create'; readonly device: number; readonly tab: number }
  | {
      readonly do: 'hit';
      readonly device: number;
      readonly tab: number;
      readonly document: number;
      readonly amount: number;
      readonly crashAfter: number | null;
    }
  | { readonly do: 'delete'; readonly device: number; readonly tab: number; readonly document: number }
  | {
      readonly do: 'sync';
      readonly device: number;
      readonly tab: number;
      readonly faults: readonly Fault[];
      readonly crashAfter: number | null;
    }
  /** Both tabs believe that they lead. */
  | { readonly do: 'syncBoth'; readonly device: number; readonly faults: readonly Fault[] }
  /** A frame that was on its way for long, or comes a second time. */
  | { readonly do: 'staleFrame'; readonly device: number; readonly from: number }
  | { readonly do: 'purge' };

const device = fc.nat(1);
const tab = fc.nat(1);
const document = fc.nat(3);
const crashAfter = fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, fc.nat(25));
const faults = fc.array(
  fc.constantFrom<Fault>('none', 'none', 'requestLost', 'answerLost', 'answerLost', 'duplicated', 'busy'),
  { maxLength: 4 },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('create' as const), device, tab }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('hit' as const),
      device,
      tab,
      document,
      amount: fc.integer({ min: 1, max: 9 }),
      crashAfter,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), device, tab, document }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('sync' as const), device, tab, faults, crashAfter }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('syncBoth' as const), device, faults }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('staleFrame' as const), device, from: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('purge' as const) }) },
);

/** What the test remembers of each edit that a user made. */
interface History {
  /** Edits that were durable when the user was told so, by document. */
  readonly kept: Map<string, Map<string, number>>;
  /** Edits of which a deletion was made that had seen them. */
  readonly deleted: Map<string, Set<string>>;
  readonly amounts: Map<string, number>;
  readonly documents: string[];
}

class Device {
  private tabs: Tab[] = [];
  private database: CrashingDatabase;

  constructor(
    readonly name: string,
    private readonly db: Database,
    private readonly server: ModelServer,
    private readonly ids: () => string,
    private readonly clock = new FakeClock(),
  ) {
    this.database = new CrashingDatabase(db);
    this.reopen();
  }

  /** As after a crash: everything but the database is new. */
  reopen(): void {
    this.database = new CrashingDatabase(this.db);
    this.tabs = [0, 1].map(() => new Tab(this.database, this.server, this.clock, this.ids));
  }

  tab(index: number): Tab {
    return this.tabs[index] as Tab;
  }

  /** Runs it with a process that may die; answers whether it lived. */
  async alive(work: () => Promise<unknown>, crash: number | null): Promise<boolean> {
    if (crash !== null) {
      this.database.crashAfter(crash);
    }
    try {
      await work();
      if (crash !== null) {
        this.reopen();
      }
      return true;
    } catch (failure) {
      if (!(failure instanceof Crash)) {
        throw failure;
      }
      this.reopen();
      return false;
    }
  }
}

class Tab {
  readonly storage: LocalStorageService;
  readonly queue: SyncQueueService;
  readonly data: DataManager;
  readonly feed: Feed;
  readonly faults: Fault[] = [];
  readonly sync: CloudSyncService;

  constructor(db: Database, server: ModelServer, clock: FakeClock, ids: () => string) {
    const whole = server.transport(this.faults);
    // Short pages, so that reads are interrupted in their midst.
    const transport: Transport = { ...whole, changes: (query) => whole.changes({ ...query, limit: 2 }) };
    this.storage = new LocalStorageService(db, clock, ids);
    this.queue = new SyncQueueService(this.storage, ids);
    this.data = new DataManager({ userId: USER, storage: this.storage, queue: this.queue, transport, newId: ids });
    this.feed = new Feed(this.storage, USER);
    this.sync = new CloudSyncService({
      userId: USER,
      storage: this.storage,
      queue: this.queue,
      transport,
      clock,
      leadership: { lead: () => Promise.resolve() },
    });
  }
}

class World {
  readonly history: History = { kept: new Map(), deleted: new Map(), amounts: new Map(), documents: [] };
  readonly devices: readonly Device[];
  private count = 0;

  constructor(
    readonly server: ModelServer,
    databases: readonly Database[],
  ) {
    this.devices = databases.map((db, i) => new Device(`device ${i}`, db, server, () => `id-${++this.count}`));
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'create': {
        const id = await this.device(step).tab(step.tab).data.create('encounter', encounter());
        this.history.documents.push(id);
        return;
      }
      case 'hit':
        return this.hit(step);
      case 'delete':
        return this.delete(step);
      case 'sync': {
        const { sync, faults } = this.device(step).tab(step.tab);
        faults.push(...step.faults);
        await this.device(step).alive(() => sync.sync(), step.crashAfter);
        faults.length = 0;
        return;
      }
      case 'syncBoth': {
        const tabs = [0, 1].map((each) => this.device(step).tab(each));
        tabs[0]?.faults.push(...step.faults);
        await Promise.all(tabs.map((each) => each.sync.sync()));
        tabs.forEach((each) => (each.faults.length = 0));
        return;
      }
      case 'staleFrame':
        await this.device(step)
          .tab(0)
          .feed.apply(this.server.page(Math.min(step.from, this.server.head), 5));
        return;
      case 'purge':
        this.server.purge();
        return;
    }
  }

  /** Everything gets through now; what waits for the user is decided so that nothing is given up. */
  async comeToRest(): Promise<void> {
    for (let round = 0; round < 6; round++) {
      for (const device of this.devices) {
        const tab = device.tab(0);
        expect(await tab.sync.sync()).toMatchObject({ kind: 'done' });
        expect(await tab.queue.listRejected(USER)).toEqual([]);
        for (const conflict of await tab.queue.listConflicts(USER)) {
          if (conflict.state === 'decided') {
            await tab.queue.acknowledge(USER, conflict.sequence);
            continue;
          }
          const theirs = conflict.theirs.data;
          if (conflict.data === null) {
            await tab.queue.resolve(USER, conflict.sequence, { take: 'theirs' });
          } else if (theirs === null) {
            await tab.queue.resolve(USER, conflict.sequence, { take: 'mine' });
          } else {
            const data = this.union(conflict.data, theirs);
            await tab.queue.resolve(USER, conflict.sequence, { take: 'document', data });
          }
        }
      }
    }
  }

  async check(): Promise<void> {
    const server = this.server.documents();
    for (const device of this.devices) {
      const tab = device.tab(0);
      expect(await tab.queue.countPending(USER), `${device.name}: nothing is left to push`).toBe(0);
      const here = await tab.data.list('encounter');
      const content = here.map((each) => [each.id, 'data' in each ? each.data : null] as const);
      expect(new Map([...content].sort()), `${device.name} equals the server`).toEqual(new Map([...server].sort()));
      const digest = await this.server.transport().digest(['encounter']);
      const differences = digest.kind === 'ok' ? await findDifferences(tab.storage, USER, digest.value) : null;
      expect(differences, `sync12: ${device.name}`).toEqual([]);
    }
    for (const [id, edits] of this.history.kept) {
      const there = editsOf(this.server.get(id));
      const gone = this.history.deleted.get(id) ?? new Set();
      const lost = [...edits.keys()].filter((edit) => !there.has(edit) && !gone.has(edit));
      expect(lost, `edits of ${id} that are nowhere`).toEqual([]);
    }
    for (const [id, data] of server) {
      const dealt = [...editsOf(data)].reduce((sum, edit) => sum + (this.history.amounts.get(edit) ?? 0), 0);
      expect(hitPoints(data), `hit points of ${id}`).toBe(FULL - dealt);
    }
  }

  private async hit(step: Extract<Step, { do: 'hit' }>): Promise<void> {
    const id = this.documentId(step.document);
    if (id === undefined) {
      return;
    }
    const edit = `edit-${++this.count}`;
    this.history.amounts.set(edit, step.amount);
    const device = this.device(step);
    const outcome = { missing: false };
    const lived = await device.alive(
      () =>
        device
          .tab(step.tab)
          .data.update('encounter', id, (current) => hit(current, edit, step.amount))
          .catch((failure: unknown) => {
            if (!(failure instanceof NotHere)) {
              throw failure;
            }
            outcome.missing = true;
          }),
      step.crashAfter,
    );
    if (lived && !outcome.missing) {
      this.history.kept.set(id, (this.history.kept.get(id) ?? new Map<string, number>()).set(edit, step.amount));
    }
  }

  private async delete(step: Extract<Step, { do: 'delete' }>): Promise<void> {
    const id = this.documentId(step.document);
    if (id === undefined) {
      return;
    }
    const { data } = this.device(step).tab(step.tab);
    const seen = await data.open('encounter', id);
    if (seen !== undefined) {
      const known = this.history.deleted.get(id) ?? new Set();
      this.history.deleted.set(id, new Set([...known, ...editsOf(seen.data)]));
      await data.delete('encounter', id);
    }
  }

  private documentId(index: number): string | undefined {
    const { documents } = this.history;
    return documents.length === 0 ? undefined : documents[index % documents.length];
  }

  private device(step: { readonly device: number }): Device {
    return this.devices[step.device] as Device;
  }

  /** What a careful user would make of two versions: everything that was done in either. */
  private union(one: JsonObject, other: JsonObject): JsonObject {
    const edits = [...new Set([...editsOf(one), ...editsOf(other)])];
    return edits.reduce((data, edit) => hit(data, edit, this.history.amounts.get(edit) ?? 0), encounter());
  }
}

function encounter(): JsonObject {
  return { name: 'Ambush', participants: [{ id: 'g', name: 'Goblin', currentHp: FULL }], ext: { test: {} } };
}

/** Leaves its name in the document and takes hit points: so it can be told whether it counts, and how often. */
function hit(current: JsonObject, edit: string, amount: number): JsonObject {
  const marks = (current['ext'] as JsonObject)['test'] as JsonObject;
  return {
    ...current,
    participants: [{ id: 'g', name: 'Goblin', currentHp: hitPoints(current) - amount }],
    ext: { test: { ...marks, [edit]: amount } },
  };
}

function hitPoints(data: JsonObject): number {
  return ((data['participants'] as readonly Json[])[0] as { readonly currentHp: number }).currentHp;
}

function editsOf(data: JsonObject | null): ReadonlySet<string> {
  const ext = data?.['ext'];
  const marks = isJsonObject(ext) ? ext['test'] : undefined;
  return new Set(isJsonObject(marks) ? Object.keys(marks) : []);
}

async function play(server: ModelServer, databases: readonly Database[], steps: readonly Step[]): Promise<void> {
  const world = new World(server, databases);
  await world.take({ do: 'create', device: 0, tab: 0 });
  for (const each of steps) {
    await world.take(each);
  }
  await world.comeToRest();
  await world.check();
  databases.forEach((db) => {
    db.close();
  });
}

const SEED = process.env['SEED'];
const seed = SEED === undefined ? {} : { seed: Number(SEED) };
const RUNS = Number(process.env['RUNS'] ?? 300);

describe('Two devices with two tabs each, crashes, and a network that loses and repeats', () => {
  test.each(['merged', 'left'] as const)(
    'sync3 sync5: come to equal the server and no edit is lost or counted twice; conflicts %s by the server',
    async (conflicts) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 40 }), (steps) =>
          play(new ModelServer(conflicts), [new MemoryDatabase(), new MemoryDatabase()], steps),
        ),
        { numRuns: RUNS, ...seed },
      );
    },
    120_000,
  );

  test('the same over IndexedDB', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        globalThis.indexedDB = new IDBFactory();
        const databases = [await IndexedDbDatabase.open('one'), await IndexedDbDatabase.open('two')];
        await play(new ModelServer('merged'), databases, steps);
      }),
      { numRuns: Math.ceil(RUNS / 10), ...seed },
    );
  }, 120_000);
});
