import { expect, test } from 'vitest';
import { bucketOf, checksumOf } from './digest.ts';
import { Backoff } from './Backoff.ts';

test.each([
  ['01890a5d-ac96-774b-bcce-b302099a8057', 1, 193, '5de8ebe07acc2b44'],
  ['00000000-0000-0000-0000-000000000000', Number.MAX_SAFE_INTEGER, 152, 'b3ece74a00f6910c'],
])('sync12: the protocol’s vector %s', (id, rev, bucket, checksum) => {
  expect(bucketOf(id)).toBe(bucket);
  expect(checksumOf(id, rev).toString(16)).toBe(checksum);
});

test('sync12: buckets and checksums do not depend on the case of an id', () => {
  const id = '0190a5c4-7e2b-7cc1-8000-0123456789ab';
  expect(bucketOf(id.toUpperCase())).toBe(bucketOf(id));
  expect(checksumOf(id.toUpperCase(), 7)).toBe(checksumOf(id, 7));
  expect(checksumOf(id, 8)).not.toBe(checksumOf(id, 7));
});

test('A pause grows twofold up to its limit, differs from client to client, and never undercuts what was asked', () => {
  const pauses = (random: number): number[] => {
    const backoff = new Backoff(1_000, 10_000, () => random);
    return [0, 1, 2, 3, 4, 5].map(() => backoff.next());
  };
  expect(pauses(1)).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  expect(pauses(0)).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000]);

  const backoff = new Backoff(1_000, 10_000, () => 0);
  expect(backoff.next(30_000)).toBeGreaterThanOrEqual(30_000);
  backoff.reset();
  expect(backoff.next()).toBe(500);
});
