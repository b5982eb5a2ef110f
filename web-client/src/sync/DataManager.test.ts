import { beforeEach, describe, expect, test } from 'vitest';
import { MemoryDatabase } from '../store/MemoryDatabase.ts';
import { NO_ACCOUNT } from '../store/records.ts';
import { DataManager } from './DataManager.ts';
import { Crash, CrashingDatabase } from './testing/CrashingDatabase.ts';
import { testDevice, USER, type TestDevice } from './testing/device.ts';
import { ModelServer, type Fault } from './testing/ModelServer.ts';

let server: ModelServer;
let faults: Fault[];
let device: TestDevice;

beforeEach(() => {
  server = new ModelServer('merged');
  faults = [];
  device = testDevice(server.transport(faults));
});

describe('An edit', () => {
  test('is here at once, without a network', async () => {
    const id = await device.data.create('creature', { name: 'Goblin', isTemplate: true });
    await device.data.update('creature', id, (current) => ({ ...current, ac: 15 }));

    expect((await device.data.open('creature', id))?.data).toEqual({ name: 'Goblin', isTemplate: true, ac: 15 });
    expect(server.requests).toBe(0);
  });

  test('and its place in the queue are one transaction: a crash leaves both or none', async () => {
    for (let operations = 0; operations < 12; operations++) {
      const db = new MemoryDatabase();
      const dying = new CrashingDatabase(db);
      const { data } = testDevice(server.transport(), { db: dying });
      dying.crashAfter(operations);
      await data.create('party', { name: 'a' }, 'id').catch((failure: unknown) => {
        expect(failure).toBeInstanceOf(Crash);
      });

      const after = testDevice(server.transport(), { db });
      expect(await after.queue.countPending(USER)).toBe((await after.data.list('party')).length);
    }
  });

  test('of a form joins what came in between', async () => {
    const id = await device.data.create('party', { name: 'a', description: 'x' });
    const seen = await device.data.open('party', id);
    await device.data.update('party', id, (current) => ({ ...current, description: 'y' }));
    await device.data.save(seen as NonNullable<typeof seen>, { name: 'form', description: 'x' });

    expect((await device.data.open('party', id))?.data).toEqual({ name: 'form', description: 'y' });
    expect(await device.queue.listConflicts(USER)).toEqual([]);
  });

  test('of a form that overwrites what came in between keeps that for the user', async () => {
    const id = await device.data.create('party', { name: 'a' });
    const seen = await device.data.open('party', id);
    await device.data.update('party', id, () => ({ name: 'in between' }));
    await device.data.save(seen as NonNullable<typeof seen>, { name: 'form' });

    expect(await device.queue.listConflicts(USER)).toMatchObject([{ lost: { '/name': 'in between' } }]);
  });

  test('of two tabs at once loses neither', async () => {
    const second = testDevice(server.transport(), { db: device.db });
    const id = await device.data.create('party', { name: 'a', level: 0 });
    const up = ({ data }: TestDevice): Promise<void> =>
      data.update('party', id, (current) => ({ ...current, level: (current['level'] as number) + 1 }));
    await Promise.all([up(device), up(second), up(device), up(second)]);

    expect((await device.data.open('party', id))?.data['level']).toBe(4);
  });
});

describe('Reading', () => {
  test('falls back to what is here when the server does not answer', async () => {
    const id = await device.data.create('party', { name: 'a' });
    await device.sync.sync();
    faults.push('requestLost');

    expect((await device.data.openFresh('party', id))?.data).toEqual({ name: 'a' });
  });

  test('asks for the latest where that is wanted', async () => {
    const id = await device.data.create('party', { name: 'a' });
    await device.sync.sync();
    const other = testDevice(server.transport());
    await other.sync.sync();
    await other.data.update('party', id, () => ({ name: 'b' }));
    await other.sync.sync();

    expect((await device.data.open('party', id))?.data).toEqual({ name: 'a' });
    expect((await device.data.openFresh('party', id))?.data).toEqual({ name: 'b' });
  });

  test('lists by status and by template', async () => {
    await device.data.create('encounter', { name: 'a', status: 'active' });
    await device.data.create('encounter', { name: 'b', status: 'paused' });
    await device.data.create('creature', { name: 'c', isTemplate: true });
    await device.data.create('creature', { name: 'd' });

    expect(await device.data.list('encounter', { status: 'active' })).toMatchObject([{ data: { name: 'a' } }]);
    expect(await device.data.list('creature', { isTemplate: false })).toMatchObject([{ data: { name: 'd' } }]);
  });
});

describe('Without an account', () => {
  test('nothing is queued; a login takes all of it along', async () => {
    const { storage, queue } = device;
    const visitor = new DataManager({ userId: NO_ACCOUNT, storage, queue, transport: null });
    await visitor.create('party', { name: 'a' });
    await visitor.savePreferences(() => ({ theme: 'dark' }));
    expect((await storage.read((tx) => tx.all('syncQueue'))).length).toBe(0);

    expect(await device.data.adoptLocalDocuments()).toBe(2);
    await device.sync.sync();

    expect([...server.documents().values()]).toEqual([{ name: 'a' }, { theme: 'dark' }]);
    expect(server.get(USER)).toEqual({ theme: 'dark' });
    expect(await visitor.list('party')).toEqual([]);
  });
});
