import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { canRunHosts } from './support/can-run-hosts';
import { startHost, type TestHost } from './support/host';
import { type HostsServer, pasted, startHostsServer } from './support/hosts-server';
import { type Network, openNetwork } from './support/network';

const NODE = '/usr/local/bin/node';

describe.skipIf(!canRunHosts)('what can go wrong while a machine is installed', () => {
  let network: Network;
  let server: HostsServer;
  let host: TestHost;
  let agentDirectory: string;

  beforeAll(async () => {
    agentDirectory = join(mkdtempSync(join(tmpdir(), 'opsbro-hosts-copy-')), 'agent');
    cpSync(inject('agentDirectory'), agentDirectory, { recursive: true });
    network = await openNetwork(221);
    server = await startHostsServer(network.address, agentDirectory, 21_620);
    host = await startHost({ network, name: 'h-221', kind: 'init' });
  });
  afterAll(async () => {
    await host?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    await network?.[Symbol.asyncDispose]();
    rmSync(dirname(agentDirectory), { recursive: true, force: true });
  });
  beforeEach(async () => {
    await host.sh('[ ! -e /usr/local/bin/opsbro ] || opsbro agent uninstall --yes');
    await host.sh('rm -rf /usr/local/lib/opsbro /var/lib/opsbro /etc/opsbro');
    expect(await traces()).toBe('');
  });

  /** What is on the machine of an agent. */
  const traces = async () =>
    (await host.sh('find / -xdev -path /proc -prune -o -name "*opsbro*" -print')).output;
  const fetched = async () => (await server.issue()).oneLiner.replace(/ && echo .*/, ')');
  const paste = async (change: (line: string) => string = (line) => line) =>
    host.sh(change(pasted(await server.issue())));

  test('a script that is cut off anywhere does nothing', async () => {
    const { output: counted } = await host.sh(
      `${await fetched()} >/tmp/script; wc -c </tmp/script`,
    );
    const size = Number(counted);
    expect(size).toBeGreaterThan(10_000);
    for (let cut = 200; cut < size; cut += 200) {
      const { output } = await host.sh(
        `head -c ${cut} /tmp/script | sh 2>/tmp/said; wc -c </tmp/said`,
      );
      // A shell may complain about an unfinished function; it has not run any.
      expect(Number(output)).toBeLessThan(200);
    }
    expect(await traces()).toBe('');
  });

  test('who is not root is told how', async () => {
    const { code, output } = await paste((line) =>
      line.replace(/\| sh$/, '| su nobody -s /bin/sh'),
    );
    expect({ code, output }).toMatchObject({ code: 1 });
    expect(output).toContain('only root can install the agent');
    expect(await traces()).toBe('');
  });

  test('a join string that lost its end is not tried', async () => {
    const { output } = await paste((line) => line.replace(/@[\d.]+:\d+'/, "'"));
    expect(output).toContain('the join string is incomplete');
    expect(await traces()).toBe('');
  });

  test('where Node is too old the executable is used, and it says why', async () => {
    const old = `mv ${NODE} ${NODE}.new-enough; printf '#!/bin/sh\\necho 18.20.4\\n' >${NODE}; chmod 755 ${NODE}`;
    await host.sh(old);
    try {
      const { code, output } = await paste();
      expect(output).toContain('is Node 18.20.4, and 20.19 or newer is needed');
      expect(output).toContain('the executable with Node inside is used');
      expect({ code, output }).toMatchObject({ code: 0 });
      expect((await host.sh('opsbro agent info')).output).toContain('● connected');
      expect((await host.sh('opsbro collectors run memory')).output).toContain('● ok');
    } finally {
      await host.sh(`opsbro agent uninstall --yes; mv ${NODE}.new-enough ${NODE}`);
    }
  });

  test('without Node and without an executable it says what to install', async () => {
    const path = join(agentDirectory, 'manifest.json');
    const manifest = readFileSync(path, 'utf8');
    writeFileSync(path, JSON.stringify({ ...JSON.parse(manifest), executables: [] }));
    await host.sh(`mv ${NODE} ${NODE}.away`);
    try {
      const { code, output } = await paste();
      expect(code).toBe(1);
      expect(output).toContain('there is no Node on this machine');
      expect(output).toMatch(/has no executable for linux-x64. .*apt-get/);
      expect(await traces()).toBe('');
    } finally {
      await host.sh(`mv ${NODE}.away ${NODE}`);
      writeFileSync(path, manifest);
    }
  });

  test('a Node that somebody else may change is not run as root', async () => {
    await host.sh(`chown 12345 ${NODE}`);
    try {
      expect((await paste()).output).toContain('does not belong to root alone');
    } finally {
      await host.sh(`chown 0 ${NODE}`);
    }
  });

  test('what was changed on its way is not installed', async () => {
    const { archive } = JSON.parse(readFileSync(join(agentDirectory, 'manifest.json'), 'utf8'));
    const path = join(agentDirectory, archive.name);
    const good = readFileSync(path);
    const bad = Buffer.from(good);
    bad[1_000] = (bad[1_000] ?? 0) ^ 1;
    writeFileSync(path, bad);
    try {
      const { code, output } = await paste();
      expect(code).toBe(1);
      expect(output).toContain('its checksum differs');
      expect((await host.sh('ls -A /usr/local/lib/opsbro /var/lib/opsbro')).output).not.toMatch(
        /new|0\.1/,
      );
    } finally {
      writeFileSync(path, good);
    }
    expect((await paste()).code).toBe(0);
  });

  test('a disk without room is seen before anything is fetched', async () => {
    await host.sh('mkdir -p /usr/local/lib && mount -t tmpfs -o size=1m none /usr/local/lib');
    try {
      const { code, output } = await paste();
      expect(code).toBe(1);
      expect(output).toMatch(/the disk of .* has \d+ MB left, and \d+ MB are needed/);
    } finally {
      await host.sh('umount /usr/local/lib');
    }
  });

  test('another program under the same name is left alone', async () => {
    await host.sh('echo mine >/usr/local/bin/opsbro');
    const { code, output } = await paste();
    expect(code).toBe(1);
    expect(output).toContain('is not the agent');
    expect((await host.sh('cat /usr/local/bin/opsbro; rm /usr/local/bin/opsbro')).output).toBe(
      'mine\n',
    );
  });

  test('killed at any moment it is mended by pasting again', async () => {
    for (const afterS of ['0.3', '0.7', '1.2', '2', '3']) {
      const line = pasted(await server.issue()).replace(/\| sh$/, '| timeout -s KILL');
      await host.sh(`${line} ${afterS} sh`);
      const { code, output } = await paste();
      expect({ code, output }).toMatchObject({ code: 0 });
      const left = await host.sh('ls -A /usr/local/lib/opsbro');
      expect(left.output.split('\n').filter((name) => /^\d/.test(name))).toHaveLength(1);
      await host.sh('opsbro agent uninstall --yes');
    }
  });

  test('where curl is missing Node fetches, and holds the server to its key', async () => {
    const script = (await host.sh(await fetched())).output;
    const run = async (text: string) => {
      const { joinString } = await server.issue();
      return host.sh(
        `mv /usr/bin/curl /usr/bin/curl.away; sh <<'END'\n${text}\nopsbro_join '${joinString}'\nEND\nmv /usr/bin/curl.away /usr/bin/curl`,
      );
    };
    const wrong = script.replace(/^opsbro_pin='.(.*)'$/m, "opsbro_pin='_$1'");
    expect((await run(wrong)).output).toContain('the server has another key');
    expect((await run(script)).output).toContain('Connected to wss://');
  });
});
