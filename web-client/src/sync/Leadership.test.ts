import { expect, test, vi } from 'vitest';
import type { Database } from '../store/Database.ts';
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

test('A lease that cannot be written once is no leadership, until it can be written again', async () => {
  let failures = 0;
  const failing: Database = {
    read: (stores, work) => db.read(stores, work),
    write: (work) => (failures-- > 0 ? Promise.reject(new Error('the disk is full')) : db.write(work)),
    close: () => undefined,
  };
  const stop = new AbortController();
  const turns: string[] = [];
  const done = new LeaseLeadership(failing, clock, 'failing', 'tab').lead(async (leading) => {
    turns.push('begins');
    await clock.sleep(1e12, leading);
    turns.push('ends');
  }, stop.signal);
  await clock.advance(1_000);
  expect(turns).toEqual(['begins']);

  failures = 1;
  await clock.advance(5_000);
  expect(turns).toEqual(['begins', 'ends']);
  await clock.advance(6_000);
  expect(turns).toEqual(['begins', 'ends', 'begins']);

  failures = 1e9;
  stop.abort();
  await clock.advance(1_000);
  await done;
});

test('Work that fails gives the lease back, and leads again later', async () => {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const stop = new AbortController();
  const turns: string[] = [];
  const lead = (tab: string, work: (leading: AbortSignal) => Promise<void>): Promise<void> =>
    new LeaseLeadership(db, clock, 'given back', tab).lead((leading) => {
      turns.push(tab);
      return work(leading);
    }, stop.signal);
  const first = lead('fails', async (leading) => {
    if (turns.length === 1) {
      throw new Error('the work has failed');
    }
    await clock.sleep(1e12, leading);
  });
  await settled();
  const second = lead('waits', () => clock.sleep(1_000));
  await settled();
  expect(turns).toEqual(['fails', 'waits']);
  await clock.advance(5_000);
  expect(turns).toEqual(['fails', 'waits', 'fails']);

  stop.abort();
  await clock.advance(10_000);
  await Promise.all([first, second]);
  complaints.mockRestore();
});
