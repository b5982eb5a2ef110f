import type { Clock } from '../store/Clock.ts';
import { tell } from '../store/listeners.ts';
import type { DocumentKey, LocalStorageService } from '../store/LocalStorageService.ts';
import { RESOURCE_TYPES } from '../store/records.ts';
import { Backoff } from './Backoff.ts';
import { findDifferences, type Difference } from './digest.ts';
import { Feed } from './Feed.ts';
import type { Leadership } from './Leadership.ts';
import {
  isAboutContent,
  isProblem,
  MOST_BYTES,
  MOST_MUTATIONS,
  type ConflictPage,
  type Mutation,
  type Problem,
  type Resolution,
  type ServerConflict,
  type Strategy,
  type StreamEvent,
} from './protocol.ts';
import { ALWAYS_ONLINE, NoTabs, type Connectivity, type Tabs } from './Surroundings.ts';
import type { SyncQueueService } from './SyncQueueService.ts';
import type { Answer, Transport } from './Transport.ts';

/** How a round of pushing and pulling ended. */
export type RoundEnd =
  /** All is pushed and pulled, but for what waits for the user. */
  | { readonly kind: 'done' }
  /** What is queued stays until the account is premium; pulling goes on. */
  | { readonly kind: 'needsPremium' }
  /** Not now. `after` is what the server has asked for, in milliseconds. */
  | { readonly kind: 'tryAgain'; readonly after: number | null; readonly reason: string }
  | { readonly kind: 'signedOut' };

export type SyncStatus =
  | { readonly state: 'stopped' | 'waitingForOtherTab' | 'offline' | 'syncing' | 'signedOut' }
  | { readonly state: 'idle' | 'needsPremium'; readonly live: boolean; readonly at: number }
  | { readonly state: 'backingOff'; readonly until: number; readonly reason: string };

export type Verification =
  | { readonly kind: 'equal'; readonly at: number }
  /** So many documents were fetched again; compare once more to prove it. */
  | { readonly kind: 'repaired'; readonly at: number; readonly fetched: number; readonly removed: number }
  /** The account moved while it was read, or could not be asked. */
  | { readonly kind: 'unknown'; readonly reason: string };

export interface CloudSyncOptions {
  readonly userId: string;
  readonly storage: LocalStorageService;
  readonly queue: SyncQueueService;
  readonly transport: Transport;
  readonly leadership: Leadership;
  readonly clock: Clock;
  readonly connectivity?: Connectivity;
  readonly tabs?: Tabs;
  readonly strategy?: Strategy;
  readonly random?: () => number;
}

export const SYNC_INTERVAL = 5 * 60_000;
/** Without a stream; it asks again for one each time. */
export const POLL_INTERVAL = 30_000;
/** Three heartbeats. */
const SILENCE = 45_000;
const PAGE = 500;

const DONE: RoundEnd = { kind: 'done' };

interface Pause {
  readonly milliseconds: number;
  /** What may end it early. */
  readonly endedBy: 'anything' | 'network' | 'nothing';
}

/**
 * Keeps the documents of one account on this device and on the server alike: pushes and pulls after each local edit, when
 * the network comes back, and every five minutes; and follows the live stream in between. Of several tabs one does it.
 */
export class CloudSyncService {
  private readonly feed: Feed;
  private readonly backoff: Backoff;
  private readonly streamBackoff: Backoff;
  private readonly connectivity: Connectivity;
  private readonly tabs: Tabs;
  private readonly strategy: Strategy;
  private readonly listeners = new Set<(status: SyncStatus) => void>();
  private readonly edits = new Bell();
  private readonly network = new Bell();
  private current: SyncStatus = { state: 'stopped' };
  private running: { readonly stop: AbortController; readonly done: Promise<void> } | null = null;
  private round: Promise<RoundEnd> | null = null;
  private nextRound: Promise<RoundEnd> | null = null;
  private pushesAgainAt = 0;
  private mostMutations = MOST_MUTATIONS;
  private live = false;
  private known = 0;

  constructor(private readonly options: CloudSyncOptions) {
    this.feed = new Feed(options.storage, options.userId);
    this.backoff = new Backoff(1_000, SYNC_INTERVAL, options.random);
    this.streamBackoff = new Backoff(1_000, 60_000, options.random);
    this.connectivity = options.connectivity ?? ALWAYS_ONLINE;
    this.tabs = options.tabs ?? new NoTabs();
    this.strategy = options.strategy ?? 'merge';
  }

