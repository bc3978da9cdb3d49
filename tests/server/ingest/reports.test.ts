import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '@/common/node/system-clock';
import {
  actorFor,
  admin,
  startTestServer,
  type TestServer,
  viewer,
} from '../../support/test-server';
import { seriesOf, startTestAgent, statusOf, type TestAgent } from './test-agent';

let server: TestServer;
let agent: TestAgent;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  agent = await startTestAgent(server);
});
afterEach(() => agent[Symbol.asyncDispose]());

const load = seriesOf('loadaverage.load1');
const ask = () => server.as(viewer);
const node = () => ask().nodes.find({ nodeId: agent.nodeId });
const collectors = () => ask().collectors.list({ nodeId: agent.nodeId });
const rows = () => ask().metrics.rows({ nodeId: agent.nodeId });

/** Texts of the timeline that the agent itself told, newest first. */
async function told(): Promise<string[]> {
  const entries = await ask().timeline.list({ nodeId: agent.nodeId, limit: 200 });
  return entries.filter(({ actor }) => actor === 'agent').map(({ text }) => text);
}

describe('a report', () => {
  test('brings samples that can be read by series and over time', async () => {
    const fromMs = agent.clock.wallMs();
    for (const value of [1, 2, 3]) {
      agent.sample(load, value);
      await agent.deliver();
    }
    expect(await rows()).toMatchObject([
      { metric: 'loadaverage.load1', path: 'loadaverage.load1', unit: 'count', lastValue: 3 },
    ]);
    const { series } = await ask().metrics.range({
      nodeId: agent.nodeId,
      select: [{ metric: 'loadaverage.load1', labels: {} }],
      fromMs,
      toMs: agent.clock.wallMs() + 1,
    });
    expect(series[0]?.max.filter((value) => value !== null)).toEqual([1, 2, 3]);
  });

  test('brings states, facts and events', async () => {
    const failing = { state: 'error', reason: 'no such file', fix: 'make it' } as const;
    agent.uplink.sink.status(statusOf('disk', failing));
    agent.uplink.sink.facts('disk', { devices: ['sda'] });
    agent.event('something happened');
    await agent.deliver();
    expect(await collectors()).toMatchObject([
      { collector: 'disk', ...failing, facts: { devices: ['sda'] } },
    ]);
    expect(await told()).toEqual(['something happened']);
    expect(await node()).toMatchObject({ collectorsFailing: 1 });

    agent.uplink.sink.status(statusOf('disk'));
    agent.uplink.sink.facts('disk', null);
    await agent.deliver();
    expect(await collectors()).toMatchObject([{ state: 'ok', reason: '', facts: null }]);
    expect(await node()).toMatchObject({ collectorsFailing: 0 });
  });

  test('brings the vitals of the node, its fullest disk and what machine it is', async () => {
    agent.uplink.sink.samples(agent.clock.wallMs(), [
      { series: seriesOf('cpustats.%idle', { cpu: 'cpu_all' }), value: 75 },
      { series: seriesOf('cpustats.%idle', { cpu: 'cpu_0' }), value: 1 },
      { series: seriesOf('memory.phys_used'), value: 40 },
      { series: seriesOf('memory.memtotal'), value: 2_048 },
      { series: seriesOf('system.cpu_count'), value: 4 },
      { series: seriesOf('system.uptime_seconds'), value: 99 },
      { series: load, value: 0.5 },
      { series: seriesOf('diskusage.pct_used', { mount: '/' }), value: 20 },
      { series: seriesOf('diskusage.pct_used', { mount: '/var' }), value: 80 },
      { series: seriesOf('diskusage.total_bytes', { mount: '/' }), value: 1_000 },
      { series: seriesOf('diskusage.total_bytes', { mount: '/var' }), value: 3_000 },
      { series: seriesOf('diskusage.used_bytes', { mount: '/var' }), value: 2_400 },
    ]);
    agent.uplink.sink.facts('system', {
      os: { name: 'linux', linux: { pretty_name: 'Debian GNU/Linux 12' } },
      kernel: '6.1.0',
      architecture: 'x64',
      local_ip: '10.0.0.7',
    });
    await agent.deliver();
    expect(await node()).toMatchObject({
      hostname: 'box',
      agentVersion: '0.1.0',
      os: 'Debian GNU/Linux 12',
      kernel: '6.1.0',
      architecture: 'x64',
      addresses: ['10.0.0.7'],
      vitals: {
        cpuPercent: 25,
        memoryPercent: 40,
        memoryTotalBytes: 2_048 * 1_024,
        diskPercent: 80,
        diskMount: '/var',
        diskTotalBytes: 3_000,
        diskUsedBytes: 2_400,
        load1: 0.5,
        cpuCount: 4,
        uptimeSeconds: 99,
      },
    });
  });

  test('of an agent says nothing of another, and neither hears what is wanted of the other', async () => {
    await using other = await startTestAgent(server, 'other');
    const heard: string[] = [];
    agent.uplink.onDesired(({ displayName }) => heard.push(`agent ${displayName}`));
    other.uplink.onDesired(({ displayName }) => heard.push(`other ${displayName}`));
    agent.sample(load, 1);
    other.sample(seriesOf('memory.phys_used'), 2);
    other.uplink.sink.status(statusOf('disk'));
    other.event('of the other');
    const edit = { displayName: 'Mine', groups: [], collectorIntervalsMs: {} };
    await server.services.nodes.edit(
      { nodeId: agent.nodeId, ...edit },
      actorFor(admin, systemClock),
    );
    await Promise.all([agent.deliver(), other.deliver()]);
    await agent.until('the agent has heard', () => heard.length > 0);

    expect((await rows()).map(({ metric }) => metric)).toEqual(['loadaverage.load1']);
    expect(await collectors()).toEqual([]);
    expect(await told()).not.toContain('of the other');
    expect(heard).toEqual(['agent Mine']);
  });
});

