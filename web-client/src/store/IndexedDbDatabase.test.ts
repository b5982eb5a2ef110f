import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import { databaseContract } from './Database.contract.ts';
import { IndexedDbDatabase } from './IndexedDbDatabase.ts';

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

databaseContract('IndexedDbDatabase', () => IndexedDbDatabase.open(), true);

describe('The schema', () => {
  test('is version 1 of dnd-tracker-local with the stores and indexes of the domain model', async () => {
    (await IndexedDbDatabase.open()).close();

    const shape = await new Promise<Record<string, string[]>>((resolve, reject) => {
      const request = indexedDB.open('dnd-tracker-local');
      request.onerror = () => {
        reject(new Error('not opened'));
      };
      request.onsuccess = () => {
        const db = request.result;
        const tx = db.transaction([...db.objectStoreNames]);
        resolve(
          Object.fromEntries([
            ['version', [String(db.version)]],
            ...[...db.objectStoreNames].map((name) => [name, [...tx.objectStore(name).indexNames].sort()]),
          ]) as Record<string, string[]>,
        );
      };
    });

    expect(shape).toEqual({
      version: ['1'],
      parties: ['createdAt', 'userId'],
      encounters: ['status', 'updatedAt', 'userId'],
      creatures: ['isTemplate', 'userId'],
      userPreferences: [],
      syncQueue: ['operation', 'resourceId', 'timestamp'],
      syncState: [],
    });
  });
});
