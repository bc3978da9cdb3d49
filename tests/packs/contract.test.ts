import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Collector, CollectorParameters, Outcome } from '@/agent/collectors/define-collector';
import { flatten } from '@/agent/collectors/flatten';
import type { Host } from '@/agent/collectors/host';
import type { Spec } from '@/agent/collectors/shape';
import { createSystemHost } from '@/agent/collectors/system-host';
import { seriesKey } from '@/common/domain/metric';
import { systemClock } from '@/common/node/system-clock';
import { packParameters } from '../support/pack-parameters';
import { collectWith, recordedHost, recordedHostNames } from '../support/recorded-host';

const PACKS = fileURLToPath(new URL('../../packs/', import.meta.url));

const packs = readdirSync(PACKS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const files = packs.flatMap((pack) => {
  const folder = join(PACKS, pack, 'collectors');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.map((name) => ({ pack, name, file: join(folder, name) }));
});

const manifest = z.strictObject({
  name: z.string(),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  summary: z.string().regex(/^[A-Z].*\.$/),
  topics: z
    .array(
      z.enum([
        'generic',
        'service discovery',
        'automatic detection',
        'monitoring',
        'metrology',
        'configuration automation',
        'system compliance',
      ]),
    )
    .min(1),
  keywords: z.array(z.string().regex(/^[a-z0-9 -]+$/)).min(1),
});

describe.each(packs)('the pack %s', (pack) => {
  test('says what it is in pack.yaml', () => {
    const text = readFileSync(join(PACKS, pack, 'pack.yaml'), 'utf8');
    expect(manifest.parse(parse(text)).name).toBe(pack);
  });
});

test('no two collectors have the same name', () => {
  const names = files.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(files)('$pack/collectors/$name', ({ pack, name, file }) => {
  let collector: Collector;
  const parameters = packParameters(pack);
  beforeAll(async () => {
    ({ default: collector } = (await import(file)) as { default: Collector });
  });

  test('is named after its file, in words that expressions can write', () => {
    expect(collector.name).toBe(basename(name, '.ts'));
    expect(collector.name).toMatch(/^[a-z][a-z0-9_]*$/);
  });

  test('says in a sentence what it collects, and does not ask more than once a second', () => {
    expect(collector.summary).toMatch(/^[A-Z].*\.$/);
    expect(collector.intervalMs).toBeGreaterThanOrEqual(1_000);
  });

  test('explains each of its metrics and facts in a sentence', () => {
    const leaves = leavesOf(collector.shape);
    expect(leaves).not.toEqual([]);
    for (const help of leaves) expect(help).toMatch(/^[A-Z].*\.$/s);
  });

  test.each(recordedHostNames())(
    'keeps its promise on the recorded machine %s',
    async (machine) => {
      const first = recordedHost(machine);
      expectKept(collector, await collectWith(parameters, collector, first));
      expectKept(collector, await collectWith(parameters, collector, first, first.later(10_000)));
    },
  );

  test.each(recordedHostNames())(
    'its numbers are sound some seconds later on %s',
    async (machine) => {
      const first = recordedHost(machine);
      const before = await numbersOf(parameters, collector, first);
      const after = await numbersOf(parameters, collector, first, first.laterRecorded());
      for (const [series, value] of after) {
        expect(value, series).toSatisfy(Number.isFinite);
        if (!MAY_BE_BELOW_ZERO.has(collector.name)) expect(value, series).toBeGreaterThanOrEqual(0);
      }
      // What needs two readings is there now, and nothing went away.
      expect([...after.keys()]).toEqual(expect.arrayContaining([...before.keys()]));
    },
  );

  test('keeps its promise on this machine', async () => {
    expectKept(collector, await collectWith(parameters, collector, thisMachine, thisMachine));
  });
});

/** Degrees below the freezing point; zones west of Greenwich. */
const MAY_BE_BELOW_ZERO = new Set(['temperatures', 'timezone']);

/** Every number that the last run gives, by its series. */
async function numbersOf(
  parameters: CollectorParameters,
  collector: Collector,
  ...hosts: Host[]
): Promise<Map<string, number>> {
  const outcome = await collectWith(parameters, collector, ...hosts);
  if (outcome.kind !== 'data') return new Map();
  const { samples } = flatten(collector.name, collector.shape, outcome.data);
  return new Map(samples.map(({ series, value }) => [seriesKey(series), value]));
}

/** What a second run gives where the machine can say it, and a first cannot. */
const RATES = [
  ['cpustats', '/proc/stat', 5],
  ['iostats', '/proc/diskstats', 10],
  ['networktraffic', '/proc/net/dev', 4],
  ['kernelstats', '/proc/vmstat', 4],
  ['processes', '/proc/stat', 1],
] as const;

describe.each(RATES)('%s', (name, source, least) => {
  test.each(recordedHostNames())('measures rates on %s', async (machine) => {
    const { pack = '' } = files.find((file) => file.name === `${name}.ts`) ?? {};
    const { default: collector } = (await import(
      join(PACKS, pack, 'collectors', `${name}.ts`)
    )) as {
      default: Collector;
    };
    const parameters = packParameters(pack);
    const first = recordedHost(machine);
    expect(first.exists(source)).toBe(true);
    const before = await numbersOf(parameters, collector, first);
    const after = await numbersOf(parameters, collector, first, first.laterRecorded());
    expect(after.size - before.size).toBeGreaterThanOrEqual(least);
  });
});

const thisMachine: Host = createSystemHost(systemClock);

/** What was promised came, under one name each; or the collector said why there is nothing. */
function expectKept(collector: Collector, outcome: Outcome<unknown>): void {
  if (outcome.kind !== 'data') {
    expect(['not-eligible', 'missing-configuration']).toContain(outcome.kind);
    expect(outcome.reason).not.toBe('');
    return;
  }
  const { samples } = flatten(collector.name, collector.shape, outcome.data);
  const keys = samples.map(({ series }) => seriesKey(series));
  expect(new Set(keys).size).toBe(keys.length);
}

/** The help of every metric and fact below. */
function leavesOf({ node }: Spec): string[] {
  switch (node.is) {
    case 'metric':
    case 'fact':
      return [node.help];
    case 'each':
      return leavesOf(node.inner);
    case 'open':
      return [...Object.values(node.known), node.rest].flatMap(leavesOf);
    case 'group':
      return Object.values(node.inner).flatMap(leavesOf);
  }
}
