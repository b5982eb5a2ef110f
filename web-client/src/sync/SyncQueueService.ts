import type { ReadTransaction, WriteTransaction } from '../store/Database.ts';
import { storeOf } from '../store/Database.ts';
import { sameJson, type JsonObject } from '../store/json.ts';
import {
  feedState,
  indexed,
  recordKey,
  visible,
  withoutEviction,
  withoutLocal,
  type DocumentKey,
  type LocalStorageService,
} from '../store/LocalStorageService.ts';
import {
  isNewer,
  type ConflictingEdit,
  type DecidedConflict,
  type DocumentRecord,
  type Numbered,
  type QueueEntry,
  type RejectedEdit,
  type ResourceType,
  type SentEdit,
  type ServerState,
  type UnsettledEdit,
  type WaitingEdit,
} from '../store/records.ts';
import { combined, draft, draftBehind, type Draft } from './compaction.ts';
import { merge, type Overlap } from './merge.ts';
import {
  isProblem,
  sizeOf,
  type Mutation,
  type Problem,
  type PushAnswer,
  type PushResult,
  type Rejected,
  type Resolution,
  type Settled,
  type Strategy,
  type Undecided,
} from './protocol.ts';

/** What an answer leaves to be done. */
export interface Settlement {
  /** A free account: what is queued stays until the account is premium. */
  readonly needsPremium: boolean;
  /** The server could not decide some of it now. */
  readonly tryAgain: boolean;
}

interface Place {
  readonly userId: string;
  readonly type: ResourceType;
  readonly id: string;
}

type Changed = (key: DocumentKey) => void;

const UNKNOWN_BASE = 0;

/**
 * The edits that the server has not settled, one after the other.
 *
 * <p>Several waiting edits of one document become one. What was sent and not answered is frozen: an edit behind it waits
 * until the answer is there, so that at most one mutation of a document is unanswered, and a push that is sent again is
 * the same push. An edit leaves the queue by the server's answer or by the user's decision, and by nothing else.
 */
export class SyncQueueService {
  constructor(
    private readonly storage: LocalStorageService,
    private readonly newId: () => string = () => crypto.randomUUID(),
  ) {}

  /**
   * Queues the edit that makes the document `data` (null: deletes it), in the transaction that writes it.
   *
   * @param before the record as it was; the record as it then is comes back, null if nothing of it is left
   */
  async add(
    tx: WriteTransaction,
    place: Place,
    before: DocumentRecord | undefined,
    data: JsonObject | null,
  ): Promise<DocumentRecord | null> {
    const entries = await unsettledOf(tx, place);
    const sent = entries.find((entry) => entry.state === 'sent');
    const open = entries.find((entry) => entry.state !== 'sent');
    const now = this.storage.now();
    const record: DocumentRecord = {
      userId: place.userId,
      id: place.id,
      type: place.type,
      createdAt: now,
      server: null,
      generation: 0,
      ...before,
      updatedAt: now,
    };
    if (open?.state === 'conflict') {
      await tx.put('syncQueue', { ...open, data, timestamp: now });
      return indexed({ ...record, local: data });
    }
    const next = open !== undefined ? combined(open, data) : sent ? draftBehind(sent, data) : draft(before, data);
    if (open !== undefined) {
      await tx.delete('syncQueue', open.sequence);
    }
    if (next !== null) {
      await tx.put('syncQueue', this.waiting(place, next, open?.sequence));
      return indexed({ ...record, local: data });
    }
    if (sent !== undefined) {
      return indexed({ ...record, local: data });
    }
    const clean = withoutLocal(record);
    return clean.server === null ? null : indexed(clean);
  }

  /**
   * The next push: first what was sent before, then what waits, at most one mutation a document. What it holds is marked
   * as sent before anybody can send it.
   */
  async takeBatch(userId: string, most: { readonly mutations: number; readonly bytes: number }): Promise<Mutation[]> {
    return this.storage.write(async (tx) => {
      const { epoch } = await feedState(tx, userId);
      const entries = unsettled(await tx.all('syncQueue'), userId);
      const sent = entries.filter((entry) => entry.state === 'sent');
      const taken = new Set(sent.map(documentOf));
      const waiting = entries.filter((entry) => entry.state === 'waiting' && !taken.has(documentOf(entry)));
      const batch: Mutation[] = [];
      let bytes = 0;
      for (const entry of [...sent, ...waiting]) {
        const mutation = toMutation(entry, epoch);
        bytes += sizeOf(mutation);
        if (batch.length === most.mutations || (batch.length > 0 && bytes > most.bytes)) {
          break;
        }
        if (entry.state === 'waiting') {
          await tx.put('syncQueue', { ...entry, state: 'sent' });
        }
        batch.push(mutation);
      }
      return batch;
    });
  }

