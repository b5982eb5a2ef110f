import type { Database } from '@nozbe/watermelondb';
import type { SyncArgs, SyncTableChangeSet } from '@nozbe/watermelondb/sync';
import { merge } from '../../src/sync/merge.ts';
import { isJsonObject, type JsonObject } from '../../src/store/json.ts';
import type { ResourceType, Revision } from '../../src/store/records.ts';
import { isProblem, type Change, type Problem } from '../../src/sync/protocol.ts';
import type { Transport } from '../../src/sync/Transport.ts';
import { KeyValueSentStore, Pushing, type Edit, type Place as PushPlace } from '../Pushing.ts';

/** The columns that a table for {@link hoardSync} needs. */
export const HOARD_COLUMNS = [
  /** The document, as JSON; this is what apps read and write. */
  { name: 'content', type: 'string' },
  /** The server's document it rests on, as JSON, and its revision. Apps leave both as they are. */
  { name: 'base', type: 'string' },
  { name: 'rev', type: 'number' },
] as const;

export interface HoardSyncOptions {
  readonly database: Database;
  readonly transport: Transport;
  /** Tables by what they hold. */
  readonly tables: { readonly [T in ResourceType]?: string };
  readonly clientId: string;
  /** Hears of edits that the server refused, or in whose place another version stands. */
  readonly onLost?: (id: string, mine: JsonObject | null, why: object) => void;
}

type HoardSync = Required<
  Pick<SyncArgs, 'database' | 'pullChanges' | 'pushChanges' | 'conflictResolver' | 'sendCreatedAsUpdated'>
>;

interface Row {
  readonly _status: string;
  readonly id: string;
  readonly content: string;
  readonly base: string;
  readonly rev: number;
}

/** WatermelonDB remembers a number only; the cursors that belong to the last ones are kept beside it. */
interface Place extends PushPlace {
  /** What WatermelonDB remembers; it rises with each place, in whatever epoch. */
  readonly timestamp: number;
  /** Everything up to this number of the epoch was read. */
  readonly to: number;
}

/** The library's own type names its keys in a way that TypeScript does not follow. */
type ChangeSets = Record<string, SyncTableChangeSet>;

interface Read {
  readonly changes: readonly Change[];
  readonly place: Omit<Place, 'timestamp'>;
}

/** A pull, as the push that comes with it sees it. */
interface Pulled {
  /** Where it began; what is up to there the user has seen. */
  readonly known: Place | undefined;
  readonly place: Place;
}

interface Part {
  readonly type: ResourceType;
  readonly pushing: Pushing;
}

const PLACES = 'hoard/places';

/** Arguments for `synchronize`. What a push has brought about comes to its own device with the next call. */
export function hoardSync(options: HoardSyncOptions): HoardSync {
  const tables = new Tables(options);

  return {
    database: options.database,
    sendCreatedAsUpdated: true,

    pullChanges: async ({ lastPulledAt }) => {
      const known = await tables.findPlace(lastPulledAt ?? null);
      // What was sent and not answered comes first: else the pull would bring it as somebody else's.
      await tables.settleUnanswered(known);
      const onwards = known === undefined ? null : await tables.changesSince(known.cursor);
      const { changes, place: read } = onwards ?? (await tables.changesFromNothing());
      // WatermelonDB takes 0 for no time at all.
      const place = { ...read, timestamp: Math.max(read.to, lastPulledAt ?? 0) + 1 };
      await tables.begin({ known, place }, changes);
      await tables.keepPlaces(known === undefined ? [place] : [known, place]);
      const result = { changes: await tables.toChangeSet(changes), timestamp: place.timestamp };
      // A full read of a device that is not new: what it does not show is gone.
      return onwards === null && (lastPulledAt ?? null) !== null
        ? Object.assign(result, { experimentalStrategy: 'replacement' })
        : result;
    },

    conflictResolver: (table: string, local, remote, resolved) => {
      const [here, there] = [local as Row, remote as Row];
      if (here._status !== 'synced' && here._status !== 'deleted') {
        resolved['content'] = tables.joined(table, here, there);
      }
      return here._status === 'deleted' ? resolved : Object.assign(resolved, { base: there.base, rev: there.rev });
    },

    pushChanges: async ({ changes }) => {
      const rejected: Record<string, string[]> = {};
      for (const [table, set] of Object.entries<SyncTableChangeSet>(changes)) {
        rejected[table] = await tables.push(table, set);
      }
      return { experimentalRejectedIds: rejected };
    },
  };
}

