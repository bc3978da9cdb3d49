import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { canRunHosts } from './support/can-run-hosts';
import type { RootKind } from './support/debian-root';
import { startHost, type TestHost } from './support/host';
import { type HostsServer, pasted, startHostsServer } from './support/hosts-server';
import { type Network, openNetwork } from './support/network';

const APPEARS_S_MAX = 10;
/** Figures, for whoever runs this to write them down. */
const say = (text: string) => void process.stdout.write(`${text}\n`);

interface Machine {
  readonly kind: RootKind;
  readonly hasNode: boolean;
}

const MACHINES: readonly (Machine & { readonly title: string; readonly id: number })[] = [
  { id: 216, kind: 'systemd', hasNode: true, title: 'systemd, with Node' },
  { id: 217, kind: 'systemd', hasNode: false, title: 'systemd, without Node' },
  { id: 218, kind: 'openrc', hasNode: true, title: 'OpenRC' },
  { id: 219, kind: 'init', hasNode: true, title: 'System V init' },
];

const ASK: Record<RootKind, (verb: string) => string> = {
  systemd: (verb) => `systemctl ${verb} opsbro-agent`,
  openrc: (verb) => `rc-service opsbro-agent ${verb}`,
  init: (verb) => `/etc/init.d/opsbro-agent ${verb}`,
};

/** What the agent says of itself, asked on its machine; `undefined` while it does not answer. */
async function infoOf(host: TestHost) {
  const { code, output } = await host.sh('opsbro agent info --json');
  return code === 0
    ? (JSON.parse(output) as { pid: number; nodeId: string; uplink: { state: string } })
    : undefined;
}

async function until<Value>(ask: () => Promise<Value | undefined>): Promise<Value> {
  for (let tries = 0; tries < 150; tries++) {
    const value = await ask();
    if (value !== undefined) return value;
    await sleep(200);
  }
  throw new Error('it did not come to pass within half a minute');
}

async function connectedAgent(host: TestHost, isOther = (_pid: number) => true) {
  return until(async () => {
    const info = await infoOf(host);
    return info?.uplink.state === 'connected' && isOther(info.pid) ? info : undefined;
  });
}

describe.skipIf(!canRunHosts).each(MACHINES)('on a machine with $title', (machine) => {
  let network: Network;
  let server: HostsServer;
  let host: TestHost;
  let before: string[];

  beforeAll(async () => {
    network = await openNetwork(machine.id);
    server = await startHostsServer(network.address, inject('agentDirectory'), 21_600);
    host = await startHost({ network, name: `h-${machine.id}`, ...machine });
    before = host.files();
  });
  afterAll(async () => {
    await host?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    await network?.[Symbol.asyncDispose]();
  });

  test('the pasted line makes a node within seconds, and that reports', async () => {
    const startedMs = performance.now();
    const seconds = () => (performance.now() - startedMs) / 1_000;
    const installing = host.sh(pasted(await server.issue()));
    await until(async () => (await server.nodes())[0]);
    const appearedS = seconds();
    await until(async () => (await server.nodes())[0]?.lastReportMs ?? undefined);
    const reportedS = seconds();
    const { code, output } = await installing;
    expect(output).toContain('Connected to wss://');
    expect(code).toBe(0);
    const [load] = loadavg();
    say(
      `${machine.title}: known after ${appearedS.toFixed(1)} s, first report after ${reportedS.toFixed(1)} s, load ${load?.toFixed(1)}`,
    );
    // Without Node a hundred megabytes are fetched and unpacked.
    expect(appearedS).toBeLessThan(machine.hasNode ? APPEARS_S_MAX : 3 * APPEARS_S_MAX);
  });

  test('the join string stood in no list of processes and no file', async () => {
    const { joinString } = await server.issue();
    const secret = joinString.split('.')[2] ?? '';
    const watch = `(while [ ! -e /tmp/done ]; do cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '; done >/tmp/seen) &\n`;
    const line = pasted({ oneLiner: (await server.issue()).oneLiner });
    const withSecret = line.replace(/ops1\.[^']*/, joinString);
    await host.sh(`${watch}sleep 0.3\n${withSecret}\ntouch /tmp/done\nsleep 0.3`);
    const { output } = await host.sh(
      `grep -c 'agent join' /tmp/seen; grep -c -- '${secret}' /tmp/seen; rm /tmp/seen /tmp/done; grep -rl -- '${secret}' /etc /usr/local /var/lib/opsbro /root`,
    );
    const [seenJoin, seenSecret, ...files] = output.trim().split('\n');
    expect(Number(seenJoin)).toBeGreaterThan(0);
    // The shell that reads this very script has it in no argument either.
    expect(Number(seenSecret)).toBe(0);
    expect(files).toEqual([]);
  });

  test('pasted again it stays the same node', async () => {
    const { nodeId, pid } = await connectedAgent(host);
    const { code, output } = await host.sh(pasted(await server.issue()));
    expect(output).toContain('is here already');
    expect(code).toBe(0);
    const again = await connectedAgent(host, (other) => other !== pid);
    expect(again.nodeId).toBe(nodeId);
    expect(await server.nodes()).toHaveLength(1);
  });

  test('an agent that is killed is started again', async () => {
    const { pid } = await connectedAgent(host);
    await host.sh(`kill -9 ${pid}`);
    const { pid: next } = await connectedAgent(host, (other) => other !== pid);
    expect(next).not.toBe(pid);
  });

  test('after a boot it runs again', async () => {
    await host.reboot();
    expect((await connectedAgent(host)).uplink.state).toBe('connected');
  });

  test('stopping and starting the service is asked of its manager as of any other', async () => {
    const ask = (verb: string) => host.sh(ASK[machine.kind](verb));
    expect((await ask('stop')).code).toBe(0);
    expect(await infoOf(host)).toBeUndefined();
    expect((await ask('status')).code).not.toBe(0);
    expect((await ask('start')).code).toBe(0);
    expect((await ask('status')).code).toBe(0);
    await connectedAgent(host);
  });

  test('the service is taken away alone, and put back', async () => {
    expect((await host.sh('opsbro agent service-remove')).output).toContain('Removed /etc/');
    expect(await infoOf(host)).toBeUndefined();
    expect((await host.sh('opsbro agent service-remove')).output).toContain('is no service');
    const words = '--data /var/lib/opsbro --config /etc/opsbro/agent.yaml --wait 30s';
    expect((await host.sh(`opsbro agent service-install ${words}`)).code).toBe(0);
    await connectedAgent(host);
  });

  test('uninstalling leaves the machine as it was', async () => {
    const refused = await host.sh('opsbro agent uninstall');
    expect(refused).toMatchObject({ code: 2, output: expect.stringContaining('--yes') });
    const { code, output } = await host.sh('opsbro agent uninstall --yes');
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output).toContain('Removed /var/lib/opsbro');
    const after = host.files();
    expect(after.filter((path) => !before.includes(path))).toEqual([]);
    expect(before.filter((path) => !after.includes(path))).toEqual([]);
    expect((await host.sh('ps -ef')).output).not.toMatch(/opsbro/);
  });
});