  /** Applies an answer; one that comes a second time changes nothing. */
  async settle(userId: string, answer: PushAnswer, strategy: Strategy): Promise<Settlement> {
    return this.storage.write(async (tx, changed) => {
      let [needsPremium, tryAgain] = [false, false];
      for (const result of answer.results) {
        const sent = await findSent(tx, userId, result);
        if (sent === undefined) {
          continue;
        }
        const settlement = await new Settling(this, tx, changed, sent, answer.epoch, strategy).by(result);
        needsPremium ||= settlement.needsPremium;
        tryAgain ||= settlement.tryAgain;
      }
      return { needsPremium, tryAgain };
    });
  }

  /** Parks a mutation that the server refuses to read at all. */
  async reject(userId: string, mutation: Mutation, problem: Problem): Promise<void> {
    await this.settle(userId, { results: [{ ...mutation, kind: 'rejected', problem }], head: 0, epoch: 0 }, 'manual');
  }

  /** How many edits are on their way, those that wait for the user not counted. */
  async countPending(userId: string): Promise<number> {
    const entries = await this.storage.read((tx) => tx.all('syncQueue'));
    return unsettled(entries, userId).filter((entry) => entry.state === 'waiting' || entry.state === 'sent').length;
  }

  /** Edits that the server refused; each waits for the user. */
  async listRejected(userId: string): Promise<Numbered<RejectedEdit>[]> {
    const entries = await this.storage.read((tx) => tx.all('syncQueue'));
    return unsettled(entries, userId).filter((entry) => entry.state === 'rejected');
  }

  /** Conflicts: those that wait for the user, and those that were decided and show what lost. */
  async listConflicts(userId: string): Promise<Numbered<ConflictingEdit | DecidedConflict>[]> {
    const entries = await this.storage.read((tx) => tx.all('syncQueue'));
    return entries
      .filter(isNumbered)
      .filter((entry) => entry.userId === userId)
      .filter((entry) => entry.state === 'conflict' || entry.state === 'decided');
  }

  /**
   * The user's decision about a conflict, or about a refused edit: `mine` sends it again, `theirs` gives it up, `document`
   * sends something else instead.
   */
  async resolve(userId: string, sequence: number, resolution: Resolution): Promise<void> {
    await this.storage.write(async (tx, changed) => {
      const entry = await tx.get('syncQueue', sequence);
      if (entry?.userId !== userId || (entry.state !== 'conflict' && entry.state !== 'rejected')) {
        throw new Error(`There is nothing to decide under number ${sequence}`);
      }
      const place = placeOf(entry);
      const record = await getRecord(tx, place);
      await tx.delete('syncQueue', sequence);
      changed(place);
      const data = resolution.take === 'document' ? resolution.data : entry.data;
      const next = resolution.take === 'theirs' ? null : resent(entry, data);
      if (next === null) {
        await putRecord(tx, place, withoutLocal(record));
        return;
      }
      await tx.put('syncQueue', this.waiting(place, next, sequence));
      await putRecord(tx, place, { ...record, local: data });
    });
  }

  /** The user has seen what a decided conflict cost. */
  async acknowledge(userId: string, sequence: number): Promise<void> {
    await this.storage.write(async (tx) => {
      const entry = await tx.get('syncQueue', sequence);
      if (entry?.userId === userId && entry.state === 'decided') {
        await tx.delete('syncQueue', sequence);
      }
    });
  }

