import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { expect, test } from 'vitest';
import type { JsonObject } from '../src/store/json.ts';
import { premiumAccount, text, URL } from './support.ts';

interface Exchange {
  readonly status: number;
  readonly sent: OutgoingHttpHeaders;
  readonly headers: IncomingHttpHeaders;
  readonly body: JsonObject;
}

const exchanges: Exchange[] = [];

/** As a desktop client speaks: a token in a header, no Origin, no cookies, no browser. */
function call(method: string, path: string, body?: object, token?: string): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${URL}/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      },
    });
    outgoing.on('response', (answer) => {
      answer.setEncoding('utf8');
      let received = '';
      answer.on('data', (part: string) => (received += part));
      answer.on('end', () => {
        const exchange = {
          status: answer.statusCode ?? 0,
          sent: outgoing.getHeaders(),
          headers: answer.headers,
          body: JSON.parse(received === '' ? '{}' : received) as JsonObject,
        };
        exchanges.push(exchange);
        resolve(exchange);
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

test('A desktop client logs in, pushes, pulls, renews and logs out by tokens alone', async () => {
  const who = await premiumAccount('Desktop');
  const login = await call('POST', '/auth/login', { ...who, deviceName: 'desktop' });
  expect(login).toMatchObject({ status: 200, body: { tokenType: 'Bearer' } });
  const token = text(login.body, 'accessToken');
  const id = crypto.randomUUID();
  const mutation = {
    mutationId: crypto.randomUUID(),
    op: 'CREATE',
    resourceType: 'party',
    resourceId: id,
    data: { name: 'The Company' },
  };
  const push = { clientId: 'desktop', mutations: [mutation] };

  expect(await call('POST', '/sync/push', push, token)).toMatchObject({
    status: 200,
    body: { results: [{ status: 'applied', rev: 1 }], head: 1 },
  });
  expect(await call('POST', '/sync/push', push, token)).toMatchObject({
    body: { results: [{ status: 'duplicate', rev: 1 }], head: 1 },
  });

  const renewed = await call('POST', '/auth/refresh', { refreshToken: login.body['refreshToken'] });
  expect(renewed.status).toBe(200);
  const next = text(renewed.body, 'accessToken');
  const page = await call('GET', '/sync/changes?minSeq=1', undefined, next);
  expect(page.body).toMatchObject({
    from: 0,
    to: 1,
    changes: [{ op: 'UPSERT', resourceId: id, data: { name: 'The Company' } }],
    hasMore: false,
  });
  const since = encodeURIComponent(text(page.body, 'cursor'));
  expect((await call('GET', `/sync/changes?since=${since}`, undefined, next)).body['changes']).toEqual([]);

  expect((await call('POST', '/auth/logout', undefined, next)).status).toBeLessThan(300);
  expect((await call('POST', '/auth/refresh', { refreshToken: renewed.body['refreshToken'] })).status).toBe(401);

  for (const exchange of exchanges) {
    expect(Object.keys(exchange.sent)).not.toEqual(expect.arrayContaining(['origin']));
    expect(exchange.sent['cookie']).toBeUndefined();
    expect(exchange.headers['set-cookie']).toBeUndefined();
  }
});

test('auth3: without a token there is a problem, not a page to log in', async () => {
  const answer = await call('GET', '/sync/changes');

  expect(answer.status).toBe(401);
  expect(answer.headers['content-type']).toContain('application/problem+json');
});
