import { setTimeout as sleep } from 'node:timers/promises';
import type { FactValue } from '@/common/domain/fact';
import { storable } from '@/common/domain/text';
import type { EnrolmentFacts } from '@/common/protocol/enrolment';
import { Machine } from '../../server/enrolment/machine';
import { seriesOf, statusOf } from '../../server/ingest/test-agent';
import type { PersonApi } from './person-api';

export interface HostileMachines extends AsyncDisposable {
  readonly nodeIds: readonly string[];
}

/** Payloads that a node carries in all of its texts. */
const PER_NODE = 12;
const PATIENCE_MS = 60_000;

/**
 * Puts texts wherever a machine or a person can put them, by the ways that those have: machines that
 * join and report, and a person who edits, invites, and makes tokens.
 * @param url where the server is reached
 */
export async function openHostileMachines(
  url: string,
  call: PersonApi,
  payloads: readonly string[],
): Promise<HostileMachines> {
  await writeAsPerson(call, payloads);
  const machines: Machine[] = [];
  const nodeIds: string[] = [];
  for (let at = 0; at * PER_NODE < payloads.length; at++) {
    const own = payloads.slice(at * PER_NODE, (at + 1) * PER_NODE);
    const machine = new HostileMachine(own, `hostile${at}`);
    machines.push(machine);
    nodeIds.push(await admit(url, call, machine, at % 4 === 2));
    if (at % 4 === 1) machines.push(await quarantine(url, machine));
  }
  return {
    nodeIds,
    async [Symbol.asyncDispose]() {
      await Promise.all(machines.map((machine) => machine[Symbol.asyncDispose]()));
    },
  };
}

/** What people name themselves; a form takes no more of it than its field does. */
async function writeAsPerson(call: PersonApi, payloads: readonly string[]): Promise<void> {
  for (const [at, text] of payloads.entries()) {
    const name = lineOf(text, 64);
    if (name === '') continue;
    await call('tokens.create', { name, scopes: ['nodes:read'], expiresInDays: 1 });
    if (at % PER_NODE !== 0) continue;
    await call('users.invite', { name, email: `h${at}@example.org`, role: 'viewer' });
  }
}

async function admit(
  url: string,
  call: PersonApi,
  machine: HostileMachine,
  needsApproval: boolean,
): Promise<string> {
  const [first = ''] = machine.own;
  const note = lineOf(first, 128);
  const asked = { note, needsApproval };
  const { joinString } = await call<{ joinString: string }>('enrolment.create', asked);
  const { nodeId } = await machine.join(joinString);
  machine.start(url);
  if (needsApproval) return nodeId;
  await machine.until('connected', PATIENCE_MS);
  machine.report();
  await machine.delivered();
  const displayName = lineOf(machine.own.join(' '), 128);
  await call('nodes.edit', { nodeId, displayName, groups: [], collectorIntervalsMs: {} });
  return nodeId;
}

/** A copy that calls itself by another of the texts, so that both are shut out. */
async function quarantine(url: string, machine: HostileMachine): Promise<Machine> {
  const hostname = cut(machine.own.at(-1), 255);
  const copy = machine.copy({ hostname, machineId: `${machine.machineId}copy` });
  copy.start(url);
  await Promise.all([machine.until('refused', PATIENCE_MS), copy.until('refused', PATIENCE_MS)]);
  return copy;
}

/** A machine every word of which is one of the payloads. */
class HostileMachine extends Machine {
  readonly own: readonly string[];

  constructor(own: readonly string[], machineId: string) {
    super({ hostname: cut(own[0], 255), machineId });
    this.own = own;
  }

  override get facts(): EnrolmentFacts {
    const [first, second] = this.own;
    return {
      ...super.facts,
      ...{ os: cut(first, 128), kernel: cut(second, 128), hardware: cut(first, 128) },
      ...{ architecture: cut(first, 32), mac: cut(second, 32) },
      addresses: this.own.map((text) => cut(text, 64)),
    };
  }

  /** One report with the texts in everything that a report can hold. */
  report(): void {
    const { sink } = this.uplink;
    const atMs = Date.now();
    const samples = this.own.map((text) => ({
      series: { ...seriesOf(cut(text, 200), { [cut(text, 60)]: cut(text, 250) }), help: text },
      value: 1,
    }));
    sink.samples(atMs, samples);
    for (const [index, text] of this.own.entries()) {
      const collector = `c${index}`;
      const words = { pack: cut(text, 64), summary: text, reason: text, fix: text };
      sink.status(statusOf(collector, { ...words, state: 'error', failures: 1 }));
      sink.facts(collector, factsOf(this.own, text));
      sink.event({ kind: 'collector-state', atMs, text });
    }
  }

  /** Waits until the server has said that it has all of it. */
  async delivered(): Promise<void> {
    // A report is closed each second, and what is open does not count yet.
    await sleep(2_500);
    const endMs = performance.now() + PATIENCE_MS;
    while (this.uplink.status().outbox.reports > 0) {
      if (performance.now() > endMs) throw new Error(JSON.stringify(this.uplink.status()));
      await sleep(50);
    }
    const refused = this.log.lines.filter(({ message }) => message === 'report not taken');
    if (refused.length > 0) throw new Error(JSON.stringify(refused[0]));
  }
}

function factsOf(own: readonly string[], text: string): FactValue {
  return Object.fromEntries([...own.map((key) => [key, [key, { [key]: key }]]), ['x', text]]);
}

function cut(text: string | undefined, lengthMax: number): string {
  return (text ?? '').slice(0, lengthMax);
}

/** As a form with one line takes it. */
function lineOf(text: string, lengthMax: number): string {
  return storable(text)
    .replace(/\p{Cc}/gu, ' ')
    .slice(0, lengthMax)
    .trim();
}
