import { isJsonObject, type Json, type JsonObject } from '../store/json.ts';
import { RESOURCE_TYPES, type Operation, type ResourceType } from '../store/records.ts';

/** The server, or something in between, said what the protocol does not allow. */
export class ProtocolViolation extends Error {}

/** A document as the server shows it, the envelope apart from the client's fields. */
export interface ServerDocument {
  readonly rev: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Null: a tombstone. */
  readonly data: JsonObject | null;
}

export interface Change extends ServerDocument {
  readonly seq: number;
  readonly resourceType: ResourceType;
  readonly resourceId: string;
}

/** Everything that changed in `(from, to]`, the latest state of each document, ascending (SYNC-7). */
export interface FeedPage {
  readonly from: number;
  readonly to: number;
  readonly head: number;
  readonly epoch: number;
  readonly changes: readonly Change[];
  readonly cursor: string;
  readonly hasMore: boolean;
}

export interface Mutation {
  readonly mutationId: string;
  readonly op: Operation;
  readonly resourceType: ResourceType;
  readonly resourceId: string;
  readonly baseRev?: number;
  readonly data?: JsonObject;
  readonly timestamp: string;
}

export type Strategy = 'merge' | 'serverWins' | 'clientWins' | 'manual';

export interface PushRequest {
  readonly clientId: string;
  readonly cursor?: string;
  readonly strategy: Strategy;
  readonly mutations: readonly Mutation[];
}

export interface PushAnswer {
  readonly results: readonly PushResult[];
  readonly head: number;
  readonly epoch: number;
}

interface OneResult {
  readonly mutationId: string;
  readonly resourceId: string;
}

/** It is decided; the document is at `rev`, and is what was sent unless `document` shows it. */
export interface Settled extends OneResult {
  readonly kind: 'settled';
  /** Null: the server has never heard of the document, and now neither has anybody. */
  readonly rev: number | null;
  readonly document: ServerDocument | null;
  /** Both sides had changed it. */
  readonly conflict: boolean;
  readonly conflictId: string | null;
}

/** Both sides changed it, nothing was written, and the client decides. */
export interface Undecided extends OneResult {
  readonly kind: 'undecided';
  readonly base: JsonObject | null;
  readonly theirs: { readonly rev: number; readonly data: JsonObject | null };
}

/** It cannot be done, and is not remembered: it may be sent again. */
export interface Rejected extends OneResult {
  readonly kind: 'rejected';
  readonly problem: Problem;
}

export type PushResult = Settled | Undecided | Rejected;

/** RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly status: number;
  readonly body: JsonObject;
}

export interface DigestBucket {
  readonly count: number;
  /** Hexadecimal, 16 digits. */
  readonly checksum: string;
}

export interface DigestAnswer {
  readonly at: number;
  readonly epoch: number;
  readonly buckets: ReadonlyMap<ResourceType, readonly DigestBucket[]>;
}

export interface FetchAnswer {
  readonly at: number;
  readonly epoch: number;
  readonly changes: readonly Change[];
  /** What to ask behind; null: this is all. */
  readonly next: number | null;
}

/** A conflict as the server keeps it (SYNC-6), by its names. */
export interface ServerConflict {
  readonly id: string;
  readonly state: 'open' | 'resolved';
  readonly resourceType: ResourceType;
  readonly resourceId: string;
  /** RFC 6901 pointers to what both sides changed; one empty pointer is the whole document. */
  readonly fields: readonly string[];
  readonly openedAt: string;
}

/** What each side has; null: no document, or none that was kept. */
export interface ConflictSides extends ServerConflict {
  readonly base: JsonObject | null;
  readonly mine: JsonObject | null;
  readonly theirs: JsonObject | null;
}

export interface ConflictPage {
  readonly conflicts: readonly ServerConflict[];
  /** What to ask behind; null: this is all. */
  readonly nextPage: string | null;
}

/** What the user decides about a conflict, or about an edit that was refused. */
export type Resolution =
  { readonly take: 'mine' } | { readonly take: 'theirs' } | { readonly take: 'document'; readonly data: JsonObject };

export type StreamEvent =
  | { readonly kind: 'changes'; readonly page: FeedPage }
  | { readonly kind: 'heartbeat'; readonly head: number }
  | { readonly kind: 'resync' }
  | { readonly kind: 'reauth' };

