import { z } from 'zod';
import { parseJson } from '../json';
import { checkCard } from './check-told';
import { dashboardCard } from './dashboard';
import { detectorCard, nodeGroups } from './detection';
import { membershipTold, roundTripsTold } from './membership-told';
import { packCard, packFaultsTold } from './pack-told';
import { roleCard } from './role';
import { machineText } from './text';

/**
 * What a node tells of its set-up, each document whole whenever it changed. `check`, `detector`,
 * `role`, `dashboard` and `pack` have one for each of theirs, by id; `groups`, `pack-faults`,
 * `membership` and `round-trips` are single, with an empty key.
 */
export const DOCUMENT_FORMS = {
  check: checkCard,
  detector: detectorCard,
  role: roleCard,
  dashboard: dashboardCard,
  pack: packCard,
  groups: nodeGroups,
  'pack-faults': packFaultsTold,
  membership: membershipTold,
  'round-trips': roundTripsTold,
} as const;

export const DOCUMENT_KINDS = [
  'check',
  'detector',
  'role',
  'dashboard',
  'pack',
  'groups',
  'pack-faults',
  'membership',
  'round-trips',
] as const;

/** Kinds of which a node has one document, with an empty key. */
export const SINGLE_KINDS = ['groups', 'pack-faults', 'membership', 'round-trips'] as const;
export type SingleKind = (typeof SINGLE_KINDS)[number];

export type DocumentKind = keyof typeof DOCUMENT_FORMS;
export type DocumentOf<Kind extends DocumentKind> = z.output<(typeof DOCUMENT_FORMS)[Kind]>;

/** In place of a key: the document is the list of all keys of its kind, and there are no others. */
export const ALL_KEYS = '*';
export const allKeys = z.array(machineText(200, 1)).max(10_000);

/** Characters of one document; what is longer is cut by whoever makes it, and says so. */
export const DOCUMENT_LENGTH_MAX = 65_536;

export const nodeDocument = z.strictObject({
  kind: z.enum(DOCUMENT_KINDS),
  key: machineText(200),
  json: machineText(DOCUMENT_LENGTH_MAX, 1),
});

/** A document on its way from the agent, or in the database. */
export type NodeDocument = z.infer<typeof nodeDocument>;

/** @returns what is in it; `undefined` for what is not of its kind's form, such as of another version */
export function readDocument<Kind extends DocumentKind>(
  kind: Kind,
  json: string,
): DocumentOf<Kind> | undefined {
  const form: z.ZodType = DOCUMENT_FORMS[kind];
  const read = form.safeParse(parseJson(json));
  return read.success ? (read.data as DocumentOf<Kind>) : undefined;
}