  /**
   * The server's record of a conflict is decided: what this device had to tell of it is told. An edit that waits for the
   * user under that record is given up, but for `mine`: there it meets its document when the feed brings that.
   */
  async decidedThere(userId: string, conflictId: string, take: Resolution['take']): Promise<void> {
    for (const { sequence, ...entry } of await this.listConflicts(userId)) {
      if (entry.conflictId !== conflictId) {
        continue;
      }
      if (entry.state === 'decided') {
        await this.acknowledge(userId, sequence);
      } else if (take !== 'mine') {
        await this.resolve(userId, sequence, { take: 'theirs' });
      }
    }
  }

  /** Keeps what others had where the user's own values have won, until the user has seen it. */
  async tell(tx: WriteTransaction, place: Place, overlaps: readonly Overlap[]): Promise<void> {
    if (overlaps.length > 0) {
      await tx.put(
        'syncQueue',
        this.decided(place, {
          by: 'client',
          operation: 'UPDATE',
          fields: overlaps.map((overlap) => overlap.pointer),
          lost: Object.fromEntries(overlaps.map((overlap) => [overlap.pointer, overlap.theirs ?? null])),
        }),
      );
    }
  }

  waiting(place: Place, next: Draft, sequence?: number): WaitingEdit {
    return {
      ...(sequence === undefined ? {} : { sequence }),
      userId: place.userId,
      resourceType: place.type,
      resourceId: place.id,
      timestamp: this.storage.now(),
      mutationId: this.newId(),
      state: 'waiting',
      ...next,
    };
  }

  decided(
    place: Place,
    conflict: Pick<DecidedConflict, 'by' | 'operation' | 'fields' | 'lost' | 'conflictId'>,
  ): DecidedConflict {
    return {
      userId: place.userId,
      resourceType: place.type,
      resourceId: place.id,
      timestamp: this.storage.now(),
      state: 'decided',
      ...conflict,
    };
  }
}

/** One answer meets the edit that was sent, and the edit that may wait behind it. */
class Settling {
  private readonly place: Place;

  constructor(
    private readonly queue: SyncQueueService,
    private readonly tx: WriteTransaction,
    private readonly changed: Changed,
    private readonly sent: Numbered<SentEdit>,
    private readonly epoch: number,
    private readonly strategy: Strategy,
  ) {
    this.place = placeOf(sent);
  }

  async by(result: PushResult): Promise<Settlement> {
    switch (result.kind) {
      case 'settled':
        await this.settled(result);
        return { needsPremium: false, tryAgain: false };
      case 'undecided':
        await this.undecided(result);
        return { needsPremium: false, tryAgain: false };
      case 'rejected':
        return this.rejected(result);
    }
  }

  private async settled(result: Settled): Promise<void> {
    const { sent, place } = this;
    if (isBuried(result, sent)) {
      const theirs = { rev: result.rev ?? 0, data: null };
      await this.undecided({ ...result, kind: 'undecided', base: null, theirs }, result.conflictId);
      return;
    }
    const record = await getRecord(this.tx, place);
    const behind = await this.behind();
    const outcome = this.outcome(result, record);
    const known = outcome !== null && isNewer(outcome, record.server) ? news(record, outcome, result) : record;
    const after = outcome === null ? { ...record, server: null } : known;
    const document = outcome?.data ?? null;
    const asSent = sameJson(document, sent.data);
    await this.tx.delete('syncQueue', sent.sequence);
    this.changed(place);
    if (result.conflict || result.conflictId !== null) {
      await this.tx.put(
        'syncQueue',
        this.queue.decided(place, {
          by: result.conflictId === null ? 'client' : 'server',
          operation: sent.operation,
          fields: [],
          lost: asSent || result.conflictId !== null ? null : sent.data,
          ...(result.conflictId === null ? {} : { conflictId: result.conflictId }),
        }),
      );
    }
    if (behind === undefined) {
      await putRecord(this.tx, place, withoutLocal(after));
      return;
    }
    await this.moveOn(behind, after, outcome, asSent);
  }

