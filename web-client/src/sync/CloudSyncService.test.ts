import { beforeEach, describe, expect, test, vi } from 'vitest';
import { MemoryDatabase } from '../store/MemoryDatabase.ts';
import type { Json, JsonObject } from '../store/json.ts';
import type { SyncStatus } from './CloudSyncService.ts';
import { DataManager } from './DataManager.ts';
import { Feed } from './Feed.ts';
import type { FeedPage, Problem, Resolution, ServerConflict, StreamEvent } from './protocol.ts';
import type { Connectivity, TabMessage, Tabs } from './Surroundings.ts';
import { FakeClock, settled } from './testing/FakeClock.ts';
import { ModelServer, type Fault } from './testing/ModelServer.ts';
import { testDevice, USER, type TestDevice } from './testing/device.ts';
import type { Answer, Transport } from './Transport.ts';

let server: ModelServer;
let faults: Fault[];
let device: TestDevice;
let other: TestDevice;

beforeEach(() => {
  server = new ModelServer('merged');
  faults = [];
  device = testDevice(server.transport(faults));
  other = testDevice(server.transport());
  return async () => {
    await device.sync.stop();
  };
});

async function elsewhere(name: string): Promise<string> {
  const id = await other.data.create('party', { name });
  await other.sync.sync();
  return id;
}

async function names(of: TestDevice): Promise<Json[]> {
  const documents = await of.data.list('party');
  return documents.map((each) => ('data' in each ? (each.data['name'] as Json) : 'evicted')).sort();
}

describe('While it runs', () => {
  test('a local edit goes at once', async () => {
    device.sync.start();
    await settled();
    const id = await device.data.create('party', { name: 'a' });
    await settled();

    expect(server.get(id)).toEqual({ name: 'a' });
    expect(device.sync.status.state).toBe('idle');
  });

  test('sync11: another device’s edit comes by the stream, without a pull', async () => {
    device.sync.start();
    await device.clock.advance(2_000);
    const before = server.requests;
    await elsewhere('theirs');
    const theirs = server.requests - before;
    await settled();

    expect(await names(device)).toEqual(['theirs']);
    expect(server.requests - before).toBe(theirs);
  });

  test('it pulls every five minutes, even while the stream is open', async () => {
    let pulls = 0;
    const transport = server.transport();
    device = testDevice({
      ...transport,
      changes: (query) => {
        pulls++;
        return transport.changes(query);
      },
    });
    device.sync.start();
    await device.clock.advance(40_000);
    const before = pulls;
    for (let beat = 0; beat < 19; beat++) {
      server.emit({ kind: 'heartbeat', head: 0 });
      await device.clock.advance(15_000);
    }
    expect(pulls).toBe(before);

    await device.clock.advance(15_000);
    expect(pulls).toBe(before + 1);
  });

  test('it starts when the network comes back', async () => {
    const network = new SwitchedNetwork();
    device = testDevice(server.transport(faults), { connectivity: network });
    network.online = false;
    device.sync.start();
    const id = await device.data.create('party', { name: 'a' });
    await device.clock.advance(10_000);
    expect(device.sync.status.state).toBe('offline');
    expect(server.requests).toBe(0);

    network.comeBack();
    await settled();

    expect(server.get(id)).toEqual({ name: 'a' });
  });

  test('a failed round is tried again later and later', async () => {
    faults.push(...Array<Fault>(40).fill('requestLost'));
    device.sync.start();
    const attempts: number[] = [];
    device.sync.onStatus((status) => {
      if (status.state === 'backingOff') {
        attempts.push(status.until - device.clock.now());
      }
    });
    await device.clock.advance(12_000);

    expect(attempts.slice(0, 4)).toEqual([750, 1_500, 3_000, 6_000]);
  });

  test('err4: a server that asks for time gets it, whatever is edited meanwhile', async () => {
    device.sync.start();
    await device.clock.advance(2_000);
    const refusing = [problem(503, 'unavailable')];
    await device.sync.stop();
    device = testDevice(withPush(server.transport(), refusing, 7_000));
    device.sync.start();
    await settled();
    const id = await device.data.create('party', { name: 'a' });
    await settled();
    await device.data.update('party', id, () => ({ name: 'b' }));
    await device.clock.advance(6_900);
    expect(server.get(id)).toBeNull();

    await device.clock.advance(2_000);
    expect(server.get(id)).toEqual({ name: 'b' });
  });

  test('data4: without premium the queue stays whole, pulling goes on, and all goes once the account is premium', async () => {
    server.premium = false;
    device.sync.start();
    const id = await device.data.create('party', { name: 'a' });
    await settled();
    expect(device.sync.status.state).toBe('needsPremium');
    server.premium = true;
    await elsewhere('theirs');
    server.premium = false;
    await device.clock.advance(40_000);
    expect(await names(device)).toEqual(['a', 'theirs']);
    expect(await device.queue.listRejected(USER)).toEqual([]);

    server.premium = true;
    await device.sync.resume();
    await settled();

    expect(server.get(id)).toEqual({ name: 'a' });
  });

  test('it stops in the middle of anything', async () => {
    faults.push('busy');
    device.sync.start();
    await settled();
    await device.sync.stop();

    expect(device.sync.status.state).toBe('stopped');
  });
});