/** What one push may hold (SYNC-2). */
export const MOST_MUTATIONS = 500;
/** A push may have 5 MiB; the rest is room for what stands around the mutations. */
export const MOST_BYTES = 4 * 1024 * 1024;

const ENVELOPE = new Set(['id', 'rev', 'schemaVersion', 'createdAt', 'updatedAt', 'deletedAt', 'userId']);

export function readFeedPage(json: unknown): FeedPage {
  const page = object(json, 'a page');
  const read: FeedPage = {
    from: number(page, 'from'),
    to: number(page, 'to'),
    head: number(page, 'head'),
    epoch: number(page, 'epoch'),
    changes: changes(page),
    cursor: text(page, 'cursor'),
    hasMore: page['hasMore'] === true,
  };
  let last = read.from;
  for (const change of list(page, 'changes')) {
    const seq = number(object(change, 'a change'), 'seq');
    if (seq <= last || seq > read.to) {
      throw new ProtocolViolation(`SYNC-7: number ${seq} behind ${last} in a page from ${read.from} to ${read.to}`);
    }
    last = seq;
  }
  if (read.to < read.from) {
    throw new ProtocolViolation(`SYNC-7: a page from ${read.from} to ${read.to}`);
  }
  return read;
}

export function readPushAnswer(json: unknown, request: PushRequest): PushAnswer {
  const answer = object(json, 'a push answer');
  const results = list(answer, 'results').map(readResult);
  if (
    results.length !== request.mutations.length ||
    results.some((result, i) => result.mutationId !== request.mutations[i]?.mutationId)
  ) {
    throw new ProtocolViolation('SYNC-2: the results are not those of the mutations, in their order');
  }
  return { results, head: number(answer, 'head'), epoch: number(answer, 'epoch') };
}

export function readDigest(json: unknown): DigestAnswer {
  const answer = object(json, 'a digest');
  const types = object(answer['buckets'], 'buckets');
  return {
    at: number(answer, 'at'),
    epoch: number(answer, 'epoch'),
    buckets: new Map(
      RESOURCE_TYPES.filter((type) => types[type] !== undefined).map((type) => [
        type,
        list(types, type).map((bucket) => {
          const read = object(bucket, 'a bucket');
          return { count: number(read, 'count'), checksum: text(read, 'checksum') };
        }),
      ]),
    ),
  };
}

export function readFetchAnswer(json: unknown): FetchAnswer {
  const answer = object(json, 'a fetch answer');
  return {
    at: number(answer, 'at'),
    epoch: number(answer, 'epoch'),
    changes: changes(answer),
    next: typeof answer['next'] === 'number' ? answer['next'] : null,
  };
}

export function readDocument(json: unknown): ServerDocument {
  const document = object(json, 'a document');
  const data = Object.fromEntries(Object.entries(document).filter(([name]) => !ENVELOPE.has(name)));
  return {
    rev: number(document, 'rev'),
    createdAt: text(document, 'createdAt'),
    updatedAt: text(document, 'updatedAt'),
    data: document['deletedAt'] === undefined ? data : null,
  };
}

export function readConflictPage(json: unknown): ConflictPage {
  const page = object(json, 'a page of conflicts');
  return {
    conflicts: list(page, 'conflicts').map((each) => conflict(object(each, 'a conflict'))),
    nextPage: typeof page['nextPage'] === 'string' ? page['nextPage'] : null,
  };
}

export function readConflictSides(json: unknown): ConflictSides {
  const read = object(json, 'a conflict');
  const side = (name: string): JsonObject | null => (isJsonObject(read[name]) ? read[name] : null);
  return { ...conflict(read), base: side('base'), mine: side('mine'), theirs: side('theirs') };
}

/** @return the head behind the decision */
export function readResolved(json: unknown): number {
  return number(object(json, 'a decision'), 'head');
}

export function readProblem(status: number, json: unknown): Problem {
  const body = isJsonObject(json) ? json : {};
  return { type: typeof body['type'] === 'string' ? body['type'] : 'about:blank', status, body };
}

/** Whether it is this problem, by the last part of its URN, such as `premium-required`. */
export function isProblem(problem: Problem, name: string): boolean {
  return problem.type === `urn:hoard:problem:${name}`;
}

