import { sameJson, type Json, type JsonObject } from '../../store/json.ts';
import type { ResourceType } from '../../store/records.ts';
import { bucketOf, BUCKETS, checksumOf } from '../digest.ts';
import type {
  Change,
  ConflictPage,
  ConflictSides,
  DigestAnswer,
  FeedPage,
  FetchAnswer,
  Mutation,
  Problem,
  PushAnswer,
  PushRequest,
  PushResult,
  Resolution,
  ServerDocument,
  Settled,
  StreamEvent,
} from '../protocol.ts';
import type { Answer, ChangesQuery, FetchQuery, Transport } from '../Transport.ts';

interface Row {
  readonly type: ResourceType;
  readonly id: string;
  readonly rev: number;
  readonly data: JsonObject | null;
}

/** What happens to one request on its way. */
export type Fault = 'none' | 'requestLost' | 'answerLost' | 'duplicated' | 'busy';

/**
 * The account's server in memory: SYNC-2, SYNC-3, SYNC-6, SYNC-7, SYNC-10, SYNC-12, and SYNC-5 either as a server that merges or
 * as one that leaves every conflict to the client. Written beside the engine, not with it: of the engine it uses the shapes
 * of messages only.
 */
export class ModelServer {
  epoch = 1;
  head = 0;
  floor = 0;
  premium = true;
  readonly rows = new Map<string, Row>();
  /** Every mutation that was carried out, in order. */
  readonly applied: Mutation[] = [];
  requests = 0;
  private readonly history = new Map<string, JsonObject | null>();
  private readonly receipts = new Map<string, { readonly content: string; readonly result: PushResult }>();
  /** Conflicts that were decided here, by their ids; undecided ones leave nothing. */
  private readonly records = new Map<string, { readonly conflict: ConflictSides; readonly mutation: Mutation }>();
  private readonly streams = new Set<(event: StreamEvent | null) => void>();

  constructor(private readonly conflicts: 'merged' | 'left') {}

  get(id: string): JsonObject | null {
    return this.rows.get(id)?.data ?? null;
  }

  /** All that lives. */
  documents(): Map<string, JsonObject> {
    return new Map([...this.rows.values()].flatMap((row) => (row.data === null ? [] : [[row.id, row.data] as const])));
  }

  push(request: PushRequest): PushAnswer {
    const before = this.head;
    // SYNC-1: what was made on another epoch has no base here.
    const place = request.cursor === undefined ? null : parsed(request.cursor);
    const sameEpoch = place === null || place.epoch === this.epoch;
    // SYNC-10: it knows less than what is forgotten here.
    const tooOld = place !== null && sameEpoch && place.seq < this.floor;
    const results = request.mutations.map((mutation) =>
      this.decide(sameEpoch || mutation.baseRev === undefined ? mutation : { ...mutation, baseRev: 0 }, tooOld),
    );
    if (this.head > before) {
      this.emit({ kind: 'changes', page: this.page(before, 1_000) });
    }
    return { results, head: this.head, epoch: this.epoch };
  }

  /** @param began the head when a read from nothing began, if this is one; until its end its cursors carry it */
  page(from: number, limit: number, types?: readonly ResourceType[], began?: number): FeedPage {
    const behind = [...this.rows.values()]
      .filter((row) => row.rev > from && types?.includes(row.type) !== false)
      .sort((one, other) => one.rev - other.rev);
    const changes = behind.slice(0, limit).map(change);
    const hasMore = behind.length > limit;
    const to = hasMore ? (changes.at(-1)?.seq ?? from) : this.head;
    const cursor = `${this.epoch}:${to}${hasMore && began !== undefined ? `:${began}` : ''}`;
    return { from, to, head: this.head, epoch: this.epoch, changes, cursor, hasMore };
  }

  /** Tombstones are forgotten, and with them the cursors that may not know of them. */
  purge(): void {
    this.floor = this.head;
    for (const row of [...this.rows.values()].filter((each) => each.data === null)) {
      this.rows.delete(row.id);
    }
  }

  /** As after a restore: the numbers of before say nothing any more. */
  raiseEpoch(): void {
    this.epoch++;
    this.history.clear();
    this.rows.forEach((row) => this.history.set(`${row.id}@${row.rev}`, row.data));
  }