describe('The stream', () => {
  test('sync11: a frame behind a gap makes it pull', async () => {
    device.sync.start();
    await device.clock.advance(2_000);
    const id = await elsewhere('first');
    await settled();
    // A frame is lost on the way: this server tells nobody of the second.
    const lost = new ModelServer('merged');
    Object.assign(lost, { rows: server.rows, head: server.head });
    lost.push({
      clientId: 'x',
      strategy: 'merge',
      mutations: [
        { mutationId: 'm', op: 'UPDATE', resourceType: 'party', resourceId: id, data: { name: '2nd' }, timestamp: '' },
      ],
    });
    server.head = lost.head;
    await elsewhere('third');
    await settled();

    expect(await names(device)).toEqual(['2nd', 'third']);
  });

  test.each<StreamEvent>([{ kind: 'resync' }, { kind: 'reauth' }])('sync11: $kind opens another', async (event) => {
    let [renewed, opened] = [0, 0];
    const transport = server.transport();
    device = testDevice({
      ...transport,
      renew: async () => {
        renewed++;
      },
      stream: (since, signal) => {
        opened++;
        return transport.stream(since, signal);
      },
    });
    device.sync.start();
    await device.clock.advance(2_000);
    server.emit(event);
    await device.clock.advance(2_000);

    expect(opened).toBe(2);
    expect(renewed).toBe(event.kind === 'reauth' ? 1 : 0);
  });

  test('sync11: one that says nothing for three heartbeats is opened anew', async () => {
    const opened: (string | null)[] = [];
    const transport = server.transport();
    device = testDevice({
      ...transport,
      stream: (since, signal) => {
        opened.push(since);
        return transport.stream(since, signal);
      },
    });
    device.sync.start();
    await device.clock.advance(2_000);
    await elsewhere('a');
    await device.clock.advance(50_000);

    expect(opened).toEqual(['1:0', '1:1']);
  });

  test('without one it polls', async () => {
    const transport: Transport = {
      ...server.transport(),
      stream: () => Promise.resolve({ kind: 'unreachable', reason: 'buffered away by a proxy' }),
    };
    device = testDevice(transport);
    device.sync.start();
    await device.clock.advance(2_000);
    await elsewhere('theirs');
    await device.clock.advance(31_000);

    expect(await names(device)).toEqual(['theirs']);
  });
});

