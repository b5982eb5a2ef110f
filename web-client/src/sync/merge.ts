import { isJsonObject, sameJson, type Json, type JsonObject } from '../store/json.ts';
import type { ResourceType } from '../store/records.ts';

/** What became of two edits of one document. */
export interface Merged {
  /** Everything both sides wanted; where both wanted different things, mine. */
  readonly document: JsonObject;
  /** RFC 6901 pointers to where both wanted different things; an element's identity stands for its index. */
  readonly overlaps: readonly Overlap[];
}

export interface Overlap {
  readonly pointer: string;
  /** What the other side had there; undefined: it had removed it. */
  readonly theirs: Json | undefined;
}

/** Lists whose elements are told apart by identity; all others are merged as one value. */
const LISTS: { readonly [T in ResourceType]: ReadonlySet<string> } = {
  party: new Set(['tags', 'characters']),
  encounter: new Set(['tags', 'participants', 'conditions', 'log']),
  creature: new Set(['tags', 'damageVulnerabilities', 'damageResistances', 'damageImmunities', 'conditionImmunities']),
  preferences: new Set(['recentIds']),
};

const MOST_LOG_ENTRIES = 100;
const MOST_RECENT_IDS = 20;
const MOST_HIT_POINTS = 9999;

/**
 * Merges two edits of one base, as the server does (SYNC-5): field by field, list elements by identity, and of current
 * hit points both sides' changes count. Needed where the server cannot do it: to move an edit that was made on a
 * document as it was sent onto the document as the server answered it.
 */
export function merge(type: ResourceType, base: JsonObject, mine: JsonObject, theirs: JsonObject): Merged {
  const overlaps: Overlap[] = [];
  const merged = new Merge(LISTS[type], overlaps).members(base, mine, theirs, '');
  return { document: type === 'encounter' ? withoutLostTurn(merged, mine, theirs) : merged, overlaps };
}

class Merge {
  constructor(
    private readonly lists: ReadonlySet<string>,
    private readonly overlaps: Overlap[],
  ) {}

  members(base: JsonObject, mine: JsonObject, theirs: JsonObject, at: string): JsonObject {
    const merged: Record<string, Json> = {};
    for (const name of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
      const value = this.value(name, base[name], mine[name], theirs[name], `${at}/${escaped(name)}`);
      if (value !== undefined) {
        merged[name] = value;
      }
    }
    return withClampedHitPoints(merged, base, mine, theirs);
  }

  /** Undefined stands for a value that is not there. */
  private value(
    name: string,
    base: Json | undefined,
    mine: Json | undefined,
    theirs: Json | undefined,
    at: string,
  ): Json | undefined {
    if (sameJson(base, mine)) {
      return theirs;
    }
    if (sameJson(base, theirs)) {
      return mine;
    }
    if (isHitPoints(name, base, mine, theirs)) {
      return (mine as number) + (theirs as number) - (base as number);
    }
    if (isJsonObject(mine) && isJsonObject(theirs)) {
      return this.members(isJsonObject(base) ? base : {}, mine, theirs, at);
    }
    if (this.lists.has(name) && isList(mine) && isList(theirs)) {
      return this.elements(name, isList(base) ? base : [], mine, theirs, at);
    }
    if (!sameJson(mine, theirs)) {
      this.overlaps.push({ pointer: at, theirs });
    }
    return mine;
  }

  private elements(
    name: string,
    base: readonly Json[],
    mine: readonly Json[],
    theirs: readonly Json[],
    at: string,
  ): readonly Json[] {
    const [was, here, there] = [byIdentity(base), byIdentity(mine), byIdentity(theirs)];
    if (was === null || here === null || there === null) {
      this.overlaps.push({ pointer: at, theirs });
      return mine;
    }
    const merged: Json[] = [];
    for (const id of order([...was.keys()], [...here.keys()], [...there.keys()])) {
      const element = this.element(was.get(id), here.get(id), there.get(id), `${at}/${escaped(id)}`);
      if (element !== undefined) {
        merged.push(element);
      }
    }
    return name === 'log'
      ? merged.slice(-MOST_LOG_ENTRIES)
      : name === 'recentIds'
        ? merged.slice(0, MOST_RECENT_IDS)
        : merged;
  }

