import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Identity, openIdentity } from '@/agent/uplink/identity';
import { connectServer, type ServerLink } from '@/agent/uplink/server-link';
import { createUplink, type Uplink } from '@/agent/uplink/uplink';
import type { CollectorStatus } from '@/common/domain/collector';
import type { SeriesDescription } from '@/common/domain/metric';
import { AppError } from '@/common/errors';
import { seededRandom } from '@/common/random';
import { FakeClock } from '../../support/fake-clock';
import { QuietLog } from '../../support/quiet-log';
import type { TestServer } from '../../support/test-server';

const PATIENCE_MS = 30_000;
const STEP_MS = 100;
/** Of real time for each step: an answer of the server may take a hundred times as long. */
const STEP_PAUSE_MS = 20;

/** Changes what an agent's connection does, for a test in which something goes wrong on it. */
export type Tamper = (link: ServerLink) => Partial<ServerLink>;

/** An agent's real uplink on real files, in a time that the test moves, to a whole server. */
export class TestAgent implements AsyncDisposable {
  readonly clock = new FakeClock(Date.now());
  readonly log = new QuietLog();
  readonly directory = mkdtempSync(join(tmpdir(), 'opsbro-ingest-'));
  readonly identity: Identity = openIdentity(this.directory);
  readonly hostname: string;
  tamper: Tamper = () => ({});
  readonly #server: TestServer;
  #link: ServerLink | undefined;
  #uplink: Uplink | undefined;
  #runs = 0;

  constructor(server: TestServer, hostname: string) {
    this.#server = server;
    this.hostname = hostname;
  }

  get nodeId(): string {
    return this.identity.nodeId;
  }

  get uplink(): Uplink {
    if (this.#uplink === undefined) throw new Error('the agent does not run');
    return this.#uplink;
  }

  async enrol({ services }: TestServer): Promise<void> {
    const { nodeId: id, hostname, identity } = this;
    await services.nodes.enrol({ id, hostname, publicKey: identity.publicKey });
  }

  epochOf(run: number): string {
    return `epoch${String(run).padStart(15, '0')}`;
  }

  /** Starts the agent, as a run with an epoch of its own. */
  start(change: Partial<{ identity: Identity; name: string }> = {}): void {
    this.#runs += 1;
    this.#uplink = createUplink({
      identity: this.identity,
      epoch: this.epochOf(this.#runs),
      serverUrl: this.#server.url,
      serverKey: this.#server.fingerprint,
      dataDirectory: this.directory,
      clock: this.clock,
      random: seededRandom(this.#runs),
      log: this.log,
      agentVersion: '0.1.0',
      hostname: this.hostname,
      bootId: 'boot',
      machineId: 'machine',
      connect: (url, clock) => {
        const link = connectServer(url, clock);
        this.#link = { ...link, ...this.tamper(link) };
        return this.#link;
      },
      ...change,
    });
    this.#uplink.start();
  }

  async startConnected(): Promise<void> {
    this.start();
    await this.until('the agent is connected', () => this.uplink.status().state === 'connected');
  }

  /** Ends the connection as a broken line does; the agent finds another. */
  cut(): void {
    this.#link?.close(new AppError('UNREACHABLE', 'cut'));
  }

  sample(series: SeriesDescription, value: number): void {
    this.uplink.sink.samples(this.clock.wallMs(), [{ series, value }]);
  }

  event(text: string): void {
    this.uplink.sink.event({ kind: 'collector-state', atMs: this.clock.wallMs(), text });
  }

  /** Closes the report that is open: what it takes comes in a moment. */
  async close(): Promise<void> {
    await this.clock.advance(1_000);
  }

  /** Closes the report that is open and waits until the server has everything, or refused it. */
  async deliver(): Promise<void> {
    await this.close();
    await this.until('all is delivered', () => this.uplink.status().outbox.reports === 0);
  }

  /** Waits while the agent's time passes. */
  async until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
    const endMs = performance.now() + PATIENCE_MS;
    while (!(await isSo())) {
      if (performance.now() > endMs) {
        throw new Error(`waited in vain until ${what}: ${JSON.stringify(this.uplink.status())}`);
      }
      await this.clock.advance(STEP_MS);
      await sleep(STEP_PAUSE_MS);
    }
  }

  async stop(): Promise<void> {
    const uplink = this.#uplink;
    if (uplink === undefined) return;
    let isDone = false;
    const stopping = uplink.stop().finally(() => {
      isDone = true;
    });
    await this.until('the agent has stopped', () => isDone);
    await stopping;
    this.#uplink = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** An agent that somebody enrolled and that is connected. */
export async function startTestAgent(server: TestServer, hostname = 'box'): Promise<TestAgent> {
  const agent = new TestAgent(server, hostname);
  await agent.enrol(server);
  await agent.startConnected();
  return agent;
}

export function statusOf(
  collector: string,
  change: Partial<CollectorStatus> = {},
): CollectorStatus {
  return {
    collector,
    pack: 'system',
    summary: 'A collector of a test.',
    state: 'ok',
    reason: '',
    fix: '',
    sinceMs: 1_000,
    intervalMs: 10_000,
    lastRunMs: 2_000,
    durationMs: 1,
    durationMsMean: 1,
    runs: 1,
    failures: 0,
    seriesCount: 1,
    ...change,
  };
}

export function seriesOf(
  metric: string,
  labels: SeriesDescription['labels'] = {},
): SeriesDescription {
  const path = [metric, ...Object.values(labels)].join('.');
  return { metric, labels, path, unit: 'count', kind: 'gauge', help: 'A series of a test.' };
}
