import { decodeChunk } from '@/common/series/chunk-codec';
import type { Database } from '@/server/db/database';
import { readRow } from '@/server/metrics/journal-row';
import { agentOf, metricOf, slotOf, tickOf } from './load-values';

interface Agent {
  readonly agent: number;
  readonly nodeId: string;
}

/** The moments of one agent, and for each of its series when each of them is stored. */
interface Moments {
  readonly agent: number;
  readonly indexes: Map<number, number>;
  /** By slot and moment: the time of the stored sample; 0 for none. */
  readonly storedAtMs: Float64Array[];
  expected: number;
}

interface Place {
  readonly moments: Moments;
  readonly slot: number;
}

/** Every sample that lies in the database, chunk or journal, beside those that ought to. */
export class StoredSamples {
  readonly #slots: number;
  readonly #byNode = new Map<string, Moments>();
  readonly #places = new Map<number, Place>();
  expected = 0;
  stored = 0;
  duplicates = 0;
  strangers = 0;

  constructor(agents: readonly Agent[], slots: number) {
    this.#slots = slots;
    for (const { agent, nodeId } of agents) {
      const storedAtMs = Array.from({ length: slots }, () => new Float64Array(0));
      this.#byNode.set(nodeId, { agent, indexes: new Map(), storedAtMs, expected: 0 });
    }
  }

  /** A report that was accepted holds a sample of every series at these moments. */
  expect(nodeId: string, ticks: readonly number[]): void {
    const moments = this.#byNode.get(nodeId);
    if (moments === undefined) throw new Error(`${nodeId} is not of this load`);
    for (const tick of ticks) {
      if (moments.indexes.has(tick)) continue;
      moments.indexes.set(tick, moments.indexes.size);
      moments.expected = moments.indexes.size;
      this.expected += this.#slots;
    }
  }

  async read(database: Database): Promise<void> {
    await this.#readPlaces(database);
    await readJournal(database, (id, atMs, value) => this.#take(id, atMs, value));
    await readChunks(database, (id, atMs, value) => this.#take(id, atMs, value));
  }

  missing(): number {
    let missing = 0;
    for (const { storedAtMs, expected } of this.#byNode.values()) {
      for (const times of storedAtMs) {
        const found = times
          .subarray(0, expected)
          .reduce((sum, time) => sum + (time > 0 ? 1 : 0), 0);
        missing += expected - found;
      }
    }
    return missing;
  }

  async #readPlaces(database: Database): Promise<void> {
    const { rows } = await database.query<{ id: number; nodeId: string; metric: string }>(
      'SELECT id, "nodeId", metric FROM "Series"',
    );
    const slots = new Map(Array.from({ length: this.#slots }, (_, slot) => [metricOf(slot), slot]));
    for (const { id, nodeId, metric } of rows) {
      const moments = this.#byNode.get(nodeId);
      const slot = slots.get(metric);
      if (moments !== undefined && slot !== undefined) this.#places.set(id, { moments, slot });
    }
  }

  /** The journal may repeat what is sealed already: one time, one sample. */
  #take(seriesId: number, atMs: number, value: number): void {
    const place = this.#places.get(seriesId);
    if (place === undefined) return;
    const { moments, slot } = place;
    if (agentOf(value) !== moments.agent || slotOf(value) !== slot) {
      this.strangers += 1;
      return;
    }
    // One that the outbox took just before its process was killed, and that no ledger tells of.
    const tick = tickOf(value);
    const index = moments.indexes.get(tick) ?? moments.indexes.size;
    moments.indexes.set(tick, index);
    const times = roomFor(moments, slot, index);
    const before = times[index];
    if (before === 0) this.stored += 1;
    else if (before !== atMs) this.duplicates += 1;
    times[index] = atMs;
  }
}

function roomFor({ storedAtMs, indexes }: Moments, slot: number, index: number): Float64Array {
  const times = storedAtMs[slot] ?? new Float64Array(0);
  if (index < times.length) return times;
  const larger = new Float64Array(Math.max(indexes.size, Math.ceil(times.length * 1.5)));
  larger.set(times);
  storedAtMs[slot] = larger;
  return larger;
}

type Visit = (seriesId: number, atMs: number, value: number) => void;

async function readJournal(database: Database, visit: Visit): Promise<void> {
  for (let after = 0n; ; ) {
    const { rows } = await database.query<{ id: bigint; data: Uint8Array }>(
      'SELECT id, data FROM "SampleJournal" WHERE id > $1 ORDER BY id LIMIT 50',
      [after],
    );
    for (const { id, data } of rows) {
      after = id;
      readRow(data, {
        frame({ atMs, seriesIds, values }) {
          for (const [index, id] of seriesIds.entries())
            visit(id, atMs, values[index] ?? Number.NaN);
        },
        snapshot(seriesId, { times, values }) {
          for (const [index, atMs] of times.entries()) {
            visit(seriesId, atMs, values[index] ?? Number.NaN);
          }
        },
      });
    }
    if (rows.length === 0) return;
  }
}

async function readChunks(database: Database, visit: Visit): Promise<void> {
  const { rows } = await database.query<{ seriesId: number }>(
    'SELECT DISTINCT "seriesId" FROM "SampleChunk"',
  );
  for (const { seriesId } of rows) {
    const chunks = await database.query<{ data: Uint8Array }>(
      'SELECT data FROM "SampleChunk" WHERE "seriesId" = $1',
      [seriesId],
    );
    for (const { data } of chunks.rows) {
      const { times, values } = decodeChunk(data);
      for (const [index, atMs] of times.entries())
        visit(seriesId, atMs, values[index] ?? Number.NaN);
    }
  }
}