  get status(): SyncStatus {
    return this.current;
  }

  /** Whether the stream is open, so that others' edits come as they happen. */
  get isLive(): boolean {
    return this.live;
  }

  onStatus(listener: (status: SyncStatus) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Begins to keep in step, until {@link stop}. */
  start(): void {
    if (this.running !== null) {
      return;
    }
    this.show({ state: 'waitingForOtherTab' });
    const stop = new AbortController();
    const detach = this.attach();
    const done = this.options.leadership
      .lead((leading) => this.run(leading), stop.signal)
      .finally(() => {
        detach();
        this.show({ state: 'stopped' });
      });
    this.running = { stop, done };
  }

  async stop(): Promise<void> {
    const { running } = this;
    this.running = null;
    running?.stop.abort();
    await running?.done;
  }

  /** There is something to push: called behind each local edit, in whatever tab. */
  wake(): void {
    this.edits.ring();
    this.tabs.post({ kind: 'queued' });
  }

  /** The account has become premium, or the user has logged in again: what is queued goes now. */
  async resume(): Promise<void> {
    await this.options.transport.renew();
    this.pushesAgainAt = 0;
    this.backoff.reset();
    this.wake();
  }

  /**
   * One round of pushing and pulling, now. Behind a round that runs already comes one more, since that one may have
   * missed what was queued meanwhile; all who wait share it.
   */
  async sync(signal?: AbortSignal): Promise<RoundEnd> {
    if (this.round === null) {
      return this.begin(signal);
    }
    const again = (): Promise<RoundEnd> => {
      this.nextRound = null;
      return this.begin(signal);
    };
    this.nextRound ??= this.round.then(again, again);
    return this.nextRound;
  }

  /** Proves that this device holds exactly the server's documents, and fetches again what differs (SYNC-12). */
  async verify(): Promise<Verification> {
    const pulled = await this.pull(0);
    if (pulled.kind !== 'done') {
      return { kind: 'unknown', reason: pulled.kind };
    }
    const answer = await this.options.transport.digest(RESOURCE_TYPES);
    if (answer.kind !== 'ok') {
      return { kind: 'unknown', reason: reasonOf(answer) };
    }
    const { at, epoch } = answer.value;
    const differences = await findDifferences(this.options.storage, this.options.userId, answer.value);
    if (differences === null) {
      return { kind: 'unknown', reason: 'the account moved meanwhile' };
    }
    return differences.length === 0 ? { kind: 'equal', at } : this.repair(differences, at, epoch);
  }

  /** Every conflict that the server keeps open, of all devices, in the order of opening. */
  async openConflicts(): Promise<Answer<readonly ServerConflict[]>> {
    const conflicts: ServerConflict[] = [];
    for (let page: string | null = null; ;) {
      const answer: Answer<ConflictPage> = await this.options.transport.conflicts(page);
      if (answer.kind !== 'ok') {
        return answer;
      }
      conflicts.push(...answer.value.conflicts);
      page = answer.value.nextPage;
      if (page === null) {
        return { kind: 'ok', value: conflicts };
      }
    }
  }

  /** Decides one of them, and brings what became of its document. */
  async resolveConflict(id: string, resolution: Resolution): Promise<Answer<number>> {
    const answer = await this.options.transport.resolveConflict(id, resolution);
    if (answer.kind === 'ok') {
      await this.options.queue.decidedThere(this.options.userId, id, resolution.take);
      await this.pull(answer.value);
    }
    return answer;
  }

  private begin(signal?: AbortSignal): Promise<RoundEnd> {
    this.round = this.pushAndPull(signal).finally(() => {
      this.round = null;
    });
    return this.round;
  }

  private attach(): () => void {
    const away = [
      this.connectivity.onOnline(() => {
        this.backoff.reset();
        this.network.ring();
      }),
      this.tabs.onMessage((message) => {
        switch (message.kind) {
          case 'queued':
            this.edits.ring();
            return;
          case 'changed':
            this.fromOtherTab(message.keys);
            return;
        }
      }),
      this.options.storage.subscribe((keys) => {
        if (!this.hearing) {
          this.tabs.post({ kind: 'changed', keys });
        }
      }),
    ];
    return () => {
      away.forEach((each) => {
        each();
      });
    };
  }

  private hearing = false;

  private fromOtherTab(keys: readonly DocumentKey[]): void {
    this.hearing = true;
    try {
      this.options.storage.announce(keys);
    } finally {
      this.hearing = false;
    }
  }

  private async run(leading: AbortSignal): Promise<void> {
    const following = this.follow(leading);
    while (!leading.aborted) {
      const [edited, online] = [this.edits.next(), this.network.next()];
      const pause = await this.turn(leading);
      const over = new AbortController();
      await Promise.race([
        this.options.clock.sleep(pause.milliseconds, AbortSignal.any([leading, over.signal])),
        ...(pause.endedBy === 'anything' ? [edited, online] : pause.endedBy === 'network' ? [online] : []),
      ]);
      over.abort();
    }
    await following;
  }

  /** One round; gives the pause until the next. */
  private async turn(leading: AbortSignal): Promise<Pause> {
    if (!this.connectivity.online) {
      this.show({ state: 'offline' });
      return { milliseconds: SYNC_INTERVAL, endedBy: 'network' };
    }
    this.show({ state: 'syncing' });
    const end = await this.sync(leading).catch(failed);
    const at = this.options.clock.now();
    switch (end.kind) {
      case 'done':
      case 'needsPremium':
        this.backoff.reset();
        this.show({ state: end.kind === 'done' ? 'idle' : 'needsPremium', live: this.live, at });
        return { milliseconds: this.live ? SYNC_INTERVAL : POLL_INTERVAL, endedBy: 'anything' };
      case 'tryAgain': {
        const milliseconds = this.backoff.next(end.after);
        this.show({ state: 'backingOff', until: at + milliseconds, reason: end.reason });
        // The next edit does not hurry a server that has trouble, and nothing hurries one that has asked for time.
        return { milliseconds, endedBy: end.after === null ? 'network' : 'nothing' };
      }
      case 'signedOut':
        this.show({ state: 'signedOut' });
        return { milliseconds: SYNC_INTERVAL, endedBy: 'anything' };
    }
  }

  private async pushAndPull(signal?: AbortSignal): Promise<RoundEnd> {
    // What an edit rests on can only be told once the feed's epoch is known; and a server takes a cursor for all that this
    // device knows, so that one in the midst of a read from nothing may have it bury new documents (SYNC-10).
    if ((await this.feed.state()).reading !== 'onwards') {
      const first = await this.pull(0, signal);
      if (first.kind !== 'done') {
        return first;
      }
    }
    const pushed = await this.push(signal);
    if (pushed.kind === 'tryAgain' || pushed.kind === 'signedOut') {
      return pushed;
    }
    const pulled = await this.pull(pushed.head, signal);
    return pulled.kind === 'done' ? pushed : pulled;
  }

  private async push(signal?: AbortSignal): Promise<RoundEnd & { readonly head: number }> {
    const { queue, userId, transport, storage } = this.options;
    const clientId = await storage.clientId();
    let head = 0;
    if (this.options.clock.now() < this.pushesAgainAt) {
      return { kind: 'needsPremium', head };
    }
    for (;;) {
      const { cursor, reading } = await this.feed.state();
      if (cursor === null || reading !== 'onwards') {
        return { kind: 'tryAgain', after: null, reason: 'another tab reads everything again', head };
      }
      const mutations = await queue.takeBatch(userId, { mutations: this.mostMutations, bytes: MOST_BYTES });
      if (mutations.length === 0 || signal?.aborted === true) {
        return { ...DONE, head };
      }
      const request = { clientId, strategy: this.strategy, mutations, cursor };
      const answer = await transport.push(request, signal);
      switch (answer.kind) {
        case 'ok': {
          const settlement = await queue.settle(userId, answer.value, this.strategy);
          this.mostMutations = MOST_MUTATIONS;
          head = answer.value.head;
          if (settlement.needsPremium) {
            return { ...this.needsPremium(), head };
          }
          if (settlement.tryAgain) {
            return { kind: 'tryAgain', after: null, reason: 'the server could not decide', head };
          }
          break;
        }
        case 'problem': {
          const end = await this.refused(mutations, answer.problem, answer.retryAfter);
          if (end !== null) {
            return { ...end, head };
          }
          break;
        }
        case 'unreachable':
          return { kind: 'tryAgain', after: null, reason: answer.reason, head };
        case 'signedOut':
          return { kind: 'signedOut', head };
      }
    }
  }

  /** A push that was refused as a whole; null: go on with a smaller one. */
  private async refused(
    mutations: readonly Mutation[],
    problem: Problem,
    after: number | null,
  ): Promise<RoundEnd | null> {
    if (problem.status === 402) {
      return this.needsPremium();
    }
    if (isProblem(problem, 'invalid-cursor')) {
      await this.feed.beginAnew();
      return { kind: 'tryAgain', after, reason: problem.type };
    }
    if (!isAboutContent(problem)) {
      return { kind: 'tryAgain', after, reason: problem.type };
    }
    // One mutation that cannot be read must not hold up the others: smaller pushes find it.
    const [only] = mutations;
    if (mutations.length === 1 && only !== undefined) {
      await this.options.queue.reject(this.options.userId, only, problem);
    }
    this.mostMutations = Math.max(1, Math.floor(mutations.length / 2));
    return null;
  }

  private needsPremium(): RoundEnd {
    this.pushesAgainAt = this.options.clock.now() + SYNC_INTERVAL;
    return { kind: 'needsPremium' };
  }

  /** Reads on to the end of the feed, and at least to `minSeq`. One setback is taken at once; a second one has to wait. */
  private async pull(minSeq: number, signal?: AbortSignal): Promise<RoundEnd> {
    let least = minSeq;
    let setbacks = 0;
    for (;;) {
      if (setbacks > 1) {
        return { kind: 'tryAgain', after: null, reason: 'the feed cannot be read on' };
      }
      const { cursor, position } = await this.feed.state();
      const reach = least > position ? { minSeq: least } : {};
      const answer = await this.options.transport.changes({ since: cursor, limit: PAGE, ...reach }, signal);
      if (answer.kind !== 'ok') {
        const next = await this.notPulled(answer, cursor, least > 0);
        if (typeof next === 'object') {
          return next;
        }
        least = 0;
        setbacks += next === 'fromNothing' ? 1 : 0;
        continue;
      }
      const applied = await this.feed.apply(answer.value);
      if (applied === 'otherEpoch') {
        await this.feed.beginAnew();
        setbacks++;
      } else if (applied === 'gap') {
        // The cursor has moved back meanwhile, by another tab that began anew.
        setbacks++;
      } else if (!answer.value.hasMore) {
        return DONE;
      }
    }
  }

  /** How to go on; or what ends the round. */
  private async notPulled(
    answer: Exclude<Answer<unknown>, { readonly kind: 'ok' }>,
    cursor: string | null,
    asked: boolean,
  ): Promise<RoundEnd | 'fromNothing' | 'asFarAsItGoes'> {
    switch (answer.kind) {
      case 'problem':
        if (cursor !== null && (answer.problem.status === 410 || isProblem(answer.problem, 'invalid-cursor'))) {
          await this.feed.beginAnew();
          return 'fromNothing';
        }
        // The head that a push told is not there any more: the account was restored from an older copy.
        if (answer.problem.status === 400 && asked) {
          return 'asFarAsItGoes';
        }
        return { kind: 'tryAgain', after: answer.retryAfter, reason: answer.problem.type };
      case 'unreachable':
        return { kind: 'tryAgain', after: null, reason: answer.reason };
      case 'signedOut':
        return { kind: 'signedOut' };
    }
  }

  /** Follows the stream as long as this tab leads; without one the rounds come more often. */
  private async follow(leading: AbortSignal): Promise<void> {
    while (!leading.aborted) {
      const cursor = await this.streamable();
      if (cursor === null) {
        await this.options.clock.sleep(1_000, leading);
        continue;
      }
      if (await this.openAndRead(cursor, leading)) {
        this.streamBackoff.reset();
      }
      this.live = false;
      await this.options.clock.sleep(this.streamBackoff.next(), leading);
    }
  }

  /** From where a stream would go on; null as long as there is nothing to go on from. */
  private async streamable(): Promise<string | null> {
    try {
      const { cursor, reading } = await this.feed.state();
      return reading === 'onwards' && this.connectivity.online ? cursor : null;
    } catch {
      // The database is being closed, or fails; the rounds tell of it.
      return null;
    }
  }

  /** @return whether the stream brought anything */
  private async openAndRead(cursor: string, leading: AbortSignal): Promise<boolean> {
    const over = new AbortController();
    const events = { heard: 0 };
    try {
      const answer = await this.options.transport.stream(cursor, AbortSignal.any([leading, over.signal]));
      if (answer.kind === 'ok') {
        this.live = true;
        await this.readStream(answer.value[Symbol.asyncIterator](), events, leading);
      }
    } catch {
      // It broke; what it did not bring, the next round or the next stream does.
    } finally {
      over.abort();
    }
    return events.heard > 0;
  }

  private async readStream(
    events: AsyncIterator<StreamEvent>,
    count: { heard: number },
    leading: AbortSignal,
  ): Promise<void> {
    for (;;) {
      const heard = new AbortController();
      const silence = this.options.clock
        .sleep(SILENCE, AbortSignal.any([leading, heard.signal]))
        .then(() => 'silence' as const);
      const next = events.next();
      next.catch(() => undefined);
      const event = await Promise.race([next, silence]);
      heard.abort();
      if (event === 'silence' || event.done === true || leading.aborted) {
        return;
      }
      count.heard++;
      if (!(await this.take(event.value))) {
        return;
      }
    }
  }

  /** @return false if the stream is to be opened anew */
  private async take(event: StreamEvent): Promise<boolean> {
    switch (event.kind) {
      case 'changes': {
        const applied = await this.feed.apply(event.page);
        if (applied === 'applied' || applied === 'known') {
          return true;
        }
        await this.sync();
        return applied === 'gap' && (await this.feed.apply(event.page)) !== 'gap';
      }
      case 'heartbeat': {
        const { position } = await this.feed.state();
        // Twice the same lead: the frame was not only on its way.
        if (event.head > position && this.known >= event.head) {
          this.edits.ring();
        }
        this.known = event.head;
        return true;
      }
      case 'resync':
        await this.sync();
        return false;
      case 'reauth':
        await this.options.transport.renew();
        return false;
    }
  }

  private async repair(differences: readonly Difference[], at: number, epoch: number): Promise<Verification> {
    let [fetched, removed] = [0, 0];
    for (const difference of differences) {
      const seen = new Set<string>();
      for (let after: number | null = 0; after !== null;) {
        const answer = await this.options.transport.fetch({
          type: difference.type,
          buckets: difference.buckets,
          after,
        });
        if (answer.kind !== 'ok' || answer.value.epoch !== epoch) {
          return { kind: 'unknown', reason: answer.kind === 'ok' ? 'another epoch' : reasonOf(answer) };
        }
        await this.feed.take(answer.value.changes, epoch);
        answer.value.changes.forEach((change) => seen.add(change.resourceId));
        fetched += answer.value.changes.length;
        after = answer.value.next;
      }
      removed += await this.feed.removeUnknown(difference, seen, at);
    }
    return { kind: 'repaired', at, fetched, removed };
  }

  private show(status: SyncStatus): void {
    this.current = status;
    tell(this.listeners, status);
  }
}

/** Remembers that it was rung until someone listens. */
class Bell {
  private rung = false;
  private waiting: (() => void) | null = null;

  ring(): void {
    this.rung = true;
    this.waiting?.();
  }

  /** Resolves with the next ring, also one that came since the last call. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting = () => {
        this.waiting = null;
        this.rung = false;
        resolve();
      };
      if (this.rung) {
        this.waiting();
      }
    });
  }
}

/** Storage has failed under the round, for example because the disk is full. */
function failed(failure: unknown): RoundEnd {
  return { kind: 'tryAgain', after: null, reason: failure instanceof Error ? failure.message : 'unknown' };
}

function reasonOf(answer: Exclude<Answer<unknown>, { readonly kind: 'ok' }>): string {
  switch (answer.kind) {
    case 'problem':
      return answer.problem.type;
    case 'unreachable':
      return answer.reason;
    case 'signedOut':
      return 'signed out';
  }
}
