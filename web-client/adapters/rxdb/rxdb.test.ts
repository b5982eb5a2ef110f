import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/store/json.ts';
import { ModelServer, type Fault } from '../../src/sync/testing/ModelServer.ts';
import { hoardReplication } from './index.ts';
import { rxDevice, type RxDevice } from './testing.ts';

let server: ModelServer;
let faults: Fault[];
let laptop: RxDevice;
let phone: RxDevice;

describe.each(['merged', 'left'] as const)('RxDB on two devices, conflicts %s by the server', (conflicts) => {
  beforeEach(async () => {
    server = new ModelServer(conflicts);
    faults = [];
    laptop = await rxDevice(server.transport(faults), 'encounter', 'laptop');
    phone = await rxDevice(server.transport(), 'encounter', 'phone');
  });

  afterEach(async () => {
    await laptop.close();
    await phone.close();
  });

  test('online, each sees the other’s edits', async () => {
    await laptop.goOnline();
    await phone.goOnline();
    await laptop.put('e', () => goblin(30));
    await eventually(async () => hitPoints(await phone.content()), 30);
    for (let i = 1; i <= 6; i++) {
      await (i % 2 === 0 ? laptop : phone).put('e', hit(1));
      await eventually(async () => hitPoints(await (i % 2 === 0 ? phone : laptop).content()), 30 - i);
    }
  });

  test('sync5: offline edits of both come together, and every blow counts once', async () => {
    await both();
    await laptop.put('e', hit(5));
    await laptop.put('e', hit(2));
    await phone.put('e', hit(11));
    await phone.put('e', (content) => ({ ...content, round: 2 }));
    await laptop.goOnline();
    await phone.goOnline();

    await eventually(async () => hitPoints(await laptop.content()), 12);
    expect(await phone.content()).toEqual(await laptop.content());
    expect(server.get('e')).toEqual({ ...goblin(12), round: 2 });
  });

  test('without a stream, a push shows at once what the server has made of it', async () => {
    await both();
    await laptop.goOnline({ stream: false });
    await phone.goOnline({ stream: false });
    await laptop.put('e', hit(5));
    await eventually(async () => server.head, 2);
    await phone.put('e', hit(11));

    await eventually(async () => hitPoints(await phone.content()), 14);
  });

  test('edits that follow each other before the feed shows them count once', async () => {
    await laptop.put('e', () => goblin(30));
    const state = await laptop.goOnline();
    for (let i = 0; i < 8; i++) {
      await laptop.put('e', hit(1));
    }
    await state.awaitInSync();
    await eventually(async () => server.get('e'), goblin(22));
    expect(await laptop.content()).toEqual(server.documents());
  });

  test('sync3: a push whose answer was lost is done once, whatever was edited meanwhile', async () => {
    await both();
    await laptop.put('e', hit(5));
    faults.push('none', 'answerLost', 'answerLost');
    const online = laptop.goOnline();
    await laptop.put('e', hit(2));
    await online;

    await eventually(async () => server.get('e'), goblin(23));
    await eventually(async () => hitPoints(await laptop.content()), 23);
  });

  test('a deletion reaches the other device', async () => {
    await both();
    await laptop.remove('e');
    await laptop.goOnline();
    await phone.goOnline();

    expect((await phone.content()).size).toBe(0);
    expect(server.documents().size).toBe(0);
  });

  test('an edit outlives a deletion that did not see it', async () => {
    await both();
    await phone.put('e', hit(5));
    await phone.goOnline();
    await laptop.remove('e');
    await laptop.goOnline();

    await eventually(async () => hitPoints(await laptop.content()), 25);
    expect(server.get('e')).toEqual(goblin(25));
    expect(laptop.lost).toEqual([{ id: 'e', mine: null }]);
  });

  test('what the server refuses is told and stays on the device', async () => {
    await laptop.put('bad', () => ({ name: 'bad' }));
    await laptop.put('good', () => ({ name: 'good' }));
    await laptop.goOnline();

    expect([...server.documents().keys()]).toEqual(['good']);
    expect([...(await laptop.content()).keys()]).toEqual(['bad', 'good']);
    expect(laptop.lost).toEqual([{ id: 'bad', mine: { name: 'bad' } }]);
  });

  test('what the server refuses stays in the document whatever comes for it, and goes with the next edit', async () => {
    await both();
    await laptop.put('e', (content) => ({ ...content, name: 'bad' }));
    await laptop.goOnline();
    await phone.goOnline();
    for (const blow of [5, 2]) {
      await phone.put('e', hit(blow));
      await eventually(async () => hitPoints(await laptop.content()), hitPoints(await phone.content()));
    }
    expect([...(await laptop.content()).values()]).toEqual([{ ...goblin(23), name: 'bad' }]);
    expect(laptop.lost).toMatchObject([{ id: 'e', mine: { name: 'bad' } }]);

    await laptop.put('e', (content) => ({ ...content, name: 'mended' }));
    await eventually(async () => server.get('e'), { ...goblin(23), name: 'mended' });
    await eventually(async () => [...(await phone.content()).values()], [{ ...goblin(23), name: 'mended' }]);
  });

  test('what the server refuses again and again counts once, and takes back nothing of what others did', async () => {
    await both();
    await laptop.put('e', (content) => ({ ...hit(1)(content), name: 'bad' }));
    await laptop.goOnline();
    await phone.goOnline();
    await phone.put('e', hit(5));
    await eventually(async () => hitPoints(await laptop.content()), 24);
    await laptop.goOffline();
    await laptop.put('e', hit(2));
    await phone.put('e', hit(3));
    await eventually(async () => server.get('e'), goblin(22));
    await laptop.goOnline();
    expect(laptop.lost).toHaveLength(2);
    await phone.put('e', hit(1));
    await eventually(async () => hitPoints(await laptop.content()), 18);
    await laptop.put('e', (content) => ({ ...content, name: 'mended' }));
    await eventually(async () => server.get('e'), { ...goblin(18), name: 'mended' });
    await laptop.put('e', (content) => ({ ...hit(1)(content), name: 'bad' }));
    await eventually(async () => laptop.lost.length, 3);
    await phone.put('e', hit(4));

    await eventually(async () => [...(await laptop.content()).values()], [{ ...goblin(13), name: 'bad' }]);
  });

  test('what the server refuses outlives a deletion', async () => {
    await both();
    await laptop.put('e', (content) => ({ ...content, name: 'bad' }));
    await laptop.goOnline();
    await phone.remove('e');
    await phone.goOnline();
    await eventually(async () => server.get('e'), null);
    await laptop.put('e', (content) => ({ ...content, name: 'mended' }));

    await eventually(async () => server.get('e'), { ...goblin(30), name: 'mended' });
  });

  test('data4: what needs premium goes as soon as the account has it', async () => {
    await both();
    server.premium = false;
    await laptop.put('e', hit(5));
    const before = server.requests;
    const online = laptop.goOnline();
    await expect.poll(() => server.requests).toBeGreaterThan(before + 4);
    expect(server.get('e')).toEqual(goblin(30));
    server.premium = true;
    await online;

    expect(server.get('e')).toEqual(goblin(25));
    expect(laptop.lost).toEqual([]);
  });

  test('sync1: in another epoch no edit overwrites by a number of the old one', async () => {
    await both();
    await laptop.put('e', hit(5));
    server.raiseEpoch();
    server.rows.set('e', { type: 'encounter', id: 'e', rev: 1, data: goblin(20) });
    await laptop.goOnline();

    await eventually(async () => hitPoints(await laptop.content()), 20);
    expect(server.get('e')).toEqual(goblin(20));
    expect(laptop.lost).toMatchObject([{ id: 'e', mine: goblin(25) }]);
  });

  test('sync7: many pages, also where the server’s are shorter than was asked for', async () => {
    const transport = server.transport();
    await phone.close();
    phone = await rxDevice(
      { ...transport, changes: (query) => transport.changes({ ...query, limit: 30 }) },
      'encounter',
      'phone',
    );
    for (let i = 0; i < 250; i++) {
      await laptop.put(`c${i}`, () => ({ name: `${i}` }));
    }
    await laptop.goOnline();
    await phone.goOnline();

    expect((await phone.content()).size).toBe(250);
    expect(await phone.content()).toEqual(await laptop.content());
  });
});

