import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/store/json.ts';
import { ModelServer, type Fault } from '../../src/sync/testing/ModelServer.ts';
import { melonDevice, type MelonDevice } from './testing.ts';

let server: ModelServer;
let faults: Fault[];
let laptop: MelonDevice;
let phone: MelonDevice;

describe.each(['merged', 'left'] as const)('WatermelonDB on two devices, conflicts %s by the server', (conflicts) => {
  beforeEach(() => {
    server = new ModelServer(conflicts);
    faults = [];
    laptop = melonDevice(server.transport(faults), 'laptop');
    phone = melonDevice(server.transport(), 'phone');
  });

  test('each sees the other’s edits with its next call', async () => {
    await laptop.put('e', () => goblin(30));
    for (let i = 1; i <= 6; i++) {
      const [from, to] = i % 2 === 0 ? [phone, laptop] : [laptop, phone];
      await from.put('e', hit(1));
      await from.sync();
      await to.sync();
      expect(hitPoints(await to.content())).toBe(30 - i);
    }
    expect(server.get('e')).toEqual(goblin(24));
  });

  test('sync5: offline edits of both come together, and every blow counts once', async () => {
    await both();
    await laptop.put('e', hit(5));
    await laptop.put('e', hit(2));
    await phone.put('e', hit(11));
    await phone.put('e', (content) => ({ ...content, round: 2 }));
    await rest();

    expect(server.get('e')).toEqual({ ...goblin(12), round: 2 });
    await agree();
  });

  test('sync3: a push whose answer was lost is done once, whatever was edited meanwhile', async () => {
    await both();
    await laptop.put('e', hit(5));
    faults.push('none', 'answerLost');
    await expect(laptop.sync()).rejects.toThrow('not answered');
    await laptop.put('e', hit(2));
    await phone.put('e', hit(1));
    await phone.sync();
    await rest();

    expect(server.get('e')).toEqual(goblin(22));
    await agree();
  });

  test('edits between a push and the next call count once', async () => {
    await both();
    for (let i = 0; i < 5; i++) {
      await laptop.put('e', hit(1));
      await laptop.sync();
      await phone.put('e', hit(1));
      await phone.sync();
    }
    await rest();

    expect(server.get('e')).toEqual(goblin(20));
    await agree();
  });

  test('a deletion reaches the other device', async () => {
    await both();
    await laptop.remove('e');
    await rest();

    expect(server.documents().size).toBe(0);
    await agree();
  });

  test('an edit outlives a deletion that did not see it, whichever came first', async () => {
    await both();
    await phone.put('e', hit(5));
    await phone.sync();
    await laptop.remove('e');
    await rest();
    expect(server.get('e')).toEqual(goblin(25));
    expect(laptop.lost).toMatchObject([{ id: 'e', mine: null }]);
    await agree();

    await laptop.remove('e');
    await laptop.sync();
    await phone.put('e', hit(5));
    await rest();
    expect(server.get('e')).toEqual(goblin(20));
    await agree();
  });

  test('what the server refuses is told, stays, and holds up nothing else', async () => {
    await laptop.put('bad', () => ({ name: 'bad' }));
    await laptop.put('good', () => ({ name: 'good' }));
    await laptop.sync();

    expect([...server.documents().keys()]).toEqual(['good']);
    expect([...(await laptop.content()).keys()]).toEqual(['bad', 'good']);
    expect(laptop.lost).toEqual([{ id: 'bad', mine: { name: 'bad' } }]);
  });

  test('sync10: a cursor that has expired is read again from nothing', async () => {
    await both();
    await phone.put('f', () => goblin(7));
    await phone.remove('e');
    await phone.sync();
    server.purge();
    await laptop.put('g', () => goblin(3));
    await rest();

    expect([...server.documents().keys()].sort()).toEqual(['f', 'g']);
    await agree();
  });

  test('sync1: in another epoch an edit is joined to what is there, whatever the numbers', async () => {
    await both();
    await phone.put('e', hit(1));
    await rest();
    await laptop.put('e', hit(5));
    server.raiseEpoch();
    server.head = 1;
    server.rows.set('e', { type: 'encounter', id: 'e', rev: 1, data: { ...goblin(30), round: 7 } });
    await rest();

    expect(server.get('e')).toEqual({ ...goblin(25), round: 7 });
    await agree();
  });

  test('sync1: in another epoch a deletion is none of what was not seen, and it is shown again', async () => {
    await both();
    await phone.put('e', hit(1));
    await rest();
    await laptop.remove('e');
    server.raiseEpoch();
    server.head = 1;
    server.rows.set('e', { type: 'encounter', id: 'e', rev: 1, data: goblin(30) });
    await rest();

    expect(server.get('e')).toEqual(goblin(30));
    expect(laptop.lost).toMatchObject([{ id: 'e', mine: null }]);
    await agree();
  });

  test('sync7: many pages', async () => {
    for (let i = 0; i < 1_100; i++) {
      server.push({
        clientId: 'x',
        strategy: 'merge',
        mutations: [
          {
            mutationId: `m${i}`,
            op: 'CREATE',
            resourceType: 'encounter',
            resourceId: `c${i}`,
            data: { i },
            timestamp: '',
          },
        ],
      });
    }
    await phone.sync();

    expect((await phone.content()).size).toBe(1_100);
  });
});

async function both(): Promise<void> {
  await laptop.put('e', () => goblin(30));
  await rest();
}

async function rest(): Promise<void> {
  for (const device of [laptop, phone, laptop, phone, laptop, phone]) {
    await device.sync();
  }
}

async function agree(): Promise<void> {
  const there = new Map([...server.documents()].sort(([one], [other]) => (one < other ? -1 : 1)));
  expect(await laptop.content()).toEqual(there);
  expect(await phone.content()).toEqual(there);
}

function goblin(currentHp: number): JsonObject {
  return { name: 'Ambush', participants: [{ id: 'g', name: 'Goblin', currentHp }] };
}

function hit(amount: number): (content: JsonObject) => JsonObject {
  return (content) => {
    const participants = goblin((hitPoints(new Map([['', content]])) ?? 0) - amount)['participants'] ?? null;
    return { ...content, participants };
  };
}

function hitPoints(content: ReadonlyMap<string, JsonObject>): number | undefined {
  const [first] = content.values();
  return (first?.['participants'] as readonly { readonly currentHp: number }[] | undefined)?.[0]?.currentHp;
}
