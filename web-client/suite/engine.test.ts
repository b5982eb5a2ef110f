import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../src/store/json.ts';
import { content, device, eventually, premiumAccount, type Credentials, type Device } from './support.ts';

let who: Credentials;
let devices: Device[];

beforeEach(async () => {
  who = await premiumAccount('Engine');
  devices = [];
});

afterEach(async () => {
  await Promise.all(devices.map((each) => each.sync.stop()));
});

async function join(name: string, request?: typeof fetch): Promise<Device> {
  const joined = await device(who, name, request);
  devices.push(joined);
  return joined;
}

/** A busy suite may ask to try again; that is what the engine is for. */
async function sync(of: Device): Promise<void> {
  await eventually(
    'a whole round',
    () => of.sync.sync(),
    (end) => end.kind === 'done',
  );
}

/** Who reads right behind another's write may come a moment before its news: it reads again. */
async function syncUntil(of: Device, what: string, shown: () => Promise<boolean>): Promise<void> {
  const look = async (): Promise<boolean> => {
    await sync(of);
    return await shown();
  };
  await eventually(what, look, (yes) => yes);
}

const goblin = { id: '0190a5c4-7e2b-7cc1-8000-000000000001', name: 'Goblin', maxHp: 70, currentHp: 70 };

function ambush(): JsonObject {
  return { name: 'Ambush', status: 'active', round: 1, participants: [goblin] };
}

function hit(amount: number): (current: JsonObject) => JsonObject {
  return (current) => {
    const [first] = current['participants'] as readonly JsonObject[];
    const currentHp = ((first as JsonObject)['currentHp'] as number) - amount;
    return { ...current, participants: [{ ...first, currentHp }] };
  };
}

async function hitPoints(of: Device, id: string): Promise<Json | undefined> {
  const found = await of.data.open('encounter', id);
  return (found?.data['participants'] as readonly JsonObject[] | undefined)?.[0]?.['currentHp'];
}

describe('Two devices', () => {
  test('sync2 sync7: come to hold the same, whichever wrote what', async () => {
    const [laptop, phone] = [await join('laptop'), await join('phone')];
    for (let i = 0; i < 30; i++) {
      await laptop.data.create('creature', { name: `Creature ${i}`, isTemplate: i % 2 === 0 });
      await phone.data.create('party', { name: `Party ${i}` });
    }
    await laptop.data.savePreferences(() => ({ theme: 'dark' }));
    await sync(laptop);
    await syncUntil(phone, 'all of both', async () => (await content(phone)).size === 60);
    const first = [...(await content(phone)).keys()][0] as string;
    await phone.data.delete('creature', first);
    await phone.data.delete('party', first);
    await sync(phone);
    await syncUntil(laptop, 'one less', async () => (await content(laptop)).size === 59);

    expect(await content(laptop)).toEqual(await content(phone));
    expect((await phone.data.preferences())?.data).toEqual({ theme: 'dark' });
    expect(await laptop.queue.countPending(laptop.userId)).toBe(0);
  });

  test('sync5: edits of one encounter made offline on both come together, and every blow counts once', async () => {
    const [laptop, phone] = [await join('laptop'), await join('phone')];
    const id = await laptop.data.create('encounter', ambush());
    await sync(laptop);
    await syncUntil(phone, 'the encounter', async () => (await hitPoints(phone, id)) === 70);
    await laptop.data.update('encounter', id, hit(5));
    await laptop.data.update('encounter', id, hit(2));
    await phone.data.update('encounter', id, hit(11));
    await phone.data.update('encounter', id, (current) => ({ ...current, round: 2 }));
    await sync(laptop);
    await sync(phone);
    await syncUntil(laptop, 'all blows', async () => (await hitPoints(laptop, id)) === 52);

    expect(await content(laptop)).toEqual(await content(phone));
    expect((await laptop.data.open('encounter', id))?.data['round']).toBe(2);
    expect(await phone.queue.listConflicts(phone.userId)).toEqual([]);
  });

  test('sync11: one sees the other’s edit by the stream', async () => {
    const [laptop, phone] = [await join('laptop'), await join('phone')];
    const id = await laptop.data.create('encounter', ambush());
    laptop.sync.start();
    phone.sync.start();
    await eventually(
      'the encounter',
      () => hitPoints(phone, id),
      (hp) => hp === 70,
    );
    await eventually(
      'both streams',
      async () => [laptop.sync.isLive, phone.sync.isLive],
      (live) => live.every(Boolean),
    );
    const took: number[] = [];
    for (let blow = 1; blow <= 10; blow++) {
      const [from, to] = blow % 2 === 0 ? [laptop, phone] : [phone, laptop];
      const start = performance.now();
      await from.data.update('encounter', id, hit(1));
      await eventually(
        `blow ${blow}`,
        () => hitPoints(to, id),
        (hp) => hp === 70 - blow,
      );
      took.push(performance.now() - start);
    }
    const median = took.sort((one, other) => one - other)[5] ?? 0;
    console.log(`10 blows, from the edit on one device to the other: median ${median.toFixed(0)} ms`);

    // Polling would take half a minute.
    expect(median).toBeLessThan(5_000);
  });
});

describe('A network that fails', () => {
  test('sync3: a push whose answer was lost is sent again and done once', async () => {
    const pushes: string[] = [];
    const lossy: typeof fetch = async (url, init) => {
      const answer = await fetch(url, init);
      if ((url as string).endsWith('/sync/push')) {
        pushes.push(init?.body as string);
        if (pushes.length === 1) {
          await answer.text();
          throw new TypeError('connection reset');
        }
      }
      return answer;
    };
    const [laptop, phone] = [await join('laptop', lossy), await join('phone')];
    const id = await laptop.data.create('encounter', ambush());
    expect(await laptop.sync.sync()).toMatchObject({ kind: 'tryAgain', reason: 'connection reset' });
    await laptop.data.update('encounter', id, hit(5));
    await sync(laptop);

    expect(mutations(pushes[1])).toEqual(mutations(pushes[0]));
    await syncUntil(phone, 'both edits', async () => (await hitPoints(phone, id)) === 65);
    const page = await phone.transport.changes({ since: null, limit: 10 });
    expect(page).toMatchObject({ value: { head: 2 } });
  });

  test('edits made without one are all there when it comes back', async () => {
    let cut = true;
    const network: typeof fetch = (url, init) => (cut ? Promise.reject(new TypeError('no network')) : fetch(url, init));
    const [laptop, phone] = [await join('laptop', network), await join('phone')];
    const id = await laptop.data.create('encounter', ambush());
    for (let i = 0; i < 20; i++) {
      await laptop.data.update('encounter', id, hit(1));
    }
    expect(await laptop.sync.sync()).toMatchObject({ kind: 'tryAgain' });
    cut = false;
    await sync(laptop);

    await syncUntil(phone, 'all edits', async () => (await hitPoints(phone, id)) === 50);
  });

  test('what the server refuses is parked with its reason, and all else goes on', async () => {
    const laptop = await join('laptop');
    await laptop.data.create('party', { name: '' });
    await laptop.data.create('party', { name: 'Good' });
    await sync(laptop);

    expect(await laptop.queue.listRejected(laptop.userId)).toMatchObject([
      { data: { name: '' }, problem: { type: 'urn:hoard:problem:validation-failed' } },
    ]);
    expect(await laptop.queue.countPending(laptop.userId)).toBe(0);
  });
});

function mutations(body: string | undefined): unknown {
  return (JSON.parse(body ?? '{}') as { mutations?: unknown }).mutations;
}
