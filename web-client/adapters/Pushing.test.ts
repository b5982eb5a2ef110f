import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { JsonObject } from '../src/store/json.ts';
import { ModelServer, type Fault } from '../src/sync/testing/ModelServer.ts';
import { settled } from '../src/sync/testing/FakeClock.ts';
import type { Mutation } from '../src/sync/protocol.ts';
import type { Transport } from '../src/sync/Transport.ts';
import { KeyValueSentStore, MemorySentStore, Pushing, type Edit, type Place } from './Pushing.ts';

const goblin = (currentHp: number): JsonObject => ({ participants: [{ id: 'g', currentHp }] });

let values: Map<string, string>;
let server: ModelServer;
let faults: Fault[];
let place: Place;

const AT_1 = { epoch: 1, rev: 1 };

beforeEach(() => {
  place = { cursor: '1:1', epoch: 1 };
  values = new Map();
  server = new ModelServer('merged');
  faults = [];
});

/** As after a restart: only what was stored is known. */
function pushing(): Pushing {
  const store = {
    get: async (key: string) => values.get(key),
    set: async (key: string, value: string) => {
      values.set(key, value);
    },
    remove: async (key: string) => {
      values.delete(key);
    },
  };
  return new Pushing(server.transport(faults), 'c', 'encounter', new KeyValueSentStore(store, 'test'), () => place);
}

describe('sync3: a push whose answer was lost, and a restart', () => {
  test('is done once, and the edit made meanwhile counts only what it did itself', async () => {
    await pushing().push([{ id: 'e', base: null, data: goblin(30) }]);
    faults.push('answerLost');
    await expect(pushing().push([{ id: 'e', base: AT_1, data: goblin(25) }])).rejects.toThrow('not answered');

    const [outcome] = await pushing().push([{ id: 'e', base: AT_1, data: goblin(23) }]);

    expect(server.get('e')).toEqual(goblin(23));
    expect(outcome).toMatchObject({ kind: 'done', state: { data: goblin(23) }, asSent: true });
    expect(server.applied).toHaveLength(3);
  });

  test('is asked for again also when nothing is pushed', async () => {
    faults.push('requestLost');
    await expect(pushing().push([{ id: 'e', base: null, data: goblin(30) }])).rejects.toThrow();

    await pushing().settleUnanswered();
    await pushing().settleUnanswered();

    expect(server.get('e')).toEqual(goblin(30));
    expect(server.applied).toHaveLength(1);
    expect(server.requests).toBe(2);
  });
});

test.each(['merged', 'left'] as const)(
  'sync5: an edit made before the last answer was heard is moved onto it; conflicts %s',
  async (conflicts) => {
    server = new ModelServer(conflicts);
    await pushing().push([{ id: 'e', base: null, data: goblin(30) }]);
    server.push({
      clientId: 'other',
      strategy: 'merge',
      mutations: [
        {
          mutationId: 'm',
          op: 'UPDATE',
          resourceType: 'encounter',
          resourceId: 'e',
          baseRev: 1,
          data: goblin(20),
          timestamp: '',
        },
      ],
    });
    await pushing().push([{ id: 'e', base: AT_1, data: goblin(29) }]);
    const [outcome] = await pushing().push([{ id: 'e', base: AT_1, data: goblin(28) }]);

    expect(server.get('e')).toEqual(goblin(18));
    expect(outcome).toMatchObject({ kind: 'done', asSent: false, state: { data: goblin(18) } });
  },
);

test('Of two pushes at once the second does not take the first one’s for unanswered', async () => {
  const transport = server.transport();
  const sent: string[][] = [];
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow: Transport = {
    ...transport,
    push: async (request) => {
      sent.push(request.mutations.map((mutation) => mutation.resourceId));
      await held;
      return transport.push(request);
    },
  };
  const both = new Pushing(slow, 'c', 'encounter', new MemorySentStore(), () => place);
  const first = both.push([{ id: 'a', base: null, data: goblin(1) }]);
  await vi.waitUntil(() => sent.length === 1);
  const second = both.push([{ id: 'b', base: null, data: goblin(2) }]);
  await settled();
  release();
  await Promise.all([first, second]);

  expect(sent).toEqual([['a'], ['b']]);
});

/** Another device's edit. */
function elsewhere(data: JsonObject, baseRev?: number): void {
  const mutation: Mutation = {
    mutationId: crypto.randomUUID(),
    op: baseRev === undefined ? 'CREATE' : 'UPDATE',
    resourceType: 'encounter',
    resourceId: 'e',
    ...(baseRev === undefined ? {} : { baseRev }),
    data,
    timestamp: '',
  };
  server.push({ clientId: 'other', strategy: 'merge', mutations: [mutation] });
}

