import { NO_SAMPLES, type Samples } from '@/common/series/samples';
import type { Database } from '../db/database';
import { dueChunks, stretches } from './due-chunks';
import { HOUR_MS, type OpenChunk, type OpenSamples } from './open-samples';
import { type DamageReport, readSealed } from './sealed-samples';

export interface SealedElsewhereDeps {
  readonly open: OpenSamples;
  readonly database: Database;
  readonly onDamage: DamageReport;
}

/**
 * Lets go of what another server has sealed of hours before `hour`. Only the samples that are found
 * in sealed chunks go, time and value: one that was committed here while the other sealed may not be
 * among them, nor one that takes the place of a sealed one. They stay until they are.
 */
export async function releaseSealed(hour: number, deps: SealedElsewhereDeps): Promise<void> {
  const due = dueChunks(deps.open, hour);
  for (const [first, last] of stretches(due)) await releaseHour(due.slice(first, last), deps);
}

async function releaseHour(
  chunks: readonly OpenChunk[],
  { open, database, onDamage }: SealedElsewhereDeps,
): Promise<void> {
  const counts = chunks.map(({ count }) => count);
  const seriesIds = chunks.map(({ seriesId }) => seriesId);
  const fromMs = (chunks[0]?.hour ?? 0) * HOUR_MS;
  const query = { seriesIds, fromMs, toMs: fromMs + HOUR_MS };
  const sealed = await readSealed(database, query, onDamage);
  const others = seriesIds.filter((id) => !sealed.has(id));
  const deleted = await deletedSeries(database, others);
  for (const [place, chunk] of chunks.entries()) {
    const count = counts[place] ?? 0;
    const isSealed = deleted.has(chunk.seriesId)
      ? () => true
      : sameIn(sealed.get(chunk.seriesId) ?? NO_SAMPLES, chunk, count);
    open.release(chunk, count, isSealed);
  }
}

/** Whether the sample that holds of a time, the last of the first `count`, is sealed as it is. */
function sameIn(
  { times, values }: Samples,
  { hour, offsets, values: openValues }: OpenChunk,
  count: number,
): (atMs: number) => boolean {
  const sealed = new Map<number, number | undefined>();
  for (const [index, atMs] of times.entries()) sealed.set(atMs, values[index]);
  const holding = new Map<number, number | undefined>();
  for (let index = 0; index < count; index++) {
    holding.set(hour * HOUR_MS + (offsets[index] as number), openValues[index]);
  }
  return (atMs) => sealed.has(atMs) && Object.is(sealed.get(atMs), holding.get(atMs));
}

/** Nobody will ever seal their samples. */
async function deletedSeries(
  database: Database,
  seriesIds: readonly number[],
): Promise<ReadonlySet<number>> {
  if (seriesIds.length === 0) return new Set();
  const { rows } = await database.query<{ id: number }>(
    `SELECT s.id FROM unnest($1::int[]) AS s(id)
     WHERE NOT EXISTS (SELECT FROM "Series" known WHERE known.id = s.id)`,
    [seriesIds],
  );
  return new Set(rows.map(({ id }) => id));
}
