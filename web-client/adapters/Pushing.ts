import { merge } from '../src/sync/merge.ts';
import { sameJson, type JsonObject } from '../src/store/json.ts';
import { isNewer, type ResourceType, type Revision, type ServerState } from '../src/store/records.ts';
import {
  isAboutContent,
  MOST_BYTES,
  MOST_MUTATIONS,
  sizeOf,
  type Mutation,
  type Problem,
  type PushAnswer,
  type PushResult,
} from '../src/sync/protocol.ts';
import type { Transport } from '../src/sync/Transport.ts';

/** How far the library has read the account's feed. */
export interface Place {
  readonly cursor: string;
  readonly epoch: number;
}

/** What a library wants to push: a whole document, and what its edits were made on. */
export interface Edit {
  readonly id: string;
  /** Null: the server does not know the document. */
  readonly base: Revision | null;
  /** Null: deleted. */
  readonly data: JsonObject | null;
  /** What the library takes for the document at `base`; it may hold edits that were refused. */
  readonly assumed?: JsonObject | null;
  /** The very document at `base`, where the library knows that it was shown another one ({@link Pushing.shown}). */
  readonly original?: JsonObject | null;
}

export type Outcome =
  /** The document is at this state now, and it holds the edit. */
  | { readonly kind: 'done'; readonly state: ServerState; readonly asSent: boolean }
  /** Another version stands and the edit was not taken; tell the user of both. */
  | { readonly kind: 'lost'; readonly mine: JsonObject | null; readonly theirs: ServerState }
  | { readonly kind: 'rejected'; readonly problem: Problem };

export type Shown =
  | { readonly kind: 'theirs'; readonly state: ServerState }
  /** With the refused edit; `original` is the server's document without it. */
  | { readonly kind: 'joined'; readonly state: ServerState; readonly original: JsonObject }
  /** A refused edit has no place in it; tell the user of both. */
  | { readonly kind: 'lost'; readonly state: ServerState; readonly mine: JsonObject };

/** The last push of a document: what was sent, and, once it is known, what became of it. */
export interface Sent {
  readonly mutation: Mutation;
  /** The epoch that the mutation's `baseRev` is of. */
  readonly epoch: number;
  /** The document as the library held it then. What the library does next, it does on this. */
  readonly held: JsonObject | null;
  /** The server's document that the library's edits were made on, as far as it is known. */
  readonly original: JsonObject | null;
  /** Null: none so far, or it was refused. */
  readonly answer: ServerState | null;
  /** The server would not have it: what the user did is what lies between `original` and `held`. */
  readonly refused?: true;
}

/**
 * Where the last push of each document is kept. It must be as durable as the library's own storage: an answer that was
 * lost is asked for again from here, and an edit made meanwhile counts only what it did itself.
 */
export interface SentStore {
  get(id: string): Promise<Sent | undefined>;
  set(id: string, sent: Sent): Promise<void>;
  delete(id: string): Promise<void>;
  /** Those without an answer. */
  listUnanswered(): Promise<readonly Sent[]>;
}

/** Texts by key, as most libraries keep some beside their documents. */
export interface KeyValue {
  get(key: string): Promise<string | null | undefined>;
  set(key: string, value: string): Promise<void>;
  remove(key: string): Promise<void>;
}

export class KeyValueSentStore implements SentStore {
  constructor(
    private readonly values: KeyValue,
    private readonly prefix: string,
  ) {}

  async get(id: string): Promise<Sent | undefined> {
    const text = await this.values.get(this.key(id));
    return text == null ? undefined : (JSON.parse(text) as Sent);
  }

  async set(id: string, sent: Sent): Promise<void> {
    const open = await this.open();
    const isOpen = isUnanswered(sent);
    // In this order a crash in between leaves at most the name of something that is not there.
    if (isOpen && !open.includes(id)) {
      await this.values.set(this.openKey, JSON.stringify([...open, id]));
    }
    await this.values.set(this.key(id), JSON.stringify(sent));
    if (!isOpen && open.includes(id)) {
      await this.values.set(this.openKey, JSON.stringify(open.filter((each) => each !== id)));
    }
  }

  async delete(id: string): Promise<void> {
    await this.values.remove(this.key(id));
    const open = await this.open();
    await this.values.set(this.openKey, JSON.stringify(open.filter((each) => each !== id)));
  }

  async listUnanswered(): Promise<readonly Sent[]> {
    const sent = await Promise.all((await this.open()).map((id) => this.get(id)));
    return sent.filter((each) => each !== undefined).filter(isUnanswered);
  }

  private async open(): Promise<readonly string[]> {
    const text = await this.values.get(this.openKey);
    return text == null ? [] : (JSON.parse(text) as readonly string[]);
  }

  private key(id: string): string {
    return `${this.prefix}/sent/${id}`;
  }

  private get openKey(): string {
    return `${this.prefix}/unanswered`;
  }
}

export class MemorySentStore implements SentStore {
  private readonly sent = new Map<string, Sent>();