describe('sync1: a revision of another epoch is no base', () => {
  beforeEach(() => {
    server.epoch = 2;
    elsewhere(goblin(20));
    place = { cursor: '2:1', epoch: 2 };
  });

  test('of an edit, whatever its number', async () => {
    const [outcome] = await pushing().push([{ id: 'e', base: AT_1, data: goblin(29) }]);

    expect(server.get('e')).toEqual(goblin(20));
    expect(outcome).toMatchObject({ kind: 'lost', theirs: { epoch: 2, rev: 1, data: goblin(20) } });
  });

  test('of one that is asked for again', async () => {
    place = { cursor: '1:1', epoch: 1 };
    faults.push('requestLost');
    await expect(pushing().push([{ id: 'e', base: AT_1, data: goblin(29) }])).rejects.toThrow();
    place = { cursor: '2:1', epoch: 2 };
    await pushing().settleUnanswered();

    expect(server.get('e')).toEqual(goblin(20));
  });

  test('nor is an answer of another epoch what the next edit is moved onto', async () => {
    server = new ModelServer('merged');
    elsewhere(goblin(30));
    place = { cursor: '1:1', epoch: 1 };
    await pushing().push([{ id: 'e', base: AT_1, data: goblin(25) }]);
    server = new ModelServer('merged');
    server.epoch = 2;
    elsewhere(goblin(30));
    place = { cursor: '2:1', epoch: 2 };
    const [outcome] = await pushing().push([{ id: 'e', base: { epoch: 2, rev: 1 }, data: goblin(24) }]);

    expect(outcome).toMatchObject({ kind: 'done', state: { epoch: 2, rev: 2, data: goblin(24) } });
  });
});

test('A refused edit is joined to what comes, and counts only what it did behind the last answer', async () => {
  elsewhere(goblin(30));
  faults.push('answerLost');
  const edit = { id: 'e', base: AT_1, assumed: goblin(30) };
  await expect(pushing().push([{ ...edit, data: goblin(25) }])).rejects.toThrow();
  const refused = { ...goblin(23), name: 'bad' };
  expect(await pushing().push([{ ...edit, data: refused }])).toMatchObject([{ kind: 'rejected' }]);

  expect(await pushing().shown('e', { epoch: 1, rev: 3, data: goblin(15) })).toEqual({
    kind: 'joined',
    state: { epoch: 1, rev: 3, data: { ...goblin(13), name: 'bad' } },
    original: goblin(15),
  });
  expect(await pushing().shown('e', { epoch: 1, rev: 4, data: goblin(14) })).toMatchObject({
    state: { data: { ...goblin(12), name: 'bad' } },
  });
  expect(await pushing().shown('e', { epoch: 1, rev: 5, data: null })).toBeNull();
});

const bad = (currentHp: number): JsonObject => ({ ...goblin(currentHp), name: 'bad' });

test.each<[string, Partial<Edit>]>([
  ['has not taken what it was shown', { base: AT_1, assumed: bad(29), data: bad(27) }],
  [
    'has taken what it was shown',
    { base: { epoch: 1, rev: 2 }, assumed: bad(24), original: goblin(25), data: bad(22) },
  ],
])('An edit that is refused twice counts once where the library %s', async (_how, again) => {
  elsewhere(goblin(30));
  await pushing().push([{ id: 'e', base: AT_1, assumed: goblin(30), data: bad(29) }]);
  const shown = await pushing().shown('e', { epoch: 1, rev: 2, data: goblin(25) });
  expect(shown).toMatchObject({ kind: 'joined', state: { data: bad(24) }, original: goblin(25) });
  await pushing().push([{ id: 'e', base: AT_1, data: null, ...again }]);

  const next = await pushing().shown('e', { epoch: 1, rev: 4, data: goblin(24) });
  expect(next).toMatchObject({ state: { data: bad(21) } });
});

test('sync10: a device that knows less than what is forgotten brings nothing back, and is told', async () => {
  server.floor = 5;
  const [outcome] = await pushing().push([{ id: 'e', base: AT_1, data: goblin(29) }]);

  expect(server.get('e')).toBeNull();
  expect(outcome).toMatchObject({ kind: 'lost', mine: goblin(29), theirs: { data: null } });
});

describe('sync2: a push', () => {
  const pushes: string[][] = [];

  /** Refuses, as a whole, each push with a poison in it. */
  function counted(): Pushing {
    const transport = server.transport();
    pushes.length = 0;
    const counting: Transport = {
      ...transport,
      push: (request) => {
        pushes.push(request.mutations.map((mutation) => mutation.resourceId));
        const body = { type: 'urn:hoard:problem:malformed-json', status: 400 };
        return request.mutations.some((mutation) => mutation.data?.['name'] === 'poison')
          ? Promise.resolve({ kind: 'problem', problem: { ...body, body }, retryAfter: null })
          : transport.push(request);
      },
    };
    return new Pushing(counting, 'c', 'encounter', new MemorySentStore(), () => place);
  }

  test('has no more bytes than the server takes, but for one mutation that has', async () => {
    const mebibytes = (n: number): JsonObject => ({ name: 'x'.repeat(n * 1024 * 1024) });
    const sizes = [1, 2, 2, 6, 1];
    const edits = sizes.map((size, i) => ({ id: `${i}`, base: null, data: mebibytes(size) }));

    expect(await counted().push(edits)).toHaveLength(5);
    expect(pushes).toEqual([['0', '1'], ['2'], ['3'], ['4']]);
  });

  test('that is refused as a whole is halved until the one to blame is found; all others go', async () => {
    const ids = ['a', 'b', 'poison', 'c', 'd'];
    const outcomes = await counted().push(ids.map((name) => ({ id: name, base: null, data: { name } })));

    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['done', 'done', 'rejected', 'done', 'done']);
    expect([...server.documents().keys()].sort()).toEqual(['a', 'b', 'c', 'd']);
  });
});
