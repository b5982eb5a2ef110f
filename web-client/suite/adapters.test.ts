import { describe, expect, test } from 'vitest';
import { rxDevice } from '../adapters/rxdb/testing.ts';
import { melonDevice } from '../adapters/watermelondb/testing.ts';
import type { JsonObject } from '../src/store/json.ts';
import { device, eventually, premiumAccount } from './support.ts';

const id = '0190a5c4-7e2b-7cc1-8000-00000000000e';

function ambush(currentHp: number): JsonObject {
  const goblin = { id: '0190a5c4-7e2b-7cc1-8000-000000000001', name: 'Goblin', maxHp: 70, currentHp };
  return { name: 'Ambush', status: 'active', participants: [goblin] };
}

function hitPoints(content: ReadonlyMap<string, JsonObject>): number {
  const participants = content.get(id)?.['participants'] as readonly { readonly currentHp: number }[] | undefined;
  return participants?.[0]?.currentHp ?? 0;
}

function hit(amount: number): (content: JsonObject) => JsonObject {
  return (content) => ({ ...content, ...ambush(hitPoints(new Map([[id, content]])) - amount) });
}

describe('RxDB', () => {
  test('two devices follow each other online, and come together after offline edits', async () => {
    const who = await premiumAccount('RxDB');
    const laptop = await rxDevice((await device(who, 'laptop')).transport, 'encounter', 'laptop');
    const phone = await rxDevice((await device(who, 'phone')).transport, 'encounter', 'phone');
    await laptop.goOnline();
    await laptop.put(id, () => ambush(70));
    await phone.goOnline();
    for (let blow = 1; blow <= 6; blow++) {
      const [from, to] = blow % 2 === 0 ? [laptop, phone] : [phone, laptop];
      await eventually(
        'the last blow',
        async () => hitPoints(await from.content()),
        (hp) => hp === 71 - blow,
      );
      await from.put(id, hit(1));
      await eventually(
        `blow ${blow}`,
        async () => hitPoints(await to.content()),
        (hp) => hp === 70 - blow,
      );
    }
    await laptop.goOffline();
    await phone.goOffline();
    await laptop.put(id, hit(5));
    await phone.put(id, hit(11));
    await laptop.goOnline();
    await phone.goOnline();

    await eventually(
      'both',
      async () => [hitPoints(await laptop.content()), hitPoints(await phone.content())],
      ([one, other]) => one === 48 && other === 48,
    );
    expect(await laptop.content()).toEqual(await phone.content());
    await laptop.close();
    await phone.close();
  });
});

describe('WatermelonDB', () => {
  test('two devices follow each other, and come together after offline edits', async () => {
    const who = await premiumAccount('WatermelonDB');
    const laptop = melonDevice((await device(who, 'laptop')).transport, 'laptop');
    const phone = melonDevice((await device(who, 'phone')).transport, 'phone');
    await laptop.put(id, () => ambush(70));
    await laptop.sync();
    for (let blow = 1; blow <= 6; blow++) {
      const [from, to] = blow % 2 === 0 ? [laptop, phone] : [phone, laptop];
      await seen(from, 71 - blow);
      await from.put(id, hit(1));
      await from.sync();
      await seen(to, 70 - blow);
    }
    await laptop.put(id, hit(5));
    await phone.put(id, hit(11));
    await laptop.sync();
    await phone.sync();

    await seen(laptop, 48);
    await seen(phone, 48);
    expect(await laptop.content()).toEqual(await phone.content());
  });
});

/** A pull is served from a feed that follows its owner; so it may have to be asked twice. */
async function seen(by: ReturnType<typeof melonDevice>, hp: number): Promise<void> {
  await eventually(
    `${hp} hit points`,
    async () => {
      await by.sync();
      return hitPoints(await by.content());
    },
    (value) => value === hp,
  );
}
