import { beforeEach, describe, expect, test } from 'vitest';
import { testDevice, USER, type TestDevice } from '../sync/testing/device.ts';
import { ModelServer } from '../sync/testing/ModelServer.ts';
import { DataManager, NotHere } from '../sync/DataManager.ts';
import type { LocalDocument } from './LocalStorageService.ts';
import { NO_ACCOUNT } from './records.ts';
import { StorageQuotaManager, type StorageEstimate } from './StorageQuotaManager.ts';

const NOW = Date.parse('2026-11-23T12:00:00.000Z');
const DAY = 24 * 60 * 60_000;

let server: ModelServer;
let device: TestDevice;
let disk: Disk;
let quota: StorageQuotaManager;

/** Each estimate finds it emptier by `gain`. */
class Disk implements StorageEstimate {
  usage = 90;
  gain = 0;

  async estimate(): Promise<{ usage: number; quota: number }> {
    const { usage } = this;
    this.usage -= this.gain;
    return { usage, quota: 100 };
  }
}

beforeEach(() => {
  server = new ModelServer('merged');
  device = testDevice(server.transport());
  disk = new Disk();
  quota = new StorageQuotaManager(device.storage, disk);
});

function encounter(name: string, daysAgo: number, status = 'completed'): Promise<string> {
  const completedAt = new Date(NOW - daysAgo * DAY).toISOString();
  return device.data.create('encounter', { name, status, completedAt });
}

async function evicted(): Promise<string[]> {
  const documents = await device.data.list('encounter');
  return documents.flatMap((each) => ('evicted' in each ? [each.name] : [])).sort();
}

describe('When more than 80 % of the room is taken', () => {
  test('completed encounters older than 30 days are given up, and nothing else', async () => {
    await encounter('old', 31);
    await encounter('young', 29);
    await encounter('paused', 100, 'paused');
    await device.data.create('party', { name: 'party' });
    await device.sync.sync();

    expect(await quota.makeRoom(USER)).toBe(1);
    expect(await evicted()).toEqual(['old']);
    expect(await device.queue.countPending(USER)).toBe(0);
    await device.sync.sync();
    expect(server.documents().size).toBe(4);
  });

  test('what is not on the server as it is here stays', async () => {
    const edited = await encounter('edited', 40);
    await device.sync.sync();
    await device.data.update('encounter', edited, (current) => ({ ...current, name: 'edited again' }));
    await encounter('never pushed', 40);

    expect(await quota.makeRoom(USER)).toBe(0);
    expect(await evicted()).toEqual([]);
  });

  test('the data of a user without an account stays', async () => {
    const { storage, queue } = device;
    const visitor = new DataManager({ userId: NO_ACCOUNT, storage, queue, transport: null });
    const completedAt = new Date(NOW - 100 * DAY).toISOString();
    await visitor.create('encounter', { name: 'mine alone', status: 'completed', completedAt });

    expect(await quota.makeRoom(NO_ACCOUNT)).toBe(0);
    expect(await quota.makeRoom(USER)).toBe(0);
    expect(await visitor.list('encounter')).toMatchObject([{ data: { name: 'mine alone' } }]);
  });

  test('another account’s encounters stay', async () => {
    await encounter('old', 31);
    await device.sync.sync();

    expect(await quota.makeRoom('another account')).toBe(0);
    expect(await evicted()).toEqual([]);
  });

  test('the oldest go first, and only as many as are needed', async () => {
    for (let i = 0; i < 30; i++) {
      await encounter(`days ${String(40 + i)}`, 40 + i);
    }
    await device.sync.sync();
    disk.gain = 11;

    expect(await quota.makeRoom(USER)).toBe(20);
    expect(await evicted()).toEqual(Array.from({ length: 20 }, (_, i) => `days ${50 + i}`));
  });
});

test('Below that nothing happens', async () => {
  await encounter('old', 31);
  await device.sync.sync();
  disk.usage = 80;

  expect(await quota.makeRoom(USER)).toBe(0);
});

describe('What was given up', () => {
  let id: string;

  beforeEach(async () => {
    id = await encounter('old', 31);
    await device.sync.sync();
    await quota.makeRoom(USER);
  });

  test('is fetched when it is opened', async () => {
    expect((await device.data.open('encounter', id))?.data['name']).toBe('old');
    expect(await evicted()).toEqual([]);
  });

  test('cannot be opened without a network, and says so', async () => {
    const { storage, queue } = device;
    const away = new ModelServer('merged').transport(['requestLost']);
    const data = new DataManager({ userId: USER, storage, queue, transport: away });

    await expect(data.open('encounter', id)).rejects.toThrow(NotHere);
  });

  test('sync12: is no difference to the server', async () => {
    expect(await device.sync.verify()).toMatchObject({ kind: 'equal' });
    expect(await evicted()).toEqual(['old']);
  });

  test('comes back by itself when it changes elsewhere', async () => {
    const other = testDevice(server.transport());
    await other.sync.sync();
    await other.data.update('encounter', id, (current) => ({ ...current, name: 'changed' }));
    await other.sync.sync();
    await device.sync.sync();

    expect((await device.data.open('encounter', id))?.data['name']).toBe('changed');
  });

  test('is fetched when a form of before is saved, so that what came in between stays', async () => {
    const seen = (await device.data.open('encounter', id)) as LocalDocument;
    await device.data.update('encounter', id, (current) => ({ ...current, description: 'in between' }));
    await device.sync.sync();
    await quota.makeRoom(USER);
    expect(await evicted()).toEqual(['old']);
    await device.data.save(seen, { ...seen.data, name: 'form' });
    await device.sync.sync();

    expect(server.get(id)).toMatchObject({ name: 'form', description: 'in between' });
  });

  test('is overwritten by nothing that has not seen it', async () => {
    const { storage, queue } = device;
    const seen = (await device.data.open('encounter', id)) as LocalDocument;
    await quota.makeRoom(USER);
    const away = new DataManager({ userId: USER, storage, queue, transport: null });

    await expect(away.save(seen, { name: 'form' })).rejects.toThrow(NotHere);
    await expect(away.create('encounter', { name: 'new' }, id)).rejects.toThrow(NotHere);
    expect(await evicted()).toEqual(['old']);
    expect(await queue.countPending(USER)).toBe(0);
  });

  test('can be edited and deleted like anything else', async () => {
    await device.data.update('encounter', id, (current) => ({ ...current, name: 'edited' }));
    await device.sync.sync();
    expect(server.get(id)?.['name']).toBe('edited');

    await quota.makeRoom(USER);
    expect(await evicted()).toEqual(['edited']);
    await device.data.delete('encounter', id);
    await device.sync.sync();
    expect(server.get(id)).toBeNull();
    expect(await device.data.list('encounter')).toEqual([]);
  });
});
