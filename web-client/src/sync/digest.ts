import { feedState, recordsOf, type LocalStorageService } from '../store/LocalStorageService.ts';
import { RESOURCE_TYPES, type DocumentRecord, type ResourceType } from '../store/records.ts';
import type { DigestAnswer, DigestBucket } from './protocol.ts';

export const BUCKETS = 256;

const FNV_PRIME = 0x01000193;
const FNV_OFFSET = 0x811c9dc5;
const OTHER_OFFSET = 0x9747b28c;

/** Buckets of a type that do not hold what the server holds. */
export interface Difference {
  readonly type: ResourceType;
  readonly buckets: readonly number[];
}

/** In which bucket an id lies. */
export function bucketOf(id: string): number {
  return hash(lower(id), FNV_OFFSET) & (BUCKETS - 1);
}

/** 64 bits of a document at a revision; those of a bucket are combined by exclusive or. */
export function checksumOf(id: string, rev: number): bigint {
  const text = lower(`${id}:${rev}`);
  return (BigInt(hash(text, FNV_OFFSET)) << 32n) | BigInt(hash(text, OTHER_OFFSET));
}

/**
 * Compares a digest with what this device knows of the server; null if it is not of the very place the feed was read to.
 * A document whose content was given up counts by its id and revision, which are still known: what is compared then is
 * everything but that content.
 */
export async function findDifferences(
  storage: LocalStorageService,
  userId: string,
  digest: DigestAnswer,
): Promise<Difference[] | null> {
  return storage.read(async (tx) => {
    const { position, epoch } = await feedState(tx, userId);
    if (position !== digest.at || epoch !== digest.epoch) {
      return null;
    }
    const differences: Difference[] = [];
    for (const type of RESOURCE_TYPES) {
      const theirs = digest.buckets.get(type);
      if (theirs !== undefined) {
        const mine = digestOf(await recordsOf(tx, userId, type));
        const buckets = mine.flatMap((bucket, i) => (sameBucket(bucket, theirs[i]) ? [] : [i]));
        if (buckets.length > 0) {
          differences.push({ type, buckets });
        }
      }
    }
    return differences;
  });
}

function digestOf(records: readonly DocumentRecord[]): DigestBucket[] {
  const counts = new Array<number>(BUCKETS).fill(0);
  const checksums = new Array<bigint>(BUCKETS).fill(0n);
  for (const { id, server, evicted } of records) {
    if (server !== null && (server.data !== null || evicted !== undefined)) {
      const bucket = bucketOf(id);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      checksums[bucket] = (checksums[bucket] ?? 0n) ^ checksumOf(id, server.rev);
    }
  }
  return counts.map((count, i) => ({ count, checksum: (checksums[i] ?? 0n).toString(16).padStart(16, '0') }));
}

function sameBucket(one: DigestBucket, other: DigestBucket | undefined): boolean {
  return one.count === other?.count && one.checksum === other.checksum;
}

function lower(text: string): Uint8Array {
  return new TextEncoder().encode(text.toLowerCase());
}

/** FNV-1a, its bits stirred as MurmurHash3 does at its end. */
function hash(text: Uint8Array, offset: number): number {
  let hash = offset;
  for (const byte of text) {
    hash = Math.imul(hash ^ byte, FNV_PRIME);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
