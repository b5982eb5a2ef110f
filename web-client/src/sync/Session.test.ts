import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { HttpTransport } from './HttpTransport.ts';
import { MemoryTokenStore, Session } from './Session.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Refuses every token, and does this for a refresh. */
async function listen(refresh: (begin: () => void) => void): Promise<string> {
  const listening = createServer((request, response) => {
    if (request.url?.endsWith('/auth/refresh') === true) {
      refresh(() => {
        response.writeHead(200, { 'Content-Type': 'application/json' });
        response.write('{"accessToken":');
      });
      return;
    }
    response.writeHead(401).end();
  });
  server = listening;
  await new Promise<void>((resolve) => {
    listening.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

test.each<[string, (begin: () => void) => void]>([
  ['is never answered', () => undefined],
  [
    'is answered without an end',
    (begin) => {
      begin();
    },
  ],
])('auth4: a refresh that %s holds up nobody for ever, and ends no session', async (_how, refresh) => {
  const url = await listen(refresh);
  const tokens = new MemoryTokenStore({ accessToken: 'a1', refreshToken: 'r1' });
  const transport = new HttpTransport(url, new Session(url, tokens, fetch, 50));
  const [first, second] = await Promise.all([
    transport.changes({ since: null, limit: 1 }),
    transport.changes({ since: null, limit: 1 }),
  ]);

  expect([first, second]).toMatchObject([{ kind: 'unreachable' }, { kind: 'unreachable' }]);
  expect(await tokens.load()).toEqual({ accessToken: 'a1', refreshToken: 'r1' });
});
