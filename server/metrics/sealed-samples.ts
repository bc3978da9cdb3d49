import { decodeChunk } from '@/common/series/chunk-codec';
import { mergeSamples, NO_SAMPLES, type Samples } from '@/common/series/samples';
import type { Sql } from '../db/database';
import { HOUR_MS } from './open-samples';

interface ChunkRow {
  readonly seriesId: number;
  readonly startMs: bigint;
  readonly data: Uint8Array;
}

/** Told of each chunk that cannot be read; it is left out. */
export type DamageReport = (damage: { seriesId: number; startMs: number; error: unknown }) => void;

export interface SealedQuery {
  readonly seriesIds: readonly number[];
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Sealed samples by series. Chunks that touch [fromMs, toMs) come whole; within a series they are
 * merged and tidy. A chunk lies in one hour, so those that start before that of `fromMs` are over.
 */
export async function readSealed(
  sql: Sql,
  { seriesIds, fromMs, toMs }: SealedQuery,
  onDamage: DamageReport,
): Promise<Map<number, Samples>> {
  const found = new Map<number, Samples[]>();
  if (seriesIds.length === 0) return new Map();
  const { rows } = await sql.query<ChunkRow>(
    `SELECT "seriesId", "startMs", data FROM "SampleChunk"
     WHERE "seriesId" = ANY($1::int[]) AND "startMs" >= $2 AND "startMs" < $3 AND "endMs" >= $4
     ORDER BY "seriesId", "startMs"`,
    [seriesIds, Math.floor(fromMs / HOUR_MS) * HOUR_MS, Math.ceil(toMs), Math.floor(fromMs)],
  );
  for (const { seriesId, startMs, data } of rows) {
    const chunks = found.get(seriesId) ?? [];
    found.set(seriesId, chunks);
    try {
      chunks.push(decodeChunk(data));
    } catch (error) {
      onDamage({ seriesId, startMs: Number(startMs), error });
    }
  }
  return new Map([...found].map(([seriesId, chunks]) => [seriesId, joined(chunks)]));
}

/** Chunks of a series do not overlap, so joining them in order is enough. */
function joined(chunks: readonly Samples[]): Samples {
  const [first = NO_SAMPLES] = chunks;
  if (chunks.length <= 1) return first;
  const count = chunks.reduce((sum, { times }) => sum + times.length, 0);
  const times = new Float64Array(count);
  const values = new Float64Array(count);
  let end = 0;
  for (const chunk of chunks) {
    times.set(chunk.times, end);
    values.set(chunk.values, end);
    end += chunk.times.length;
  }
  return mergeSamples(NO_SAMPLES, { times, values });
}
