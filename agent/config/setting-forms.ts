import { z } from 'zod';
import { zoneName } from '@/common/domain/member';
import { DURATION_FORM, parseDuration } from '@/common/duration';
import { GROUP_NAME_FORM, isGroupName } from '@/common/group-set/group-set';

/**
 * The forms that settings have, wherever they are written: a file gives numbers and booleans, the
 * environment and flags give text. What does not fit says what was expected and what was found.
 */
export function setting<Value>(expected: string, read: (value: unknown) => Value | undefined) {
  return z.unknown().transform((value, context): Value => {
    const known = read(value);
    if (known !== undefined) return known;
    context.addIssue({ code: 'custom', message: `expected ${expected}, found ${found(value)}` });
    return z.NEVER;
  });
}

export function text(expected: string) {
  return setting(expected, (value) => (typeof value === 'string' ? value.trim() : undefined));
}

export function oneOf<const Choice extends string>(choices: readonly Choice[]) {
  return setting(`one of ${choices.join(', ')}`, (value) =>
    choices.find((choice) => choice === value),
  );
}

const GROUPS_MAX = 64;

/** A list in a file; with commas between on a command line and in the environment. */
export const groups = setting(
  `at most ${GROUPS_MAX} names of groups, ${GROUP_NAME_FORM}`,
  (value) => {
    const words = typeof value === 'string' ? value.split(',').map((word) => word.trim()) : value;
    if (words === null || value === '') return [];
    if (!Array.isArray(words) || words.length > GROUPS_MAX) return undefined;
    return words.every(isGroup) ? [...new Set(words)] : undefined;
  },
);

/** Named as groups are. */
export const zone = setting(
  'the name of a zone: lower-case letters, digits, and . _ : - after the first, at most 64',
  (value) => zoneName.safeParse(value).data,
);

function isGroup(word: unknown): word is string {
  return typeof word === 'string' && isGroupName(word);
}

/** `yes` and `no` are plain words to YAML 1.2, and still what people write. */
export const yesOrNo = setting('true or false', (value) => {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'yes' || value === '1') return true;
  return value === 'false' || value === 'no' || value === '0' ? false : undefined;
});

export function duration({ minMs, maxMs }: { readonly minMs: number; readonly maxMs: number }) {
  return setting(`${DURATION_FORM}, from ${short(minMs)} to ${short(maxMs)}`, (value) => {
    const ms = typeof value === 'string' ? parseDuration(value) : undefined;
    return ms !== undefined && ms >= minMs && ms <= maxMs ? ms : undefined;
  });
}

const SIZE_UNITS = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

export function size({ minBytes }: { readonly minBytes: number }) {
  return setting(`a size such as 64MiB, at least ${minBytes / 1e6}MB`, (value) => {
    const [, amount, unit] = /^(\d{1,9}(?:\.\d+)?)\s*([kKMG]?i?B)$/.exec(String(value)) ?? [];
    const factor = SIZE_UNITS[unit as keyof typeof SIZE_UNITS];
    const bytes = typeof value === 'number' ? value : Math.floor(Number(amount) * factor);
    return Number.isSafeInteger(bytes) && bytes >= minBytes ? bytes : undefined;
  });
}

/** `wss://` anywhere, `ws://` on this machine alone: what crosses a network is encrypted. */
export const serverAddress = setting(
  'empty, or the address of a server such as wss://opsbro.example.org (plain ws:// or http:// only to this machine)',
  (value) => {
    if (typeof value !== 'string') return undefined;
    return value.trim() === '' ? '' : socketAddress(value.trim());
  },
);

function socketAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text.replace(/^http(s?):/, 'ws$1:'));
  if (url.username !== '' || url.search !== '' || url.hash !== '') return undefined;
  if (url.protocol === 'wss:' || (url.protocol === 'ws:' && isLoopback(url.hostname))) {
    return url.href.replace(/\/$/, '');
  }
  return undefined;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}

function found(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 80 ? `${json.slice(0, 80)}…` : json;
}

function short(ms: number): string {
  return ms % 86_400_000 === 0 ? `${ms / 86_400_000}d` : `${ms / 1_000}s`;
}
