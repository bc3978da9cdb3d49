import type { Database } from '../db/database';
import { HOUR_MS, type OpenSamples } from './open-samples';

interface LastSample {
  readonly atMs: number;
  readonly value: number;
}

interface LastRow {
  readonly id: number;
  readonly endMs: bigint | null;
  readonly hour: number;
  readonly last: number;
}

/**
 * The last sample of each series that has any. Most have one in memory; for the others, and for those
 * that were only back-filled, the newest chunk says when and the newest roll-up what. When only the
 * roll-up is left, the time is the end of its hour.
 */
export async function lastSamples(
  database: Database,
  open: OpenSamples,
  seriesIds: readonly number[],
  nowMs: number,
): Promise<Map<number, LastSample>> {
  const found = new Map<number, LastSample>();
  const unsure: number[] = [];
  for (const id of seriesIds) {
    const last = open.last(id);
    if (last !== undefined) found.set(id, last);
    if (last === undefined || last.atMs < nowMs - HOUR_MS) unsure.push(id);
  }
  for (const row of await lastRows(database, unsure)) {
    const atMs = row.endMs === null ? (row.hour + 1) * HOUR_MS - 1 : Number(row.endMs);
    if (atMs > (found.get(row.id)?.atMs ?? 0)) found.set(row.id, { atMs, value: row.last });
  }
  return found;
}

async function lastRows(
  database: Database,
  seriesIds: readonly number[],
): Promise<readonly LastRow[]> {
  if (seriesIds.length === 0) return [];
  const { rows } = await database.query<LastRow>(
    `SELECT s.id, c."endMs", h.hour, h.last
     FROM unnest($1::int[]) AS s(id)
     CROSS JOIN LATERAL (
       SELECT hour, last FROM "SampleHour" WHERE "seriesId" = s.id ORDER BY hour DESC LIMIT 1
     ) h
     LEFT JOIN LATERAL (
       SELECT "endMs" FROM "SampleChunk" WHERE "seriesId" = s.id ORDER BY "startMs" DESC LIMIT 1
     ) c ON true`,
    [seriesIds],
  );
  return rows;
}
