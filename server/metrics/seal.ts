import { encodeChunk } from '@/common/series/chunk-codec';
import { mergeSamples, NO_SAMPLES, type Samples, tidySamples } from '@/common/series/samples';
import type { Database, Sql } from '../db/database';
import type { Claim } from '../jobs/claims';
import { dueChunks, stretches } from './due-chunks';
import {
  copyOf,
  HOUR_MS,
  HOUR_SAMPLES_MAX,
  type OpenChunk,
  type OpenSamples,
} from './open-samples';
import { type DamageReport, readSealed } from './sealed-samples';

export interface SealDeps {
  readonly open: OpenSamples;
  readonly database: Database;
  /** Two servers that seal the same hour would undo one another's work. */
  readonly claim: Claim;
  readonly counts: SealCounts;
  /** Told of sealed chunks that cannot be read and are replaced by what there is now. */
  readonly onDamage: DamageReport;
}

/** Since the start of the server. */
export interface SealCounts {
  chunks: number;
  samples: number;
  sizeBytes: number;
  /** Samples beyond HOUR_SAMPLES_MAX of a series and hour, which were left out. */
  left: number;
}

/** One open chunk as it was when sealing began: `count` of its samples, tidy. */
interface Taken {
  readonly chunk: OpenChunk;
  readonly count: number;
  readonly samples: Samples;
}

interface SealedChunk {
  readonly seriesId: number;
  readonly hour: number;
  readonly samples: Samples;
  readonly left: number;
  readonly data: Uint8Array;
}

/**
 * Writes the open chunks of hours before `hour` as sealed chunks and hourly roll-ups, then lets go
 * of them. What is sealed of the same series and hour already is merged in, the open samples winning,
 * and the roll-up is computed anew: sealing the same samples twice changes nothing, so it needs no
 * transaction together with the journal.
 *
 * @returns how many chunks were let go of
 */
export async function sealBefore(hour: number, deps: SealDeps): Promise<number> {
  const due = dueChunks(deps.open, hour);
  for (const [first, last] of stretches(due)) {
    await sealTogether(due.slice(first, last), deps);
  }
  return due.length;
}

async function sealTogether(
  chunks: readonly OpenChunk[],
  { open, database, claim, counts, onDamage }: SealDeps,
): Promise<void> {
  const taken = chunks.map(take);
  const hour = chunks[0]?.hour ?? 0;
  const written = await database.transaction(async (sql) => {
    await claim.assertHeld(sql);
    return await writeHour(sql, hour, taken, onDamage);
  });
  for (const { chunk, count } of taken) open.release(chunk, count);
  for (const { samples, left, data } of written) {
    counts.left += left;
    counts.chunks += 1;
    counts.samples += samples.times.length;
    counts.sizeBytes += data.length;
  }
}

function take(chunk: OpenChunk): Taken {
  return { chunk, count: chunk.count, samples: tidySamples(copyOf([chunk])) };
}

async function writeHour(
  sql: Sql,
  hour: number,
  taken: readonly Taken[],
  onDamage: DamageReport,
): Promise<SealedChunk[]> {
  const seriesIds = taken.map(({ chunk }) => chunk.seriesId);
  const fromMs = hour * HOUR_MS;
  const toMs = fromMs + HOUR_MS;
  const before = await readSealed(sql, { seriesIds, fromMs, toMs }, onDamage);
  const sealed = taken.map(({ chunk: { seriesId }, samples }) => {
    const { kept, left } = bounded(mergeSamples(before.get(seriesId) ?? NO_SAMPLES, samples));
    return { seriesId, hour, samples: kept, left, data: encodeChunk(kept) };
  });
  if (before.size > 0) {
    await sql.query(
      `DELETE FROM "SampleChunk"
       WHERE "seriesId" = ANY($1::int[]) AND "startMs" >= $2 AND "startMs" < $3`,
      [[...before.keys()], fromMs, toMs],
    );
  }
  await insertChunks(sql, sealed);
  await upsertHours(sql, sealed);
  return sealed;
}

/** Back-fill may bring one hour to its bound again and again; the earliest samples stay. */
function bounded({ times, values }: Samples): { kept: Samples; left: number } {
  const count = Math.min(times.length, HOUR_SAMPLES_MAX);
  const kept = { times: times.subarray(0, count), values: values.subarray(0, count) };
  return { kept, left: times.length - count };
}

/** Series that were deleted meanwhile are left out: their samples go with them. */
async function insertChunks(sql: Sql, sealed: readonly SealedChunk[]): Promise<void> {
  const { data, starts } = joinedData(sealed);
  await sql.query(
    `INSERT INTO "SampleChunk" ("seriesId", "startMs", "endMs", count, data)
     SELECT s.id, c."startMs", c."endMs", c.count, substring($7::bytea FROM c.first FOR c.length)
     FROM unnest($1::int[], $2::int8[], $3::int8[], $4::int[], $5::int[], $6::int[])
       AS c("seriesId", "startMs", "endMs", count, first, length)
     JOIN "Series" s ON s.id = c."seriesId"`,
    [
      sealed.map(({ seriesId }) => seriesId),
      sealed.map(({ samples }) => samples.times[0] as number),
      sealed.map(({ samples }) => samples.times.at(-1) as number),
      sealed.map(({ samples }) => samples.times.length),
      starts,
      sealed.map((chunk) => chunk.data.length),
      data,
    ],
  );
}

/** All chunks in one parameter, which is cheaper than an array of byte arrays; places from 1. */
function joinedData(sealed: readonly SealedChunk[]): { data: Uint8Array; starts: number[] } {
  const data = new Uint8Array(sealed.reduce((sum, chunk) => sum + chunk.data.length, 0));
  const starts: number[] = [];
  let end = 0;
  for (const chunk of sealed) {
    starts.push(end + 1);
    data.set(chunk.data, end);
    end += chunk.data.length;
  }
  return { data, starts };
}

async function upsertHours(sql: Sql, sealed: readonly SealedChunk[]): Promise<void> {
  const rollUps = sealed.map(({ samples }) => rollUp(samples.values));
  await sql.query(
    `INSERT INTO "SampleHour" ("seriesId", hour, min, max, sum, count, last)
     SELECT s.id, h.hour, h.min, h.max, h.sum, h.count, h.last
     FROM unnest($1::int[], $2::int[], $3::float8[], $4::float8[], $5::float8[], $6::int[], $7::float8[])
       AS h("seriesId", hour, min, max, sum, count, last)
     JOIN "Series" s ON s.id = h."seriesId"
     ON CONFLICT ("seriesId", hour) DO UPDATE
       SET min = excluded.min, max = excluded.max, sum = excluded.sum,
           count = excluded.count, last = excluded.last`,
    [
      sealed.map(({ seriesId }) => seriesId),
      sealed.map(({ hour }) => hour),
      rollUps.map(({ min }) => min),
      rollUps.map(({ max }) => max),
      rollUps.map(({ sum }) => sum),
      rollUps.map(({ count }) => count),
      rollUps.map(({ last }) => last),
    ],
  );
}

export interface RollUp {
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly count: number;
  /** The value of the latest sample. */
  readonly last: number;
}

/** @param values of tidy samples, at least one. */
export function rollUp(values: Float64Array): RollUp {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  return { min, max, sum, count: values.length, last: values.at(-1) as number };
}
