import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readCheck } from '@/common/domain/read-check';

/** As the loader of packs hands it out: without the root of the original's form. */
function read(text: string) {
  const whole = parse(text);
  const root = ['check', 'service'].find((word) => whole?.[word] !== undefined);
  return readCheck({ document: root === undefined ? whole : whole[root], root, name: 'cpu' });
}

function problem(text: string) {
  const found = read(text);
  return 'problem' in found ? found.problem : undefined;
}

describe('a check of this project', () => {
  test('has defaults for all that it need not say', () => {
    expect(read('summary: CPU\ncritical_if: "{{collector.a.b}} > 90"')).toEqual({
      summary: 'CPU',
      group: null,
      condition: null,
      intervalMs: 10_000,
      variables: {},
      way: {
        is: 'evaluated',
        criticalIf: '{{collector.a.b}} > 90',
        warningIf: null,
        recoverIf: null,
        unknownIfMissing: true,
        outputs: { ok: null, warning: null, critical: null, areExpressions: false },
      },
      attempts: 1,
      forMs: 0,
    });
  });

  test('runs a program by its words, and waits for heartbeats', () => {
    expect(read('summary: x\nrun: [check_ping, -p, 5]\ntimeout: 5s')).toMatchObject({
      way: { is: 'plugin', words: ['check_ping', '-p', '5'], timeoutMs: 5_000 },
    });
    expect(read('summary: x\npassive: true\nexpect_every: 10m')).toMatchObject({
      way: { is: 'passive', expectEveryMs: 600_000, graceMs: 60_000 },
    });
  });

  test.each([
    [
      'a key it does not know',
      'summary: x\ncritcal_if: "1"',
      ['critcal_if'],
      'a check has no critcal_if',
    ],
    [
      'an interval that is none',
      'summary: x\nwarning_if: "1"\ninterval: soon',
      ['interval'],
      'expected a duration',
    ],
    ['two ways at once', 'summary: x\nwarning_if: "1"\nrun: [a]', [], 'more than one'],
    ['no way at all', 'summary: x', [], 'none of them'],
    [
      'attempts beside for',
      'summary: x\nwarning_if: "1"\nattempts: 2\nfor: 1m',
      ['for'],
      'not both',
    ],
    [
      'a heartbeat that it sends itself',
      'summary: x\nrun: [a]\nexpect_every: 1m',
      ['expect_every'],
      'passive',
    ],
    ['a shell', 'summary: x\nrun: "a | b"', ['run'], 'run'],
    ['nothing', '', [], 'expected object'],
  ])('refuses %s, and says where', (_what, text, path, message) => {
    expect(problem(text)).toMatchObject({ path, message: expect.stringContaining(message) });
  });
});

describe('a check of the original', () => {
  test('is read below check:, with outputs that are expressions', () => {
    const text = `
check:
  if_group: linux
  display_name: CPU
  interval: 30s
  variables: {used: "100-{{collector.cpustats.cpu_all.%idle}}"}
  critical_if: "{{variables.used}} >= {{parameters.cpu_critical}}"
  ok_output: "'OK cpu is great: %s' % {{variables.used}}"`;
    expect(read(text)).toMatchObject({
      summary: 'CPU',
      group: 'linux',
      intervalMs: 30_000,
      way: {
        criticalIf: expect.stringContaining('cpu_critical'),
        outputs: { areExpressions: true },
      },
    });
  });

  test('has its script as words, with the macros of its other keys', () => {
    const text = `
check:
  if_group: "*"
  exit_status: 2
  script: "/usr/lib/nagios/plugins/check_dummy $exit_status$ '$exit_text | it is bad$'"`;
    expect(read(text)).toMatchObject({
      group: null,
      way: {
        is: 'plugin',
        words: ['/usr/lib/nagios/plugins/check_dummy', '$exit_status$', '$exit_text | it is bad$'],
        macros: { exit_status: '2' },
      },
    });
  });

  test('is read as a service too', () => {
    expect(read('service:\n  check:\n    script: "true"')).toMatchObject({
      way: { words: ['true'] },
    });
    expect(read('service:\n  script: "true"')).toMatchObject({ way: { words: ['true'] } });
  });

  test('says which line wants a shell', () => {
    expect(problem('check:\n  script: "a; rm -rf /"')).toMatchObject({
      path: ['script'],
      message: expect.stringContaining('unquoted ; needs a shell'),
    });
  });
});
