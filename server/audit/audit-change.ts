import type { AuditRow } from '@/common/domain/audit';
import { storable } from '@/common/domain/text';
import type { Json } from '@/common/json';
import { type Actor, doorName } from '../auth/actor';

/** One change, as those who make it tell of it. */
export interface AuditChange {
  readonly by: AuditAuthor;
  /** `<noun>.<verb>`, such as `node.edit`. */
  readonly action: string;
  /** `<kind>:<id>`, such as `node:abc`. */
  readonly target: string;
  /** What people call it; the log is read long after it is gone. */
  readonly targetName?: string;
  /** Only what changed, and never a secret. What is no JSON is left out. */
  readonly before?: unknown;
  readonly after?: unknown;
}

export type AuditAuthor = Actor | 'server' | `agent:${string}` | Stranger;

/** Whoever has not signed in: a refused password, an account made with a code. */
export interface Stranger {
  /** The name that was claimed. */
  readonly name: string;
  readonly address: string;
}

/** The fields of a row, as a database can hold them; its number and time come with the row. */
export type AuditFields = Omit<AuditRow, 'seq' | 'atMs'>;

const TEXT_LENGTH_MAX = 512;
/** Of `before` and of `after`, as JSON: a change is told, not archived. */
const JSON_LENGTH_MAX = 16_384;

export function auditFields(change: AuditChange): AuditFields {
  return {
    ...authorFields(change.by),
    action: text(change.action),
    target: text(change.target),
    targetName: text(change.targetName ?? ''),
    before: json(change.before),
    after: json(change.after),
  };
}

/** Of two states of one thing, the fields that are not the same. */
export function differences<Thing extends object>(before: Thing, after: Thing) {
  const keys = Object.keys(after) as (keyof Thing)[];
  const changed = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  const only = (thing: Thing) => Object.fromEntries(changed.map((key) => [key, thing[key]]));
  return { before: only(before), after: only(after) };
}

function authorFields(by: AuditAuthor) {
  if (by === 'server') return { actorId: by, actorName: by, door: by, address: '' };
  if (typeof by === 'string') {
    return { actorId: text(by), actorName: text(by), door: 'agent', address: '' };
  }
  if ('door' in by) {
    const { user, door, address } = by;
    const names = { actorId: text(user.id), actorName: text(user.name) };
    return { ...names, door: text(doorName(door)), address: text(address) };
  }
  const names = { actorId: 'nobody', actorName: text(by.name) };
  return { ...names, door: 'browser', address: text(by.address) };
}

function text(value: string): string {
  return storable(value.slice(0, TEXT_LENGTH_MAX));
}

/** The very value that the database will give back, so that its hash can be computed before. */
function json(value: unknown): Json {
  const written: string | undefined = JSON.stringify(value);
  if (written === undefined) return null;
  if (written.length > JSON_LENGTH_MAX) return { leftOut: `${written.length} characters` };
  return storableJson(JSON.parse(written));
}

function storableJson(value: unknown): Json {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(storableJson);
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value);
    return Object.fromEntries(
      members.map(([key, member]) => [storable(key), storableJson(member)]),
    );
  }
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
