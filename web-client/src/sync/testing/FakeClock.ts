import type { Clock } from '../../store/Clock.ts';

/** Time that passes when a test says so. */
export class FakeClock implements Clock {
  private sleepers: { readonly until: number; readonly wake: () => void }[] = [];

  constructor(private current = Date.parse('2026-11-23T12:00:00.000Z')) {}

  now(): number {
    return this.current;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true || milliseconds <= 0) {
        resolve();
        return;
      }
      const sleeper = {
        until: this.current + milliseconds,
        wake: () => {
          signal?.removeEventListener('abort', sleeper.wake);
          this.sleepers = this.sleepers.filter((each) => each !== sleeper);
          resolve();
        },
      };
      this.sleepers.push(sleeper);
      signal?.addEventListener('abort', sleeper.wake);
    });
  }

  /** Wakes, in their order, all who sleep no longer than that. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.current + milliseconds;
    for (;;) {
      await settled();
      const next = this.sleepers.filter((each) => each.until <= end).sort((one, other) => one.until - other.until)[0];
      if (next === undefined) {
        break;
      }
      this.current = next.until;
      next.wake();
    }
    this.current = end;
    await settled();
  }
}

/** Lets everything run that needs no time: some rounds of the event loop, as in-memory work takes no more. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 50; i++) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
