import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openIdentity } from '@/agent/uplink/identity';
import { until } from '../scripts/launched';
import { type AuditedAgent, type AuditResult, auditLedgers } from './audit';
import { LabServer } from './lab-server';
import { buildLoadProgram, LoadProcess } from './load-process';

export interface FleetOptions {
  /** Everything lies in it, unless said otherwise. */
  readonly folder: string;
  readonly processes: number;
  readonly agentsPerProcess: number;
  readonly series: number;
  readonly intervalMs: number;
  readonly eventEvery: number;
  readonly isHasty: boolean;
  readonly serverFolder?: string;
  readonly agentsFolder?: string;
  /** 0 lets the kernel choose. */
  readonly port?: number;
  readonly loadEnvironment?: Record<string, string>;
  readonly serverEnvironment?: Record<string, string>;
}

const PATIENCE_MS = 300_000;

/** A server and a load of agents, each process of which may be killed; and the audit at the end. */
export class LabFleet {
  readonly server: LabServer;
  readonly loads: LoadProcess[] = [];
  readonly agents: AuditedAgent[] = [];
  readonly #options: FleetOptions;

  constructor(options: FleetOptions) {
    this.#options = options;
    const { folder, serverFolder, port, serverEnvironment } = options;
    this.server = new LabServer(serverFolder ?? join(folder, 'server'), port, serverEnvironment);
  }

  /** Starts the server, has it admit every agent, and starts these. */
  async start(): Promise<void> {
    const { folder, processes } = this.#options;
    mkdirSync(folder, { recursive: true });
    const program = await buildLoadProgram(folder);
    await this.server.start();
    for (let index = 0; index < processes; index++) {
      const load = this.#loadOf(program, index);
      this.loads.push(load);
      await this.#enrol(load);
      await load.start();
    }
    await this.settled('every agent is connected', ({ connected }, load) => {
      return connected === load.options.agents.length;
    });
  }

  /** Resolves when it is so of every process of the load. */
  async settled(
    what: string,
    isSo: (status: Awaited<ReturnType<LoadProcess['ask']>>, load: LoadProcess) => boolean,
    patienceMs = PATIENCE_MS,
  ): Promise<void> {
    for (const load of this.loads) {
      await until(what, async () => isSo(await load.ask('status'), load), patienceMs);
    }
  }

  /** Ends the load, waits until everything is delivered, ends the server, and looks. */
  async audit(): Promise<AuditResult> {
    for (const load of this.loads) await load.ask('quiet');
    await this.settled('all is delivered', ({ waiting }) => waiting === 0);
    for (const load of this.loads) await load.kill();
    await this.server.stop();
    return this.auditStored();
  }

  /** Of a server that has been stopped. */
  auditStored(): Promise<AuditResult> {
    return auditLedgers({
      databaseDirectory: this.server.databaseDirectory,
      ledgers: this.loads.map(({ options }) => options.ledger),
      agents: this.agents,
      series: this.#options.series,
    });
  }

  async end(): Promise<void> {
    for (const load of this.loads) await load.kill();
    await this.server.kill();
  }

  #loadOf(program: string, index: number): LoadProcess {
    const { folder, agentsPerProcess, agentsFolder, loadEnvironment, ...rest } = this.#options;
    const agents = Array.from({ length: agentsPerProcess }, (_, at) => {
      return index * agentsPerProcess + at;
    });
    return new LoadProcess(
      program,
      {
        server: this.server.url,
        serverKey: this.server.serverKey,
        directory: agentsFolder ?? join(folder, 'agents'),
        ledger: join(folder, `ledger-${index}`),
        agents,
        series: rest.series,
        intervalMs: rest.intervalMs,
        eventEvery: rest.eventEvery,
        isHasty: rest.isHasty,
      },
      loadEnvironment,
    );
  }

  async #enrol(load: LoadProcess): Promise<void> {
    for (const agent of load.options.agents) {
      const identity = openIdentity(join(load.options.directory, `agent-${agent}`));
      await this.server.enrol(identity.publicKey, `lab-${agent}`);
      this.agents.push({ agent, nodeId: identity.nodeId });
    }
  }
}
