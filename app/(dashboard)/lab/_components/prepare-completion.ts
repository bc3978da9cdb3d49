import type { FunctionDoc } from '@/common/expression/function-table';
import { findAll } from '@/common/fuzzy';

/** What is being written at the caret. */
export interface Writing {
  /** `path` inside of `{{…}}`, `name` outside of it and outside of quotes. */
  readonly is: 'path' | 'name';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** @returns undefined where nothing can be completed: in quotes, or between two words */
export function writingAt(expression: string, caret: number): Writing | undefined {
  const before = expression.slice(0, caret);
  const open = before.lastIndexOf('{{');
  if (open > before.lastIndexOf('}}')) {
    const start = open + 2;
    return { is: 'path', text: before.slice(start).trimStart(), start, end: caret };
  }
  if (isQuoted(before)) return undefined;
  const [name = ''] = /[A-Za-z_][A-Za-z0-9_]*$/.exec(before) ?? [];
  if (name === '') return undefined;
  return { is: 'name', text: name, start: caret - name.length, end: caret };
}

/** Whether a quote before the caret has no end yet. */
function isQuoted(before: string): boolean {
  let quote = '';
  for (let at = 0; at < before.length; at++) {
    const sign = before.charAt(at);
    if (quote !== '' && sign === '\\') at += 1;
    else if (sign === quote) quote = '';
    else if (quote === '' && (sign === '"' || sign === "'")) quote = sign;
  }
  return quote !== '';
}

export interface Offer {
  readonly label: string;
  /** What a function does; empty for a path. */
  readonly note: string;
}

const OFFERED_MAX = 10;

export function functionOffers(functions: readonly FunctionDoc[], name: string): readonly Offer[] {
  const found = findAll(
    functions.map(({ name: label, summary }) => ({ label, note: summary })),
    name,
  );
  return found.slice(0, OFFERED_MAX);
}

export function pathOffers(keys: readonly string[], text: string): readonly Offer[] {
  const found = findAll(
    keys.map((label) => ({ label, note: '' })),
    text,
  );
  return found.filter(({ label }) => label !== text).slice(0, OFFERED_MAX);
}

/** The expression with an offer in place of what was being written, and where the caret is then. */
export function accepted(
  expression: string,
  { is, start, end }: Writing,
  label: string,
): { readonly text: string; readonly caret: number } {
  const rest = expression.slice(end);
  const close = is === 'path' ? (rest.trimStart().startsWith('}}') ? '' : '}}') : '(';
  const text = `${expression.slice(0, start)}${label}${close}${rest}`;
  const past = is === 'path' && close === '' ? rest.indexOf('}}') + 2 : close.length;
  return { text, caret: start + label.length + past };
}

/** The function that the caret stands in the arguments of, or on. */
export function functionAt(
  functions: readonly FunctionDoc[],
  expression: string,
  caret: number,
): FunctionDoc | undefined {
  const named = [...expression.matchAll(/[A-Za-z_][A-Za-z0-9_]*/g)]
    .filter((match) => match.index <= caret)
    .reverse();
  for (const [name] of named) {
    const found = functions.find((one) => one.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}