  /** The edit behind was made on the document as it was sent; now it is to rest on the document as it became. */
  private async moveOn(
    behind: Numbered<WaitingEdit>,
    record: DocumentRecord,
    outcome: ServerState | null,
    asSent: boolean,
  ): Promise<void> {
    const { sent, place } = this;
    const document = outcome?.data ?? null;
    const base = outcome === null ? null : { epoch: outcome.epoch, rev: outcome.rev };
    if (behind.data === null) {
      if (document === null) {
        await this.tx.delete('syncQueue', behind.sequence);
        await putRecord(this.tx, place, withoutLocal(record));
        return;
      }
      // Others' changes came in between, which the user did not see: the server is to see a conflict then.
      const seen = asSent ? base : (sent.base ?? { epoch: this.epoch, rev: UNKNOWN_BASE });
      await this.tx.put('syncQueue', { ...behind, operation: 'DELETE', base: seen });
      await putRecord(this.tx, place, record);
      return;
    }
    if (document === null || sent.data === null) {
      await this.tx.put('syncQueue', { ...behind, operation: 'CREATE', base: null });
      await putRecord(this.tx, place, record);
      return;
    }
    const moved = merge(place.type, sent.data, behind.data, document);
    await this.queue.tell(this.tx, place, moved.overlaps);
    await this.tx.put('syncQueue', { ...behind, operation: 'UPDATE', base, data: moved.document });
    await putRecord(this.tx, place, { ...record, local: moved.document });
  }

  private async undecided(result: Undecided, conflictId: string | null = null): Promise<void> {
    const { sent, place } = this;
    const behind = await this.behind();
    const record = await getRecord(this.tx, place);
    const theirs: ServerState = { epoch: this.epoch, ...result.theirs };
    const after = isNewer(theirs, record.server) ? withoutEviction({ ...record, server: theirs }) : record;
    const mine = behind === undefined ? sent.data : behind.data;
    await this.tx.delete('syncQueue', sent.sequence);
    if (behind !== undefined) {
      await this.tx.delete('syncQueue', behind.sequence);
    }
    this.changed(place);
    if (mine === null && theirs.data === null) {
      await putRecord(this.tx, place, withoutLocal(after));
      return;
    }
    if (this.strategy === 'merge' && result.base !== null && mine !== null && theirs.data !== null) {
      const merged = merge(place.type, result.base, mine, theirs.data);
      await this.queue.tell(this.tx, place, merged.overlaps);
      await this.tx.put(
        'syncQueue',
        this.queue.waiting(
          place,
          { operation: 'UPDATE', base: { epoch: theirs.epoch, rev: theirs.rev }, data: merged.document },
          sent.sequence,
        ),
      );
      await putRecord(this.tx, place, { ...after, local: merged.document });
      return;
    }
    await this.tx.put('syncQueue', {
      ...sent,
      state: 'conflict',
      data: mine,
      theirs,
      original: result.base,
      ...(conflictId === null ? {} : { conflictId }),
    });
    await putRecord(this.tx, place, { ...after, local: mine });
  }

  private async rejected(result: Rejected): Promise<Settlement> {
    const { sent, place } = this;
    const behind = await this.behind();
    const needsPremium = isProblem(result.problem, 'premium-required');
    const tryAgain = result.problem.status >= 500 || result.problem.status === 429;
    await this.tx.delete('syncQueue', sent.sequence);
    if (behind === undefined && !needsPremium && !tryAgain) {
      this.changed(place);
      await this.tx.put('syncQueue', { ...sent, state: 'rejected', problem: result.problem.body });
      return { needsPremium, tryAgain };
    }
    // It was not done and is not remembered, so it may change again: the edit behind it joins it.
    const next = behind === undefined ? sent : combined(sent, behind.data);
    if (behind !== undefined) {
      await this.tx.delete('syncQueue', behind.sequence);
    }
    if (next === null) {
      this.changed(place);
      await putRecord(this.tx, place, withoutLocal(await getRecord(this.tx, place)));
      return { needsPremium, tryAgain };
    }
    const { operation, base, data } = next;
    await this.tx.put('syncQueue', this.queue.waiting(place, { operation, base, data }, sent.sequence));
    return { needsPremium, tryAgain };
  }

  /** The document as the answer leaves it. */
  private outcome(result: Settled, record: DocumentRecord): ServerState | null {
    if (result.rev === null) {
      return null;
    }
    const place = { epoch: this.epoch, rev: result.rev };
    if (result.document !== null) {
      return { ...place, data: result.document.data };
    }
    // The feed may have shown this very revision already, and it knows better than we do.
    const { server } = record;
    const shown = server !== null && server.epoch === this.epoch && server.rev === result.rev;
    return shown ? server : { ...place, data: this.sent.data };
  }

