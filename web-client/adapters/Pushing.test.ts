import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { JsonObject } from '../src/store/json.ts';
import { ModelServer, type Fault } from '../src/sync/testing/ModelServer.ts';
import { settled } from '../src/sync/testing/FakeClock.ts';
import type { Transport } from '../src/sync/Transport.ts';
import { KeyValueSentStore, MemorySentStore, Pushing } from './Pushing.ts';

const goblin = (currentHp: number): JsonObject => ({ participants: [{ id: 'g', currentHp }] });

let values: Map<string, string>;
let server: ModelServer;
let faults: Fault[];

beforeEach(() => {
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
  return new Pushing(server.transport(faults), 'c', 'encounter', new KeyValueSentStore(store, 'test'));
}

describe('sync3: a push whose answer was lost, and a restart', () => {
  test('is done once, and the edit made meanwhile counts only what it did itself', async () => {
    await pushing().push([{ id: 'e', baseRev: null, data: goblin(30) }]);
    faults.push('answerLost');
    await expect(pushing().push([{ id: 'e', baseRev: 1, data: goblin(25) }])).rejects.toThrow('not answered');

    const [outcome] = await pushing().push([{ id: 'e', baseRev: 1, data: goblin(23) }]);

    expect(server.get('e')).toEqual(goblin(23));
    expect(outcome).toMatchObject({ kind: 'done', state: { data: goblin(23) }, asSent: true });
    expect(server.applied).toHaveLength(3);
  });

  test('is asked for again also when nothing is pushed', async () => {
    faults.push('requestLost');
    await expect(pushing().push([{ id: 'e', baseRev: null, data: goblin(30) }])).rejects.toThrow();

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
    await pushing().push([{ id: 'e', baseRev: null, data: goblin(30) }]);
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
    await pushing().push([{ id: 'e', baseRev: 1, data: goblin(29) }]);
    const [outcome] = await pushing().push([{ id: 'e', baseRev: 1, data: goblin(28) }]);

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
  const both = new Pushing(slow, 'c', 'encounter', new MemorySentStore());
  const first = both.push([{ id: 'a', baseRev: null, data: goblin(1) }]);
  await vi.waitUntil(() => sent.length === 1);
  const second = both.push([{ id: 'b', baseRev: null, data: goblin(2) }]);
  await settled();
  release();
  await Promise.all([first, second]);

  expect(sent).toEqual([['a'], ['b']]);
});
