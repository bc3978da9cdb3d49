import { z } from 'zod';
import type { Json } from '@/common/json';

/** What was changed, by whom, through which door; rows are only ever added. */
export interface AuditRow {
  /** Counts from 1 without a gap; a decimal number too long for a double one day. */
  readonly seq: string;
  readonly atMs: number;
  /** A user's id, `server`, `agent:<node id>`, or `nobody` for whoever has not signed in. */
  readonly actorId: string;
  readonly actorName: string;
  /** `browser`, `token:<name>`, `console`, `agent`, `server`. */
  readonly door: string;
  /** Where it came from; empty for server and console. */
  readonly address: string;
  /** `<noun>.<verb>`, such as `node.edit`. */
  readonly action: string;
  /** `<kind>:<id>`, such as `node:abc`. */
  readonly target: string;
  /** What people called it then. */
  readonly targetName: string;
  /** What was changed, as it was; null where there was nothing. Never holds a secret. */
  readonly before: Json;
  readonly after: Json;
}

/** What a check of the whole log found. */
export interface AuditVerdict {
  readonly ok: boolean;
  readonly entries: number;
  /** The last row that was checked and found right; empty for none. */
  readonly checkedTo: string;
  /** The first row that is wrong, and in which way. */
  readonly fault: { readonly seq: string; readonly what: string } | null;
  /** Whether the log reaches as far as this server wrote down outside of the database. */
  readonly headMatches: boolean;
}

const seq = z.string().regex(/^\d{1,18}$/);
const word = z.string().trim().max(256);

export const auditQuery = z.strictObject({
  /** Rows before this one; the `next` of the page before. */
  before: seq.optional(),
  limit: z.number().int().min(1).max(200).default(50),
  /** Anywhere in actor, action, target, or in what changed; in any case of letters. */
  text: word.optional(),
  actorId: word.optional(),
  action: word.optional(),
  target: word.optional(),
});

export type AuditQuery = z.infer<typeof auditQuery>;

export interface AuditPage {
  readonly entries: readonly AuditRow[];
  /** For `before` of the next page; null when this was the last. */
  readonly next: string | null;
}