describe('a report that came late', () => {
  /** What the first run told waits until `release`; a second run has told something newer. */
  async function tellLateAndNew(early: () => void, late: () => void): Promise<() => void> {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    agent.tamper = (link) => ({
      report: async (report) => {
        if (report.epoch === agent.epochOf(1)) await released;
        return link.report(report);
      },
    });
    agent.cut();
    early();
    await agent.close();
    await agent.stop();
    await agent.startConnected();
    late();
    await agent.close();
    await agent.until('the newer one is here', async () => (await told()).includes('newer'));
    return release;
  }

  test('does not replace states, facts and vitals that are newer, and is there all the same', async () => {
    const release = await tellLateAndNew(
      () => {
        agent.sample(load, 1);
        agent.uplink.sink.status(statusOf('disk', { state: 'error', reason: 'old' }));
        agent.uplink.sink.facts('disk', { age: 'old' });
        agent.uplink.sink.facts('system', { kernel: 'old' });
        agent.event('older');
      },
      () => {
        agent.sample(load, 2);
        agent.uplink.sink.status(statusOf('disk'));
        agent.uplink.sink.facts('disk', { age: 'new' });
        agent.uplink.sink.facts('system', { kernel: 'new' });
        agent.event('newer');
      },
    );
    release();
    await agent.deliver();

    expect(await told()).toEqual(['newer', 'older']);
    expect(await collectors()).toMatchObject([{ collector: 'disk', state: 'ok' }]);
    const [disk] = await collectors();
    expect(disk?.facts).toEqual({ age: 'new' });
    expect(await node()).toMatchObject({ kernel: 'new', vitals: { load1: 2 } });
    expect((await rows())[0]).toMatchObject({ lastValue: 2 });
    const range = await ask().metrics.range({
      nodeId: agent.nodeId,
      select: [{ metric: load.metric, labels: {} }],
      fromMs: agent.clock.wallMs() - 120_000,
      toMs: agent.clock.wallMs() + 1,
    });
    expect(range.series[0]?.max.filter((value) => value !== null)).toEqual([1, 2]);
  });

  test('tells what machine it is, if nothing newer did', async () => {
    const release = await tellLateAndNew(
      () => agent.uplink.sink.facts('system', { kernel: '6.1.0' }),
      () => agent.event('newer'),
    );
    expect(await node()).toMatchObject({ kernel: null });
    release();
    await agent.deliver();
    expect(await node()).toMatchObject({ kernel: '6.1.0' });
  });
});

test('the last word of a node counts, even after its clock went back', async () => {
  agent.uplink.sink.status(statusOf('disk', { state: 'error', reason: 'before' }));
  agent.uplink.sink.facts('disk', { age: 'before' });
  await agent.deliver();
  agent.clock.jumpWall(-3_600_000);
  agent.uplink.sink.status(statusOf('disk'));
  agent.uplink.sink.facts('disk', { age: 'after' });
  agent.sample(load, 7);
  await agent.deliver();
  expect(await collectors()).toMatchObject([{ state: 'ok', facts: { age: 'after' } }]);
  expect(await node()).toMatchObject({ vitals: { load1: 7 } });
  const { counts } = await ask().nodes.list({});
  expect(counts.live).toBeGreaterThan(0);
});
