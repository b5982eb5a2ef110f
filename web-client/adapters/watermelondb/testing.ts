import { appSchema, Database, Model, tableSchema } from '@nozbe/watermelondb';
import LokiJSAdapter from '@nozbe/watermelondb/adapters/lokijs';
import { synchronize } from '@nozbe/watermelondb/sync';
import logger from '@nozbe/watermelondb/utils/common/logger';
import type { JsonObject } from '../../src/store/json.ts';
import type { Transport } from '../../src/sync/Transport.ts';
import { hoardSync, HOARD_COLUMNS } from './index.ts';

logger.silence();

const TABLE = 'encounters';

class Encounter extends Model {
  static override table = TABLE;
}

interface Raw {
  id: string;
  content: string;
}

export interface MelonDevice {
  sync(): Promise<void>;
  put(id: string, change: (content: JsonObject) => JsonObject): Promise<void>;
  remove(id: string): Promise<void>;
  content(): Promise<Map<string, JsonObject>>;
  readonly lost: { readonly id: string; readonly mine: JsonObject | null }[];
}

/** A device with WatermelonDB over LokiJS in memory, put together as the README says. */
export function melonDevice(transport: Transport, name: string): MelonDevice {
  const schema = appSchema({ version: 1, tables: [tableSchema({ name: TABLE, columns: [...HOARD_COLUMNS] })] });
  const adapter = new LokiJSAdapter({
    schema,
    dbName: `${name}-${crypto.randomUUID()}`,
    useWebWorker: false,
    useIncrementalIndexedDB: false,
  });
  const database = new Database({ adapter, modelClasses: [Encounter] });
  const lost: { id: string; mine: JsonObject | null }[] = [];
  const hoard = hoardSync({
    database,
    transport,
    tables: { encounter: TABLE },
    clientId: name,
    onLost: (id, mine) => lost.push({ id, mine }),
  });
  const all = (): Promise<Model[]> => database.get(TABLE).query().fetch();
  const rawOf = (model: Model): Raw => model._raw as unknown as Raw;

  return {
    lost,
    sync: () => synchronize(hoard),
    put: (id, change) =>
      database.write(async () => {
        const found = (await all()).find((each) => each.id === id);
        if (found === undefined) {
          await database.get(TABLE).create((model) => {
            rawOf(model).id = id;
            model._setRaw('content', JSON.stringify(change({})));
          });
          return;
        }
        await found.update((model) => {
          model._setRaw('content', JSON.stringify(change(JSON.parse(rawOf(model).content) as JsonObject)));
        });
      }),
    remove: (id) =>
      database.write(async () => {
        await (await all()).find((each) => each.id === id)?.markAsDeleted();
      }),
    content: async () =>
      new Map(
        (await all())
          .map((each): [string, JsonObject] => [each.id, JSON.parse(rawOf(each).content) as JsonObject])
          .sort(([one], [other]) => (one < other ? -1 : 1)),
      ),
  };
}