test('sync10: nothing is pushed before everything is read, and then with the cursor of that', async () => {
  const model = new ModelServer('merged');
  const transport = model.transport();
  const asked: unknown[] = [];
  const hoard = hoardReplication({
    type: 'encounter',
    clientId: 'c',
    transport: {
      ...transport,
      changes: (query) => {
        asked.push(['changes', query.since]);
        return transport.changes(query);
      },
      push: (request) => {
        asked.push(['push', request.cursor]);
        return transport.push(request);
      },
    },
  });
  for (const id of ['a', 'b', 'c']) {
    const mutation = { mutationId: id, op: 'CREATE', resourceType: 'encounter', resourceId: id } as const;
    model.push({ clientId: 'x', strategy: 'merge', mutations: [{ ...mutation, data: {}, timestamp: '' }] });
  }
  const rows = [{ newDocumentState: { id: 'e', rev: 0, content: goblin(1), _deleted: false, _attachments: {} } }];
  const early = hoard.push.handler(rows);
  const first = await hoard.pull.handler(undefined, 2);
  await expect(early).rejects.toThrow('before everything is read');
  await hoard.pull.handler(first.checkpoint, 2);
  await hoard.push.handler(rows);

  expect(asked).toEqual([
    ['changes', null],
    ['changes', '1:2:3'],
    ['push', '1:3'],
  ]);
});