  /** Ends every open stream with this, or without a word. */
  emit(event: StreamEvent | null): void {
    this.streams.forEach((send) => {
      send(event);
    });
  }

  /** A device's way to it. Faults are taken from the list as long as there are some. */
  transport(faults: Fault[] = []): Transport {
    return {
      push: (request) => this.deliver(faults, () => ({ kind: 'ok', value: this.push(structuredClone(request)) })),
      changes: (query) => this.deliver(faults, () => this.changes(query)),
      document: (_type, id) => this.deliver(faults, () => this.document(id)),
      digest: (types) => this.deliver(faults, () => ({ kind: 'ok', value: this.digest(types) })),
      fetch: (query) => this.deliver(faults, () => ({ kind: 'ok', value: this.fetch(query) })),
      stream: async (since, signal) => {
        const opened = await this.deliver(faults, () => ({ kind: 'ok', value: null }));
        const from = Number(since?.split(':')[1] ?? 0);
        return opened.kind === 'ok' ? { kind: 'ok', value: this.stream(from, signal) } : opened;
      },
      conflicts: () => this.deliver(faults, () => ({ kind: 'ok', value: this.openConflicts() })),
      conflict: (id) => this.deliver(faults, () => found(this.records.get(id)?.conflict)),
      resolveConflict: (id, resolution) => this.deliver(faults, () => this.resolve(id, resolution)),
      renew: () => Promise.resolve(),
    };
  }

  private async deliver<T>(faults: Fault[], answer: () => Answer<T>): Promise<Answer<T>> {
    this.requests++;
    await Promise.resolve();
    switch (faults.shift() ?? 'none') {
      case 'none':
        return structuredClone(answer());
      case 'requestLost':
        return { kind: 'unreachable', reason: 'lost on the way there' };
      case 'answerLost':
        answer();
        return { kind: 'unreachable', reason: 'lost on the way back' };
      case 'duplicated':
        answer();
        return structuredClone(answer());
      case 'busy':
        return { kind: 'problem', problem: problem(503, 'unavailable'), retryAfter: 2_000 };
    }
  }

  private changes({ since, limit, minSeq, types }: ChangesQuery): Answer<FeedPage> {
    const { epoch, seq, began } = since === null ? { epoch: this.epoch, seq: 0, began: this.head } : parsed(since);
    if (epoch !== this.epoch || seq > this.head || Math.max(seq, began ?? 0) < this.floor) {
      return { kind: 'problem', problem: problem(410, 'cursor-expired'), retryAfter: null };
    }
    if (minSeq !== undefined && minSeq > this.head) {
      return { kind: 'problem', problem: problem(400, 'bad-request'), retryAfter: null };
    }
    return { kind: 'ok', value: this.page(seq, limit, types, began) };
  }

  private document(id: string): Answer<ServerDocument> {
    const row = this.rows.get(id);
    return found(row === undefined || row.data === null ? undefined : change(row));
  }

  private digest(types: readonly ResourceType[]): DigestAnswer {
    const bucket = (type: ResourceType, index: number): { count: number; checksum: string } => {
      const rows = [...this.rows.values()].filter(
        (row) => row.type === type && row.data !== null && bucketOf(row.id) === index,
      );
      const checksum = rows.reduce((sum, row) => sum ^ checksumOf(row.id, row.rev), 0n);
      return { count: rows.length, checksum: checksum.toString(16).padStart(16, '0') };
    };
    return {
      at: this.head,
      epoch: this.epoch,
      buckets: new Map(types.map((type) => [type, Array.from({ length: BUCKETS }, (_, i) => bucket(type, i))])),
    };
  }

  private fetch(query: FetchQuery): FetchAnswer {
    const wanted = [...this.rows.values()]
      .filter((row) => row.type === query.type && row.data !== null)
      .filter((row) => ('ids' in query ? query.ids.includes(row.id) : query.buckets.includes(bucketOf(row.id))));
    return { at: this.head, epoch: this.epoch, changes: wanted.map(change), next: null };
  }

