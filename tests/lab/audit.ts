import { systemClock } from '@/common/node/system-clock';
import type { Database } from '@/server/db/database';
import { openDatabase } from '@/server/db/open-database';
import { quietLog } from '../support/test-database';
import { type LedgerEntry, readLedger } from './ledger';
import { StoredSamples } from './stored-samples';

export interface AuditedAgent {
  readonly agent: number;
  readonly nodeId: string;
}

export interface AuditOptions {
  readonly databaseDirectory: string;
  readonly ledgers: readonly string[];
  readonly agents: readonly AuditedAgent[];
  /** Of each agent. */
  readonly series: number;
}

export interface AuditResult {
  readonly acceptedReports: number;
  readonly acknowledgedReports: number;
  readonly acceptedSamples: number;
  readonly storedSamples: number;
  readonly events: number;
  /** Reports that the server said it had and does not. */
  readonly lostAcknowledged: number;
  /** Reports that an outbox took and that never arrived. */
  readonly lostAccepted: number;
  /** Samples of accepted reports that are in no chunk and no journal row. */
  readonly lostSamples: number;
  readonly lostEvents: number;
  /** Samples stored at a second time, and events that the timeline tells twice. */
  readonly duplicates: number;
  /** Samples in a series that they do not belong to. */
  readonly strangers: number;
  /** Losses that agents admitted themselves, on the timeline. */
  readonly lossesTold: number;
  /** Clocks that were found wrong, or right again, on the timeline. */
  readonly clocksTold: number;
}

/** Compares what was promised with what lies in the database of a server that has ended. */
export async function auditLedgers(options: AuditOptions): Promise<AuditResult> {
  const directory = options.databaseDirectory;
  const database = await openDatabase({ directory, clock: systemClock, log: quietLog });
  try {
    return await audit(database, options);
  } finally {
    await database.close();
  }
}

async function audit(database: Database, options: AuditOptions): Promise<AuditResult> {
  const entries = options.ledgers.flatMap(readLedger);
  const accepted = entries.filter((entry) => entry.kind === 'accepted');
  const received = await receivedReports(database);
  const promised = promisedReports(entries);
  const samples = new StoredSamples(options.agents, options.series);
  for (const { nodeId, ticks } of accepted) samples.expect(nodeId, ticks);
  await samples.read(database);
  const events = await countEvents(database);
  const told = accepted.flatMap(({ nodeId, events: ticks }) => ticks.map((t) => `${nodeId} ${t}`));
  return {
    acceptedReports: accepted.length,
    acknowledgedReports: promised.size,
    acceptedSamples: samples.expected,
    storedSamples: samples.stored,
    events: told.length,
    lostAcknowledged: [...promised].filter((key) => !received.has(key)).length,
    lostAccepted: accepted.filter((entry) => !received.has(keyOf(entry))).length,
    lostSamples: samples.missing(),
    lostEvents: told.filter((key) => !events.has(key)).length,
    duplicates:
      samples.duplicates + [...events.values()].reduce((sum, count) => sum + count - 1, 0),
    strangers: samples.strangers,
    lossesTold: await countOfKind(database, 'samples-lost'),
    clocksTold: await countOfKind(database, 'node-clock'),
  };
}

type Key = `${string} ${string} ${number}`;

function keyOf(entry: Extract<LedgerEntry, { kind: 'accepted' }>): Key {
  return `${entry.nodeId} ${entry.epoch} ${entry.sequence}`;
}

function promisedReports(entries: readonly LedgerEntry[]): Set<Key> {
  const keys = new Set<Key>();
  for (const entry of entries) {
    if (entry.kind !== 'acknowledged') continue;
    for (let sequence = entry.first; sequence <= entry.last; sequence++) {
      keys.add(`${entry.nodeId} ${entry.epoch} ${sequence}`);
    }
  }
  return keys;
}

async function receivedReports(database: Database): Promise<Set<Key>> {
  const { rows } = await database.query<{
    nodeId: string;
    epoch: string;
    first: bigint;
    last: bigint;
  }>(
    `SELECT "nodeId", epoch, lower(range)::int8 AS first, (upper(range) - 1)::int8 AS last
     FROM "AgentEpoch", unnest(received) AS range`,
  );
  const keys = new Set<Key>();
  for (const { nodeId, epoch, first, last } of rows) {
    for (let sequence = Number(first); sequence <= Number(last); sequence++) {
      keys.add(`${nodeId} ${epoch} ${sequence}`);
    }
  }
  return keys;
}

/** How often the timeline tells each event of the load. */
async function countEvents(database: Database): Promise<Map<string, number>> {
  const { rows } = await database.query<{ key: string; count: number }>(
    `SELECT "nodeId" || ' ' || substr(text, 11) AS key, count(*)::int4 AS count
     FROM "TimelineEntry" WHERE text LIKE 'lab event %' GROUP BY 1`,
  );
  return new Map(rows.map(({ key, count }) => [key, count]));
}

async function countOfKind(database: Database, kind: string): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    'SELECT count(*)::int4 AS count FROM "TimelineEntry" WHERE kind = $1',
    [kind],
  );
  return rows[0]?.count ?? 0;
}
