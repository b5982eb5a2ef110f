import type { Clock } from '../store/Clock.ts';
import type { Database } from '../store/Database.ts';

/** Several tabs hold one database; one of them speaks with the server. */
export interface Leadership {
  /**
   * Runs the work while this tab leads, again each time it comes to lead, until `stop` aborts. The work ends when its own
   * signal aborts.
   */
  lead(work: (leading: AbortSignal) => Promise<void>, stop: AbortSignal): Promise<void>;
}

/** The part of `navigator.locks` that is needed. */
export interface Locks {
  request(name: string, options: { readonly signal: AbortSignal }, work: () => Promise<void>): Promise<unknown>;
}

/** By the browser's locks: a tab that dies loses its lock, and the next one has it at once. */
export class WebLocksLeadership implements Leadership {
  constructor(
    private readonly locks: Locks,
    private readonly name: string,
  ) {}

  async lead(work: (leading: AbortSignal) => Promise<void>, stop: AbortSignal): Promise<void> {
    try {
      await this.locks.request(this.name, { signal: stop }, () => work(stop));
    } catch (failure) {
      if (!stop.aborted) {
        throw failure;
      }
    }
  }
}

/**
 * By a lease in the database, where there are no locks. A tab that sleeps longer than its lease may believe for a moment
 * that it still leads; that is harmless, since a mutation sent twice is done once and pages apply once.
 */
export class LeaseLeadership implements Leadership {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly name: string,
    private readonly holder: string = crypto.randomUUID(),
    private readonly lease = 15_000,
  ) {}

  async lead(work: (leading: AbortSignal) => Promise<void>, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      if (await this.take()) {
        await this.reign(work, stop);
      }
      await this.clock.sleep(this.lease / 3, stop);
    }
  }

  /** Leads until the lease is lost or the work has ended, by itself too; then the next turn is anyone's. */
  private async reign(work: (leading: AbortSignal) => Promise<void>, stop: AbortSignal): Promise<void> {
    const lost = new AbortController();
    const leading = AbortSignal.any([stop, lost.signal]);
    const worked = work(leading).catch((failure: unknown) => {
      console.error('The work of the leading tab has failed', failure);
    });
    await Promise.race([worked, this.keep(leading)]);
    lost.abort();
    await worked;
    await this.giveUp();
  }

  private async keep(leading: AbortSignal): Promise<void> {
    do {
      await this.clock.sleep(this.lease / 3, leading);
    } while (!leading.aborted && (await this.take()));
  }

  /** A lease that cannot be written is not held. */
  private async take(): Promise<boolean> {
    try {
      return await this.tryToTake();
    } catch {
      return false;
    }
  }

  private tryToTake(): Promise<boolean> {
    return this.db.write(async (tx) => {
      const key = `lease/${this.name}` as const;
      const held = await tx.get('syncState', key);
      const now = this.clock.now();
      if (held !== undefined && 'until' in held && held.holder !== this.holder && held.until > now) {
        return false;
      }
      await tx.put('syncState', { key, holder: this.holder, until: now + this.lease });
      return true;
    });
  }

  private async giveUp(): Promise<void> {
    try {
      await this.db.write(async (tx) => {
        const key = `lease/${this.name}` as const;
        const held = await tx.get('syncState', key);
        if (held !== undefined && 'until' in held && held.holder === this.holder) {
          await tx.delete('syncState', key);
        }
      });
    } catch {
      // It runs out by itself.
    }
  }
}
