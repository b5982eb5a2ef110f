import { addRxPlugin, createRxDatabase, type RxCollection, type RxDocument } from 'rxdb';
import { RxDBLocalDocumentsPlugin } from 'rxdb/plugins/local-documents';
import { replicateRxCollection, type RxReplicationState } from 'rxdb/plugins/replication';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import type { JsonObject } from '../../src/store/json.ts';
import {
  hoardReplication,
  HOARD_CONFLICTS,
  HOARD_SCHEMA,
  localDocuments,
  type HoardCheckpoint,
  type HoardDocument,
} from './index.ts';
import type { ResourceType } from '../../src/store/records.ts';
import type { Transport } from '../../src/sync/Transport.ts';

addRxPlugin(RxDBLocalDocumentsPlugin);

export interface RxDevice {
  find(id: string): Promise<HoardDocument | null>;
  /** Begins to replicate, and waits until both sides are through. */
  goOnline(options?: { readonly stream: boolean }): Promise<RxReplicationState<HoardDocument, HoardCheckpoint>>;
  goOffline(): Promise<void>;
  close(): Promise<void>;
  put(id: string, change: (content: JsonObject) => JsonObject): Promise<void>;
  remove(id: string): Promise<void>;
  content(): Promise<Map<string, JsonObject>>;
  readonly lost: { readonly id: string; readonly mine: JsonObject | null }[];
}

/** A device with RxDB over memory, put together as the README says. */
export async function rxDevice(transport: Transport, type: ResourceType, name: string): Promise<RxDevice> {
  const database = await createRxDatabase({ name: `${name}${crypto.randomUUID()}`, storage: getRxStorageMemory() });
  const { documents: collection } = await database.addCollections<{ documents: RxCollection<HoardDocument> }>({
    documents: { schema: HOARD_SCHEMA, conflictHandler: HOARD_CONFLICTS, localDocuments: true },
  });
  const find = async (id: string): Promise<RxDocument<HoardDocument> | null> =>
    (await collection.findOne(id).exec()) as RxDocument<HoardDocument> | null;
  const lost: { id: string; mine: JsonObject | null }[] = [];
  const hoard = hoardReplication({
    transport,
    type,
    clientId: name,
    sent: localDocuments(collection),
    onLost: (id, mine) => lost.push({ id, mine }),
  });
  let running: { state: RxReplicationState<HoardDocument, HoardCheckpoint>; stop: AbortController } | null = null;

  return {
    find,
    lost,
    goOnline: async ({ stream } = { stream: true }) => {
      const state = replicateRxCollection({
        replicationIdentifier: `hoard-${type}`,
        collection,
        pull: hoard.pull,
        push: hoard.push,
        live: true,
        retryTime: 50,
      });
      const stop = new AbortController();
      running = { state, stop };
      await state.awaitInitialReplication();
      await state.awaitInSync();
      if (stream) {
        void follow((signal) => hoard.follow(signal), state, stop.signal);
      }
      return state;
    },
    goOffline: async () => {
      running?.stop.abort();
      await running?.state.cancel();
      running = null;
    },
    close: async () => {
      running?.stop.abort();
      await database.close();
    },
    put: async (id, change) => {
      const found = await find(id);
      if (found === null) {
        await collection.insert({ id, rev: 0, content: change({}) });
        return;
      }
      await found.incrementalModify((document) => ({ ...document, content: change(document.content) }));
    },
    remove: async (id) => {
      await (await find(id))?.incrementalRemove();
    },
    content: async () => {
      const all = (await collection.find().exec()) as RxDocument<HoardDocument>[];
      return new Map(all.map((each) => [each.id, each.toMutableJSON().content] as const).sort(byId));
    },
  };
}

/** The stream ends now and then; what was missed in between a RESYNC brings. */
async function follow(
  open: (signal: AbortSignal) => Promise<void>,
  state: RxReplicationState<HoardDocument, HoardCheckpoint>,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await open(signal).catch(() => undefined);
    if (signal.aborted) {
      return;
    }
    state.reSync();
  }
}

function byId([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
