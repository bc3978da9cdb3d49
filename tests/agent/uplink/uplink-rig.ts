import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openIdentity } from '@/agent/uplink/identity';
import type { OutboxLimits } from '@/agent/uplink/outbox/outbox-limits';
import { createUplink, type Uplink } from '@/agent/uplink/uplink';
import { seededRandom } from '@/common/random';
import { AgentServer } from '../../support/agent-server';
import { FakeClock } from '../../support/fake-clock';
import { QuietLog } from '../../support/quiet-log';
import { seriesOf } from './series-of';

const PATIENCE_MS = 20_000;

/** A real server on loopback and an agent's uplink on real files, in a time that the test moves. */
export class UplinkRig {
  readonly server = new AgentServer();
  readonly clock = new FakeClock(Date.now());
  readonly log = new QuietLog();
  readonly directory = mkdtempSync(join(tmpdir(), 'opsbro-uplink-'));
  readonly identity = openIdentity(this.directory);
  readonly series = seriesOf('test.count');
  #runs = 0;

  static async start(): Promise<UplinkRig> {
    const rig = new UplinkRig();
    rig.server.enrolled.add(rig.identity.nodeId);
    await rig.server.start();
    return rig;
  }

  /** A run of the agent; each has an epoch of its own. */
  run(limits: Partial<OutboxLimits> = {}): Uplink {
    this.#runs += 1;
    const uplink = createUplink({
      identity: this.identity,
      epoch: this.epochOf(this.#runs),
      serverUrl: this.server.url,
      serverKey: this.server.fingerprint,
      dataDirectory: this.directory,
      clock: this.clock,
      random: seededRandom(7),
      log: this.log,
      agentVersion: '0.1.0',
      hostname: 'box',
      bootId: 'boot',
      machineId: 'machine',
      outboxLimits: limits,
    });
    uplink.start();
    return uplink;
  }

  epochOf(run: number): string {
    return `epoch${String(run).padStart(15, '0')}`;
  }

  /** One sample in a report of its own. */
  async report(uplink: Uplink, value: number): Promise<void> {
    uplink.sink.samples(this.clock.wallMs(), [{ series: this.series, value }]);
    await this.clock.advance(1_000);
  }

  /** Lets sockets and files do their work until it is so; time stands still meanwhile. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    const endMs = performance.now() + PATIENCE_MS;
    while (!isSo()) {
      if (performance.now() > endMs) throw new Error(`waited in vain until ${what}`);
      await sleep(2);
    }
  }

  /** As `until`, while time passes, 100 ms in about 4. */
  async untilInTime(what: string, isSo: () => boolean): Promise<void> {
    const endMs = performance.now() + PATIENCE_MS;
    while (!isSo()) {
      if (performance.now() > endMs) throw new Error(`waited in vain until ${what}`);
      await this.clock.advance(100);
      await sleep(4);
    }
  }

  async connected(uplink: Uplink): Promise<void> {
    await this.untilInTime('the agent is connected', () => uplink.status().state === 'connected');
  }

  values(): number[] {
    return this.server.samples.map(({ value }) => value);
  }

  /** Stops a run; its second of grace passes only if it must. */
  async stop(uplink: Uplink): Promise<void> {
    let isDone = false;
    const stopping = uplink.stop().finally(() => {
      isDone = true;
    });
    await this.untilInTime('the agent has stopped', () => isDone);
    await stopping;
  }

  async end(): Promise<void> {
    await this.server.die();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
