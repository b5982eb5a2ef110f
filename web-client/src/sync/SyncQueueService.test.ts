import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../store/json.ts';
import type { Mutation } from './protocol.ts';
import { ModelServer } from './testing/ModelServer.ts';
import { testDevice, USER, type TestDevice } from './testing/device.ts';

const ALL = { mutations: 500, bytes: 4_000_000 };

let server: ModelServer;
let device: TestDevice;

beforeEach(() => {
  server = new ModelServer('merged');
  device = testDevice(server.transport());
});

function take(): Promise<Mutation[]> {
  return device.queue.takeBatch(USER, ALL);
}

function named(name: string): (current: JsonObject) => JsonObject {
  return (current) => ({ ...current, name });
}

async function synced(name: string): Promise<string> {
  const id = await device.data.create('party', { name });
  await device.sync.sync();
  return id;
}

/** Another device's edit. */
function elsewhere(id: string, data: JsonObject): void {
  const mutation: Mutation = {
    mutationId: crypto.randomUUID(),
    op: 'UPDATE',
    resourceType: 'party',
    resourceId: id,
    data,
    timestamp: '',
  };
  server.push({ clientId: 'elsewhere', strategy: 'manual', mutations: [mutation] });
}

describe('Waiting edits of one document become one', () => {
  test('a creation and its updates are a creation', async () => {
    const id = await device.data.create('party', { name: 'a' });
    await device.data.update('party', id, named('b'));

    expect(await take()).toMatchObject([{ op: 'CREATE', data: { name: 'b' } }]);
  });

  test('updates are one update on what the first was made on', async () => {
    const id = await synced('a');
    await device.data.update('party', id, named('b'));
    await device.data.update('party', id, named('c'));

    expect(await take()).toMatchObject([{ op: 'UPDATE', baseRev: 1, data: { name: 'c' } }]);
  });

  test('a creation and its deletion are nothing', async () => {
    const id = await device.data.create('party', { name: 'a' });
    await device.data.delete('party', id);

    expect(await take()).toEqual([]);
    expect(await device.data.list('party')).toEqual([]);
  });

  test('an update and a deletion are a deletion; a deletion and a new beginning are an update', async () => {
    const id = await synced('a');
    await device.data.update('party', id, named('b'));
    await device.data.delete('party', id);
    const deletion = await device.storage.read((tx) => tx.all('syncQueue'));
    await device.data.create('party', { name: 'again' }, id);

    expect(deletion).toMatchObject([{ operation: 'DELETE', base: { rev: 1 }, data: null }]);
    expect(await take()).toMatchObject([{ op: 'UPDATE', baseRev: 1, data: { name: 'again' } }]);
  });

  test('different documents keep their order', async () => {
    const first = await device.data.create('party', { name: 'a' });
    const second = await device.data.create('creature', { name: 'b' });
    await device.data.update('party', first, named('c'));

    expect((await take()).map((mutation) => mutation.resourceId)).toEqual([first, second]);
  });

  test('an edit that changes nothing is none', async () => {
    const id = await synced('a');
    await device.data.update('party', id, (current) => ({ ...current }));

    expect(await take()).toEqual([]);
  });
});