  async get(id: string): Promise<Sent | undefined> {
    return this.sent.get(id);
  }

  async set(id: string, sent: Sent): Promise<void> {
    this.sent.set(id, sent);
  }

  async delete(id: string): Promise<void> {
    this.sent.delete(id);
  }

  async listUnanswered(): Promise<readonly Sent[]> {
    return [...this.sent.values()].filter(isUnanswered);
  }
}

const MOST_TRIES = 5;
/** With an unknown base nothing can be overwritten by mistake. */
const UNKNOWN_BASE = 0;
const NO_BASE = { rev: UNKNOWN_BASE };

/**
 * Pushes for libraries that forget what they have sent. It keeps the rule of SYNC-5 for them: at most one unanswered
 * mutation a document, sent again under its id until it is answered, and the next edit moved onto what became of it.
 */
export class Pushing {
  private tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly transport: Transport,
    private readonly clientId: string,
    readonly type: ResourceType,
    readonly sent: SentStore,
    /** Null: nothing is read yet. In the midst of a read from nothing nothing is to be pushed. */
    private readonly place: () => Place | null,
  ) {}

  /**
   * Gives an outcome for each edit, in their order.
   *
   * @throws Error if there was no answer; the same edits are to be given again later
   */
  push(edits: readonly Edit[]): Promise<Outcome[]> {
    return this.inTurn(async () => {
      await this.askAgain();
      return this.pushNow(edits);
    });
  }

  /** Asks for the answers that were lost. */
  settleUnanswered(): Promise<void> {
    return this.inTurn(() => this.askAgain());
  }

  /**
   * What a library that takes a refused edit for replicated is to be shown of a document that comes from the server, so
   * that the edit stays in it. Null: nothing, since an edit outlives a deletion.
   */
  async shown(id: string, theirs: ServerState): Promise<Shown | null> {
    const sent = await this.sent.get(id);
    if (sent?.refused !== true || sent.held === null) {
      return { kind: 'theirs', state: theirs };
    }
    if (theirs.data === null) {
      return null;
    }
    if (sent.original === null) {
      await this.inTurn(() => this.forgetRefused(id));
      return { kind: 'lost', state: theirs, mine: sent.held };
    }
    const { document } = merge(this.type, sent.original, sent.held, theirs.data);
    return { kind: 'joined', state: { ...theirs, data: document }, original: theirs.data };
  }

  private async forgetRefused(id: string): Promise<void> {
    if ((await this.sent.get(id))?.refused === true) {
      await this.sent.delete(id);
    }
  }

  /** One after the other: what one push has sent must not look unanswered to the next. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.tail.then(work);
    this.tail = turn.catch(() => undefined);
    return turn;
  }

  private async pushNow(edits: readonly Edit[]): Promise<Outcome[]> {
    const outcomes = new Map<string, Outcome>();
    const held = new Map(edits.map((edit) => [edit.id, edit.data]));
    let open: readonly Edit[] = edits;
    for (let tries = 0; open.length > 0 && tries < MOST_TRIES; tries++) {
      const place = this.place();
      const mutations: Mutation[] = [];
      for (const edit of open) {
        mutations.push(await this.prepare(edit, held.get(edit.id) ?? null, place));
      }
      const again: Edit[] = [];
      for (const result of await this.send(mutations, place)) {
        const outcome = await this.take(result);
        if (outcome.kind === 'again') {
          again.push(outcome.edit);
        } else {
          outcomes.set(result.resourceId, outcome);
        }
      }
      open = again;
    }
    if (open.length > 0) {
      throw new Error(`${open.length} documents change faster than they can be merged`);
    }
    return edits.map((edit) => outcomes.get(edit.id) as Outcome);
  }

  private async askAgain(): Promise<void> {
    const place = this.place();
    const mutations = (await this.sent.listUnanswered()).map(({ mutation, epoch }) =>
      mutation.baseRev === undefined || epoch === place?.epoch ? mutation : { ...mutation, baseRev: UNKNOWN_BASE },
    );
    for (const result of await this.send(mutations, place)) {
      // What was not done the library's next push of the document stands for.
      await this.take(result);
    }
  }

  /** @param held what the library holds, which is not what is sent where that has been merged already */
  private async prepare(edit: Edit, held: JsonObject | null, place: Place | null): Promise<Mutation> {
    const last = await this.sent.get(edit.id);
    const answer = last?.answer ?? null;
    // The library has not heard of its own last push yet: the edit was made on what it held then.
    const isBehind = answer !== null && answer.epoch === place?.epoch && isNewer(answer, edit.base);
    const { base, data } = isBehind ? this.moved(edit, last as Sent, answer) : edit;
    const original = this.original(edit, last, isBehind);
    const mutation = this.mutation(edit.id, data, base === null || base.epoch === place?.epoch ? base : NO_BASE);
    await this.sent.set(edit.id, { mutation, epoch: place?.epoch ?? 0, held, original, answer: null });
    return mutation;
  }

  private original(edit: Edit, last: Sent | undefined, isBehind: boolean): JsonObject | null {
    if (last !== undefined && isBehind) {
      return last.held;
    }
    // What was refused before is in this edit again, and nothing of it is on the server.
    return edit.original ?? (last?.refused === true ? last.original : (edit.assumed ?? null));
  }

  private moved(edit: Edit, last: Sent, answer: ServerState): Edit {
    const { held } = last;
    const joined =
      edit.data !== null && held !== null && answer.data !== null
        ? merge(this.type, held, edit.data, answer.data).document
        : edit.data;
    return { ...edit, base: answer.data === null ? null : answer, data: joined };
  }

  private mutation(id: string, data: JsonObject | null, base: { readonly rev: number } | null): Mutation {
    return {
      mutationId: crypto.randomUUID(),
      op: data === null ? 'DELETE' : base === null ? 'CREATE' : 'UPDATE',
      resourceType: this.type,
      resourceId: id,
      ...(base === null ? {} : { baseRev: base.rev }),
      ...(data === null ? {} : { data }),
      timestamp: new Date().toISOString(),
    };
  }

  private async send(mutations: readonly Mutation[], place: Place | null): Promise<Result[]> {
    const results: Result[] = [];
    for (const part of parts(mutations)) {
      results.push(...(await this.sendPart(part, place)));
    }
    return results;
  }

  /** One mutation that cannot be read must not hold up the others: smaller pushes find it. */
  private async sendPart(mutations: readonly Mutation[], place: Place | null): Promise<Result[]> {
    const cursor = place === null ? {} : { cursor: place.cursor };
    const request = { clientId: this.clientId, strategy: 'merge', mutations, ...cursor } as const;
    const answer = await this.transport.push(request);
    if (answer.kind === 'ok') {
      return withEpoch(answer.value);
    }
    if (answer.kind !== 'problem' || !isAboutContent(answer.problem)) {
      throw new Error(`The push was not answered: ${JSON.stringify(answer)}`);
    }
    const [only] = mutations;
    if (mutations.length === 1 && only !== undefined) {
      const { mutationId, resourceId } = only;
      return [{ kind: 'rejected', mutationId, resourceId, problem: answer.problem, epoch: 0 }];
    }
    const half = Math.ceil(mutations.length / 2);
    const first = await this.sendPart(mutations.slice(0, half), place);
    return [...first, ...(await this.sendPart(mutations.slice(half), place))];
  }

  private async take(result: Result): Promise<Outcome | { readonly kind: 'again'; readonly edit: Edit }> {
    const { resourceId: id, epoch } = result;
    const sent = (await this.sent.get(id)) as Sent;
    const { original } = sent;
    const mine = sent.mutation.data ?? null;
    switch (result.kind) {
      case 'rejected':
        await this.sent.set(id, { ...sent, refused: true });
        return { kind: 'rejected', problem: result.problem };
      case 'undecided': {
        await this.sent.delete(id);
        const { base } = result;
        const theirs = { epoch, ...result.theirs };
        if (mine !== null && theirs.data === null) {
          // An edit outlives a deletion.
          return { kind: 'again', edit: { id, base: null, data: mine, original } };
        }
        if (mine !== null && base !== null && theirs.data !== null) {
          const { document } = merge(this.type, base, mine, theirs.data);
          return { kind: 'again', edit: { id, base: theirs, data: document, original } };
        }
        return { kind: 'lost', mine, theirs };
      }
      case 'settled': {
        const isGone = result.rev === null && result.conflict;
        const data = isGone ? null : result.document === null ? mine : result.document.data;
        const state = { epoch, rev: result.rev ?? 0, data };
        // An edit outlives a deletion, but for one of a client that knows less than what is forgotten (SYNC-10).
        if (result.conflict && (mine === null) !== (data === null)) {
          await this.sent.delete(id);
          return { kind: 'lost', mine, theirs: state };
        }
        await this.sent.set(id, { ...sent, answer: state });
        return { kind: 'done', state, asSent: sameJson(state.data, sent.held) };
      }
    }
  }
}

/** A result, and the epoch that its revisions are of. */
type Result = PushResult & { readonly epoch: number };

function withEpoch({ results, epoch }: PushAnswer): Result[] {
  return results.map((result) => ({ ...result, epoch }));
}

function isUnanswered(sent: Sent): boolean {
  return sent.answer === null && sent.refused !== true;
}

/** As few pushes as hold them all; a mutation that is too large for any is one of its own. */
function parts(mutations: readonly Mutation[]): Mutation[][] {
  const all: Mutation[][] = [];
  let part: Mutation[] = [];
  let bytes = 0;
  for (const mutation of mutations) {
    const size = sizeOf(mutation);
    if (part.length === MOST_MUTATIONS || bytes + size > MOST_BYTES || all.length === 0) {
      part = [];
      all.push(part);
      bytes = 0;
    }
    part.push(mutation);
    bytes += size;
  }
  return all;
}
