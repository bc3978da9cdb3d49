import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detectServiceManager } from '@/agent/service/detect-manager';
import { serviceDefinition } from '@/agent/service/service-definition';
import { recordedMachine } from './recorded-machine';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsbro-managers-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function add(...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '');
  }
}

const SYSTEMD = ['/run/systemd/system/.keep'];
const OPENRC = ['/run/openrc/softlevel', '/sbin/openrc-run', '/etc/init.d/.keep'];
const INIT = ['/etc/init.d/.keep', '/usr/sbin/update-rc.d'];

const definition = serviceDefinition(
  { execPath: '/usr/bin/node', script: '/opt/opsbro.mjs' },
  { dataDirectory: '/var/lib/opsbro', configFile: undefined },
);

test('what booted the machine runs its services, whatever else is installed', () => {
  const machine = recordedMachine(folder);
  expect(() => detectServiceManager(machine)).toThrow('Neither systemd nor OpenRC nor System V');
  add(...INIT);
  expect(detectServiceManager(machine).kind).toBe('init');
  add(...OPENRC);
  expect(detectServiceManager(machine).kind).toBe('openrc');
  add(...SYSTEMD);
  expect(detectServiceManager(machine).kind).toBe('systemd');
});

test.each([
  { kind: 'systemd', files: SYSTEMD, file: '/etc/systemd/system/opsbro-agent.service' },
  { kind: 'openrc', files: OPENRC, file: '/etc/init.d/opsbro-agent' },
  { kind: 'init', files: INIT, file: '/etc/init.d/opsbro-agent' },
])('$kind: installed twice is installed once, removed twice is removed', async (given) => {
  add(...given.files);
  const manager = detectServiceManager(recordedMachine(folder));
  await manager.install(definition);
  await manager.install(definition);
  expect(manager.isInstalled()).toBe(true);
  expect(readFileSync(join(folder, given.file), 'utf8')).toContain('/opt/opsbro.mjs agent start');
  expect(await manager.remove()).toEqual([given.file]);
  expect(existsSync(join(folder, given.file))).toBe(false);
  expect(await manager.remove()).toEqual([]);
});

test('a masked service is not unmasked behind its administrator', async () => {
  add(...SYSTEMD, '/etc/systemd/system/.keep');
  symlinkSync('/dev/null', join(folder, '/etc/systemd/system/opsbro-agent.service'));
  const manager = detectServiceManager(recordedMachine(folder));
  await expect(manager.install(definition)).rejects.toThrow('systemctl unmask opsbro-agent');
});

test('what a program of the machine says is handed on', async () => {
  add(...SYSTEMD);
  const machine = recordedMachine(folder, (command) =>
    command.startsWith('systemctl restart') ? { code: 1, output: 'Job failed.' } : {},
  );
  await expect(detectServiceManager(machine).install(definition)).rejects.toThrow(
    '"systemctl restart opsbro-agent.service" ended with code 1: Job failed.',
  );
});

test('a machine of Red Hat without update-rc.d is asked by chkconfig', async () => {
  add('/etc/init.d/.keep', '/sbin/chkconfig');
  const machine = recordedMachine(folder, (command) =>
    command.startsWith('update-rc.d') ? { code: 127 } : {},
  );
  await detectServiceManager(machine).install(definition);
  expect(machine.commands).toContain('chkconfig --add opsbro-agent');
});