describe('What was sent is frozen until it is answered', () => {
  test('sync3: it is sent again with the same id and the same content, whatever was edited meanwhile', async () => {
    const id = await device.data.create('party', { name: 'a' });
    const first = await take();
    await device.data.update('party', id, named('b'));

    const again = await take();

    expect(again).toEqual(first);
  });

  test('sync5: one mutation of a document at a time is unanswered', async () => {
    const id = await device.data.create('party', { name: 'a' });
    await take();
    await device.data.update('party', id, named('b'));
    await device.data.update('party', id, named('c'));

    expect(await take()).toHaveLength(1);
    expect(await device.queue.countPending(USER)).toBe(2);
  });

  test('the edit behind it then rests on what the answer says', async () => {
    await device.sync.sync();
    const id = await device.data.create('party', { name: 'a' });
    const mutations = await take();
    await device.data.update('party', id, named('b'));
    await device.queue.settle(USER, server.push({ clientId: 'c', strategy: 'merge', mutations }), 'merge');

    expect(await take()).toMatchObject([{ op: 'UPDATE', baseRev: 1, data: { name: 'b' } }]);
  });

  test('sync5: what others did in between joins the edit behind, which counts only what it did itself', async () => {
    const participants = (currentHp: number): JsonObject => ({ name: 'a', participants: [{ id: 'g', currentHp }] });
    const id = await device.data.create('encounter', participants(30));
    await device.sync.sync();
    elsewhere(id, participants(20));
    await device.data.update('encounter', id, () => participants(25));
    const mutations = await take();
    await device.data.update('encounter', id, () => participants(24));

    await device.queue.settle(USER, server.push({ clientId: 'c', strategy: 'merge', mutations }), 'merge');

    expect(await take()).toMatchObject([{ baseRev: 3, data: participants(14) }]);
    expect((await device.data.open('encounter', id))?.data).toEqual(participants(14));
  });

  test('an answer that comes a second time changes nothing', async () => {
    const id = await device.data.create('party', { name: 'a' });
    const answer = server.push({ clientId: 'c', strategy: 'merge', mutations: await take() });
    await device.queue.settle(USER, answer, 'merge');
    await device.data.update('party', id, named('b'));
    await device.queue.settle(USER, answer, 'merge');

    expect(await take()).toMatchObject([{ op: 'UPDATE', data: { name: 'b' } }]);
  });

  test('a deletion behind it that did not see others’ changes is no deletion of those', async () => {
    const id = await synced('a');
    elsewhere(id, { name: 'a', description: 'theirs' });
    await device.data.update('party', id, named('mine'));
    const mutations = await take();
    await device.data.delete('party', id);
    await device.queue.settle(USER, server.push({ clientId: 'c', strategy: 'merge', mutations }), 'merge');
    await device.sync.sync();

    expect(server.get(id)).toEqual({ name: 'mine', description: 'theirs' });
    expect(await device.queue.listConflicts(USER)).toMatchObject([{ state: 'decided', by: 'server' }]);
  });
});

describe('What the server refuses', () => {
  test('is parked, shown, and holds up nothing else', async () => {
    await device.data.create('party', { name: 'bad' });
    const good = await device.data.create('party', { name: 'good' });
    await device.sync.sync();

    expect([...server.documents().keys()]).toEqual([good]);
    expect(await device.queue.listRejected(USER)).toMatchObject([
      { operation: 'CREATE', data: { name: 'bad' }, problem: { status: 400 } },
    ]);
    expect((await device.data.list('party')).length).toBe(2);
  });

  test('goes again once the user has mended it', async () => {
    const id = await device.data.create('party', { name: 'bad' });
    await device.sync.sync();
    await device.data.update('party', id, named('mended'));
    await device.sync.sync();

    expect(server.get(id)).toEqual({ name: 'mended' });
    expect(await device.queue.listRejected(USER)).toEqual([]);
  });

  test('is mended by the edit that waits behind it', async () => {
    const id = await device.data.create('party', { name: 'bad' });
    const mutations = await take();
    await device.data.update('party', id, named('mended'));
    await device.queue.settle(USER, server.push({ clientId: 'c', strategy: 'merge', mutations }), 'merge');
    await device.sync.sync();

    expect(server.get(id)).toEqual({ name: 'mended' });
  });

  test('is given up only by the user', async () => {
    const id = await synced('a');
    await device.data.update('party', id, named('bad'));
    await device.sync.sync();
    const [rejected] = await device.queue.listRejected(USER);
    await device.queue.resolve(USER, rejected?.sequence ?? 0, { take: 'theirs' });

    expect((await device.data.open('party', id))?.data).toEqual({ name: 'a' });
    expect(await device.queue.listRejected(USER)).toEqual([]);
  });
});