describe('A round', () => {
  test('sync7: reads an account of many pages, and goes on where it was interrupted', async () => {
    for (let i = 0; i < 1_203; i++) {
      await other.data.create('creature', { name: `creature ${i}` });
    }
    await other.sync.sync();
    faults.push('none', 'none', 'requestLost');
    expect((await device.sync.sync()).kind).toBe('tryAgain');
    const position = (await device.storage.feed(USER)).position;
    await device.sync.sync();

    expect(position).toBe(1_000);
    expect(await device.data.list('creature')).toHaveLength(1_203);
  });

  test('sync10: a cursor that has expired is read again from nothing; what was deleted goes, what is unpushed stays', async () => {
    const stays = await elsewhere('stays');
    const goes = await elsewhere('goes');
    const edited = await elsewhere('edited');
    await device.sync.sync();
    await other.data.delete('party', goes);
    await other.data.delete('party', edited);
    await other.sync.sync();
    server.purge();
    await device.data.update('party', edited, (current) => ({ ...current, description: 'mine' }));
    const fresh = await device.data.create('party', { name: 'fresh' });
    await device.sync.sync();
    await device.sync.sync();

    // The server buries what it is told by a device that knows less than what is forgotten there.
    expect(await names(device)).toEqual(['edited', 'fresh', 'stays']);
    expect([...server.documents().keys()]).toEqual([stays]);
    expect(await device.data.open('party', goes)).toBeUndefined();
    const conflicts = await device.queue.listConflicts(USER);
    expect(conflicts).toMatchObject([
      { state: 'conflict', data: { name: 'edited', description: 'mine' }, theirs: { data: null } },
      { state: 'conflict', data: { name: 'fresh' }, theirs: { data: null } },
    ]);

    for (const { sequence } of conflicts) {
      await device.queue.resolve(USER, sequence, { take: 'mine' });
    }
    await device.sync.sync();
    expect([...server.documents().keys()].sort()).toEqual([stays, fresh, edited].sort());
    expect(await device.queue.listConflicts(USER)).toEqual([]);
  });

  test('sync10: nothing is pushed in the midst of a read from nothing, which goes on below the floor', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      await elsewhere(name);
    }
    const transport = server.transport(faults);
    const begun: (string | null)[] = [];
    device = testDevice({
      ...transport,
      changes: (query) => {
        begun.push(...(query.since === null ? [query.since] : []));
        return transport.changes({ ...query, limit: 2 });
      },
    });
    const fresh = await device.data.create('party', { name: 'fresh' });
    faults.push('none', 'requestLost');
    expect(await device.sync.sync()).toMatchObject({ kind: 'tryAgain' });
    server.purge();
    expect(await device.sync.sync()).toMatchObject({ kind: 'done' });

    expect(server.get(fresh)).toEqual({ name: 'fresh' });
    expect(await device.queue.listConflicts(USER)).toEqual([]);
    expect(await names(device)).toEqual(['a', 'b', 'c', 'd', 'e', 'fresh']);
    expect(begun).toEqual([null]);
  });

  const EXPIRED: Answer<FeedPage> = { kind: 'problem', problem: problem(410, 'cursor-expired'), retryAfter: null };

  test.each<[string, (since: string | null, request: number) => Answer<FeedPage>]>([
    ['are all expired', (since) => (since === null ? { kind: 'ok', value: page(1) } : EXPIRED)],
    ['are of another epoch each time', (_since, request) => ({ kind: 'ok', value: page(request) })],
  ])('sync10: a server whose cursors %s is asked again later, not at once', async (_how, answer) => {
    let requests = 0;
    device = testDevice({
      ...server.transport(),
      changes: ({ since }) => {
        requests++;
        return Promise.resolve(requests < 100 ? answer(since, requests) : { kind: 'signedOut' });
      },
    });

    expect(await device.sync.sync()).toMatchObject({ kind: 'tryAgain' });
    expect(requests).toBeLessThan(6);
  });

  test('sync10: pulls before it pushes where it does not know what its edits rest on', async () => {
    const id = await elsewhere('a');
    await device.sync.sync();
    await device.data.update('party', id, (current) => ({ ...current, name: 'mine' }));
    await new Feed(device.storage, USER).beginAnew();
    await device.sync.sync();

    expect(server.get(id)).toEqual({ name: 'mine' });
    expect(await device.queue.listConflicts(USER)).toEqual([]);
  });

  test('sync1: in another epoch no edit overwrites by a number of the old one', async () => {
    const id = await elsewhere('a');
    await device.sync.sync();
    await device.data.update('party', id, (current) => ({ ...current, name: 'mine' }));
    server.raiseEpoch();
    await other.sync.sync();
    await other.data.update('party', id, (current) => ({ ...current, name: 'theirs' }));
    await other.sync.sync();
    await device.sync.sync();

    expect(server.get(id)).toEqual({ name: 'theirs' });
    expect(await device.queue.listConflicts(USER)).toMatchObject([
      { state: 'conflict', data: { name: 'mine' }, theirs: { data: { name: 'theirs' } } },
    ]);
  });

  test('one mutation that cannot be read is found, parked, and holds up none of the others', async () => {
    const transport = server.transport();
    device = testDevice({
      ...transport,
      push: (request) =>
        request.mutations.some((mutation) => mutation.data?.['name'] === 'poison')
          ? Promise.resolve({ kind: 'problem', problem: problem(400, 'malformed-json'), retryAfter: null })
          : transport.push(request),
    });
    for (const name of ['a', 'b', 'poison', 'c', 'd']) {
      await device.data.create('party', { name });
    }
    await device.sync.sync();

    expect([...server.documents().values()].map((each) => each['name']).sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(await device.queue.listRejected(USER)).toMatchObject([{ data: { name: 'poison' } }]);
  });

  test('sync10: a cursor that a push finds invalid is no fault of the edits', async () => {
    await elsewhere('a');
    await device.sync.sync();
    const { storage, queue, clock } = device;
    const transport = withPush(server.transport(), [problem(400, 'invalid-cursor')], null);
    device = testDevice(transport, { db: device.db, clock });
    const id = await device.data.create('party', { name: 'mine' });
    expect(await device.sync.sync()).toMatchObject({ kind: 'tryAgain' });
    expect((await storage.feed(USER)).cursor).toBeNull();
    await device.sync.sync();

    expect(server.get(id)).toEqual({ name: 'mine' });
    expect(await queue.listRejected(USER)).toEqual([]);
  });

  test('what a proxy answers is no judgement of an edit', async () => {
    const foreign: Problem = { type: 'about:blank', status: 403, body: {} };
    device = testDevice(withPush(server.transport(), [foreign], null));
    const id = await device.data.create('party', { name: 'a' });
    expect(await device.sync.sync()).toMatchObject({ kind: 'tryAgain' });
    await device.sync.sync();

    expect(server.get(id)).toEqual({ name: 'a' });
  });

  test('behind a round that runs comes one more, which takes what was queued meanwhile', async () => {
    let answer: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const transport = server.transport();
    device = testDevice({
      ...transport,
      changes: async (query) => {
        await asked;
        return transport.changes(query);
      },
    });
    await device.data.create('party', { name: 'first' });
    const first = device.sync.sync();
    await settled();
    await device.data.create('party', { name: 'second' });
    const [second, third] = [device.sync.sync(), device.sync.sync()];
    answer();
    await first;
    await device.data.create('party', { name: 'third' });
    expect(await second).toEqual(await third);

    expect(await device.queue.countPending(USER)).toBe(0);
  });
});

