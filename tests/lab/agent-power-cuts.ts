import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openIdentity } from '@/agent/uplink/identity';
import { epochsIn, segmentsIn } from '@/agent/uplink/outbox/epoch-directory';
import { scanRecords } from '@/agent/uplink/outbox/record';
import { atMost, type Finding, type GoalOptions, none, noted, spread } from './goal';
import { type LedgerEntry, readLedger } from './ledger';
import { buildLoadProgram, LoadProcess } from './load-process';
import { LoopDisk } from './loop-disk';

export interface AgentPowerCutOptions extends GoalOptions {
  readonly cuts: number;
  readonly lifeMsMin: number;
  readonly lifeMsMax: number;
  readonly agents: number;
}

const DISK_BYTES = 2 ** 30;
/** Nobody listens there: the port of "discard", which the lab's machine does not serve. */
const NO_SERVER = 'http://127.0.0.1:9';
/** What an outbox may lose: it is synced a second after a report, and the sync takes its time. */
const SAMPLES_AGE_MS_MAX = 1_000;
/** A report with an event is synced at once, beside the event loop: no older one may be lost. */
const EVENTS_AGE_MS_MAX = 250;

type Accepted = Extract<LedgerEntry, { kind: 'accepted' }>;

/** What the cuts have taken, by how long before the cut the outbox had taken it. */
interface Losses {
  readonly samplesAgeMs: number[];
  readonly eventsAgeMs: number[];
  /** Reports that had outlived a cut, and were gone after a later one. */
  later: number;
}

/**
 * D2, the agents' half: outboxes of agents without a server lie on a disk whose power is cut. The
 * ledger lies on another. Each life of the agents opens what the lives before it have left.
 */
export async function runAgentPowerCuts(options: AgentPowerCutOptions): Promise<Finding[]> {
  const disk = new LoopDisk(options.folder, DISK_BYTES);
  disk.mount();
  const load = await loadOn(disk, options);
  const nodes = identities(load);
  const survivors = new Set<string>();
  const losses: Losses = { samplesAgeMs: [], eventsAgeMs: [], later: 0 };
  let seen = 0;
  let cuts = 0;
  try {
    while (cuts < options.cuts && !options.isOver()) {
      await load.start();
      await sleep(spread(options.random, options.lifeMsMin, options.lifeMsMax));
      const cutMs = disk.cutPower();
      await load.kill();
      await disk.unmount();
      disk.mount();
      const entries = readLedger(load.options.ledger).filter(isAccepted);
      look(entries.slice(seen), storedReports(load, nodes), { cutMs, survivors, losses });
      seen = entries.length;
      cuts += 1;
      if (cuts % 5 === 0) options.say(`power cut ${cuts} of ${options.cuts}`);
    }
    return findings(cuts, survivors.size, losses, options);
  } finally {
    await load.kill();
    await disk.unmount();
  }
}

async function loadOn(disk: LoopDisk, { folder, agents }: AgentPowerCutOptions) {
  return new LoadProcess(await buildLoadProgram(folder), {
    server: NO_SERVER,
    serverKey: '',
    directory: join(disk.mountPoint, 'agents'),
    ledger: join(folder, 'ledger'),
    agents: Array.from({ length: agents }, (_, agent) => agent),
    series: 20,
    intervalMs: 250,
    eventEvery: 10,
    isHasty: true,
  });
}

function identities({ options }: LoadProcess): ReadonlyMap<number, string> {
  const idOf = (agent: number) => openIdentity(join(options.directory, `agent-${agent}`)).nodeId;
  return new Map(options.agents.map((agent) => [agent, idOf(agent)]));
}

function isAccepted(entry: LedgerEntry): entry is Accepted {
  return entry.kind === 'accepted';
}

/** Every whole record in every segment. */
function storedReports(load: LoadProcess, nodes: ReadonlyMap<number, string>): Set<string> {
  const stored = new Set<string>();
  for (const [agent, nodeId] of nodes) {
    const outbox = join(load.options.directory, `agent-${agent}`, 'outbox');
    for (const epoch of epochsIn(outbox)) {
      for (const path of segmentsIn(outbox, epoch)) {
        for (const { sequence } of scanRecords(readFileSync(path)).records) {
          stored.add(`${nodeId} ${epoch} ${sequence}`);
        }
      }
    }
  }
  return stored;
}

function look(
  entries: readonly Accepted[],
  stored: ReadonlySet<string>,
  { cutMs, survivors, losses }: { cutMs: number; survivors: Set<string>; losses: Losses },
): void {
  for (const key of survivors) {
    if (stored.has(key)) continue;
    losses.later += 1;
    survivors.delete(key);
  }
  for (const { nodeId, epoch, sequence, atMs, events } of entries) {
    const key = `${nodeId} ${epoch} ${sequence}`;
    if (stored.has(key)) survivors.add(key);
    else if (atMs <= cutMs) {
      losses.samplesAgeMs.push(cutMs - atMs);
      if (events.length > 0) losses.eventsAgeMs.push(cutMs - atMs);
    }
  }
}

function findings(
  cuts: number,
  survived: number,
  { samplesAgeMs, eventsAgeMs, later }: Losses,
  options: AgentPowerCutOptions,
): Finding[] {
  const oldest = (ages: readonly number[]) => Math.max(0, ...ages);
  const tooOld = (ages: readonly number[], maxMs: number) => ages.filter((age) => age > maxMs);
  return [
    noted('power cuts', `${cuts} of ${options.cuts} asked for`),
    noted('reports that outlived theirs', String(survived)),
    noted('reports that were not synced yet', `${samplesAgeMs.length}`),
    noted('of these with an event', `${eventsAgeMs.length}`),
    atMost('oldest lost report', oldest(samplesAgeMs) / 1_000, SAMPLES_AGE_MS_MAX / 1_000, 's'),
    atMost('oldest lost event', oldest(eventsAgeMs), EVENTS_AGE_MS_MAX, 'ms'),
    none('older events lost', tooOld(eventsAgeMs, EVENTS_AGE_MS_MAX).length),
    none('lost after having outlived a cut', later),
  ];
}