class Tables {
  private readonly parts: ReadonlyMap<string, Part>;
  private readonly types: readonly ResourceType[];
  /** Answers to this device's own pushes, for the resolver, which cannot wait for a store. */
  private readonly answered = new Map<string, { readonly held: JsonObject | null; readonly answer: Revision }>();
  private pulled: Pulled | null = null;
  private place: PushPlace | null = null;

  constructor(private readonly options: HoardSyncOptions) {
    this.types = Object.keys(options.tables) as ResourceType[];
    this.parts = new Map(
      this.types.map((type) => {
        const sent = new KeyValueSentStore(options.database.localStorage, `hoard/${type}`);
        const pushing = new Pushing(options.transport, options.clientId, type, sent, () => this.place);
        return [options.tables[type] as string, { type, pushing }];
      }),
    );
  }

  async settleUnanswered(place: PushPlace | undefined): Promise<void> {
    this.place = place ?? null;
    for (const { pushing } of this.parts.values()) {
      await pushing.settleUnanswered();
    }
  }

  async findPlace(timestamp: number | null): Promise<Place | undefined> {
    const text = await this.options.database.localStorage.get<string>(PLACES);
    const places = text === undefined ? [] : (JSON.parse(text) as readonly Place[]);
    return places.find((place) => place.timestamp === timestamp);
  }

  async keepPlaces(places: readonly Place[]): Promise<void> {
    await this.options.database.localStorage.set(PLACES, JSON.stringify(places));
  }

  async changesFromNothing(): Promise<Read> {
    const read = await this.changesSince(null);
    if (read === null) {
      throw new Error('The server refuses a read from nothing');
    }
    return read;
  }

  /** Null: the cursor has expired. */
  async changesSince(cursor: string | null): Promise<Read | null> {
    const changes: Change[] = [];
    for (let since = cursor; ;) {
      const answer = await this.options.transport.changes({ since, limit: 500, types: this.types });
      if (answer.kind === 'problem' && isExpired(answer.problem) && cursor !== null) {
        return null;
      }
      if (answer.kind !== 'ok') {
        throw new Error(`The pull was not answered: ${JSON.stringify(answer)}`);
      }
      changes.push(...answer.value.changes);
      since = answer.value.cursor;
      if (!answer.value.hasMore) {
        const { to, epoch } = answer.value;
        return { changes, place: { cursor: since, epoch, to } };
      }
    }
  }

  async begin(pulled: Pulled, changes: readonly Change[]): Promise<void> {
    this.pulled = pulled;
    this.place = pulled.place;
    for (const { resourceType, resourceId } of changes) {
      const sent = await this.partOf(this.tableOf(resourceType)).pushing.sent.get(resourceId);
      if (sent?.answer != null) {
        this.answered.set(resourceId, { held: sent.held, answer: sent.answer });
      }
    }
  }

  async toChangeSet(changes: readonly Change[]): Promise<ChangeSets> {
    const sets: ChangeSets = {};
    for (const table of this.parts.keys()) {
      sets[table] = { created: [], updated: [], deleted: [] };
    }
    for (const { resourceType, resourceId, rev, data } of changes) {
      const table = this.tableOf(resourceType);
      const set = sets[table] as SyncTableChangeSet;
      if (data !== null) {
        const content = JSON.stringify(data);
        set.updated.push({ id: resourceId, content, base: content, rev });
      } else if (!(await this.isEdited(table, resourceId))) {
        // WatermelonDB would delete what is edited here; so it hears of the deletion only if nothing is.
        set.deleted.push(resourceId);
      }
    }
    return sets;
  }