describe('sync6: a conflict that the server keeps', () => {
  async function only(): Promise<ServerConflict> {
    const open = await device.sync.openConflicts();
    expect(open).toMatchObject({ kind: 'ok', value: [{ state: 'open' }] });
    return (open.kind === 'ok' ? open.value[0] : undefined) as ServerConflict;
  }

  test('is listed, decided in another way than the server did, and told no more', async () => {
    const id = await elsewhere('a');
    await device.sync.sync();
    await other.sync.sync();
    await other.data.update('party', id, () => ({ name: 'theirs' }));
    await other.sync.sync();
    await device.data.delete('party', id);
    await device.sync.sync();
    expect(await names(device)).toEqual(['theirs']);
    expect(await device.queue.listConflicts(USER)).toMatchObject([{ state: 'decided', by: 'server' }]);
    const conflict = await only();
    expect(conflict).toMatchObject({ resourceType: 'party', resourceId: id });

    expect(await device.sync.resolveConflict(conflict.id, { take: 'mine' })).toMatchObject({ kind: 'ok' });

    expect(server.get(id)).toBeNull();
    expect(await names(device)).toEqual([]);
    expect(await device.queue.listConflicts(USER)).toEqual([]);
    expect(await device.sync.openConflicts()).toEqual({ kind: 'ok', value: [] });
    expect(await device.sync.resolveConflict(conflict.id, { take: 'theirs' })).toMatchObject({ kind: 'problem' });
  });

  test.each([
    [{ take: 'mine' }, ['fresh']],
    [{ take: 'theirs' }, []],
    [{ take: 'document', data: { name: 'another' } }, ['another']],
  ] as [Resolution, string[]][])('as it had to bury an edit becomes %j', async (resolution, left) => {
    const gone = await elsewhere('gone');
    await device.sync.sync();
    await other.data.delete('party', gone);
    await other.sync.sync();
    server.purge();
    await device.data.create('party', { name: 'fresh' });
    await device.sync.sync();
    expect(await names(device)).toEqual(['fresh']);
    expect(server.documents().size).toBe(0);

    await device.sync.resolveConflict((await only()).id, resolution);
    await device.sync.sync();

    expect(await names(device)).toEqual(left);
    expect([...server.documents().values()].map((each) => each['name'])).toEqual(left);
    expect(await device.queue.listConflicts(USER)).toEqual([]);
    expect(await device.queue.countPending(USER)).toBe(0);
  });
});