describe('What both sides changed', () => {
  beforeEach(() => {
    server = new ModelServer('left');
    device = testDevice(server.transport());
  });

  test('is merged here where the server leaves it to the client; what lost is shown', async () => {
    const id = await synced('a');
    elsewhere(id, { name: 'theirs', description: 'x' });
    await device.data.update('party', id, named('mine'));
    await device.sync.sync();

    expect(server.get(id)).toEqual({ name: 'mine', description: 'x' });
    expect(await device.queue.listConflicts(USER)).toMatchObject([
      { state: 'decided', by: 'client', fields: ['/name'], lost: { '/name': 'theirs' } },
    ]);
  });

  test('waits for the user where he wants to decide', async () => {
    device = testDevice(server.transport(), { strategy: 'manual' });
    const id = await synced('a');
    elsewhere(id, { name: 'theirs' });
    await device.data.update('party', id, named('mine'));
    await device.sync.sync();

    const [conflict] = await device.queue.listConflicts(USER);
    expect(conflict).toMatchObject({
      state: 'conflict',
      data: { name: 'mine' },
      theirs: { rev: 2, data: { name: 'theirs' } },
      original: { name: 'a' },
    });
    expect((await device.data.open('party', id))?.data).toEqual({ name: 'mine' });
  });

  test('goes on waiting when the document is edited on', async () => {
    device = testDevice(server.transport(), { strategy: 'manual' });
    const id = await synced('a');
    elsewhere(id, { name: 'theirs' });
    await device.data.update('party', id, named('mine'));
    await device.sync.sync();
    await device.data.update('party', id, named('mine again'));

    expect(await take()).toEqual([]);
    expect(await device.queue.listConflicts(USER)).toMatchObject([{ state: 'conflict', data: { name: 'mine again' } }]);
  });

  test.each([
    ['mine', 'mine'],
    ['theirs', 'theirs'],
  ] as const)('becomes %s by the user’s word', async (taken, name) => {
    device = testDevice(server.transport(), { strategy: 'manual' });
    const id = await synced('a');
    elsewhere(id, { name: 'theirs' });
    await device.data.update('party', id, named('mine'));
    await device.sync.sync();
    const [conflict] = await device.queue.listConflicts(USER);
    await device.queue.resolve(USER, conflict?.sequence ?? 0, { take: taken });
    await device.sync.sync();

    expect(server.get(id)).toEqual({ name });
    expect((await device.data.open('party', id))?.data).toEqual({ name });
    expect(await device.queue.listConflicts(USER)).toEqual([]);
  });

  test('is a conflict too when one side deleted it, and the edit survives', async () => {
    const id = await synced('a');
    const other = testDevice(server.transport());
    await other.sync.sync();
    await other.data.delete('party', id);
    await other.sync.sync();
    await device.data.update('party', id, named('mine'));
    await device.sync.sync();

    const [conflict] = await device.queue.listConflicts(USER);
    expect(conflict).toMatchObject({ state: 'conflict', data: { name: 'mine' }, theirs: { data: null } });
    await device.queue.resolve(USER, conflict?.sequence ?? 0, { take: 'mine' });
    await device.sync.sync();
    expect(server.get(id)).toEqual({ name: 'mine' });
  });
});

describe('A push', () => {
  test('sync2: holds at most so many mutations and bytes, and at least one', async () => {
    for (let i = 0; i < 5; i++) {
      await device.data.create('party', { name: `party ${i}`, description: 'x'.repeat(500) });
    }

    expect(await device.queue.takeBatch(USER, { mutations: 3, bytes: 1_000_000 })).toHaveLength(3);
    expect(await device.queue.takeBatch(USER, { mutations: 500, bytes: 1_500 })).toHaveLength(2);
    expect(await device.queue.takeBatch(USER, { mutations: 500, bytes: 10 })).toHaveLength(1);
  });

  test('holds nothing of another account', async () => {
    await device.data.create('party', { name: 'a' });

    expect(await device.queue.takeBatch('another account', ALL)).toEqual([]);
  });
});
