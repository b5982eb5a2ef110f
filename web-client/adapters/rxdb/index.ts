import { Subject } from 'rxjs';
import type {
  ReplicationPullOptions,
  ReplicationPushOptions,
  RxCollection,
  RxConflictHandler,
  WithDeleted,
} from 'rxdb';
import type { JsonObject } from '../../src/store/json.ts';
import type { ResourceType } from '../../src/store/records.ts';
import type { Change } from '../../src/sync/protocol.ts';
import type { Transport } from '../../src/sync/Transport.ts';
import { KeyValueSentStore, MemorySentStore, Pushing, type SentStore, type State } from '../Pushing.ts';

/** A document of a collection: Hoard's id and revision beside the content. */
export interface HoardDocument {
  id: string;
  /** The server's revision that it rests on; 0: none yet. Apps leave it as it is. */
  rev: number;
  content: JsonObject;
}

export interface HoardCheckpoint {
  readonly cursor: string;
}

/** The schema that a collection for {@link hoardReplication} needs. */
export const HOARD_SCHEMA = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 36 },
    rev: { type: 'integer' },
    content: { type: 'object', additionalProperties: true },
  },
  required: ['id', 'rev', 'content'],
} as const;

/**
 * The conflict handler that the collection needs. All merging is done before RxDB hears of it, so the server's state always
 * is the answer.
 */
export const HOARD_CONFLICTS: RxConflictHandler<HoardDocument> = {
  isEqual: (one, other) => JSON.stringify(plain(one)) === JSON.stringify(plain(other)),
  resolve: async (input) => input.realMasterState,
};

export interface HoardReplicationOptions {
  readonly transport: Transport;
  /** What the collection holds. */
  readonly type: ResourceType;
  /** This device's name among the account's. */
  readonly clientId: string;
  /** Durable where the collection is, as {@link localDocuments} is; else it ends with the page. */
  readonly sent?: SentStore;
  /** Hears of edits that the server refused, or in whose place another version stands. */
  readonly onLost?: (id: string, mine: JsonObject | null, why: object) => void;
}

export interface HoardReplication {
  readonly pull: ReplicationPullOptions<HoardDocument, HoardCheckpoint>;
  readonly push: ReplicationPushOptions<HoardDocument>;
  /** Follows the live stream until the signal aborts; reopening it is the caller's loop, see the README. */
  follow(signal: AbortSignal): Promise<void>;
}

/** A durable place for what was sent, in the collection's local documents (`localDocuments: true`, and their plugin). */
export function localDocuments(collection: RxCollection<HoardDocument>): SentStore {
  const values = {
    get: async (key: string) => (await collection.getLocal<{ text: string }>(key))?.get('text') as string | undefined,
    set: async (key: string, text: string) => {
      await collection.upsertLocal(key, { text });
    },
    remove: async (key: string) => {
      await (await collection.getLocal(key))?.remove();
    },
  };
  return new KeyValueSentStore(values, 'hoard');
}

type Document = WithDeleted<HoardDocument>;

/** Handlers for `replicateRxCollection`. */
export function hoardReplication(options: HoardReplicationOptions): HoardReplication {
  const { transport, type } = options;
  const pushing = new Pushing(transport, options.clientId, type, options.sent ?? new MemorySentStore());
  const stream$ = new Subject<{ documents: Document[]; checkpoint: HoardCheckpoint } | 'RESYNC'>();
  let cursor: string | null = null;
  let underWay = 0;
  /** What came for a document while a push was under way: RxDB has left it aside, and will not ask for it again. */
  const leftAside = new Map<string, Change>();

  const take = (change: Change): Document => {
    if (underWay > 0 || leftAside.has(change.resourceId)) {
      leftAside.set(change.resourceId, change);
    }
    return toDocument(change);
  };

  return {
    pull: {
      batchSize: 100,
      stream$,
      handler: async (checkpoint, batchSize) => {
        cursor = checkpoint?.cursor ?? null;
        const documents: Document[] = [];
        // RxDB takes a batch that is not full for the last one.
        for (let hasMore = true; hasMore && documents.length < batchSize;) {
          const answer = await transport.changes({ since: cursor, limit: batchSize, types: [type] });
          if (answer.kind === 'problem' && answer.problem.status === 410 && cursor !== null) {
            cursor = null;
            continue;
          }
          if (answer.kind !== 'ok') {
            throw new Error(`The pull was not answered: ${JSON.stringify(answer)}`);
          }
          documents.push(...answer.value.changes.map(take));
          ({ cursor, hasMore } = answer.value);
        }
        return { documents, checkpoint: cursor === null ? undefined : { cursor } };
      },
    },
    push: {
      batchSize: 100,
      handler: async (rows) => {
        underWay++;
        try {
          const edits = rows.map(({ assumedMasterState, newDocumentState }) => ({
            id: newDocumentState.id,
            baseRev: baseOf(assumedMasterState),
            data: newDocumentState._deleted ? null : newDocumentState.content,
          }));
          const outcomes = await pushing.push(edits);
          return outcomes.flatMap((outcome, i): Document[] => {
            const { id, data } = edits[i] as (typeof edits)[number];
            switch (outcome.kind) {
              case 'done':
                return outcome.asSent ? [] : [fromState(id, outcome.state)];
              case 'lost':
                options.onLost?.(id, data, outcome.theirs);
                return [fromState(id, outcome.theirs)];
              case 'rejected':
                // It stays on this device as it is, and goes again with its next edit.
                options.onLost?.(id, data, outcome.problem);
                return [];
            }
          });
        } finally {
          underWay--;
        }
      },
    },
    follow: async (signal) => {
      if (cursor === null) {
        return;
      }
      const answer = await transport.stream(cursor, signal, [type]);
      if (answer.kind !== 'ok') {
        throw new Error(`The stream was not opened: ${JSON.stringify(answer)}`);
      }
      for await (const event of answer.value) {
        switch (event.kind) {
          case 'changes':
            cursor = event.page.cursor;
            stream$.next({ documents: event.page.changes.map(take), checkpoint: { cursor } });
            break;
          case 'heartbeat': {
            const again = [...leftAside.values()];
            leftAside.clear();
            const fresh: Change[] = [];
            for (const change of again) {
              const answered = (await pushing.sent.get(change.resourceId))?.answer;
              if ((answered?.rev ?? 0) <= change.rev) {
                fresh.push(change);
              }
            }
            if (fresh.length > 0) {
              stream$.next({ documents: fresh.map(toDocument), checkpoint: { cursor } });
            }
            break;
          }
          case 'resync':
            stream$.next('RESYNC');
            return;
          case 'reauth':
            await transport.renew();
            return;
        }
      }
    },
  };
}

function plain(document: WithDeleted<HoardDocument>): readonly unknown[] {
  return [document.id, document.rev, document._deleted, document._deleted ? null : document.content];
}

/** Of a document that is deleted there a new beginning is a creation. */
function baseOf(assumed: Document | undefined): number | null {
  return assumed === undefined || assumed._deleted || assumed.rev === 0 ? null : assumed.rev;
}

function toDocument(change: Change): Document {
  return fromState(change.resourceId, change);
}

function fromState(id: string, { rev, data }: State): Document {
  return { id, rev, content: data ?? {}, _deleted: data === null };
}