  /** What the server shows, and on top of it what was done here since this device was last at one with it. */
  joined(table: string, here: Row, there: Row): string {
    const own = this.answered.get(here.id);
    const isSameEpoch = this.pulled?.known?.epoch === this.pulled?.place.epoch;
    const isOwnBehind =
      isSameEpoch &&
      own?.answer.epoch === this.place?.epoch &&
      own !== undefined &&
      own.answer.rev > here.rev &&
      own.answer.rev <= there.rev;
    const base = isOwnBehind ? own.held : parse(here.base);
    const [mine, theirs] = [parse(here.content), parse(there.content)];
    return base === null || mine === null || theirs === null || (isSameEpoch && there.rev <= here.rev)
      ? here.content
      : JSON.stringify(merge(this.partOf(table).type, base, mine, theirs).document);
  }

  /** @return ids that were not taken and stay as they are on this device */
  async push(table: string, { created, updated, deleted }: SyncTableChangeSet): Promise<string[]> {
    const { pushing } = this.partOf(table);
    if (this.pulled === null) {
      throw new Error('WatermelonDB pulls before it pushes');
    }
    // A pull in which the epoch has changed has shown each document anew.
    const { epoch } = this.pulled.place;
    const edits: Edit[] = ([...created, ...updated] as Row[]).map((row) => ({
      id: row.id,
      base: row.rev === 0 ? null : { epoch, rev: row.rev },
      data: parse(row.content),
    }));
    for (const id of deleted as readonly string[]) {
      edits.push(...(await this.deletion(table, id, this.pulled)));
    }
    const outcomes = await pushing.push(edits);
    const left: string[] = [];
    for (const [i, outcome] of outcomes.entries()) {
      const { id, data } = edits[i] as Edit;
      if (outcome.kind !== 'done') {
        this.options.onLost?.(id, data, outcome);
        left.push(...(data === null ? [] : [id]));
        await this.readAgain(data, this.pulled);
      }
    }
    return left;
  }

  /** WatermelonDB tells the id only: what the user had seen when deleting is found out here. */
  private async deletion(table: string, id: string, pulled: Pulled): Promise<Edit[]> {
    const { type, pushing } = this.partOf(table);
    const { known, place } = pulled;
    const seen = known?.epoch === place.epoch ? known.to : 0;
    const answer = await this.options.transport.document(type, id);
    if (answer.kind === 'problem' && answer.problem.status === 404) {
      return [];
    }
    if (answer.kind !== 'ok') {
      throw new Error(`The document was not shown: ${JSON.stringify(answer)}`);
    }
    const { rev } = answer.value;
    const own = (await pushing.sent.get(id))?.answer;
    if (rev <= seen || (own?.rev === rev && own.epoch === place.epoch)) {
      return [{ id, base: { epoch: place.epoch, rev }, data: null }];
    }
    // Somebody changed it meanwhile, and an edit outlives a deletion.
    this.options.onLost?.(id, null, answer.value);
    await this.readAgain(null, pulled);
    return [];
  }

  /** A deletion was not taken: the next pull begins where the document is shown once more. */
  private async readAgain(data: JsonObject | null, { known, place }: Pulled): Promise<void> {
    if (data === null) {
      const isThere = known?.epoch === place.epoch;
      await this.keepPlaces(isThere ? [{ ...place, cursor: known.cursor }] : []);
    }
  }

  private async isEdited(table: string, id: string): Promise<boolean> {
    try {
      return (await this.options.database.get(table).find(id)).syncStatus !== 'synced';
    } catch {
      // It is not there.
      return false;
    }
  }

  private tableOf(type: ResourceType): string {
    return this.options.tables[type] as string;
  }

  private partOf(table: string): Part {
    const part = this.parts.get(table);
    if (part === undefined) {
      throw new Error(`The table ${table} is none of Hoard's`);
    }
    return part;
  }
}

function isExpired(problem: Problem): boolean {
  return problem.status === 410 || isProblem(problem, 'invalid-cursor');
}

function parse(text: string): JsonObject | null {
  const json: unknown = text === '' ? null : JSON.parse(text);
  return isJsonObject(json) ? json : null;
}
