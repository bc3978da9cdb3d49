import { afterEach, beforeEach, expect, test } from 'vitest';
import { PackStore, type Packs } from '@/agent/packs/pack-store';
import { FakeClock } from '../../support/fake-clock';
import { QuietLog } from '../../support/quiet-log';
import { PackBench } from './pack-bench';

const LOOK_MS = 5_000;

let bench: PackBench;
beforeEach(() => {
  bench = new PackBench();
  bench.pack('core/redis');
  bench.write('core/redis/parameters.yaml', 'port: { type: int, default: 6379, help: Where. }\n');
  bench.write('core/redis/collectors/redis.mjs', collector('One.'));
});
afterEach(() => bench[Symbol.dispose]());

const collector = (summary: string) => `export default {
  name: 'redis', summary: '${summary}', intervalMs: 10_000,
  shape: { node: { is: 'group', inner: {} } },
  async collect({ parameters }) { return { kind: 'data', data: parameters.whole('port') }; },
};`;

function store() {
  const clock = new FakeClock();
  const log = new QuietLog();
  const packs = new PackStore({ clock, log, places: bench.places, judges: () => ({}) });
  let tell: (packs: Packs) => void = () => undefined;
  packs.watch((present) => tell(present));
  /** What comes into force at the next look at the files. */
  const next = async () => {
    const told = new Promise<Packs>((resolve) => {
      tell = resolve;
    });
    await clock.advance(LOOK_MS);
    return told;
  };
  return { packs, clock, lines: log.lines, next };
}

const ready = ({ collectors: [first] }: Packs) => {
  if (first?.kind !== 'ready') throw new Error('expected a collector');
  return first;
};

test('a changed parameter is in force after five seconds, with the very same collector', async () => {
  const { packs, next } = store();
  const before = ready(await packs.open());
  expect(before.parameters.whole('port')).toBe(6379);
  bench.write('local/redis/parameters.yaml', 'port: 6380\n');

  const after = ready(await next());
  expect(after.parameters.whole('port')).toBe(6380);
  expect(after.collector).toBe(before.collector);
});

test('a changed collector is loaded anew; a broken one leaves the version before running', async () => {
  const { packs, lines, next } = store();
  await packs.open();
  bench.write('core/redis/collectors/redis.mjs', `${collector('The second.')}\n`);
  expect(ready(await next()).collector.summary).toBe('The second.');

  bench.write('core/redis/collectors/redis.mjs', 'export default {');
  const broken = ready(await next());
  expect(broken.collector.summary).toBe('The second.');
  expect(broken.fault).toContain('redis.mjs: ');
  expect(lines.filter(({ message }) => message === 'a pack is wrong')).toHaveLength(1);
});

test('nothing is read again while nothing changes', async () => {
  const { packs, clock, lines } = store();
  await packs.open();
  await clock.advance(10 * LOOK_MS);
  expect(lines).toEqual([]);
  expect(clock.pendingTimers).toBe(1);
});

test('one that is stopped looks no more, not even when it was reading', async () => {
  const { packs, clock } = store();
  await packs.open();
  bench.write('local/redis/parameters.yaml', 'port: 6380\n');
  await clock.advance(LOOK_MS);
  packs.stop();
  await packs.reload();
  await clock.advance(10 * LOOK_MS);
  expect(clock.pendingTimers).toBe(0);
});

test('core packs that vanish leave in force what was, and say so', async () => {
  const { packs, lines } = store();
  await packs.open();
  let told = 0;
  packs.watch(() => {
    told += 1;
  });
  bench.remove('core');
  await packs.reload();
  packs.stop();
  expect(told).toBe(0);
  expect(lines.at(-1)?.message).toContain('those before stay in force');
});

test('a parameter of another type or name is the fault of the collector, and is said so', async () => {
  const { parameters } = ready(await store().packs.open());
  expect(() => parameters.text('port')).toThrow(
    /port of the pack redis is of the type int, not string/,
  );
  expect(() => parameters.whole('prot')).toThrow(/has no parameter prot\. Did you mean port\?/);
});
