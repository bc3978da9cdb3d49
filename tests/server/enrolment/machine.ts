import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Joined, joinServer } from '@/agent/enrol/join-server';
import { openIdentity } from '@/agent/uplink/identity';
import { writeServerFile } from '@/agent/uplink/server-file';
import { type Connect, connectServer } from '@/agent/uplink/server-link';
import { createUplink, type Uplink } from '@/agent/uplink/uplink';
import type { Clock } from '@/common/clock';
import { systemClock } from '@/common/node/system-clock';
import type { EnrolmentFacts } from '@/common/protocol/enrolment';
import { parseJoinString } from '@/common/protocol/join-string';
import { seededRandom } from '@/common/random';
import { QuietLog } from '../../support/quiet-log';

const PATIENCE_MS = 30_000;

export interface MachineOptions {
  readonly hostname?: string;
  readonly machineId?: string;
  readonly connect?: Connect;
  /** For one that is in a hurry. */
  readonly clock?: Clock;
}

/** A machine with the agent's real uplink and files, in real time. */
export class Machine implements AsyncDisposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'opsbro-machine-'));
  readonly log = new QuietLog();
  readonly hostname: string;
  readonly machineId: string;
  connect: Connect;
  readonly #clock: Clock;
  #uplink: Uplink | undefined;
  #runs = 0;

  constructor({ hostname = 'box', machineId = 'machine', ...options }: MachineOptions = {}) {
    this.hostname = hostname;
    this.machineId = machineId;
    this.connect = options.connect ?? connectServer;
    this.#clock = options.clock ?? systemClock;
  }

  /** Another machine with everything that this one has on its disk at the moment. */
  copy(options: MachineOptions = {}): Machine {
    const copied = new Machine({ hostname: this.hostname, machineId: this.machineId, ...options });
    cpSync(this.directory, copied.directory, { recursive: true });
    return copied;
  }

  get nodeId(): string {
    return openIdentity(this.directory).nodeId;
  }

  get uplink(): Uplink {
    if (this.#uplink === undefined) throw new Error('the agent does not run');
    return this.#uplink;
  }

  get state(): string {
    return this.uplink.status().state;
  }

  get facts(): EnrolmentFacts {
    const { hostname, machineId } = this;
    return {
      ...{ hostname, machineId, bootId: 'boot', os: 'Debian', kernel: '6.1', mac: '' },
      ...{ architecture: 'x64', addresses: ['192.0.2.1'], hardware: '', cpuCount: 2 },
      memoryBytes: 1_024,
    };
  }

  async join(joinString: string): Promise<Joined> {
    const joined = await joinServer({
      join: parseJoinString(joinString),
      identity: openIdentity(this.directory),
      facts: this.facts,
      agentVersion: '0.1.0',
      clock: systemClock,
      connect: this.connect,
    });
    writeServerFile(this.directory, { server: joined.server, keys: [...joined.pins] });
    return joined;
  }

  /** @param server where it connects, such as `wss://127.0.0.1:7788` */
  start(server: string): Uplink {
    this.#runs += 1;
    this.#uplink = createUplink({
      identity: openIdentity(this.directory),
      epoch: `${this.machineId}${this.#runs}`.padStart(20, '0').replace(/[^0-9a-z]/g, '0'),
      serverUrl: server.replace(/^http/, 'ws'),
      dataDirectory: this.directory,
      clock: this.#clock,
      random: seededRandom(this.#runs),
      log: this.log,
      agentVersion: '0.1.0',
      hostname: this.hostname,
      bootId: 'boot',
      machineId: this.machineId,
      connect: (url, clock, dial) => this.connect(url, clock, dial),
    });
    this.#uplink.start();
    return this.#uplink;
  }

  async startConnected(server: string): Promise<void> {
    this.start(server);
    await this.until('connected');
  }

  async until(state: string, patienceMs = PATIENCE_MS): Promise<void> {
    const endMs = performance.now() + patienceMs;
    while (this.state !== state) {
      if (performance.now() > endMs) {
        throw new Error(`not ${state} but ${JSON.stringify(this.uplink.status())}`);
      }
      await sleep(10);
    }
  }

  async stop(): Promise<void> {
    await this.#uplink?.stop();
    this.#uplink = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