  private element(
    base: Json | undefined,
    mine: Json | undefined,
    theirs: Json | undefined,
    at: string,
  ): Json | undefined {
    if (base !== undefined && (mine === undefined) !== (theirs === undefined)) {
      const kept = mine ?? theirs;
      if (sameJson(kept, base)) {
        return undefined;
      }
      // Removed here and changed there: the change survives, and the removal is told.
      this.overlaps.push({ pointer: at, theirs });
      return kept;
    }
    return this.value('', base, mine, theirs, at);
  }
}

/** Mine where I moved something, else theirs; what only the other side has stands behind it. */
function order(base: readonly string[], mine: readonly string[], theirs: readonly string[]): readonly string[] {
  const moved = !sameOrder(base, mine);
  return [...new Set(moved ? [...mine, ...theirs] : [...theirs, ...mine])];
}

function sameOrder(before: readonly string[], after: readonly string[]): boolean {
  const kept = before.filter((id) => after.includes(id));
  return after.filter((id) => before.includes(id)).every((id, i) => id === kept[i]);
}

function byIdentity(list: readonly Json[]): ReadonlyMap<string, Json> | null {
  const elements = new Map(list.map((element) => [identity(element), element]));
  return elements.size === list.length ? elements : null;
}

/** The id; without one the name, which for a condition goes with its label and its source; else all it holds. */
function identity(element: Json): string {
  if (typeof element === 'string') {
    return element;
  }
  if (!isJsonObject(element)) {
    return JSON.stringify(element);
  }
  if (typeof element['id'] === 'string') {
    return element['id'].toLowerCase();
  }
  return typeof element['name'] === 'string'
    ? [element['name'], element['label'], element['sourceId']].filter((part) => typeof part === 'string').join(':')
    : JSON.stringify(element);
}

function isHitPoints(name: string, ...values: (Json | undefined)[]): boolean {
  return name === 'currentHp' && values.every((value) => typeof value === 'number');
}

/** Nobody is healed above the maximum, and nobody falls below zero where both sides count from zero. */
function withClampedHitPoints(
  merged: Record<string, Json>,
  base: JsonObject,
  mine: JsonObject,
  theirs: JsonObject,
): JsonObject {
  const [was, here, there] = [base['currentHp'], mine['currentHp'], theirs['currentHp']];
  const sum = merged['currentHp'];
  if (
    typeof was !== 'number' ||
    typeof here !== 'number' ||
    typeof there !== 'number' ||
    typeof sum !== 'number' ||
    was === here ||
    was === there
  ) {
    return merged;
  }
  const most = typeof merged['maxHp'] === 'number' ? merged['maxHp'] : MOST_HIT_POINTS;
  const highest = Math.min(MOST_HIT_POINTS, Math.max(most, here, there));
  const lowest = Math.max(-MOST_HIT_POINTS, Math.min(0, here, there));
  return { ...merged, currentHp: Math.min(highest, Math.max(lowest, sum)) };
}

/** Where one side passes the turn to a combatant that the other takes out, nobody has it. */
function withoutLostTurn(merged: JsonObject, mine: JsonObject, theirs: JsonObject): JsonObject {
  const active = merged['activeCombatantId'];
  const takesPart = (encounter: JsonObject): boolean =>
    isList(encounter['participants']) &&
    encounter['participants'].some((each) => isJsonObject(each) && each['id'] === active);
  if (typeof active !== 'string' || takesPart(merged) || !(takesPart(mine) || takesPart(theirs))) {
    return merged;
  }
  const { activeCombatantId, ...rest } = merged;
  return rest;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
