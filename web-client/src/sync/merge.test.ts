import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../store/json.ts';
import { merge } from './merge.ts';

const goblin = { id: 'g', name: 'Goblin', maxHp: 40, currentHp: 30, conditions: [] as JsonObject[] };
const orc = { id: 'o', name: 'Orc', maxHp: 15, currentHp: 15, conditions: [] as JsonObject[] };
const base = { name: 'Ambush', round: 1, activeCombatantId: 'g', participants: [goblin, orc] };

describe('sync5: two edits of one encounter', () => {
  test('both changes of hit points count, also when they are equal', () => {
    const mine = { ...base, participants: [{ ...goblin, currentHp: 25 }, orc] };
    const theirs = { ...base, participants: [{ ...goblin, currentHp: 25 }, orc] };

    const { document, overlaps } = merge('encounter', base, mine, theirs);

    expect(document['participants']).toEqual([{ ...goblin, currentHp: 20 }, orc]);
    expect(overlaps).toEqual([]);
  });

  test('hit points stay between zero and the maximum', () => {
    const hit = { ...base, participants: [{ ...goblin, currentHp: 10 }, orc] };
    const healed = { ...base, participants: [{ ...goblin, currentHp: 40 }, orc] };

    expect(merge('encounter', base, hit, hit).document['participants']).toEqual([{ ...goblin, currentHp: 0 }, orc]);
    expect(merge('encounter', base, healed, healed).document['participants']).toEqual([
      { ...goblin, currentHp: 40 },
      orc,
    ]);
  });

  test('different fields of one combatant and of the encounter come together', () => {
    const mine = { ...base, round: 2, participants: [{ ...goblin, alias: 'Gob' }, orc] };
    const theirs = { ...base, participants: [{ ...goblin, conditions: [{ name: 'prone' }] }, orc], description: 'x' };

    const { document, overlaps } = merge('encounter', base, mine, theirs);

    expect(document).toEqual({
      ...base,
      round: 2,
      description: 'x',
      participants: [{ ...goblin, alias: 'Gob', conditions: [{ name: 'prone' }] }, orc],
    });
    expect(overlaps).toEqual([]);
  });

  test('the same field goes to mine, and theirs is told', () => {
    const { document, overlaps } = merge('encounter', base, { ...base, name: 'M' }, { ...base, name: 'T' });

    expect(document['name']).toBe('M');
    expect(overlaps).toEqual([{ pointer: '/name', theirs: 'T' }]);
  });

  test('combatants that both sides add are all there, and conditions join by name', () => {
    const mine = {
      ...base,
      participants: [{ ...goblin, conditions: [{ name: 'prone' }, { name: 'blinded' }] }, orc, { id: 'm' }],
    };
    const theirs = { ...base, participants: [{ ...goblin, conditions: [{ name: 'prone' }] }, orc, { id: 't' }] };

    const { document } = merge('encounter', base, mine, theirs);

    expect(document['participants']).toEqual([
      { ...goblin, conditions: [{ name: 'prone' }, { name: 'blinded' }] },
      orc,
      { id: 't' },
      { id: 'm' },
    ]);
  });

  test('who is taken out on one side stays out, unless the other side changed him', () => {
    const without = { ...base, participants: [goblin] };
    const hurt = { ...base, participants: [goblin, { ...orc, currentHp: 1 }] };

    expect(merge('encounter', base, without, { ...base, round: 2 }).document['participants']).toEqual([goblin]);
    const survived = merge('encounter', base, without, hurt);
    expect(survived.document['participants']).toEqual([goblin, { ...orc, currentHp: 1 }]);
    expect(survived.overlaps.map((each) => each.pointer)).toEqual(['/participants/o']);
  });

  test('the turn of someone who was taken out is nobody’s', () => {
    const mine = { ...base, activeCombatantId: 'o' };
    const theirs = { ...base, participants: [goblin] };

    expect(merge('encounter', base, mine, theirs).document).not.toHaveProperty('activeCombatantId');
  });

  test('the log drops its oldest', () => {
    const log = (prefix: string, count: number): JsonObject[] =>
      Array.from({ length: count }, (_, i) => ({ id: `${prefix}${i}` }));
    const was = { ...base, log: log('b', 90) };

    const { document } = merge(
      'encounter',
      was,
      { ...was, log: [...was.log, ...log('m', 10)] },
      { ...was, log: [...was.log, ...log('t', 10)] },
    );

    expect(document['log']).toEqual([...was.log.slice(10), ...log('t', 10), ...log('m', 10)]);
  });

  test('ext is merged key by key, other lists as one value', () => {
    const was = { name: 'x', ext: { a: { one: 1 } }, actions: [{ name: 'Bite' }] };
    const mine = { ...was, ext: { a: { one: 1, two: 2 } }, actions: [{ name: 'Claw' }] };
    const theirs = { ...was, ext: { a: { one: 5 }, b: {} }, actions: [{ name: 'Bite' }, { name: 'Tail' }] };

    const { document, overlaps } = merge('creature', was, mine, theirs);

    expect(document).toEqual({ name: 'x', ext: { a: { one: 5, two: 2 }, b: {} }, actions: [{ name: 'Claw' }] });
    expect(overlaps).toEqual([{ pointer: '/actions', theirs: theirs.actions }]);
  });
});