describe('sync12: verification', () => {
  test('proves that both hold the same', async () => {
    await elsewhere('a');
    await device.data.create('creature', { name: 'b' });
    await device.sync.sync();

    expect(await device.sync.verify()).toEqual({ kind: 'equal', at: 2 });
  });

  test('fetches only the buckets that differ, and removes what is not there', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 40; i++) {
      ids.push(await other.data.create('party', { name: `party ${i}` }));
    }
    await other.sync.sync();
    await device.sync.sync();
    const feed = new Feed(device.storage, USER);
    const [lost, , ghost] = [ids[0] as string, ids[1] as string, 'ghost'];
    await device.storage.write(async (tx) => {
      await tx.delete('parties', [USER, lost]);
      const known = await tx.get('parties', [USER, ids[1] as string]);
      await tx.put('parties', { ...(known as NonNullable<typeof known>), id: ghost });
    });
    const verified = await device.sync.verify();

    expect(verified).toMatchObject({ kind: 'repaired', removed: 1 });
    expect((verified as { fetched: number }).fetched).toBeLessThan(10);
    expect(await device.sync.verify()).toMatchObject({ kind: 'equal' });
    expect((await feed.state()).position).toBe(40);
  });

  test('says nothing of an account that moves', async () => {
    await elsewhere('a');
    const transport = server.transport();
    device = testDevice({
      ...transport,
      digest: async (types) => {
        await elsewhere('meanwhile');
        return transport.digest(types);
      },
    });

    expect(await device.sync.verify()).toEqual({ kind: 'unknown', reason: 'the account moved meanwhile' });
  });
});

describe('Several tabs', () => {
  test('one syncs for all, is woken by all, and tells all what came', async () => {
    const db = new MemoryDatabase();
    const clock = new FakeClock();
    const bus = new TabBus();
    const leader = testDevice(server.transport(), { db, clock, tabs: bus.join() });
    const leadership = { lead: (_work: unknown, stop: AbortSignal) => clock.sleep(1e12, stop) };
    const follower = testDevice(server.transport(), { db, clock, tabs: bus.join(), leadership });
    const seen: string[] = [];
    follower.storage.subscribe((keys) => seen.push(...keys.map((key) => key.id)));
    leader.sync.start();
    follower.sync.start();
    await clock.advance(2_000);

    const id = await follower.data.create('party', { name: 'from the follower' });
    await settled();
    const theirs = await elsewhere('from elsewhere');
    await settled();

    expect(server.get(id)).toEqual({ name: 'from the follower' });
    expect(seen).toContain(theirs);
    expect(follower.sync.status.state).toBe('waitingForOtherTab');
    await Promise.all([leader.sync.stop(), follower.sync.stop()]);
  });
});

test('A listener that fails makes no edit and no round fail, and others still hear', async () => {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const failing = (): never => {
    throw new Error('a view is broken');
  };
  const heard: string[] = [];
  device.storage.subscribe(failing);
  device.storage.subscribe((keys) => heard.push(...keys.map((key) => key.id)));
  device.sync.onStatus(failing);
  device.sync.onStatus((status) => heard.push(status.state));
  const { storage, queue } = device;
  const data = new DataManager({ userId: USER, storage, queue, transport: null, edited: failing });
  const id = await data.create('party', { name: 'a' });
  device.sync.start();
  await settled();

  expect(server.get(id)).toEqual({ name: 'a' });
  expect(heard).toEqual([id, 'waitingForOtherTab', 'syncing', id, 'idle']);
  await device.sync.stop();
  complaints.mockRestore();
});

test('A database that fails is told, and tried again', async () => {
  const statuses: SyncStatus[] = [];
  const db = new MemoryDatabase();
  device = testDevice(server.transport(), { db });
  device.sync.onStatus((status) => statuses.push(status));
  db.close();
  device.sync.start();
  await settled();

  expect(statuses.at(-1)).toMatchObject({ state: 'backingOff', reason: 'The database is closed' });
});

class SwitchedNetwork implements Connectivity {
  online = true;
  private readonly listeners = new Set<() => void>();

  onOnline(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  comeBack(): void {
    this.online = true;
    this.listeners.forEach((each) => {
      each();
    });
  }
}

class TabBus {
  private readonly members = new Map<Tabs, (message: TabMessage) => void>();

  join(): Tabs {
    const { members } = this;
    const tab: Tabs = {
      post: (message) => {
        members.forEach((hear, member) => {
          if (member !== tab) {
            hear(message);
          }
        });
      },
      onMessage: (listener) => {
        members.set(tab, listener);
        return () => members.delete(tab);
      },
      close: () => members.delete(tab),
    };
    return tab;
  }
}

function problem(status: number, name: string): Problem {
  const body: JsonObject = { status };
  return { type: `urn:hoard:problem:${name}`, status, body };
}

/** An empty page, with more behind it. */
function page(epoch: number): FeedPage {
  return { from: 0, to: 0, head: 9, epoch, changes: [], cursor: `${epoch}:0`, hasMore: true };
}

/** Refuses so many pushes first. */
function withPush(transport: Transport, refusals: Problem[], retryAfter: number | null): Transport {
  return {
    ...transport,
    push: (request) => {
      const refusal = refusals.shift();
      return refusal === undefined
        ? transport.push(request)
        : Promise.resolve({ kind: 'problem', problem: refusal, retryAfter });
    },
  };
}
