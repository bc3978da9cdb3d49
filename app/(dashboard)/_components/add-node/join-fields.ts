import { addressRangeError } from '@/app/_lib/address-range';

const EXPIRIES = ['1h', '24h', '7d', '30d'] as const;
type Expiry = (typeof EXPIRIES)[number];

/** What stands in the fields of the dialog. */
export interface JoinFields {
  readonly note: string;
  readonly expiry: Expiry;
  /** How many machines it lets in, as it was typed. */
  readonly uses: string;
  /** Separated by spaces or commas. */
  readonly groups: string;
  readonly zone: string;
  readonly addressRange: string;
  readonly needsApproval: boolean;
}

export const FIELDS_AT_FIRST: JoinFields = {
  note: '',
  expiry: '1h',
  uses: '1',
  groups: '',
  zone: '',
  addressRange: '',
  needsApproval: false,
};

export const EXPIRY_WORDS: Readonly<Record<Expiry, string>> = {
  '1h': 'for an hour',
  '24h': 'for a day',
  '7d': 'for a week',
  '30d': 'for 30 days',
};

const HOUR_MS = 3_600_000;

const EXPIRY_MS: Readonly<Record<Expiry, number>> = {
  '1h': HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 7 * 24 * HOUR_MS,
  '30d': 30 * 24 * HOUR_MS,
};

const USES_MAX = 10_000;
const GROUPS_MAX = 64;
const NOTE_LENGTH_MAX = 128;
/** As in common/domain/desired-state.ts, whose schemas a page need not load; a test holds them together. */
const NAME = /^[a-z0-9][a-z0-9_.:-]{0,63}$/;

export function usesError(text: string): string | undefined {
  const uses = Number(text);
  if (/^\d{1,5}$/.test(text.trim()) && uses >= 1 && uses <= USES_MAX) return undefined;
  return `Write how many machines, from 1 to ${USES_MAX}.`;
}

/** One machine is let in soon; what lets in many may be written into an image. */
export function expiriesFor(uses: string): readonly Expiry[] {
  return Number(uses) > 1 ? EXPIRIES : EXPIRIES.slice(0, 2);
}

export function groupsError(text: string): string | undefined {
  const groups = groupsOf(text);
  if (groups.length > GROUPS_MAX) return `A node is in at most ${GROUPS_MAX} groups.`;
  const wrong = groups.find((group) => !NAME.test(group));
  return wrong === undefined
    ? undefined
    : `“${wrong}”: lower-case letters, digits, and . _ : - after the first.`;
}

export function zoneError(text: string): string | undefined {
  const zone = text.trim();
  if (zone === '' || NAME.test(zone)) return undefined;
  return `“${zone}”: up to 64 lower-case letters, digits, and . _ : - after the first.`;
}

export function noteError(text: string): string | undefined {
  if (text.trim().length <= NOTE_LENGTH_MAX) return undefined;
  return `At most ${NOTE_LENGTH_MAX} characters.`;
}

/** What is asked of the server. */
export interface WantedToken {
  readonly note: string;
  readonly expiresInMs: number;
  readonly usesMax: number;
  readonly groups: string[];
  readonly zone: string;
  readonly addressRange: string;
  readonly needsApproval: boolean;
}

/** @returns undefined while any field is wrong */
export function wantedToken(fields: JoinFields): WantedToken | undefined {
  const errors = [
    noteError(fields.note),
    usesError(fields.uses),
    groupsError(fields.groups),
    zoneError(fields.zone),
    addressRangeError(fields.addressRange),
  ];
  if (errors.some((error) => error !== undefined)) return undefined;
  const expiry = expiriesFor(fields.uses).includes(fields.expiry) ? fields.expiry : '24h';
  return {
    note: fields.note.trim(),
    expiresInMs: EXPIRY_MS[expiry],
    usesMax: Number(fields.uses),
    groups: groupsOf(fields.groups),
    zone: fields.zone.trim(),
    addressRange: fields.addressRange.trim(),
    needsApproval: fields.needsApproval,
  };
}

function groupsOf(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((group) => group !== ''))];
}
