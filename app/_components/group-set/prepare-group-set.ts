import type { GroupName } from '@/common/domain/group-view';
import { ExpressionError, type Span } from '@/common/expression/fault';
import { findAll } from '@/common/fuzzy';
import { readGroupSet } from '@/common/group-set/read-group-set';

/** What is wrong with an expression, and which of its characters. */
export interface SetProblem {
  readonly sentence: string;
  readonly span: Span;
}

/** @returns undefined for an expression, and for nothing typed */
export function problemOf(text: string): SetProblem | undefined {
  if (text.trim() === '') return undefined;
  try {
    readGroupSet(text);
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return { sentence: error.sentence, span: error.span };
    throw error;
  }
}

const NAME_SIGN = /[A-Za-z0-9_.:@/+=-]/;

/** The name that the caret stands in or behind; empty between two. */
export function nameAt(text: string, caret: number): Span {
  let start = caret;
  while (start > 0 && NAME_SIGN.test(text.charAt(start - 1))) start -= 1;
  let end = caret;
  while (end < text.length && NAME_SIGN.test(text.charAt(end))) end += 1;
  return { start, end };
}

const OFFERED_MAX = 8;

/** Groups that may be meant at the caret; none once the name is whole. */
export function offersAt(
  groups: readonly GroupName[],
  text: string,
  caret: number,
): readonly GroupName[] {
  const { start, end } = nameAt(text, caret);
  const typed = text.slice(start, end);
  const findable = groups.map((group) => ({ group, label: group.name }));
  const found = findAll(findable, typed).map(({ group }) => group);
  const isWhole = found.length === 1 && found[0]?.name === typed;
  return isWhole ? [] : found.slice(0, OFFERED_MAX);
}

/** The text with a name in place of the one at the caret, and where the caret is then. */
export function withName(
  text: string,
  caret: number,
  name: string,
): { readonly text: string; readonly caret: number } {
  const { start, end } = nameAt(text, caret);
  return { text: text.slice(0, start) + name + text.slice(end), caret: start + name.length };
}
