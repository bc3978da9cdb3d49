import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { packOnMachine } from './support/pack-on-machine';
import { type ServiceProgram, startService, succeeds } from './support/service-program';

const ENGINE = '/usr/sbin/dockerd';
const CLIENT = '/usr/bin/docker';
const BUSYBOX = '/bin/busybox';
const isRoot = process.getuid?.() === 0;

/** Without a bridge and without rules of the firewall: nothing of this machine is changed. */
async function startEngine(): Promise<ServiceProgram & { readonly socket: string }> {
  let socket = '';
  const engine = await startService({
    user: 'root',
    prepare: (directory) => {
      socket = join(directory, 'docker.sock');
    },
    command: (directory) => [
      ENGINE,
      ...['--data-root', join(directory, 'data'), '--exec-root', join(directory, 'exec')],
      ...['-H', `unix://${socket}`, '-p', join(directory, 'pid'), '--storage-driver=vfs'],
      ...['--bridge=none', '--iptables=false', '--ip6tables=false'],
    ],
    isReady: () => succeeds(CLIENT, '-H', `unix://${socket}`, 'info'),
  });
  return {
    ...engine,
    socket,
    async [Symbol.asyncDispose]() {
      await engine.kill();
      // The engine mounts its data onto itself, and takes that away only when it ends in peace.
      succeeds('/bin/umount', join(engine.directory, 'data'));
      await engine[Symbol.asyncDispose]();
    },
  };
}

// An engine wants more of a machine than a package: control groups, mounts. Nobody has to have one.
const hasEngine = [ENGINE, CLIENT, BUSYBOX].every((path) => existsSync(path));

describe.runIf(hasEngine && isRoot)('docker', () => {
  test('containers are told as the engine sees them, from their start to their end', async () => {
    await using engine = await startEngine();
    const docker = (...words: string[]) =>
      execFileSync(CLIENT, ['-H', `unix://${engine.socket}`, ...words], { encoding: 'utf8' });
    importImage(docker, engine.directory);
    const run = (name: string, ...words: string[]) =>
      docker('run', '-d', '--network', 'none', '--name', name, ...words);
    const healthy = ['--health-interval', '1s', '--health-retries', '1', '--health-cmd'];
    run('web', '--memory', '64m', ...healthy, '/bin/true', 'tiny', '/bin/sleep', '1000');
    run('sick', ...healthy, '/bin/false', 'tiny', '/bin/sleep', '1000');
    run('busy', 'tiny', '/bin/sh', '-c', 'while :; do :; done');
    run('looping', '--restart', 'always', 'tiny', '/bin/false');
    try {
      using pack = await packOnMachine('docker', { socket: engine.socket });
      const unhealthy = async () => {
        await pack.run();
        return pack.verdicts.check('containers');
      };
      await expect.poll(unhealthy, { timeout: 30_000 }).toMatch(/^critical: unhealthy: sick;/);
      expect(pack.facts).toMatchObject({ unhealthy: ['sick'], restarting: ['looping'] });
      expect(pack.value('states.running')).toBeGreaterThanOrEqual(3);
      expect(pack.value('images')).toBe(1);
      expect(pack.value('containers.web.memory_used_percent')).toBeGreaterThan(0);
      expect(pack.value('containers.looping.restarts')).toBeGreaterThan(0);
      // Whatever else runs here, it has a good part of a processor to itself.
      await delay(1_000);
      await pack.run();
      expect(pack.value('containers.busy.cpu_percent')).toBeGreaterThan(10);
      expect(pack.value('containers.web.cpu_percent')).toBeLessThan(50);
      expect(await pack.verdicts.groups()).toEqual(['docker']);
      expect(await pack.verdicts.check('answers')).toMatch(/^ok: the engine answers/);

      docker('rm', '-f', 'sick', 'looping');
      await pack.run();
      await pack.run();
      expect(await pack.verdicts.check('containers')).toMatch(/^ok/);

      docker('rm', '-f', 'web', 'busy');
      await engine.kill();
      await pack.run();
      expect(await pack.verdicts.check('answers')).toMatch(/^critical: the Docker engine does not/);
    } finally {
      removeAll(engine.socket);
    }
  });
});

type Docker = (...words: string[]) => string;

function importImage(docker: Docker, directory: string): void {
  const bin = join(directory, 'root', 'bin');
  mkdirSync(bin, { recursive: true });
  copyFileSync(BUSYBOX, join(bin, 'busybox'));
  for (const name of ['sh', 'sleep', 'true', 'false']) symlinkSync('busybox', join(bin, name));
  const archive = join(directory, 'image.tar');
  execFileSync('/bin/tar', ['-C', join(directory, 'root'), '-cf', archive, '.']);
  docker('import', archive, 'tiny');
}

/** Containers outlive their engine. */
function removeAll(socket: string): void {
  succeeds('/bin/sh', '-c', `docker -H unix://${socket} rm -f web sick busy looping`);
}
