import type { GroupSet } from '@/common/group-set/group-set';
import type { Chance } from '../../hostile/support/chance';

export const SOME_GROUPS = ['linux', 'web', 'db', 'zone::lan', 'country::FR', 'a.b-c'] as const;

/** A tree as somebody might have written it down. */
export function randomGroupSet(luck: Chance, depth: number): GroupSet {
  const kind = depth === 0 ? luck.below(4) : luck.below(10);
  if (kind === 0) return { is: 'every-node' };
  if (kind < 5) return { is: 'group', group: luck.pick(SOME_GROUPS) };
  if (kind < 7) return { is: 'not', operand: randomGroupSet(luck, depth - 1) };
  const operands = Array.from({ length: 2 + luck.below(3) }, () => randomGroupSet(luck, depth - 1));
  return { is: luck.pick(['and', 'or']), operands };
}

const STRENGTH = { or: 0, and: 1, not: 2, group: 2, 'every-node': 2 } as const;

/** With no more parentheses than the tree needs, and spaces at random. */
export function groupSetText(set: GroupSet, luck: Chance): string {
  const space = () => luck.pick(['', ' ', '  ', '\n']);
  const inside = (operand: GroupSet, least: number) => {
    const text = groupSetText(operand, luck);
    return STRENGTH[operand.is] < least ? `(${space()}${text}${space()})` : text;
  };
  if (set.is === 'every-node') return '*';
  if (set.is === 'group') return set.group;
  if (set.is === 'not') return `!${space()}${inside(set.operand, STRENGTH.not)}`;
  const sign = set.is === 'and' ? '&' : '|';
  return set.operands
    .map((operand) => inside(operand, STRENGTH[set.is] + 1))
    .join(`${space()}${sign}${space()}`);
}

/** What the signs mean, by the tables of truth. */
export function isMeant(set: GroupSet, groups: readonly string[]): boolean {
  if (set.is === 'every-node') return true;
  if (set.is === 'group') return groups.includes(set.group);
  if (set.is === 'not') return !isMeant(set.operand, groups);
  const true_ = set.operands.filter((operand) => isMeant(operand, groups)).length;
  return set.is === 'and' ? true_ === set.operands.length : true_ > 0;
}
