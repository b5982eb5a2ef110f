import { merge } from '../src/sync/merge.ts';
import { sameJson, type JsonObject } from '../src/store/json.ts';
import type { ResourceType } from '../src/store/records.ts';
import type { Mutation, Problem, PushResult } from '../src/sync/protocol.ts';
import type { Transport } from '../src/sync/Transport.ts';

/** A document's state in the server's history; `data` null: deleted. */
export interface State {
  readonly rev: number;
  readonly data: JsonObject | null;
}

/** What a library wants to push: a whole document, and the revision its edits were made on. */
export interface Edit {
  readonly id: string;
  /** Null: the server does not know the document. */
  readonly baseRev: number | null;
  /** Null: deleted. */
  readonly data: JsonObject | null;
}

export type Outcome =
  /** The document is at this state now, and it holds the edit. */
  | { readonly kind: 'done'; readonly state: State; readonly asSent: boolean }
  /** Another version stands and the edit was not taken; tell the user of both. */
  | { readonly kind: 'lost'; readonly mine: JsonObject | null; readonly theirs: State }
  | { readonly kind: 'rejected'; readonly problem: Problem };

/** The last push of a document: what was sent, and, once it is known, what became of it. */
export interface Sent {
  readonly mutation: Mutation;
  /** The document as the library held it then. What the library does next, it does on this. */
  readonly held: JsonObject | null;
  readonly answer: State | null;
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
    const isOpen = sent.answer === null;
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
    return sent.filter((each) => each !== undefined).filter((each) => each.answer === null);
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
    return [...this.sent.values()].filter((each) => each.answer === null);
  }
}

const MOST_MUTATIONS = 500;
const MOST_TRIES = 5;

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
      const mutations: Mutation[] = [];
      for (const edit of open) {
        mutations.push(await this.prepare(edit, held.get(edit.id) ?? null));
      }
      const again: Edit[] = [];
      for (const result of await this.send(mutations)) {
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
    const unanswered = await this.sent.listUnanswered();
    for (const result of await this.send(unanswered.map((each) => each.mutation))) {
      const outcome = await this.take(result);
      if (outcome.kind === 'again' || outcome.kind === 'rejected' || outcome.kind === 'lost') {
        // It was not done, so the library's next push of the document stands for it.
        await this.sent.delete(result.resourceId);
      }
    }
  }

  /** @param held what the library holds, which is not what is sent where that has been merged already */
  private async prepare(edit: Edit, held: JsonObject | null): Promise<Mutation> {
    const last = await this.sent.get(edit.id);
    const answer = last?.answer ?? null;
    // The library has not heard of its own last push yet: the edit was made on what it held then.
    const moved = answer !== null && answer.rev > (edit.baseRev ?? 0) ? this.moved(edit, last as Sent, answer) : edit;
    const mutation = this.mutation(moved);
    await this.sent.set(edit.id, { mutation, held, answer: null });
    return mutation;
  }

  private moved(edit: Edit, last: Sent, answer: State): Edit {
    const { held } = last;
    const joined =
      edit.data !== null && held !== null && answer.data !== null
        ? merge(this.type, held, edit.data, answer.data).document
        : edit.data;
    return { id: edit.id, baseRev: answer.data === null ? null : answer.rev, data: joined };
  }

  private mutation({ id, baseRev, data }: Edit): Mutation {
    return {
      mutationId: crypto.randomUUID(),
      op: data === null ? 'DELETE' : baseRev === null ? 'CREATE' : 'UPDATE',
      resourceType: this.type,
      resourceId: id,
      ...(baseRev === null ? {} : { baseRev }),
      ...(data === null ? {} : { data }),
      timestamp: new Date().toISOString(),
    };
  }

  private async send(mutations: readonly Mutation[]): Promise<PushResult[]> {
    const results: PushResult[] = [];
    for (let i = 0; i < mutations.length; i += MOST_MUTATIONS) {
      const part = mutations.slice(i, i + MOST_MUTATIONS);
      const request = { clientId: this.clientId, strategy: 'merge', mutations: part } as const;
      const answer = await this.transport.push(request);
      if (answer.kind !== 'ok') {
        throw new Error(`The push was not answered: ${JSON.stringify(answer)}`);
      }
      results.push(...answer.value.results);
    }
    return results;
  }

  private async take(result: PushResult): Promise<Outcome | { readonly kind: 'again'; readonly edit: Edit }> {
    const { resourceId: id } = result;
    const sent = (await this.sent.get(id)) as Sent;
    const mine = sent.mutation.data ?? null;
    switch (result.kind) {
      case 'rejected':
        await this.sent.delete(id);
        return { kind: 'rejected', problem: result.problem };
      case 'undecided': {
        await this.sent.delete(id);
        const { base, theirs } = result;
        if (mine !== null && theirs.data === null) {
          // An edit outlives a deletion.
          return { kind: 'again', edit: { id, baseRev: null, data: mine } };
        }
        if (mine !== null && base !== null && theirs.data !== null) {
          const { document } = merge(this.type, base, mine, theirs.data);
          return { kind: 'again', edit: { id, baseRev: theirs.rev, data: document } };
        }
        return { kind: 'lost', mine, theirs };
      }
      case 'settled': {
        const data = result.document === null ? mine : result.document.data;
        const state = { rev: result.rev ?? 0, data };
        if (result.conflict && mine === null && data !== null) {
          await this.sent.delete(id);
          return { kind: 'lost', mine, theirs: state };
        }
        await this.sent.set(id, { ...sent, answer: state });
        return { kind: 'done', state, asSent: sameJson(state.data, sent.held) };
      }
    }
  }
}