test('sync10: a cursor that expires at once is a failure, for RxDB to pause behind', async () => {
  const model = new ModelServer('merged');
  const page = { ...model.page(0, 1), cursor: 'expired', hasMore: true };
  const gone = { type: 'urn:hoard:problem:cursor-expired', status: 410, body: {} };
  let requests = 0;
  const hoard = hoardReplication({
    type: 'encounter',
    clientId: 'c',
    transport: {
      ...model.transport(),
      changes: ({ since }) => {
        requests++;
        return since === null && requests < 100
          ? Promise.resolve({ kind: 'ok', value: page })
          : Promise.resolve({
              kind: 'problem',
              problem: requests < 100 ? gone : { ...gone, status: 500 },
              retryAfter: null,
            });
      },
    },
  });

  await expect(hoard.pull.handler({ cursor: 'expired' }, 10)).rejects.toThrow('410');
  expect(requests).toBeLessThan(6);
});

test('What comes while a push is under way comes once more, since RxDB leaves it aside', async () => {
  const model = new ModelServer('merged');
  const transport = model.transport();
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const hoard = hoardReplication({
    type: 'encounter',
    clientId: 'c',
    transport: {
      ...transport,
      push: async (request) => {
        const answer = await transport.push(request);
        await held;
        return answer;
      },
    },
  });
  const shown: unknown[] = [];
  hoard.pull.stream$?.subscribe((item) =>
    shown.push(item === 'RESYNC' ? item : item.documents.map((each) => each.rev)),
  );
  await hoard.pull.handler(undefined, 100);
  const stop = new AbortController();
  const following = hoard.follow(stop.signal);
  const pushing = hoard.push.handler([
    { newDocumentState: { id: 'e', rev: 0, content: goblin(30), _deleted: false, _attachments: {} } },
  ]);
  await eventually(async () => model.head, 1);
  const mutation = {
    mutationId: 'm',
    op: 'UPDATE',
    resourceType: 'encounter',
    resourceId: 'e',
    timestamp: '',
  } as const;
  model.push({ clientId: 'x', strategy: 'merge', mutations: [{ ...mutation, baseRev: 1, data: goblin(20) }] });
  await eventually(async () => shown.flat().length, 2);
  release();
  await pushing;
  model.emit({ kind: 'heartbeat', head: 2 });
  await eventually(async () => shown.filter((revs) => (revs as unknown[]).length > 0), [[1], [2], [2]]);

  stop.abort();
  await following;
});

/** Both hold the goblin, and are offline. */
async function both(): Promise<void> {
  await laptop.put('e', () => goblin(30));
  await laptop.goOnline();
  await phone.goOnline();
  await eventually(async () => [...(await phone.content()).values()], [goblin(30)]);
  await eventually(async () => (await laptop.find('e'))?.rev, 1);
  await laptop.goOffline();
  await phone.goOffline();
}

function goblin(currentHp: number): JsonObject {
  return { name: 'Ambush', participants: [{ id: 'g', name: 'Goblin', currentHp }] };
}

function hit(amount: number): (content: JsonObject) => JsonObject {
  return (content) => ({
    ...content,
    participants: goblin((hitPoints(new Map([['', content]])) ?? 0) - amount)['participants'] ?? null,
  });
}

function hitPoints(content: ReadonlyMap<string, JsonObject>): number | undefined {
  const [first] = content.values();
  return (first?.['participants'] as readonly { readonly currentHp: number }[] | undefined)?.[0]?.currentHp;
}

async function eventually<T>(ask: () => Promise<T>, expected: T): Promise<void> {
  await expect.poll(ask, { timeout: 5_000, interval: 5 }).toEqual(expected);
}
