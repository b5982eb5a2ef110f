import { expect, test } from 'vitest';
import { MemoryDatabase } from '../store/MemoryDatabase.ts';
import { LeaseLeadership, WebLocksLeadership, type Leadership, type Locks } from './Leadership.ts';
import { FakeClock, settled } from './testing/FakeClock.ts';

/** As navigator.locks: one holder, the others wait in line. */
class OneLock implements Locks {
  private tail: Promise<unknown> = Promise.resolve();

  request(_name: string, options: { readonly signal: AbortSignal }, work: () => Promise<void>): Promise<unknown> {
    const turn = this.tail.then(() => (options.signal.aborted ? Promise.reject(new Error('AbortError')) : work()));
    this.tail = turn.catch(() => undefined);
    return turn;
  }
}

const db = new MemoryDatabase();
const clock = new FakeClock();
const locks = new OneLock();

test.each<[string, (tab: string) => Leadership]>([
  ['locks', () => new WebLocksLeadership(locks, 'sync')],
  ['a lease', (tab) => new LeaseLeadership(db, clock, 'sync', tab)],
])('By %s one tab leads, and the next one when that is gone', async (_by, leadership) => {
  const leading: string[] = [];
  const lead = (tab: string): { stop: AbortController; done: Promise<void> } => {
    const stop = new AbortController();
    const work = async (signal: AbortSignal): Promise<void> => {
      leading.push(tab);
      await clock.sleep(1e12, signal);
      leading.splice(leading.indexOf(tab), 1);
    };
    return { stop, done: leadership(tab).lead(work, stop.signal) };
  };
  const first = lead('first');
  await settled();
  const second = lead('second');
  await clock.advance(60_000);
  expect(leading).toEqual(['first']);

  first.stop.abort();
  await clock.advance(10_000);
  expect(leading).toEqual(['second']);

  second.stop.abort();
  await clock.advance(10_000);
  await Promise.all([first.done, second.done]);
  expect(leading).toEqual([]);
});

test('A tab that slept longer than its lease leads no more', async () => {
  const sleeping = new FakeClock(clock.now());
  const stop = new AbortController();
  let leads = false;
  const asleep = new LeaseLeadership(db, sleeping, 'other', 'asleep').lead(async (leading) => {
    leads = true;
    await clock.sleep(1e12, leading);
    leads = false;
  }, stop.signal);
  await settled();
  expect(leads).toBe(true);
  await clock.advance(20_000);
  const awake = new LeaseLeadership(db, clock, 'other', 'awake').lead(
    (leading) => clock.sleep(1e12, leading),
    stop.signal,
  );
  await settled();

  await sleeping.advance(6_000);

  expect(leads).toBe(false);
  stop.abort();
  await clock.advance(10_000);
  await sleeping.advance(10_000);
  await Promise.all([asleep, awake]);
});
