import 'fake-indexeddb/auto';
import type { JsonObject } from '../src/store/json.ts';
import { isJsonObject } from '../src/store/json.ts';
import { SystemClock } from '../src/store/Clock.ts';
import { IndexedDbDatabase } from '../src/store/IndexedDbDatabase.ts';
import { LocalStorageService } from '../src/store/LocalStorageService.ts';
import { CloudSyncService } from '../src/sync/CloudSyncService.ts';
import { DataManager } from '../src/sync/DataManager.ts';
import { HttpTransport } from '../src/sync/HttpTransport.ts';
import { Session } from '../src/sync/Session.ts';
import { SyncQueueService } from '../src/sync/SyncQueueService.ts';

/** Where the suite runs, and who may make an account premium there. */
export const URL = required('HOARD_URL');

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

export interface Device {
  readonly userId: string;
  readonly data: DataManager;
  readonly queue: SyncQueueService;
  readonly sync: CloudSyncService;
  readonly transport: HttpTransport;
}

/** A new account that may write to the cloud. */
export async function premiumAccount(name: string): Promise<Credentials> {
  const who = { email: `${name}-${crypto.randomUUID()}@web.example`, password: `correct horse ${crypto.randomUUID()}` };
  const account = await post('/auth/register', { ...who, displayName: name });
  const admin = await post('/auth/login', {
    email: required('HOARD_ADMIN_EMAIL'),
    password: required('HOARD_ADMIN_PASSWORD'),
  });
  await post(
    `/admin/users/${text(account, 'id')}/actions`,
    { type: 'SET_TIER', tier: 'premium', reason: 'a test of the web client' },
    text(admin, 'accessToken'),
  );
  return who;
}

/** A device with a database of its own, logged in and put together as an app does it. */
export async function device(who: Credentials, name: string, request: typeof fetch = fetch): Promise<Device> {
  const { session, userId } = await Session.login(URL, { ...who, deviceName: name });
  const clock = new SystemClock();
  const storage = new LocalStorageService(await IndexedDbDatabase.open(`${name}-${crypto.randomUUID()}`), clock);
  const queue = new SyncQueueService(storage);
  const transport = new HttpTransport(URL, session, request);
  const sync = new CloudSyncService({
    userId,
    storage,
    queue,
    transport,
    clock,
    leadership: { lead: (work, stop) => work(stop) },
  });
  const edited = (): void => {
    sync.wake();
  };
  return { userId, queue, sync, transport, data: new DataManager({ userId, storage, queue, transport, edited }) };
}

/** Asks again until it is so; what it was at the deadline is the failure's text. */
export async function eventually<T>(what: string, ask: () => Promise<T>, isSo: (value: T) => boolean): Promise<T> {
  const end = Date.now() + 30_000;
  const clock = new SystemClock();
  for (;;) {
    const value = await ask();
    if (isSo(value)) {
      return value;
    }
    if (Date.now() > end) {
      throw new Error(`Not seen: ${what}; it is ${JSON.stringify(value)}`);
    }
    await clock.sleep(20);
  }
}

/** Everything the device shows, by id. */
export async function content(of: Device): Promise<Map<string, JsonObject>> {
  const all = await Promise.all([of.data.list('party'), of.data.list('encounter'), of.data.list('creature')]);
  return new Map(
    all
      .flat()
      .map((each): [string, JsonObject] => [each.id, 'data' in each ? each.data : {}])
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

async function post(path: string, body: JsonObject, token?: string): Promise<JsonObject> {
  const answer = await fetch(`${URL}/api/v1${path}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  const json: unknown = await answer.json();
  if (!answer.ok || !isJsonObject(json)) {
    throw new Error(`POST ${path} was answered with ${answer.status}: ${JSON.stringify(json)}`);
  }
  return json;
}

export function text(json: JsonObject, name: string): string {
  const value = json[name];
  if (typeof value !== 'string') {
    throw new Error(`${name} is no text in ${JSON.stringify(json)}`);
  }
  return value;
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`${name} is not set: ./dev up shows where the suite runs and who its administrator is`);
  }
  return value;
}
