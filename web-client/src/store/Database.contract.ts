import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from './Database.ts';
import type { DocumentRecord, WaitingEdit } from './records.ts';

/** What the engine relies on; every database passes it. */
export function databaseContract(name: string, open: () => Promise<Database>, reopens: boolean): void {
  describe(`${name} as a database`, () => {
    let db: Database;

    beforeEach(async () => {
      db = await open();
    });

    afterEach(() => {
      db.close();
    });

    test('gives back what was put, and nothing for what was not', async () => {
      await db.write((tx) => tx.put('parties', party('u1', 'a', '2026-01-01')));

      const found = await db.read(['parties'], (tx) => tx.get('parties', ['u1', 'a']));
      const other = await db.read(['parties'], (tx) => tx.get('parties', ['u2', 'a']));

      expect(found).toEqual(party('u1', 'a', '2026-01-01'));
      expect(other).toBeUndefined();
    });

    test('keeps the same id of two accounts apart', async () => {
      await db.write(async (tx) => {
        await tx.put('parties', party('u1', 'a', '2026-01-01'));
        await tx.put('parties', party('u2', 'a', '2026-01-02'));
      });

      const first = await db.read(['parties'], (tx) => tx.where('parties', 'userId', 'u1'));

      expect(first).toEqual([party('u1', 'a', '2026-01-01')]);
    });

    test('finds by an index, and leaves out what does not have the field', async () => {
      await db.write(async (tx) => {
        await tx.put('creatures', { ...party('u1', 'a', '2026-01-01'), type: 'creature', isTemplate: 1 });
        await tx.put('creatures', { ...party('u1', 'b', '2026-01-01'), type: 'creature', isTemplate: 0 });
        await tx.put('creatures', { ...party('u1', 'c', '2026-01-01'), type: 'creature' });
      });

      const templates = await db.read(['creatures'], (tx) => tx.where('creatures', 'isTemplate', 1));

      expect(templates.map((each) => each.id)).toEqual(['a']);
    });

    test('refuses an index that does not exist', async () => {
      await expect(db.read(['parties'], (tx) => tx.where('parties', 'status', 'x'))).rejects.toThrow();
    });

    test('numbers the queue in order, and replaces under a number', async () => {
      const first = await db.write((tx) => tx.put('syncQueue', edit('a')));
      const second = await db.write((tx) => tx.put('syncQueue', edit('b')));
      await db.write((tx) => tx.put('syncQueue', { ...edit('a2'), sequence: first as number }));

      const all = await db.read(['syncQueue'], (tx) => tx.all('syncQueue'));

      expect(second as number).toBeGreaterThan(first as number);
      expect(all.map((each) => [each.sequence, each.resourceId])).toEqual([
        [first, 'a2'],
        [second, 'b'],
      ]);
    });

    test('never gives the number of a removed entry again', async () => {
      const first = await db.write((tx) => tx.put('syncQueue', edit('a')));
      await db.write((tx) => tx.delete('syncQueue', first));
      const second = await db.write((tx) => tx.put('syncQueue', edit('b')));

      expect(second as number).toBeGreaterThan(first as number);
    });

    test('writes all or nothing', async () => {
      await db.write((tx) => tx.put('parties', party('u1', 'old', '2026-01-01')));

      const failing = db.write(async (tx) => {
        await tx.put('parties', party('u1', 'new', '2026-01-01'));
        await tx.delete('parties', ['u1', 'old']);
        await tx.put('syncQueue', edit('new'));
        throw new Error('torn');
      });

      await expect(failing).rejects.toThrow('torn');
      const parties = await db.read(['parties'], (tx) => tx.all('parties'));
      const queue = await db.read(['syncQueue'], (tx) => tx.all('syncQueue'));
      expect(parties.map((each) => each.id)).toEqual(['old']);
      expect(queue).toEqual([]);
    });

    test('lets a transaction see its own writes', async () => {
      const seen = await db.write(async (tx) => {
        await tx.put('parties', party('u1', 'a', '2026-01-01'));
        return tx.get('parties', ['u1', 'a']);
      });

      expect(seen?.id).toBe('a');
    });

    test('lets writers come one after the other, so that none overwrites the other', async () => {
      await db.write((tx) => tx.put('parties', party('u1', 'a', '0')));
      const increment = (): Promise<unknown> =>
        db.write(async (tx) => {
          const found = (await tx.get('parties', ['u1', 'a'])) as DocumentRecord;
          await tx.put('parties', { ...found, createdAt: String(Number(found.createdAt) + 1) });
        });

      await Promise.all(Array.from({ length: 10 }, increment));

      const found = await db.read(['parties'], (tx) => tx.get('parties', ['u1', 'a']));
      expect(found?.createdAt).toBe('10');
    });

    test('keeps its own copy of what it was given', async () => {
      const characters = [{ id: 'c' }];
      const given = { ...party('u1', 'a', '0'), local: { characters } };
      await db.write((tx) => tx.put('parties', given));
      characters.push({ id: 'd' });

      const found = await db.read(['parties'], (tx) => tx.get('parties', ['u1', 'a']));

      expect(found?.local).toEqual({ characters: [{ id: 'c' }] });
    });

    test('refuses to work when it is closed', async () => {
      db.close();

      await expect(
        (async () => {
          await db.write((tx) => tx.put('parties', party('u1', 'a', '0')));
        })(),
      ).rejects.toThrow();
    });

    if (reopens) {
      test('holds everything when it is opened again', async () => {
        await db.write((tx) => tx.put('parties', party('u1', 'a', '2026-01-01')));
        db.close();

        db = await open();

        expect(await db.read(['parties'], (tx) => tx.all('parties'))).toEqual([party('u1', 'a', '2026-01-01')]);
      });
    }
  });
}

function party(userId: string, id: string, createdAt: string): DocumentRecord {
  return { userId, id, type: 'party', createdAt, updatedAt: createdAt, server: null, generation: 0 };
}

function edit(resourceId: string): WaitingEdit {
  return {
    userId: 'u1',
    resourceType: 'party',
    resourceId,
    timestamp: '2026-01-01',
    operation: 'CREATE',
    mutationId: `m-${resourceId}`,
    base: null,
    data: { name: resourceId },
    state: 'waiting',
  };
}
