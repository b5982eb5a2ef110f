import { expect, test } from 'vitest';
import { device, eventually, premiumAccount } from './support.ts';

test('sync12: a device proves that it holds what the server holds', async () => {
  const who = await premiumAccount('Digest');
  const [laptop, phone] = [await device(who, 'laptop'), await device(who, 'phone')];
  for (let i = 0; i < 20; i++) {
    await laptop.data.create('creature', { name: `Creature ${i}` });
  }
  const gone = await laptop.data.create('party', { name: 'Party' });
  await laptop.sync.sync();
  await laptop.data.delete('party', gone);
  await laptop.sync.sync();

  // The digest is of the feed, which follows its owner; a device that is ahead of it asks again.
  for (const each of [laptop, phone]) {
    await eventually(
      'the proof',
      () => each.sync.verify(),
      (found) => found.kind === 'equal',
    );
  }
  expect(await phone.data.list('creature')).toHaveLength(20);
});
