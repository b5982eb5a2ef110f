import { isJsonObject } from '../store/json.ts';

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface LoggedIn {
  readonly session: Session;
  readonly userId: string;
}

/** Where tokens are kept; several tabs may share one place. */
export interface TokenStore {
  load(): Promise<Tokens | null>;
  /** Null: logged out. */
  save(tokens: Tokens | null): Promise<void>;
}

export class MemoryTokenStore implements TokenStore {
  constructor(private tokens: Tokens | null = null) {}

  async load(): Promise<Tokens | null> {
    return this.tokens;
  }

  async save(tokens: Tokens | null): Promise<void> {
    this.tokens = tokens;
  }
}

/** Why a token could not be renewed. */
export class NotLoggedIn extends Error {}

/**
 * In milliseconds. A refresh that was carried out and not heard is asked for again, and the server knows its predecessor
 * for 20 s only (AUTH-4); so an answer that is late must be given up well before that.
 */
const TIME_LIMIT = 8_000;
/** A login hashes a password, and may wait for its turn. */
const LOGIN_TIME_LIMIT = 60_000;

/** A login in token mode (AUTH-1, AUTH-4): no cookie, so it works from a browser, a desktop and Node alike. */
export class Session {
  private renewal: Promise<string> | null = null;

  constructor(
    private readonly url: string,
    private readonly tokens: TokenStore,
    private readonly request: typeof fetch = fetch,
    private readonly timeLimit = TIME_LIMIT,
  ) {}

  /** @throws NotLoggedIn if address and password do not belong together */
  static async login(
    url: string,
    who: { readonly email: string; readonly password: string; readonly deviceName?: string },
    tokens: TokenStore = new MemoryTokenStore(),
    request: typeof fetch = fetch,
  ): Promise<LoggedIn> {
    const answer = await post(request, `${url}/api/v1/auth/login`, who, LOGIN_TIME_LIMIT);
    if (answer.status === 401) {
      throw new NotLoggedIn('Address and password do not belong together');
    }
    const body: unknown = await answer.json();
    if (!answer.ok || !isJsonObject(body) || !isJsonObject(body['user'])) {
      throw new Error(`The login was answered with ${answer.status}`);
    }
    await tokens.save(readTokens(body));
    return { session: new Session(url, tokens, request), userId: body['user']['id'] as string };
  }

  /** @throws NotLoggedIn */
  async accessToken(): Promise<string> {
    const tokens = await this.tokens.load();
    if (tokens === null) {
      throw new NotLoggedIn('There are no tokens');
    }
    return tokens.accessToken;
  }

  /**
   * A token that is newer than `stale`. Whoever comes second finds the first one's.
   *
   * @throws NotLoggedIn if the session has ended; any other error means that it could not be asked
   */
  async renew(stale: string): Promise<string> {
    this.renewal ??= this.rotate(stale).finally(() => {
      this.renewal = null;
    });
    return this.renewal;
  }

  private async rotate(stale: string): Promise<string> {
    const held = await this.tokens.load();
    if (held === null) {
      throw new NotLoggedIn('There are no tokens');
    }
    if (held.accessToken !== stale) {
      return held.accessToken;
    }
    const { refreshToken } = held;
    const answer = await post(this.request, `${this.url}/api/v1/auth/refresh`, { refreshToken }, this.timeLimit);
    if (answer.status === 401 || answer.status === 403) {
      await this.tokens.save(null);
      throw new NotLoggedIn('The session has ended');
    }
    if (!answer.ok) {
      throw new Error(`The refresh was answered with ${answer.status}`);
    }
    const tokens = readTokens(await answer.json());
    await this.tokens.save(tokens);
    return tokens.accessToken;
  }
}

/** The limit is that of the whole answer, its body too. */
function post(request: typeof fetch, url: string, body: object, timeLimit: number): Promise<Response> {
  return request(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    credentials: 'omit',
    signal: AbortSignal.timeout(timeLimit),
  });
}

function readTokens(body: unknown): Tokens {
  if (!isJsonObject(body) || typeof body['accessToken'] !== 'string' || typeof body['refreshToken'] !== 'string') {
    throw new Error('The answer holds no tokens');
  }
  return { accessToken: body['accessToken'], refreshToken: body['refreshToken'] };
}
