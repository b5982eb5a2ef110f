import type { JsonObject } from '../store/json.ts';
import type { ConflictingEdit, DocumentRecord, Operation, RejectedEdit, Revision, SentEdit } from '../store/records.ts';
import type { WaitingEdit } from '../store/records.ts';

/** An edit as it enters the queue, without its place there. */
export interface Draft {
  readonly operation: Operation;
  readonly base: Revision | null;
  readonly data: JsonObject | null;
}

/** The first edit of a document of which nothing is queued; null: there is nothing to tell the server. */
export function draft(record: DocumentRecord | undefined, data: JsonObject | null): Draft | null {
  const server = record?.server ?? null;
  const base = server === null ? null : { epoch: server.epoch, rev: server.rev };
  const lives = record?.evicted !== undefined || (server !== null && server.data !== null);
  if (data === null) {
    return lives ? { operation: 'DELETE', base, data } : null;
  }
  return lives ? { operation: 'UPDATE', base, data } : { operation: 'CREATE', base: null, data };
}

/**
 * The edit behind one that is sent and unanswered. What it rests on is known with the answer only, and is filled in then.
 */
export function draftBehind(sent: SentEdit, data: JsonObject | null): Draft {
  return { operation: data === null ? 'DELETE' : sent.data === null ? 'CREATE' : 'UPDATE', base: null, data };
}

/** Two edits as one, made on what the first was made on; null: together they are nothing. */
export function combined(
  first: WaitingEdit | RejectedEdit | ConflictingEdit | SentEdit,
  data: JsonObject | null,
): Draft | null {
  const { base } = first;
  switch (first.operation) {
    case 'CREATE':
      return data === null ? null : { operation: 'CREATE', base, data };
    case 'UPDATE':
    case 'DELETE':
      return { operation: data === null ? 'DELETE' : 'UPDATE', base, data };
  }
}
