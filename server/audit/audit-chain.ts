import { createHash } from 'node:crypto';
import type { AuditRow } from '@/common/domain/audit';
import type { Json } from '@/common/json';

/** The end of a chain so far: what the next row must follow. */
export interface AuditLink {
  readonly seq: bigint;
  /** 32 bytes. */
  readonly hash: Uint8Array;
}

/** A row as it is stored. */
export interface ChainedRow extends Omit<AuditRow, 'seq'> {
  readonly seq: bigint;
  readonly prev: Uint8Array;
  readonly hash: Uint8Array;
}

/** Before the first row. */
export const CHAIN_START: AuditLink = { seq: 0n, hash: new Uint8Array(32) };

/**
 * SHA-256 over the hash of the row before and the row itself: the UTF-8 text of a JSON array of a
 * version, the fields in the order below, and `before` and `after` with the keys of each object in
 * the order of their UTF-16 code units. So it can be computed from what the database gives back,
 * which keeps neither the order of keys nor the spelling of numbers.
 */
export function hashOf(prev: Uint8Array, row: Omit<ChainedRow, 'prev' | 'hash'>): Buffer {
  const fields = [
    row.actorId,
    row.actorName,
    row.door,
    row.address,
    row.action,
    row.target,
    row.targetName,
  ];
  const head = JSON.stringify(['opsbro-audit-1', String(row.seq), row.atMs, ...fields]);
  const text = `${head.slice(0, -1)},${canonical(row.before)},${canonical(row.after)}]`;
  return createHash('sha256').update(prev).update(text).digest();
}

/** What is wrong with a row that should follow `link`; `undefined` when nothing is. */
export function faultOf(link: AuditLink, row: ChainedRow): string | undefined {
  if (row.seq !== link.seq + 1n) return 'a row is missing before it, or it was moved';
  if (!sameBytes(row.prev, link.hash)) return 'it does not follow the row before';
  if (!sameBytes(row.hash, hashOf(row.prev, row))) return 'it was altered';
  return undefined;
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function canonical(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join()}]`;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join()}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
