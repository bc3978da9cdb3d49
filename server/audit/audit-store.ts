import type { AuditPage, AuditQuery, AuditRow } from '@/common/domain/audit';
import type { Json } from '@/common/json';
import type { Sql } from '../db/database';
import { type AuditLink, CHAIN_START, type ChainedRow, hashOf } from './audit-chain';
import type { AuditFields } from './audit-change';

interface Row extends Omit<ChainedRow, 'atMs'> {
  readonly at: Date;
}

export type AuditStore = ReturnType<typeof createAuditStore>;

/** Rows that are added at once wait for one another under this key; any number will do. */
const CHAIN_LOCK = 7_361_254_190_112n;

const COLUMNS = `seq, at, "actorId", "actorName", door, address, action, target, "targetName", before, after, prev, hash`;

/**
 * Adds a row within the caller's transaction, after whatever other servers add just now.
 * @returns where the chain ends now
 */
export async function appendAuditRow(
  sql: Sql,
  fields: AuditFields,
  atMs: number,
): Promise<AuditLink> {
  await sql.query('SELECT pg_advisory_xact_lock($1)', [CHAIN_LOCK]);
  // A statement of its own: it must see what was committed while the lock was waited for.
  const last = await lastLink(sql);
  const row = { ...fields, seq: last.seq + 1n, atMs: Math.trunc(atMs) };
  const hash = hashOf(last.hash, row);
  await sql.query(
    `INSERT INTO "AuditEntry" (${COLUMNS})
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::jsonb, $12, $13)`,
    [
      row.seq,
      new Date(row.atMs),
      row.actorId,
      row.actorName,
      row.door,
      row.address,
      row.action,
      row.target,
      row.targetName,
      jsonText(row.before),
      jsonText(row.after),
      last.hash,
      hash,
    ],
  );
  return { seq: row.seq, hash };
}

/** The log's rows. There is nothing here that alters or removes one. */
export function createAuditStore(database: Sql) {
  return {
    last: () => lastLink(database),

    /** Whole rows after one, oldest first. */
    async after(seq: bigint, limit: number): Promise<readonly ChainedRow[]> {
      const { rows } = await database.query<Row>(
        `SELECT ${COLUMNS} FROM "AuditEntry" WHERE seq > $1 ORDER BY seq LIMIT $2`,
        [seq, limit],
      );
      return rows.map(({ at, ...row }) => ({ ...row, atMs: at.getTime() }));
    },

    /** Newest first. */
    async list(query: AuditQuery): Promise<AuditPage> {
      const { limit, before, text, actorId, action, target } = query;
      const { rows } = await database.query<Row>(
        `SELECT ${COLUMNS} FROM "AuditEntry"
         WHERE ($1::int8 IS NULL OR seq < $1)
           AND ($2::text IS NULL OR "actorId" = $2)
           AND ($3::text IS NULL OR action = $3)
           AND ($4::text IS NULL OR target = $4)
           AND ($5::text IS NULL
                OR concat_ws(' ', "actorName", action, target, "targetName", address, before, after)
                   ILIKE $5)
         ORDER BY seq DESC LIMIT $6`,
        [
          before === undefined ? null : BigInt(before),
          actorId ?? null,
          action ?? null,
          target ?? null,
          text === undefined ? null : `%${text.replace(/[\\%_]/g, '\\$&')}%`,
          limit,
        ],
      );
      const entries = rows.map(shown);
      return { entries, next: rows.length < limit ? null : (entries.at(-1)?.seq ?? null) };
    },
  };
}

async function lastLink(sql: Sql): Promise<AuditLink> {
  const { rows } = await sql.query<AuditLink>(
    'SELECT seq, hash FROM "AuditEntry" ORDER BY seq DESC LIMIT 1',
  );
  return rows[0] ?? CHAIN_START;
}

/** NULL for nothing: `null` in JSON would be another value that reads the same. */
function jsonText(value: Json): string | null {
  return value === null ? null : JSON.stringify(value);
}

function shown({ seq, at, prev: _prev, hash: _hash, ...row }: Row): AuditRow {
  return { ...row, seq: String(seq), atMs: at.getTime() };
}