  private async behind(): Promise<Numbered<WaitingEdit> | undefined> {
    const entries = await unsettledOf(this.tx, this.place);
    return entries.find((entry) => entry.state === 'waiting');
  }
}

/**
 * Whether the server keeps the edit in a record only, since this device knew less than what is forgotten there (SYNC-10):
 * then the user decides whether the document is to live.
 */
function isBuried(result: Settled, sent: SentEdit): boolean {
  const isGone = result.rev === null || (result.document !== null && result.document.data === null);
  return result.conflict && isGone && sent.data !== null;
}

function news(record: DocumentRecord, server: ServerState, result: Settled): DocumentRecord {
  const dates = result.document ?? record;
  return withoutEviction({ ...record, server, createdAt: dates.createdAt, updatedAt: dates.updatedAt });
}

/** What the user has decided to send, made on what the user has seen. */
function resent(entry: ConflictingEdit | RejectedEdit, data: JsonObject | null): Draft | null {
  if (entry.state === 'rejected') {
    return combined(entry, data);
  }
  const { theirs } = entry;
  const base = { epoch: theirs.epoch, rev: theirs.rev };
  if (data === null) {
    return theirs.data === null ? null : { operation: 'DELETE', base, data };
  }
  return theirs.data === null ? { operation: 'CREATE', base: null, data } : { operation: 'UPDATE', base, data };
}

function toMutation(entry: UnsettledEdit, epoch: number | null): Mutation {
  const { base } = entry;
  // A revision of another epoch names nothing there: with an unknown base nothing can be overwritten by mistake.
  const baseRev = base !== null && base.epoch === epoch ? base.rev : UNKNOWN_BASE;
  return {
    mutationId: entry.mutationId,
    op: entry.operation,
    resourceType: entry.resourceType,
    resourceId: entry.resourceId,
    ...(entry.operation === 'CREATE' ? {} : { baseRev }),
    ...(entry.data === null ? {} : { data: entry.data }),
    timestamp: entry.timestamp,
  };
}

async function findSent(
  tx: ReadTransaction,
  userId: string,
  result: PushResult,
): Promise<Numbered<SentEdit> | undefined> {
  const entries = unsettled(await tx.where('syncQueue', 'resourceId', result.resourceId), userId);
  return entries.find((entry) => entry.state === 'sent' && entry.mutationId === result.mutationId) as
    Numbered<SentEdit> | undefined;
}

async function unsettledOf(tx: ReadTransaction, place: Place): Promise<Numbered<UnsettledEdit>[]> {
  const entries = await tx.where('syncQueue', 'resourceId', place.id);
  return unsettled(entries, place.userId).filter((entry) => entry.resourceType === place.type);
}

function unsettled(entries: readonly QueueEntry[], userId: string): Numbered<UnsettledEdit>[] {
  return entries
    .filter(isNumbered)
    .filter((entry) => entry.userId === userId && entry.state !== 'decided') as Numbered<UnsettledEdit>[];
}

function isNumbered<T extends QueueEntry>(entry: T): entry is Numbered<T> {
  return entry.sequence !== undefined;
}

function documentOf(entry: QueueEntry): string {
  return `${entry.resourceType}/${entry.resourceId}`;
}

function placeOf(entry: QueueEntry): Place {
  return { userId: entry.userId, type: entry.resourceType, id: entry.resourceId };
}

async function getRecord(tx: ReadTransaction, place: Place): Promise<DocumentRecord> {
  const record = await tx.get(storeOf(place.type), recordKey(place.userId, place.type, place.id));
  return (
    record ?? {
      userId: place.userId,
      id: place.id,
      type: place.type,
      createdAt: '',
      updatedAt: '',
      server: null,
      generation: 0,
    }
  );
}

/** Nothing is kept of a document that is neither here nor there; a tombstone stays until the feed has shown it. */
async function putRecord(tx: WriteTransaction, place: Place, record: DocumentRecord): Promise<void> {
  if (record.local === undefined && record.server === null) {
    await tx.delete(storeOf(place.type), recordKey(place.userId, place.type, place.id));
    return;
  }
  await tx.put(storeOf(place.type), visible(record) === null ? record : indexed(record));
}
