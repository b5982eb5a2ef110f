import { beforeEach, describe, expect, test } from 'vitest';
import { Feed } from './Feed.ts';
import type { FeedPage, PushAnswer } from './protocol.ts';
import { testDevice, USER, type TestDevice } from './testing/device.ts';
import { ModelServer } from './testing/ModelServer.ts';

let server: ModelServer;
let device: TestDevice;
let other: TestDevice;
let feed: Feed;
let id: string;

beforeEach(async () => {
  server = new ModelServer('merged');
  device = testDevice(server.transport());
  other = testDevice(server.transport());
  feed = new Feed(device.storage, USER);
  id = await device.data.create('party', { name: 'a' });
  await device.sync.sync();
  await other.sync.sync();
});

async function push(): Promise<PushAnswer> {
  const mutations = await device.queue.takeBatch(USER, { mutations: 500, bytes: 1_000_000 });
  return server.push({ clientId: 'c', strategy: 'merge', mutations });
}

async function name(): Promise<unknown> {
  return (await device.data.open('party', id))?.data['name'];
}

describe('sync7: pages and answers in any order', () => {
  test('a page made before this device’s own push takes nothing back', async () => {
    const before: FeedPage = { ...server.page(0, 10), from: 1, to: 2, head: 2, cursor: '1:2' };
    await device.data.update('party', id, () => ({ name: 'b' }));
    await device.queue.settle(USER, await push(), 'merge');
    const old = before.changes.map((change) => ({ ...change, seq: 2 }));

    expect(await feed.apply({ ...before, changes: old })).toBe('applied');
    expect(await name()).toBe('b');
  });

  test('an answer that comes behind newer news takes nothing back', async () => {
    await device.data.update('party', id, () => ({ name: 'b' }));
    const late = await push();
    await other.sync.sync();
    await other.data.update('party', id, () => ({ name: 'c' }));
    await other.sync.sync();
    await feed.apply(server.page(1, 10));
    await device.queue.settle(USER, late, 'merge');

    expect(await name()).toBe('c');
    expect(await device.queue.countPending(USER)).toBe(0);
  });

  test('the feed knows better than an answer that shows no document any more', async () => {
    await device.data.update('party', id, () => ({ name: 'b' }));
    const answer = await push();
    await device.data.update('party', id, (current) => ({ ...current, description: 'behind' }));
    const page = server.page(1, 10);
    const changes = page.changes.map((change) => ({ ...change, data: { ...change.data, tags: ['by the server'] } }));
    await feed.apply({ ...page, changes });
    await device.queue.settle(USER, answer, 'merge');

    expect((await device.data.open('party', id))?.data).toEqual({
      name: 'b',
      description: 'behind',
      tags: ['by the server'],
    });
  });

  test('a page twice, a page of the past, and a page behind a gap', async () => {
    const first = server.page(0, 10);
    await other.data.update('party', id, () => ({ name: 'b' }));
    await other.sync.sync();
    const second = server.page(1, 10);
    await other.data.update('party', id, () => ({ name: 'c' }));
    await other.sync.sync();
    const third = server.page(2, 10);

    expect(await feed.apply(third)).toBe('gap');
    expect(await feed.apply(second)).toBe('applied');
    expect(await feed.apply(second)).toBe('known');
    expect(await feed.apply(third)).toBe('applied');
    expect(await feed.apply(first)).toBe('known');
    expect(await name()).toBe('c');
  });

  test('sync1: a page of another epoch is not applied', async () => {
    expect(await feed.apply({ ...server.page(1, 10), to: 5, epoch: 2 })).toBe('otherEpoch');
  });
});

test('sync1: on a feed of another epoch an edit has no base', async () => {
  await device.data.update('party', id, () => ({ name: 'b' }));
  server.raiseEpoch();
  await feed.beginAnew();
  await feed.apply(server.page(0, 10));

  expect(await device.queue.takeBatch(USER, { mutations: 1, bytes: 1_000 })).toMatchObject([{ baseRev: 0 }]);
});

test('sync10: while all is read again, what a push has brought about is not taken for gone', async () => {
  await feed.beginAnew();
  const page = server.page(0, 10);
  const fresh = await device.data.create('party', { name: 'fresh' });
  await feed.apply({ ...page, hasMore: true });
  await device.queue.settle(USER, await push(), 'merge');
  await feed.apply({ ...page, from: 1, to: 1, changes: [] });

  expect((await device.data.open('party', fresh))?.data).toEqual({ name: 'fresh' });
});

test('sync10: a deletion of what a full read did not show still goes to the server', async () => {
  await device.data.delete('party', id);
  await feed.beginAnew();
  await feed.apply({ ...server.page(0, 10), changes: [] });
  expect(await device.data.list('party')).toEqual([]);
  await device.sync.sync();

  expect(server.get(id)).toBeNull();
  expect(await device.queue.countPending(USER)).toBe(0);
  expect(await device.data.list('party')).toEqual([]);
});

test.each([
  ['as it was edited here', 'mine', { name: 'mine' }],
  ['otherwise', 'theirs', { name: 'mine', description: 'theirs' }],
])('sync10: an edit of what was gone meets it when it appears again, %s', async (_how, description, merged) => {
  await device.data.update('party', id, () => ({ name: 'mine' }));
  await feed.beginAnew();
  await feed.apply({ ...server.page(0, 10), changes: [] });
  expect(await device.queue.listConflicts(USER)).toMatchObject([{ state: 'conflict', theirs: { data: null } }]);
  await other.data.update('party', id, (current) =>
    description === 'mine' ? { name: 'mine' } : { ...current, description },
  );
  await other.sync.sync();
  await device.sync.sync();
  await device.sync.sync();

  expect(await device.queue.listConflicts(USER)).toEqual([]);
  expect(await device.queue.countPending(USER)).toBe(0);
  expect(server.get(id)).toEqual(merged);
  expect((await device.data.open('party', id))?.data).toEqual(merged);
});

test('sync10: an edit of what is gone after a full read is a conflict, and is not sent unasked', async () => {
  await device.data.update('party', id, () => ({ name: 'mine' }));
  await other.data.delete('party', id);
  await other.sync.sync();
  server.purge();
  await feed.beginAnew();
  await feed.apply(server.page(0, 10));

  expect(await device.queue.listConflicts(USER)).toMatchObject([{ state: 'conflict', data: { name: 'mine' } }]);
  expect(await device.queue.takeBatch(USER, { mutations: 1, bytes: 1_000 })).toEqual([]);
});
