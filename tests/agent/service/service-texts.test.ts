import { execFileSync, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { initScript } from '@/agent/service/init-script';
import { openrcScript } from '@/agent/service/openrc-script';
import { serviceDefinition } from '@/agent/service/service-definition';
import { shellWord } from '@/agent/service/shell-word';
import { systemdUnit, systemdWord } from '@/agent/service/systemd-unit';

const HOSTILE = ["a b'c", '$(id)', '`id`', '"', '\\', '%n', '$HOME', 'a\nb', 'é', ''];

const definition = serviceDefinition(
  { execPath: '/usr/bin/node', script: '/usr/local/lib/opsbro/current/opsbro.mjs' },
  { dataDirectory: "/srv/it's here", configFile: '/etc/opsbro/agent.yaml' },
);

test('a service of Node has the flags for memory on its command line, the executable in its environment', () => {
  expect(definition.words.slice(0, 2)).toEqual(['/usr/bin/node', '--optimize-for-size']);
  expect(definition.environment).toEqual({});
  const executable = serviceDefinition(
    { execPath: '/usr/local/bin/opsbro', script: undefined },
    { dataDirectory: '/var/lib/opsbro', configFile: undefined },
  );
  expect(executable.words).toEqual([
    ...['/usr/local/bin/opsbro', 'agent', 'start', '--data', '/var/lib/opsbro'],
  ]);
  expect(executable.environment.NODE_OPTIONS).toMatch(/^--max-old-space-size=\d+ --max-semi/);
});

test('what stands in NODE_OPTIONS may stand there', () => {
  const { environment } = serviceDefinition(
    { execPath: '/x', script: undefined },
    { dataDirectory: '/d', configFile: undefined },
  );
  const { status } = spawnSync(process.execPath, ['-e', '0'], {
    env: { ...process.env, ...environment },
  });
  expect(status).toBe(0);
});

test('a word reaches a shell as it is, whatever is in it', () => {
  const words = HOSTILE.map(shellWord).join(' ');
  const output = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${words}`], { encoding: 'utf8' });
  expect(output.split('\0').slice(0, -1)).toEqual(HOSTILE);
});

test('a word reaches systemd as it is: nothing is replaced and no line is begun', () => {
  expect(systemdWord('/usr/bin/node')).toBe('/usr/bin/node');
  expect(systemdWord('a b')).toBe('"a b"');
  expect(systemdWord('50%$x')).toBe('50%%$$x');
  expect(systemdWord('a\nExecStartPre=/bin/x')).toBe('"a\\nExecStartPre=/bin/x"');
  expect(systemdWord('"\\')).toBe('"\\"\\\\"');
});

test('the unit starts the agent in its directory and always again', () => {
  const unit = systemdUnit(definition);
  expect(unit).toMatch(/^ExecStart=\/usr\/bin\/node .* agent start --data "\/srv\/it's here" /m);
  expect(unit).toContain('\nExecReload=/bin/kill -HUP $MAINPID\n');
  expect(unit).toContain('\nRestart=always\n');
  expect(unit).toContain(`\nReadWritePaths="/srv/it's here"\n`);
});

test('the scripts of OpenRC and System V are good for a shell', () => {
  for (const script of [openrcScript(definition), initScript(definition)]) {
    const { status, stderr } = spawnSync('/bin/sh', ['-n'], { input: script, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }
});
