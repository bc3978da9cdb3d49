import { STALE_AFTER_MS } from '@/common/domain/node';
import type { ZoneEdit, ZoneKeyStep } from '@/common/domain/zone';
import type { Sql } from '../db/database';

/** A zone as the database has it. */
export interface StoredZone extends ZoneEdit {
  readonly hasGossip: boolean;
  readonly createdMs: number;
}

export interface StoredKey {
  readonly zone: string;
  readonly id: string;
  readonly salt: Uint8Array;
  readonly step: ZoneKeyStep;
  readonly createdMs: number;
  readonly stepMs: number;
}

/** The zone of a node, whose column is empty for the one that everybody is in at first. */
export const ZONE_OF_NODE = `COALESCE(NULLIF("Node".zone, ''), 'default')`;

/** By name. */
export async function listZones(sql: Sql): Promise<readonly StoredZone[]> {
  const { rows } = await sql.query<StoredZone & { readonly createdAt: Date }>(
    `SELECT name, note, parent, "hasGossip", "createdAt" FROM "Zone" ORDER BY name COLLATE "C"`,
  );
  return rows.map(({ createdAt, ...zone }) => ({ ...zone, createdMs: createdAt.getTime() }));
}

/** Oldest first. */
export async function listKeys(sql: Sql): Promise<readonly StoredKey[]> {
  const { rows } = await sql.query<
    Pick<StoredKey, 'zone' | 'id' | 'salt' | 'step'> & { createdAt: Date; stepAt: Date }
  >(`SELECT zone, id, salt, step, "createdAt", "stepAt" FROM "ZoneKey" ORDER BY "createdAt", id`);
  return rows.map(({ createdAt, stepAt, salt, ...key }) => ({
    ...key,
    salt: new Uint8Array(salt),
    createdMs: createdAt.getTime(),
    stepMs: stepAt.getTime(),
  }));
}

/** Nodes of each zone, those that wait to be let in among them. */
export async function countNodes(sql: Sql): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql.query<{ zone: string; nodes: number }>(
    `SELECT ${ZONE_OF_NODE} AS zone, count(*)::int4 AS nodes FROM "Node" GROUP BY 1`,
  );
  return new Map(rows.map(({ zone, nodes }) => [zone, nodes]));
}

/** One who changes zones at a time. */
export async function lockZones(sql: Sql): Promise<void> {
  await sql.query('LOCK TABLE "Zone" IN EXCLUSIVE MODE');
}

/** @returns false when there is one of that name */
export async function addZone(sql: Sql, zone: ZoneEdit, nowMs: number): Promise<boolean> {
  const { affected } = await sql.query(
    `INSERT INTO "Zone" (name, note, parent, "createdAt") VALUES ($1, $2, $3, $4)
     ON CONFLICT (name) DO NOTHING`,
    [zone.name, zone.note, zone.parent, new Date(nowMs)],
  );
  return affected === 1;
}

export async function saveZone(sql: Sql, { name, note, parent }: ZoneEdit): Promise<void> {
  await sql.query('UPDATE "Zone" SET note = $2, parent = $3 WHERE name = $1', [name, note, parent]);
}

export async function setGossip(sql: Sql, name: string, hasGossip: boolean): Promise<void> {
  await sql.query('UPDATE "Zone" SET "hasGossip" = $2 WHERE name = $1', [name, hasGossip]);
}

export async function removeZone(sql: Sql, name: string): Promise<void> {
  await sql.query('DELETE FROM "Zone" WHERE name = $1', [name]);
}

export async function addKey(
  sql: Sql,
  { zone, id, salt, step }: Pick<StoredKey, 'zone' | 'id' | 'salt' | 'step'>,
  nowMs: number,
): Promise<void> {
  await sql.query(
    `INSERT INTO "ZoneKey" (zone, id, salt, step, "createdAt", "stepAt")
     VALUES ($1, $2, $3, $4, $5, $5)`,
    [zone, id, salt, step, new Date(nowMs)],
  );
}

export async function moveKeys(
  sql: Sql,
  zone: string,
  { from, to, nowMs }: { readonly from: ZoneKeyStep; readonly to: ZoneKeyStep; nowMs: number },
): Promise<void> {
  await sql.query(`UPDATE "ZoneKey" SET step = $3, "stepAt" = $4 WHERE zone = $1 AND step = $2`, [
    zone,
    from,
    to,
    new Date(nowMs),
  ]);
}

/** @param step all of them when it is left out */
export async function dropKeys(sql: Sql, zone: string, step?: ZoneKeyStep): Promise<void> {
  await sql.query(`DELETE FROM "ZoneKey" WHERE zone = $1 AND ($2::text IS NULL OR step = $2)`, [
    zone,
    step ?? null,
  ]);
}

/** Of those that report and know of zones: who has not confirmed a key, and how many have. */
export interface Confirmation {
  readonly confirmed: number;
  readonly awaited: readonly { readonly id: string; readonly name: string }[];
}

/**
 * Asked of all nodes of the zone, and of those of the zone above that may relay.
 * @param asked `held`: lines of `heldKey`, any of which will do
 */
export async function confirmationOf(
  sql: Sql,
  asked: {
    readonly zone: string;
    readonly parent: string | null;
    readonly held: readonly string[];
    readonly nowMs: number;
  },
): Promise<Confirmation> {
  const { rows } = await sql.query<{ id: string; name: string; isHeld: boolean }>(
    `SELECT id, name, "zoneKeys" && $3::text[] AS "isHeld" FROM "Node"
     WHERE admission = 'active' AND "zoneKeysAt" IS NOT NULL AND GREATEST("lastReportAt", "zoneKeysAt") >= $4
       AND (${ZONE_OF_NODE} = $1 OR (${ZONE_OF_NODE} = $2 AND "mayRelay"))
     ORDER BY name COLLATE "C", id`,
    [asked.zone, asked.parent, asked.held, new Date(asked.nowMs - STALE_AFTER_MS)],
  );
  return {
    confirmed: rows.filter(({ isHeld }) => isHeld).length,
    awaited: rows.filter(({ isHeld }) => !isHeld).map(({ id, name }) => ({ id, name })),
  };
}
