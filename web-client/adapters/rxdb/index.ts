import { Subject } from 'rxjs';
import type {
  ReplicationPullOptions,
  ReplicationPushOptions,
  RxCollection,
  RxConflictHandler,
  WithDeleted,
} from 'rxdb';
import type { JsonObject } from '../../src/store/json.ts';
import { isNewer, type ResourceType, type Revision, type ServerState } from '../../src/store/records.ts';
import { isProblem, type FeedPage, type Problem } from '../../src/sync/protocol.ts';
import type { Transport } from '../../src/sync/Transport.ts';
import { KeyValueSentStore, MemorySentStore, Pushing, type Place, type SentStore } from '../Pushing.ts';

/** A document of a collection: Hoard's id and revision beside the content. */
export interface HoardDocument {
  id: string;
  /** The server's revision that it rests on; 0: none yet. Apps leave it as it is, and the epoch that it is of. */
  rev: number;
  epoch?: number;
  /** The server's document at `rev`, where `content` has a refused edit beside it. Apps leave it too. */
  original?: JsonObject;
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
    epoch: { type: 'integer' },
    original: { type: 'object', additionalProperties: true },
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
  /** How far was read, and whether that was all there is; not so in the midst of a read from nothing. */
  let place: Place | null = null;
  let isRead = false;
  let pulled: () => void = () => undefined;
  let nextPull = new Promise<void>((resolve) => (pulled = resolve));
  const pushing = new Pushing(transport, options.clientId, type, options.sent ?? new MemorySentStore(), () => place);
  const stream$ = new Subject<{ documents: Document[]; checkpoint: HoardCheckpoint } | 'RESYNC'>();
  let underWay = 0;
  /** What came for a document while a push was under way: RxDB has left it aside, and will not ask for it again. */
  const leftAside = new Map<string, ServerState>();

  const show = async (id: string, state: ServerState): Promise<Document[]> => {
    const shown = await pushing.shown(id, state);
    switch (shown?.kind) {
      case undefined:
        return [];
      case 'theirs':
        return [toDocument(id, shown.state)];
      case 'joined':
        return [{ ...toDocument(id, shown.state), original: shown.original }];
      case 'lost':
        options.onLost?.(id, shown.mine, state);
        return [toDocument(id, state)];
    }
  };

  const take = async ({ changes, epoch }: FeedPage): Promise<Document[]> => {
    const documents: Document[] = [];
    for (const { resourceId, rev, data } of changes) {
      const state = { epoch, rev, data };
      if (underWay > 0 || leftAside.has(resourceId)) {
        leftAside.set(resourceId, state);
      }
      documents.push(...(await show(resourceId, state)));
    }
    return documents;
  };

  const pull = async (since: string | null, batchSize: number): Promise<[Document[], string | null]> => {
    let cursor = since;
    let expired = false;
    const documents: Document[] = [];
    // RxDB takes a batch that is not full for the last one.
    for (let hasMore = true; hasMore && documents.length < batchSize;) {
      isRead &&= cursor !== null;
      const answer = await transport.changes({ since: cursor, limit: batchSize, types: [type] });
      if (answer.kind === 'problem' && isExpired(answer.problem) && cursor !== null && !expired) {
        [cursor, expired] = [null, true];
        continue;
      }
      if (answer.kind !== 'ok') {
        throw new Error(`The pull was not answered: ${JSON.stringify(answer)}`);
      }
      documents.push(...(await take(answer.value)));
      ({ cursor, hasMore } = answer.value);
      place = { cursor, epoch: answer.value.epoch };
      isRead ||= !hasMore;
    }
    return [documents, cursor];
  };

  /** The server judges edits by the cursor that comes with them, so it must be that of a device which knows all (SYNC-10). */
  const untilRead = async (): Promise<void> => {
    if (!isRead) {
      await nextPull;
    }
    if (!isRead) {
      throw new Error('Nothing is pushed before everything is read');
    }
  };

  return {
    pull: {
      batchSize: 100,
      stream$,
      handler: async (checkpoint, batchSize) => {
        try {
          const [documents, cursor] = await pull(checkpoint?.cursor ?? null, batchSize);
          return { documents, checkpoint: cursor === null ? undefined : { cursor } };
        } finally {
          pulled();
          nextPull = new Promise<void>((resolve) => (pulled = resolve));
        }
      },
    },
    push: {
      batchSize: 100,
      handler: async (rows) => {
        await untilRead();
        underWay++;
        try {
          const edits = rows.map(({ assumedMasterState, newDocumentState }) => {
            const base = baseOf(assumedMasterState);
            return {
              id: newDocumentState.id,
              base,
              data: newDocumentState._deleted ? null : newDocumentState.content,
              assumed: base === null ? null : (assumedMasterState?.content ?? null),
              original: assumedMasterState?.original ?? null,
            };
          });
          const outcomes = await pushing.push(edits);
          const notNow = outcomes.find((outcome) => outcome.kind === 'rejected' && mayPass(outcome.problem));
          if (notNow !== undefined) {
            // RxDB gives the same edits again; what was done of them stays done.
            throw new Error(`The server does not take it now: ${JSON.stringify(notNow)}`);
          }
          return outcomes.flatMap((outcome, i): Document[] => {
            const { id, data, original } = edits[i] as (typeof edits)[number];
            switch (outcome.kind) {
              case 'done':
                return outcome.asSent && original === null ? [] : [toDocument(id, outcome.state)];
              case 'lost':
                options.onLost?.(id, data, outcome.theirs);
                return [toDocument(id, outcome.theirs)];
              case 'rejected':
                // It stays in the document whatever comes for that, and goes again with the document's next edit.
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
      if (place === null || !isRead) {
        await nextPull;
        return;
      }
      const answer = await transport.stream(place.cursor, signal, [type]);
      if (answer.kind !== 'ok') {
        throw new Error(`The stream was not opened: ${JSON.stringify(answer)}`);
      }
      for await (const event of answer.value) {
        switch (event.kind) {
          case 'changes': {
            const { cursor, epoch } = event.page;
            if (epoch !== place.epoch) {
              stream$.next('RESYNC');
              return;
            }
            const documents = await take(event.page);
            place = { cursor, epoch };
            stream$.next({ documents, checkpoint: { cursor } });
            break;
          }
          case 'heartbeat': {
            const again = [...leftAside];
            leftAside.clear();
            const documents: Document[] = [];
            for (const [id, state] of again) {
              const answered = (await pushing.sent.get(id))?.answer ?? null;
              if (answered === null || !isNewer(answered, state)) {
                documents.push(...(await show(id, state)));
              }
            }
            if (documents.length > 0) {
              stream$.next({ documents, checkpoint: { cursor: place.cursor } });
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
  const { id, rev, epoch = 0, content, _deleted } = document;
  return [id, rev, epoch, _deleted, _deleted ? null : content];
}

/** Of a document that is deleted there a new beginning is a creation. */
function baseOf(assumed: Document | undefined): Revision | null {
  return assumed === undefined || assumed._deleted || assumed.rev === 0
    ? null
    : { epoch: assumed.epoch ?? 0, rev: assumed.rev };
}

function toDocument(id: string, { epoch, rev, data }: ServerState): Document {
  return { id, rev, epoch, content: data ?? {}, _deleted: data === null };
}

function isExpired(problem: Problem): boolean {
  return problem.status === 410 || isProblem(problem, 'invalid-cursor');
}

/** It is no judgement of the edit: the account may become premium, and the server may find its feet. */
function mayPass({ status }: Problem): boolean {
  return status === 402 || status === 429 || status >= 500;
}