  private openConflicts(): ConflictPage {
    const all = [...this.records.values()].map((record) => record.conflict);
    return { conflicts: all.filter((conflict) => conflict.state === 'open'), nextPage: null };
  }

  private resolve(id: string, resolution: Resolution): Answer<number> {
    const record = this.records.get(id);
    if (record?.conflict.state !== 'open') {
      return { kind: 'problem', problem: problem(record === undefined ? 404 : 409, 'conflict'), retryAfter: null };
    }
    const { conflict, mutation } = record;
    const data = resolution.take === 'document' ? resolution.data : conflict[resolution.take];
    this.records.set(id, { mutation, conflict: { ...conflict, state: 'resolved' } });
    if (!sameJson(this.get(mutation.resourceId), data)) {
      this.write(mutation, data);
    }
    return { kind: 'ok', value: this.head };
  }

  private async *stream(from: number, signal: AbortSignal): AsyncGenerator<StreamEvent> {
    const events: (StreamEvent | null)[] = [{ kind: 'changes', page: this.page(from, 1_000) }];
    let wake: () => void = () => undefined;
    const send = (event: StreamEvent | null): void => {
      events.push(event);
      wake();
    };
    this.streams.add(send);
    signal.addEventListener('abort', () => {
      send(null);
    });
    try {
      for (;;) {
        const event = events.shift();
        if (event === null) {
          return;
        }
        if (event !== undefined) {
          yield structuredClone(event);
          continue;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      this.streams.delete(send);
    }
  }

  private decide(mutation: Mutation, tooOld: boolean): PushResult {
    const { mutationId, resourceId, op, resourceType, data } = mutation;
    const content = JSON.stringify([op, resourceType, resourceId, data ?? null]);
    const receipt = this.receipts.get(mutationId);
    if (receipt !== undefined) {
      return receipt.content === content
        ? receipt.result
        : { kind: 'rejected', mutationId, resourceId, problem: problem(422, 'mutation-id-reused') };
    }
    if (!this.premium && op !== 'DELETE') {
      return { kind: 'rejected', mutationId, resourceId, problem: problem(402, 'premium-required') };
    }
    if (data !== undefined && data['name'] === 'bad') {
      return { kind: 'rejected', mutationId, resourceId, problem: problem(400, 'validation-failed') };
    }
    const theirs = this.get(resourceId);
    const result = this.carryOut(mutation, tooOld);
    if (result.kind === 'settled' && result.conflictId !== null) {
      const names = {
        id: result.conflictId,
        state: 'open',
        resourceType,
        resourceId,
        fields: [''],
        openedAt: '',
      } as const;
      this.records.set(names.id, { mutation, conflict: { ...names, base: null, mine: data ?? null, theirs } });
    }
    if (result.kind === 'settled') {
      this.applied.push(mutation);
      this.receipts.set(mutationId, { content, result });
    }
    return result;
  }

  private carryOut(mutation: Mutation, tooOld: boolean): PushResult {
    const row = this.rows.get(mutation.resourceId);
    const mine = mutation.data ?? null;
    if (tooOld && mine !== null && row?.data == null) {
      return this.bury(mutation, row);
    }
    if (row === undefined) {
      return mine === null ? settled(mutation, null) : this.write(mutation, mine);
    }
    const sawCurrent = mutation.baseRev === row.rev;
    switch (mutation.op) {
      case 'CREATE':
        if (row.data === null) {
          return this.write(mutation, mine);
        }
        return sameJson(row.data, mine ?? undefined) ? settled(mutation, row.rev) : this.leave(mutation, row, null);
      case 'UPDATE':
        if (row.data !== null && (sawCurrent || mutation.baseRev === undefined)) {
          return this.write(mutation, mine);
        }
        return this.conflict(mutation, row, mine as JsonObject);
      case 'DELETE':
        if (row.data === null) {
          return settled(mutation, row.rev);
        }
        if (sawCurrent) {
          return this.write(mutation, null);
        }
        return this.conflicts === 'left'
          ? this.leave(mutation, row, this.base(mutation))
          : { ...settled(mutation, row.rev, row), conflict: true, conflictId: mutation.mutationId };
    }
  }

  private conflict(mutation: Mutation, row: Row, mine: JsonObject): PushResult {
    const base = this.base(mutation);
    if (this.conflicts === 'left') {
      return this.leave(mutation, row, base);
    }
    if (row.data === null) {
      return { ...this.write(mutation, mine), conflict: true, conflictId: mutation.mutationId };
    }
    if (base === null) {
      return this.leave(mutation, row, null);
    }
    const written = this.write(mutation, mergedHere(base, mine, row.data) as JsonObject);
    const now = this.rows.get(mutation.resourceId) as Row;
    return { ...written, document: change(now) };
  }

  /** The edit is kept in a record, and nothing comes to life. */
  private bury(mutation: Mutation, row: Row | undefined): PushResult {
    const { mutationId, resourceId } = mutation;
    return this.conflicts === 'left'
      ? { kind: 'undecided', mutationId, resourceId, base: null, theirs: { rev: row?.rev ?? 0, data: null } }
      : { ...settled(mutation, row?.rev ?? null, row), conflict: true, conflictId: mutationId };
  }

  private leave(mutation: Mutation, row: Row, base: JsonObject | null): PushResult {
    const { mutationId, resourceId } = mutation;
    return { kind: 'undecided', mutationId, resourceId, base, theirs: { rev: row.rev, data: row.data } };
  }

  private base(mutation: Mutation): JsonObject | null {
    return this.history.get(`${mutation.resourceId}@${mutation.baseRev ?? 0}`) ?? null;
  }

  private write(mutation: Mutation, data: JsonObject | null): Settled {
    const row = { type: mutation.resourceType, id: mutation.resourceId, rev: ++this.head, data };
    this.rows.set(row.id, row);
    this.history.set(`${row.id}@${row.rev}`, data);
    return settled(mutation, row.rev);
  }
}

function found<T>(value: T | undefined): Answer<T> {
  return value === undefined
    ? { kind: 'problem', problem: problem(404, 'not-found'), retryAfter: null }
    : { kind: 'ok', value };
}

function parsed(cursor: string): { readonly epoch: number; readonly seq: number; readonly began?: number } {
  const [epoch = 0, seq = 0, began] = cursor.split(':').map(Number);
  return { epoch, seq, ...(began === undefined ? {} : { began }) };
}

function settled(mutation: Mutation, rev: number | null, shown?: Row): Settled {
  return {
    kind: 'settled',
    mutationId: mutation.mutationId,
    resourceId: mutation.resourceId,
    rev,
    document: shown === undefined ? null : change(shown),
    conflict: false,
    conflictId: null,
  };
}

function change(row: Row): Change {
  const at = '2026-11-23T12:00:00.000Z';
  return {
    seq: row.rev,
    rev: row.rev,
    resourceType: row.type,
    resourceId: row.id,
    data: row.data,
    createdAt: at,
    updatedAt: at,
  };
}

function problem(status: number, name: string): Problem {
  const type = `urn:hoard:problem:${name}`;
  return { type, status, body: { type, status } };
}

/** Enough of a merge for the documents of the tests: objects by member, hit points by sum, else mine. */
function mergedHere(base: Json | undefined, mine: Json | undefined, theirs: Json | undefined): Json | undefined {
  if (sameJson(base, mine)) {
    return theirs;
  }
  if (sameJson(base, theirs)) {
    return mine;
  }
  if (isObject(mine) && isObject(theirs)) {
    const was = isObject(base) ? base : {};
    const names = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
    const merged: Record<string, Json> = {};
    for (const name of names) {
      const numbers = [was[name], mine[name], theirs[name]] as readonly number[];
      const value =
        name === 'currentHp' && numbers.every(Number.isInteger)
          ? (numbers[1] ?? 0) + (numbers[2] ?? 0) - (numbers[0] ?? 0)
          : mergedHere(was[name], mine[name], theirs[name]);
      if (value !== undefined) {
        merged[name] = value;
      }
    }
    return merged;
  }
  if (Array.isArray(mine) && Array.isArray(theirs) && Array.isArray(base)) {
    return mine.map((element: Json, i) => mergedHere(base[i] as Json, element, theirs[i] as Json) as Json);
  }
  return mine;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
