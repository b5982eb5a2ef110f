/** What an app needs of the engine. */
export { SystemClock, type Clock } from './store/Clock.ts';
export type { Database } from './store/Database.ts';
export { IndexedDbDatabase } from './store/IndexedDbDatabase.ts';
export type { Json, JsonObject } from './store/json.ts';
export {
  LocalStorageService,
  type DocumentKey,
  type EvictedDocument,
  type LocalDocument,
} from './store/LocalStorageService.ts';
export { MemoryDatabase } from './store/MemoryDatabase.ts';
export { NO_ACCOUNT, type ConflictingEdit, type DecidedConflict, type RejectedEdit } from './store/records.ts';
export { StorageQuotaManager, type StorageEstimate } from './store/StorageQuotaManager.ts';
export { CloudSyncService, type SyncStatus, type Verification } from './sync/CloudSyncService.ts';
export { DataManager, NotHere } from './sync/DataManager.ts';
export { HttpTransport } from './sync/HttpTransport.ts';
export { LeaseLeadership, WebLocksLeadership } from './sync/Leadership.ts';
export { MemoryTokenStore, NotLoggedIn, Session, type TokenStore } from './sync/Session.ts';
export { ALWAYS_ONLINE, BroadcastTabs, BrowserConnectivity, NoTabs } from './sync/Surroundings.ts';
export type { ConflictSides, Resolution, ServerConflict } from './sync/protocol.ts';
export { SyncQueueService } from './sync/SyncQueueService.ts';
export type { Transport } from './sync/Transport.ts';
