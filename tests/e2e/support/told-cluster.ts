import { join } from 'node:path';
import type { MemberState } from '@/common/domain/member';
import { nodeIdOf } from '@/common/node/node-id';
import { systemClock } from '@/common/node/system-clock';
import type { Database } from '@/server/db/database';
import { openDatabase } from '@/server/db/open-database';
import { quietLog } from '../../support/test-database';

/** A cluster as its agents would have told it. */
export interface ToldCluster {
  readonly nodes: number;
  readonly zones: readonly string[];
  /** How many of the last zone nobody reaches, and how many do not report. */
  readonly dead: number;
  readonly silent: number;
  /** Whether half of the first zone holds two of the others for dead. */
  readonly isCut?: boolean;
}

const DAY_MS = 86_400_000;

interface Told {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly index: number;
  readonly state: MemberState;
  readonly reports: boolean;
}

/** Writes nodes into the database of a server that does not run; those that report do so for a day. */
export async function tellCluster(data: string, wanted: ToldCluster): Promise<readonly Told[]> {
  const directory = join(data, 'server/pg');
  const database = await openDatabase({
    ...{ directory, clock: systemClock, log: quietLog, onProgress: () => undefined },
    onFatal(error) {
      throw error;
    },
  });
  try {
    const nodes = Array.from({ length: wanted.nodes }, (_, index) => toldNode(wanted, index));
    for (const node of nodes) await addNode(database, node);
    for (const node of nodes) await addDocuments(database, node, nodes, wanted);
    return nodes;
  } finally {
    await database.close();
  }
}

function toldNode({ nodes, zones, dead, silent }: ToldCluster, index: number): Told {
  const zone = zones[index % zones.length] ?? 'default';
  const name = `${['web', 'db', 'cache', 'queue', 'edge'][index % 5]}-${zone}-${index}`;
  const key = new Uint8Array(32);
  key.set(Buffer.from(name));
  const isDead = index >= nodes - dead;
  return {
    ...{ id: nodeIdOf(key), name, zone, index, state: isDead ? 'dead' : 'alive' },
    reports: !isDead && index < nodes - dead - silent,
  };
}

async function addNode(database: Database, { id, name, reports, state }: Told): Promise<void> {
  const lastReportMs = Date.now() + (reports ? DAY_MS : -60_000);
  const isDown = state === 'dead';
  await database.query(
    `INSERT INTO "Node" (id, "publicKey", hostname, name, "agentVersion", "lastReportAt",
       "peerState", "peerConfirmedAt", groups, "memberOf")
     VALUES ($1, $2, $3, $3, '0.1.0', $4, $5, $6, '{linux}', '{linux}')`,
    [
      id,
      new Uint8Array(Buffer.from(name.padEnd(32))),
      name,
      new Date(lastReportMs),
      isDown ? 'dead' : '',
      isDown ? new Date(lastReportMs + 2_000) : null,
    ],
  );
}

async function addDocuments(
  database: Database,
  node: Told,
  nodes: readonly Told[],
  { isCut = false, zones }: ToldCluster,
): Promise<void> {
  const peers = nodes.filter((one) => one.zone === node.zone && one.id !== node.id);
  const inFirst = zones[0] === node.zone;
  const seesOther = isCut && inFirst && Math.floor(node.index / zones.length) % 2 === 1;
  // As many see them alive, so that the server takes them for alive.
  const lost = seesOther ? peers.filter(({ index }) => [0, 2 * zones.length].includes(index)) : [];
  const gone = [...peers.filter(({ state }) => state === 'dead'), ...lost];
  const near = peers.filter((one) => !gone.includes(one)).slice(0, 64);
  const atMs = Date.now() - 45_000;
  const membership = {
    ...{ gossip: 'on', zone: node.zone, isRelay: node.index < 2 * zones.length, incarnation: 4 },
    addresses: [`192.0.2.${node.index % 250}:6768`],
    digest: `${seesOther ? 'b' : 'a'}${zones.indexOf(node.zone)}`,
    counts: { alive: peers.length + 1 - gone.length, suspect: 0, dead: gone.length, left: 0 },
    states: { suspect: [], dead: gone.map(({ id }) => id), left: [] },
    gone: gone.slice(0, 8).map(({ id, name, zone }) => ({
      ...{ id, name, zone, state: 'dead', sinceMs: atMs, incarnation: 3 },
      accusations: near.slice(0, 2).map((by) => ({
        ...{ subject: id, incarnation: 3, accuser: by.id, atMs, failure: 'no-answer' },
        helpers: near.slice(2, 4).map((helper) => helper.id),
      })),
    })),
  };
  const ms = Object.fromEntries(
    near.map(({ id, index }) => [id, 0.2 + ((node.index * 7 + index * 13) % 50) / 20]),
  );
  for (const [kind, json] of Object.entries({ membership, 'round-trips': { ms } })) {
    await database.query(
      `INSERT INTO "NodeDocument" ("nodeId", kind, key, json, at, epoch, sequence)
       VALUES ($1, $2, '', $3::jsonb, now(), 'run', 1)`,
      [node.id, kind, JSON.stringify(json)],
    );
  }
}
