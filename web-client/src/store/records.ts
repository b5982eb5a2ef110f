import type { JsonObject } from './json.ts';

/** The types that are synchronised, by their wire names. */
export const RESOURCE_TYPES = ['party', 'encounter', 'creature', 'preferences'] as const;
export type ResourceType = (typeof RESOURCE_TYPES)[number];

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE';

/** Whose data it is while nobody has logged in: it stays on this device and is never queued. */
export const NO_ACCOUNT = 'local';

/** A place in the server's history: revisions of different epochs say nothing about each other. */
export interface Revision {
  readonly epoch: number;
  readonly rev: number;
}

/** Whether a state of the server's comes after what is known; epochs only rise. */
export function isNewer(state: Revision, known: Revision | null): boolean {
  return known === null || state.epoch > known.epoch || (state.epoch === known.epoch && state.rev > known.rev);
}

/** The latest state the server has shown; `data` null: it is deleted there. */
export interface ServerState extends Revision {
  readonly data: JsonObject | null;
}

/**
 * One document on this device. What the app sees is `local` where it is present, else the server's state: nothing that
 * comes from the server ever touches `local`.
 */
export interface DocumentRecord {
  readonly userId: string;
  readonly id: string;
  readonly type: ResourceType;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Of encounters, as the app sees it; an index. */
  readonly status?: string;
  /** Of creatures: 0 or 1, since a boolean is no key of IndexedDB. */
  readonly isTemplate?: 0 | 1;
  readonly server: ServerState | null;
  /** Present as long as edits wait for the server's answer; null: deleted here. */
  readonly local?: JsonObject | null;
  /** The full read in which the server last showed it; see FeedState. */
  readonly generation: number;
  /** Its content was given up for room (StorageQuotaManager); name and revision are kept. */
  readonly evicted?: { readonly name: string };
}

interface QueueRecord {
  /** Given by the store; the order of the queue. */
  readonly sequence?: number;
  readonly userId: string;
  readonly resourceType: ResourceType;
  readonly resourceId: string;
  readonly timestamp: string;
}

/** An edit the server has not settled yet. */
interface PendingEdit extends QueueRecord {
  readonly operation: Operation;
  readonly mutationId: string;
  /** What the edit was made on; null: on nothing the server knows. */
  readonly base: Revision | null;
  /** The whole document; null for a DELETE. */
  readonly data: JsonObject | null;
}

export interface WaitingEdit extends PendingEdit {
  readonly state: 'waiting';
}

/** Sent, perhaps more than once, and not answered: it must not change any more. */
export interface SentEdit extends PendingEdit {
  readonly state: 'sent';
}

/** The server refused it. It waits for the user: edit the document, retry, or discard. */
export interface RejectedEdit extends PendingEdit {
  readonly state: 'rejected';
  readonly problem: JsonObject;
}

/** Both sides changed the document and nobody may decide it but the user. */
export interface ConflictingEdit extends PendingEdit {
  readonly state: 'conflict';
  readonly theirs: ServerState;
  readonly original: JsonObject | null;
  /** The server's record of it, where it has opened one. */
  readonly conflictId?: string;
}

/** A conflict that is decided; it keeps the values that lost until the user has seen them. */
export interface DecidedConflict extends QueueRecord {
  readonly state: 'decided';
  readonly operation: Operation;
  /** By the server, which keeps both sides under `conflictId`; or here, which keeps what was overwritten. */
  readonly by: 'server' | 'client';
  readonly conflictId?: string;
  /** RFC 6901 pointers to what both sides changed. */
  readonly fields: readonly string[];
  readonly lost: JsonObject | null;
}

export type UnsettledEdit = WaitingEdit | SentEdit | RejectedEdit | ConflictingEdit;
export type QueueEntry = UnsettledEdit | DecidedConflict;
export type Numbered<T extends QueueEntry> = T & { readonly sequence: number };

/** How far an account's feed was read. */
export interface FeedState {
  readonly key: `feed/${string}`;
  readonly userId: string;
  /** Null: to be read from nothing. */
  readonly cursor: string | null;
  readonly epoch: number | null;
  /** Everything up to this number has been applied. */
  readonly position: number;
  /** Rises with each read from nothing; a record of an older one is no longer on the server when the read ends. */
  readonly generation: number;
  readonly reading: 'fromNothing' | 'onwards';
}

/** This browser's name among the account's devices. */
export interface DeviceState {
  readonly key: 'device';
  readonly clientId: string;
}

/** Who leads where the browser has no locks; see LeaseLeadership. */
export interface Lease {
  readonly key: `lease/${string}`;
  readonly holder: string;
  readonly until: number;
}

export type SyncState = FeedState | DeviceState | Lease;
