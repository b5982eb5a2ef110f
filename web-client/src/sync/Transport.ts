import type { ResourceType } from '../store/records.ts';
import type {
  ConflictPage,
  ConflictSides,
  DigestAnswer,
  FeedPage,
  FetchAnswer,
  Problem,
  PushAnswer,
  PushRequest,
  Resolution,
  ServerDocument,
  StreamEvent,
} from './protocol.ts';

/** What came of a request. */
export type Answer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly retryAfter: number | null }
  /** No answer: whether the request was carried out is not known. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** There is no session any more; the user must log in. */
  | { readonly kind: 'signedOut' };

export interface ChangesQuery {
  /** Null: from nothing. */
  readonly since: string | null;
  readonly limit: number;
  /** The page reaches at least this number (SYNC-9). */
  readonly minSeq?: number;
  /** All if absent. A cursor belongs to the types it was made with. */
  readonly types?: readonly ResourceType[];
}

export type FetchQuery =
  | { readonly type: ResourceType; readonly buckets: readonly number[]; readonly after?: number }
  | { readonly type: ResourceType; readonly ids: readonly string[]; readonly after?: number };

/** The network boundary: the protocol's requests as one account. */
export interface Transport {
  push(request: PushRequest, signal?: AbortSignal): Promise<Answer<PushAnswer>>;
  changes(query: ChangesQuery, signal?: AbortSignal): Promise<Answer<FeedPage>>;
  /** The events of a stream that has been opened; they end when it ends, and throw when it breaks. */
  stream(
    since: string | null,
    signal: AbortSignal,
    types?: readonly ResourceType[],
  ): Promise<Answer<AsyncIterable<StreamEvent>>>;
  document(type: ResourceType, id: string): Promise<Answer<ServerDocument>>;
  digest(types: readonly ResourceType[]): Promise<Answer<DigestAnswer>>;
  fetch(query: FetchQuery): Promise<Answer<FetchAnswer>>;
  /** The open conflicts that the server keeps, whichever device met them (SYNC-6). */
  conflicts(page: string | null): Promise<Answer<ConflictPage>>;
  conflict(id: string): Promise<Answer<ConflictSides>>;
  /** Gives the head behind the decision. */
  resolveConflict(id: string, resolution: Resolution): Promise<Answer<number>>;
  /** Gets a new access token, as the stream's `reauth` asks for. */
  renew(): Promise<void>;
}
