import type { Admission } from '@/common/domain/node';
import type { Sql } from '../db/database';
import { type Claimant, claimantsOf } from './claimants';

/** What admits a node, or does not. */
export interface NodeRecord {
  readonly id: string;
  readonly name: string;
  readonly hostname: string;
  readonly publicKey: Uint8Array;
  readonly nextPublicKey: Uint8Array | null;
  readonly admission: Admission;
  readonly admissionReason: string;
  readonly ticket: Uint8Array | null;
  readonly nextTicket: Uint8Array | null;
  readonly claimants: readonly Claimant[];
  readonly machineId: string;
  readonly bootId: string;
  readonly lastAddress: string;
  readonly rotateKeyAsked: boolean;
  readonly enrolmentTokenId: string;
}

const COLUMNS = `id, name, hostname, "publicKey", "nextPublicKey", admission, "admissionReason", ticket,
  "nextTicket", claimants, "machineId", "bootId", "lastAddress", "rotateKeyAsked", "enrolmentTokenId"`;

/** Finds the node of a key, its present one or the one that it is changing to, and holds its row. */
export async function nodeOfKey(sql: Sql, key: Uint8Array): Promise<NodeRecord | undefined> {
  return one(
    sql,
    `SELECT ${COLUMNS} FROM "Node" WHERE "publicKey" = $1 OR "nextPublicKey" = $1 FOR UPDATE`,
    key,
  );
}

/** Finds a node and holds its row. */
export async function nodeOfId(sql: Sql, nodeId: string): Promise<NodeRecord | undefined> {
  return one(sql, `SELECT ${COLUMNS} FROM "Node" WHERE id = $1 FOR UPDATE`, nodeId);
}

type Row = Omit<NodeRecord, 'claimants'> & { readonly claimants: unknown };

async function one(sql: Sql, text: string, key: string | Uint8Array) {
  const { rows } = await sql.query<Row>(text, [key]);
  const [row] = rows;
  return row && { ...row, claimants: claimantsOf(row.claimants) };
}