/** Whether it is our own server's judgement of what was pushed (SYNC-2); anything else may be a proxy's, or passes. */
export function isAboutContent(problem: Problem): boolean {
  const isOurs = problem.type.startsWith('urn:hoard:') && !isProblem(problem, 'invalid-cursor');
  return isOurs && [400, 413, 422].includes(problem.status);
}

/** What a mutation takes of a push, in bytes. */
export function sizeOf(mutation: Mutation): number {
  return new TextEncoder().encode(JSON.stringify(mutation)).length + 1;
}

function readResult(json: Json): PushResult {
  const result = object(json, 'a result');
  const one = { mutationId: text(result, 'mutationId'), resourceId: text(result, 'resourceId') };
  const status = text(result, 'status');
  switch (status) {
    case 'applied':
    case 'merged':
      return { ...one, ...settled(result, false) };
    case 'duplicate':
      return { ...one, ...settled(result, result['outcome'] === 'conflict') };
    case 'conflict':
      return result['theirs'] === undefined
        ? { ...one, ...settled(result, true) }
        : { ...one, kind: 'undecided', base: base(result), theirs: theirs(result) };
    case 'rejected': {
      const problem = object(result['problem'], 'a problem');
      const code = typeof problem['status'] === 'number' ? problem['status'] : 400;
      return { ...one, kind: 'rejected', problem: readProblem(code, problem) };
    }
    default:
      throw new ProtocolViolation(`SYNC-2: unknown status ${status}`);
  }
}

function settled(result: JsonObject, conflict: boolean): Omit<Settled, keyof OneResult> {
  return {
    kind: 'settled',
    rev: typeof result['rev'] === 'number' ? result['rev'] : null,
    document: isJsonObject(result['document']) ? readDocument(result['document']) : null,
    conflict,
    conflictId: typeof result['conflictId'] === 'string' ? result['conflictId'] : null,
  };
}

/** Null stands for a document that is not there. */
function theirs(result: JsonObject): Undecided['theirs'] {
  return result['theirs'] === null
    ? { rev: typeof result['rev'] === 'number' ? result['rev'] : 0, data: null }
    : readDocument(result['theirs']);
}

function base(result: JsonObject): JsonObject | null {
  return isJsonObject(result['base']) ? readDocument(result['base']).data : null;
}

/** Kinds that this client does not keep, such as conflicts and assets, are left out. */
function changes(page: JsonObject): readonly Change[] {
  return list(page, 'changes')
    .map((each) => object(each, 'a change'))
    .filter((change) => isResourceType(change['resourceType']))
    .map((change) => {
      const gone = text(change, 'op') === 'DELETE';
      const updatedAt = text(change, 'updatedAt');
      const document = gone ? { createdAt: updatedAt, data: null } : readDocument(change['data']);
      return {
        ...document,
        seq: number(change, 'seq'),
        rev: number(change, 'rev'),
        updatedAt,
        resourceType: change['resourceType'] as ResourceType,
        resourceId: text(change, 'resourceId'),
      };
    });
}

function conflict(read: JsonObject): ServerConflict {
  const resourceType = read['resourceType'];
  if (!isResourceType(resourceType)) {
    throw new ProtocolViolation('SYNC-6: a conflict of an unknown type');
  }
  return {
    id: text(read, 'id'),
    state: text(read, 'state') === 'open' ? 'open' : 'resolved',
    resourceType,
    resourceId: text(read, 'resourceId'),
    fields: list(read, 'fields').filter((each) => typeof each === 'string'),
    openedAt: text(read, 'openedAt'),
  };
}

function isResourceType(value: Json | undefined): value is ResourceType {
  return RESOURCE_TYPES.some((type) => type === value);
}

function object(value: unknown, what: string): JsonObject {
  if (!isJsonObject(value)) {
    throw new ProtocolViolation(`${what} is no object`);
  }
  return value;
}

function list(parent: JsonObject, name: string): readonly Json[] {
  const value = parent[name];
  if (!Array.isArray(value)) {
    throw new ProtocolViolation(`${name} is no list`);
  }
  return value as readonly Json[];
}

function number(parent: JsonObject, name: string): number {
  const value = parent[name];
  if (typeof value !== 'number') {
    throw new ProtocolViolation(`${name} is no number`);
  }
  return value;
}

function text(parent: JsonObject, name: string): string {
  const value = parent[name];
  if (typeof value !== 'string') {
    throw new ProtocolViolation(`${name} is no text`);
  }
  return value;
}
