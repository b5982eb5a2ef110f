import { describe, expect, test } from 'vitest';
import { HttpTransport, retryAfter } from './HttpTransport.ts';
import { readEvents } from './ServerSentEvents.ts';
import { MemoryTokenStore, Session } from './Session.ts';
import type { StreamEvent } from './protocol.ts';

interface Sent {
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A server made of answers, in their order. */
function server(...answers: (Response | Error)[]): { readonly fetch: typeof fetch; readonly sent: Sent[] } {
  const sent: Sent[] = [];
  const answer: typeof fetch = async (url, init) => {
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    sent.push({ path: (url as string).replace('http://hoard', ''), headers: new Headers(init?.headers), body });
    expect(init?.credentials).toBe('omit');
    const next = answers.shift() ?? new Error('nobody there');
    if (next instanceof Error) {
      throw next;
    }
    return next;
  };
  return { fetch: answer, sent };
}

function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

function client(request: typeof fetch): { transport: HttpTransport; tokens: MemoryTokenStore } {
  const tokens = new MemoryTokenStore({ accessToken: 'a1', refreshToken: 'r1' });
  return {
    tokens,
    transport: new HttpTransport('http://hoard', new Session('http://hoard', tokens, request), request),
  };
}

const PAGE = { from: 3, to: 3, head: 3, epoch: 1, changes: [], cursor: 'c3', hasMore: false };
const NEW_TOKENS = { accessToken: 'a2', refreshToken: 'r2' };

describe('The transport', () => {
  test('auth10: sends the token in a header and nothing else about who it is', async () => {
    const { fetch, sent } = server(json(PAGE));
    await client(fetch).transport.changes({ since: 'c=3', limit: 500, minSeq: 4 });

    expect(sent[0]?.path).toBe('/api/v1/sync/changes?limit=500&since=c%3D3&minSeq=4');
    expect(sent[0]?.headers.get('Authorization')).toBe('Bearer a1');
    expect(sent[0]?.headers.get('Cookie')).toBeNull();
  });

  test('auth4: renews a token that has run out, keeps the new one, and sends again', async () => {
    const { fetch, sent } = server(json({}, 401), json(NEW_TOKENS), json(PAGE));
    const { transport, tokens } = client(fetch);

    expect(await transport.changes({ since: null, limit: 1 })).toMatchObject({ kind: 'ok' });
    expect(sent[1]?.body).toEqual({ refreshToken: 'r1' });
    expect(sent[2]?.headers.get('Authorization')).toBe('Bearer a2');
    expect(await tokens.load()).toEqual(NEW_TOKENS);
  });

  test('auth4: many who need a new token at once ask for one', async () => {
    const { fetch, sent } = server(json(NEW_TOKENS));
    const session = new Session('http://hoard', new MemoryTokenStore({ accessToken: 'a1', refreshToken: 'r1' }), fetch);

    expect(await Promise.all([session.renew('a1'), session.renew('a1'), session.renew('a1')])).toEqual([
      'a2',
      'a2',
      'a2',
    ]);
    expect(sent).toHaveLength(1);
    expect(await session.renew('a1')).toBe('a2');
  });

  test('auth5: says when the session has ended, and forgets it', async () => {
    const { fetch } = server(json({}, 401), json({}, 401));
    const { transport, tokens } = client(fetch);

    expect(await transport.changes({ since: null, limit: 1 })).toEqual({ kind: 'signedOut' });
    expect(await tokens.load()).toBeNull();
  });

  test('a refresh without an answer ends no session', async () => {
    const { fetch } = server(json({}, 401), new Error('no network'));
    const { transport, tokens } = client(fetch);

    expect(await transport.changes({ since: null, limit: 1 })).toEqual({ kind: 'unreachable', reason: 'no network' });
    expect(await tokens.load()).not.toBeNull();
  });

  test('err4: gives problems with the time the server asks for', async () => {
    const body = { type: 'urn:hoard:problem:unavailable', status: 503 };
    const { fetch } = server(json(body, 503, { 'Retry-After': '7' }));

    expect(await client(fetch).transport.changes({ since: null, limit: 1 })).toEqual({
      kind: 'problem',
      problem: { type: body.type, status: 503, body },
      retryAfter: 7_000,
    });
    expect(retryAfter('Mon, 23 Nov 2026 12:00:10 GMT', Date.parse('2026-11-23T12:00:00Z'))).toBe(10_000);
    expect(retryAfter('soon')).toBeNull();
  });

  test('an answer that is no JSON, or not the protocol’s, is none', async () => {
    const { fetch } = server(new Response('<html>Welcome to our hotel</html>'), json({ ...PAGE, to: 1 }));
    const { transport } = client(fetch);

    expect(await transport.changes({ since: null, limit: 1 })).toMatchObject({ kind: 'unreachable' });
    expect(await transport.changes({ since: null, limit: 1 })).toMatchObject({ kind: 'unreachable' });
  });

  test('sync2: takes results only for what was sent, in its order', async () => {
    const result = { mutationId: 'other', resourceId: 'x', status: 'applied', rev: 1 };
    const { fetch } = server(json({ results: [result], head: 1, epoch: 1 }));
    const mutation = { mutationId: 'm', op: 'DELETE', resourceType: 'party', resourceId: 'x', timestamp: '' } as const;

    const answer = await client(fetch).transport.push({ clientId: 'c', strategy: 'merge', mutations: [mutation] });

    expect(answer).toMatchObject({ kind: 'unreachable' });
  });

  test('sync2: reads every kind of result', async () => {
    const tombstone = { id: 'x', rev: 7, createdAt: 'c', updatedAt: 'u', deletedAt: 'd' };
    const live = { id: 'x', rev: 8, schemaVersion: 1, createdAt: 'c', updatedAt: 'u', name: 'n' };
    const answers = [
      { status: 'applied', rev: 1 },
      { status: 'merged', rev: 8, document: live },
      { status: 'duplicate', outcome: 'applied', rev: 2 },
      { status: 'conflict', rev: 7, document: tombstone, conflictId: 'k' },
      { status: 'conflict', rev: 8, base: live, mine: null, theirs: live },
      { status: 'conflict', mine: live, theirs: null },
      { status: 'rejected', problem: { type: 'urn:hoard:problem:premium-required', status: 402 } },
    ].map((result, i) => ({ mutationId: `m${i}`, resourceId: 'x', ...result }));
    const { fetch } = server(json({ results: answers, head: 8, epoch: 1 }));
    const mutations = answers.map(({ mutationId }) => {
      return { mutationId, op: 'DELETE', resourceType: 'party', resourceId: 'x', timestamp: '' } as const;
    });

    const answer = await client(fetch).transport.push({ clientId: 'c', strategy: 'merge', mutations });

    const settled = { kind: 'settled', conflict: false, conflictId: null, document: null };
    expect(answer.kind === 'ok' ? answer.value.results : answer).toMatchObject([
      { ...settled, rev: 1 },
      { ...settled, rev: 8, document: { rev: 8, data: { name: 'n' } } },
      { ...settled, rev: 2 },
      { kind: 'settled', conflict: true, conflictId: 'k', document: { rev: 7, data: null } },
      { kind: 'undecided', base: { name: 'n' }, theirs: { rev: 8, data: { name: 'n' } } },
      { kind: 'undecided', base: null, theirs: { rev: 0, data: null } },
      { kind: 'rejected', problem: { type: 'urn:hoard:problem:premium-required', status: 402 } },
    ]);
  });

  test('sync6: lists conflicts, shows one, and decides it', async () => {
    const names = {
      id: 'k',
      state: 'open',
      resourceType: 'party',
      resourceId: 'x',
      fields: ['/name'],
      openedAt: 'o',
    };
    const { fetch, sent } = server(
      json({ conflicts: [{ ...names, rev: 3 }], nextPage: '3' }),
      json({ conflicts: [] }),
      json({ ...names, rev: 3, mutationId: 'm', clientId: 'c', mine: { name: 'a' }, theirs: null, outcome: null }),
      json({ conflict: names, document: null, head: 4, epoch: 1 }),
    );
    const { transport } = client(fetch);

    expect(await transport.conflicts(null)).toEqual({ kind: 'ok', value: { conflicts: [names], nextPage: '3' } });
    expect(await transport.conflicts('3')).toEqual({ kind: 'ok', value: { conflicts: [], nextPage: null } });
    expect(await transport.conflict('k')).toEqual({
      kind: 'ok',
      value: { ...names, base: null, mine: { name: 'a' }, theirs: null },
    });
    const document = { name: 'b' };
    expect(await transport.resolveConflict('k', { take: 'document', data: document })).toEqual({
      kind: 'ok',
      value: 4,
    });
    expect(sent.map((each) => each.path.replace('/api/v1/sync/conflicts', ''))).toEqual([
      '?state=open',
      '?state=open&page=3',
      '/k',
      '/k/resolve',
    ]);
    expect(sent[3]?.body).toEqual({ take: 'document', document });
  });

  test('sync11: reads a stream and resumes by Last-Event-ID', async () => {
    const text =
      'retry: 1000\n\n' +
      `id: c3\nevent: changes\ndata: ${JSON.stringify(PAGE)}\n\n` +
      'event: heartbeat\ndata: {"head":3,"expiresAt":"x"}\n\nevent: news\ndata: {}\n\nevent: reauth\ndata: {}\n\n';
    const { fetch, sent } = server(new Response(text));
    const opened = await client(fetch).transport.stream('c2', new AbortController().signal);
    const events: StreamEvent[] = [];
    if (opened.kind === 'ok') {
      for await (const event of opened.value) {
        events.push(event);
      }
    }

    expect(events).toEqual([{ kind: 'changes', page: PAGE }, { kind: 'heartbeat', head: 3 }, { kind: 'reauth' }]);
    expect(sent[0]?.path).toBe('/api/v1/sync/stream?since=c2');
    expect(sent[0]?.headers.get('Last-Event-ID')).toBe('c2');
  });
});

test('sync11: a stream that is never answered is given up', async () => {
  const silent: typeof fetch = (_url, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => {
        reject(new Error('aborted'));
      });
    });
  const session = new Session('http://hoard', new MemoryTokenStore({ accessToken: 'a1', refreshToken: 'r1' }), silent);
  const transport = new HttpTransport('http://hoard', session, silent, 5);

  expect(await transport.stream(null, new AbortController().signal)).toMatchObject({ kind: 'unreachable' });
});

test('sync11: events are read whatever the pieces they come in', async () => {
  const bytes = new TextEncoder().encode(
    'event: a\r\ndata: ein\u00e9\ndata:zwei\n\n: comment\n\ndata: drei\n\ndata: unfinished',
  );
  for (let size = 1; size < bytes.length; size++) {
    const pieces = async function* (): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < bytes.length; i += size) {
        yield bytes.slice(i, i + size);
      }
    };
    const events = [];
    for await (const event of readEvents(pieces())) {
      events.push(event);
    }
    expect(events).toEqual([
      { name: 'a', data: 'ein\u00e9\nzwei' },
      { name: 'message', data: 'drei' },
    ]);
  }
});
