import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { canRunHosts } from './support/can-run-hosts';
import { startHost, type TestHost } from './support/host';
import { type HostsServer, pasted, startHostsServer } from './support/hosts-server';
import { type Network, openNetwork } from './support/network';

const HOSTS = 5;

describe.skipIf(!canRunHosts)('several machines on a network of their own', () => {
  let network: Network;
  let server: HostsServer;
  const hosts: TestHost[] = [];

  beforeAll(async () => {
    network = await openNetwork(220);
    server = await startHostsServer(network.address, inject('agentDirectory'), 21_610);
    for (let index = 0; index <= HOSTS; index++) {
      hosts.push(await startHost({ network, name: `h-220-${index}`, kind: 'init' }));
    }
  });
  afterAll(async () => {
    for (const host of hosts) await host[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    await network?.[Symbol.asyncDispose]();
  });

  const last = () => hosts[HOSTS] as TestHost;
  const nothingOf = (host: TestHost) =>
    host.sh('ls /usr/local/lib/opsbro /var/lib/opsbro /etc/opsbro 2>/dev/null');

  test('they reach the server and nothing else', async () => {
    const { output } = await last().sh(
      'ip route; curl -sS --max-time 3 https://93.184.216.34/; cat /etc/resolv.conf 2>/dev/null',
    );
    expect(output).not.toContain('default');
    expect(output).toContain('Failed to connect');
  });

  test('a server with another key than the pinned one installs nothing', async () => {
    const token = await server.issue();
    const wrong = `${server.spkiPin.startsWith('A') ? 'B' : 'A'}${server.spkiPin.slice(1)}`;
    const line = pasted(token).replace(server.spkiPin, wrong);
    expect(line).not.toBe(pasted(token));
    const { output } = await last().sh(line);
    expect(output).toContain('does not match pinned public key');
    expect((await nothingOf(last())).output).toBe('');
    expect(await server.nodes()).toEqual([]);
  });

  test('a token of another address range lets nobody in, and says so', async () => {
    const token = await server.issue({ addressRange: '10.231.99.0/24' });
    const { code, output } = await last().sh(pasted(token));
    expect(code).toBe(1);
    expect(output).toContain('it is good for 10.231.99.0/24 alone');
    expect(output).toContain('this machine was not let in');
    expect(await server.nodes()).toEqual([]);
    expect((await last().sh('opsbro agent uninstall --yes')).code).toBe(0);
  });

  test('one token for five lets in five and not a sixth', async () => {
    const token = await server.issue({ usesMax: HOSTS, addressRange: '10.231.220.0/24' });
    const line = pasted(token);
    const joining = hosts.slice(0, HOSTS).map((host) => host.sh(line));
    for (const { code, output } of await Promise.all(joining)) {
      expect({ code, output }).toMatchObject({ code: 0 });
    }
    const sixth = await last().sh(line);
    expect(sixth.code).toBe(1);
    expect(sixth.output).toContain('this machine was not let in');
    await sleep(11_000);
    const nodes = await server.nodes();
    expect(nodes.map(({ name }) => name).sort()).toEqual(
      hosts.slice(0, HOSTS).map(({ name }) => name),
    );
    for (const { lastReportMs } of nodes) expect(lastReportMs).not.toBeNull();
  });

  test('a machine that has to be approved is installed, waits, and reports once it may', async () => {
    const token = await server.issue({ needsApproval: true });
    const { code, output } = await last().sh(pasted(token));
    expect(output).toContain('Waiting for approval');
    expect(code).toBe(0);
    const pending = (await server.nodes()).find(({ name }) => name === last().name);
    expect(pending).toMatchObject({ admission: 'pending', lastReportMs: null });
    await server.approve(pending?.id ?? '');
    await expect
      .poll(async () => (await server.nodes()).find(({ name }) => name === last().name), {
        timeout: 60_000,
      })
      .toMatchObject({ admission: 'active', lastReportMs: expect.any(Number) });
  });
});
