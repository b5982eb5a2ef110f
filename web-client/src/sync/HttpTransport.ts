import type { ResourceType } from '../store/records.ts';
import {
  ProtocolViolation,
  readConflictPage,
  readConflictSides,
  readDigest,
  readDocument,
  readFeedPage,
  readFetchAnswer,
  readProblem,
  readPushAnswer,
  readResolved,
  type ConflictPage,
  type ConflictSides,
  type DigestAnswer,
  type FeedPage,
  type FetchAnswer,
  type PushAnswer,
  type PushRequest,
  type Resolution,
  type ServerDocument,
  type StreamEvent,
} from './protocol.ts';
import { readEvents, type ServerSentEvent } from './ServerSentEvents.ts';
import { NotLoggedIn, type Session } from './Session.ts';
import type { Answer, ChangesQuery, FetchQuery, Transport } from './Transport.ts';

const PATHS: { readonly [T in ResourceType]: (id: string) => string } = {
  party: (id) => `parties/${id}`,
  encounter: (id) => `encounters/${id}`,
  creature: (id) => `creatures/${id}`,
  preferences: () => 'preferences',
};

/** The protocol over `fetch`, with the access token in a header and nothing in cookies. */
export class HttpTransport implements Transport {
  constructor(
    private readonly url: string,
    private readonly session: Session,
    private readonly request: typeof fetch = fetch,
    private readonly timeLimit = 60_000,
  ) {}

  push(request: PushRequest, signal?: AbortSignal): Promise<Answer<PushAnswer>> {
    return this.json('POST', 'sync/push', (json) => readPushAnswer(json, request), request, signal);
  }

  changes(query: ChangesQuery, signal?: AbortSignal): Promise<Answer<FeedPage>> {
    const search = new URLSearchParams({ limit: String(query.limit) });
    if (query.since !== null) {
      search.set('since', query.since);
    }
    if (query.minSeq !== undefined) {
      search.set('minSeq', String(query.minSeq));
    }
    if (query.types !== undefined) {
      search.set('types', query.types.join(','));
    }
    return this.json('GET', `sync/changes?${search}`, readFeedPage, undefined, signal);
  }

  document(type: ResourceType, id: string): Promise<Answer<ServerDocument>> {
    return this.json('GET', PATHS[type](id), readDocument);
  }

  digest(types: readonly ResourceType[]): Promise<Answer<DigestAnswer>> {
    return this.json('POST', 'sync/digest', readDigest, { types });
  }

  fetch(query: FetchQuery): Promise<Answer<FetchAnswer>> {
    return this.json('POST', 'sync/fetch', readFetchAnswer, query);
  }

  conflicts(page: string | null): Promise<Answer<ConflictPage>> {
    const search = new URLSearchParams({ state: 'open', ...(page === null ? {} : { page }) });
    return this.json('GET', `sync/conflicts?${search}`, readConflictPage);
  }

  conflict(id: string): Promise<Answer<ConflictSides>> {
    return this.json('GET', `sync/conflicts/${id}`, readConflictSides);
  }

  resolveConflict(id: string, resolution: Resolution): Promise<Answer<number>> {
    const document = resolution.take === 'document' ? { document: resolution.data } : {};
    return this.json('POST', `sync/conflicts/${id}/resolve`, readResolved, { take: resolution.take, ...document });
  }

  async stream(
    since: string | null,
    signal: AbortSignal,
    types?: readonly ResourceType[],
  ): Promise<Answer<AsyncIterable<StreamEvent>>> {
    const search = new URLSearchParams({
      ...(since === null ? {} : { since }),
      ...(types === undefined ? {} : { types: types.join(',') }),
    });
    const headers = { Accept: 'text/event-stream', ...(since === null ? {} : { 'Last-Event-ID': since }) };
    // Only the opening has a limit; afterwards the heartbeats tell whether it lives.
    const tooLong = new AbortController();
    const limit = setTimeout(() => {
      tooLong.abort();
    }, this.timeLimit);
    const both = AbortSignal.any([signal, tooLong.signal]);
    return this.answer(
      (token) => this.call('GET', `sync/stream?${search}`, token, undefined, headers, both),
      async (response) => {
        if (response.body === null) {
          throw new ProtocolViolation('SYNC-11: a stream without a body');
        }
        return streamEvents(response.body);
      },
    ).finally(() => {
      clearTimeout(limit);
    });
  }

  async renew(): Promise<void> {
    await this.session.renew(await this.session.accessToken());
  }

  private json<T>(
    method: string,
    path: string,
    read: (json: unknown) => T,
    body?: object,
    signal?: AbortSignal,
  ): Promise<Answer<T>> {
    // A request that never ends would hold up everything behind it.
    const limit = AbortSignal.timeout(this.timeLimit);
    const both = signal === undefined ? limit : AbortSignal.any([signal, limit]);
    return this.answer(
      (token) => this.call(method, path, token, body, {}, both),
      async (response) => read(await response.json()),
    );
  }

  private async answer<T>(
    send: (token: string) => Promise<Response>,
    read: (response: Response) => Promise<T>,
  ): Promise<Answer<T>> {
    try {
      const token = await this.session.accessToken();
      let response = await send(token);
      if (response.status === 401) {
        await response.body?.cancel();
        response = await send(await this.session.renew(token));
      }
      if (response.status === 401) {
        return { kind: 'signedOut' };
      }
      return response.ok ? { kind: 'ok', value: await read(response) } : await problem(response);
    } catch (failure) {
      if (failure instanceof NotLoggedIn) {
        return { kind: 'signedOut' };
      }
      return { kind: 'unreachable', reason: failure instanceof Error ? failure.message : 'unknown' };
    }
  }

  private call(
    method: string,
    path: string,
    token: string,
    body: object | undefined,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Response> {
    return this.request(`${this.url}/api/v1/${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      credentials: 'omit',
      cache: 'no-store',
      signal,
    });
  }
}

async function problem(response: Response): Promise<Answer<never>> {
  const text = await response.text();
  return {
    kind: 'problem',
    problem: readProblem(response.status, parsed(text)),
    retryAfter: retryAfter(response.headers.get('Retry-After')),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Something in between has answered, in its own words.
    return null;
  }
}

/** In milliseconds; of seconds or of a date (RFC 9110). */
export function retryAfter(header: string | null, now = Date.now()): number | null {
  if (header === null) {
    return null;
  }
  const seconds = Number(header);
  const waited = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - now;
  return Number.isNaN(waited) ? null : Math.max(0, waited);
}

async function* streamEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  for await (const event of readEvents(chunks(body))) {
    const read = streamEvent(event);
    if (read !== null) {
      yield read;
    }
  }
}

/** By a reader, since not every browser iterates streams. */
async function* chunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      yield chunk.value;
    }
  } finally {
    await reader.cancel();
  }
}

function streamEvent(event: ServerSentEvent): StreamEvent | null {
  switch (event.name) {
    case 'changes':
      return { kind: 'changes', page: readFeedPage(JSON.parse(event.data)) };
    case 'heartbeat': {
      const data = JSON.parse(event.data) as { head?: unknown };
      return { kind: 'heartbeat', head: typeof data.head === 'number' ? data.head : 0 };
    }
    case 'resync':
      return { kind: 'resync' };
    case 'reauth':
      return { kind: 'reauth' };
    default:
      // What later servers may say is nothing to this client.
      return null;
  }
}
