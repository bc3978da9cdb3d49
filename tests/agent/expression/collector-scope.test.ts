import { expect, test } from 'vitest';
import { notEligible } from '@/agent/collectors/define-collector';
import { each, fact, gauge, group, optional } from '@/agent/collectors/shape';
import { collectorScope, segmentsOf } from '@/agent/expression/collector-scope';
import { Meter } from '@/common/expression/limits';
import { createProgram } from '@/common/expression/program';
import { scopeOf } from '@/common/expression/scope';
import { reprOf } from '@/common/expression/show';
import { LANGUAGE, surroundings } from '../../common/expression/evaluator';
import { bench, fake, MINUTE } from '../collectors/runner-bench';

const disks = {
  shape: each('mount', group({ pct_used: gauge('percent', 'Used.'), kind: fact('Its type.') })),
};
const system = {
  shape: group({
    'ctxt/s': gauge('per-second', 'Switches.'),
    os: optional(group({ name: fact('Name.'), versions: fact('Versions.') })),
  }),
};

let isBroken = false;
const { runner, clock } = bench([
  fake(
    'diskusage',
    () => ({
      kind: 'data',
      data: {
        '/': { pct_used: 91.5, kind: 'ext4' },
        '/mnt/a.b': { pct_used: 20, kind: 'xfs' },
      },
    }),
    disks as never,
  ),
  fake(
    'system',
    () => {
      if (isBroken) throw new Error('cannot read');
      return { kind: 'data', data: { 'ctxt/s': 7, os: { name: 'debian', versions: [12, 5] } } };
    },
    system as never,
  ),
  fake('redis', () => notEligible('no redis here')),
]);
const scope = scopeOf({
  collector: collectorScope(
    {
      names: () => runner.names(),
      report: (name) => (runner.has(name) ? runner.report(name) : undefined),
      data: (name) => (runner.has(name) ? runner.tree(name) : undefined),
    },
    clock,
  ),
});
const around = { ...surroundings(), scope, clock };
const shown = (text: string) => reprOf(createProgram(text, LANGUAGE).evaluate(around), new Meter());
const runAll = () => Promise.all(runner.names().map((name) => runner.runNow(name)));

test('before the first run everything is missing, with the reason', () => {
  expect(shown('{{collector.system.ctxt/s}} > 5')).toBe(
    'missing (collector system: pending, not run yet)',
  );
});

test('numbers and facts of a run are one tree', async () => {
  await runAll();
  expect(shown('{{collector.diskusage./.pct_used}} > 90')).toBe('True');
  expect(shown('{{collector.diskusage./mnt/a.b.pct_used}}')).toBe('20');
  expect(shown('{{collector.diskusage."/mnt/a.b".kind}}')).toBe("'xfs'");
  expect(shown('max({{collector.diskusage.*.pct_used}})')).toBe('91.5');
  expect(shown('{{collector.diskusage./}}')).toBe("{'kind': 'ext4', 'pct_used': 91.5}");
  expect(shown('{{collector.system.os.versions.0}}')).toBe('12');
});

test('what is not there says why', () => {
  expect(shown('{{collector.redis.up}}')).toBe(
    'missing (collector redis: not-eligible, no redis here)',
  );
  expect(shown('{{collector.systm.os}}')).toBe(
    'missing (there is no collector systm; did you mean system?)',
  );
  expect(shown('{{collector.system.os.nam}}')).toBe(
    'missing (collector.system.os has no value “nam”; did you mean name?)',
  );
});

test('an explanation tells collector, age, pack and unit', async () => {
  await clock.advance(3_000);
  const { root } = await createProgram('{{collector.diskusage./.pct_used}}', LANGUAGE).explain(
    around,
  );
  expect(root.origin).toEqual({
    path: 'collector.diskusage./.pct_used',
    source: 'collector diskusage',
    atMs: clock.wallMs() - 3_000,
    ageMs: 3_000,
    pack: 'test',
    level: null,
    unit: 'percent',
  });
});

test('after five intervals without good data the last ones say nothing any more', async () => {
  isBroken = true;
  await clock.advance(10_000);
  await runner.runNow('system');
  expect(shown('{{collector.system.ctxt/s}}')).toBe('7');
  await clock.advance(MINUTE);
  const why = shown('{{collector.system.ctxt/s}} > 5');
  expect(why).toMatch(
    /^missing \(collector system has had no data since \d{4}-\d\d-\d\d [\d:]+ UTC\)$/,
  );
  // The same words as long as nothing else happens: what is told of it is no news.
  await clock.advance(MINUTE);
  expect(shown('{{collector.system.ctxt/s}} > 5')).toBe(why);
  isBroken = false;
  await runner.runNow('system');
  expect(shown('{{collector.system.ctxt/s}} > 5')).toBe('True');
});

test.each([
  ['diskusage./mnt/a.b.pct_used', { mount: '/mnt/a.b' }, ['diskusage', '/mnt/a.b', 'pct_used']],
  ['net.eth0.100.rx', { interface: 'eth0.100' }, ['net', 'eth0.100', 'rx']],
  ['net.eth0.rx', { interface: 'eth0' }, ['net', 'eth0', 'rx']],
  ['memory.phys_used', {}, ['memory', 'phys_used']],
  ['x.a.b', { device: 'a.b' }, ['x', 'a.b']],
])('%s has the keys %j', (path, labels, expected) => {
  expect(segmentsOf({ path, labels } as never)).toEqual(expected);
});
