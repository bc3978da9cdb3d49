import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Collector } from '@/agent/collectors/define-collector';
import { flatten } from '@/agent/collectors/flatten';
import { createSystemHost } from '@/agent/collectors/system-host';
import { systemClock } from '@/common/node/system-clock';
import { collectFrom, recordedHost, recordedHostNames } from '../../support/recorded-host';

const FOLDER = fileURLToPath(new URL('../../../packs/linux/collectors/', import.meta.url));

async function linuxCollectors(): Promise<Collector[]> {
  const names = readdirSync(FOLDER).map((file) => file.replace('.ts', ''));
  return Promise.all(
    names.map(async (name) => (await import(`../../../packs/linux/collectors/${name}.ts`)).default),
  );
}

const collectors = await linuxCollectors();
const pairs = recordedHostNames().flatMap((machine) =>
  collectors.map((collector) => ({ machine, name: collector.name, collector })),
);

test.each(pairs)('$name gives on $machine what it promises', async ({ machine, collector }) => {
  const host = recordedHost(machine);
  const outcome = await collectFrom(collector, host, host.later(10_000));
  if (outcome.kind === 'data') {
    const { samples, facts } = flatten(collector.name, collector.shape, outcome.data);
    expect(samples.length > 0 || facts !== null).toBe(true);
    for (const { value } of samples) expect(value).toBeGreaterThan(-60);
  } else {
    expect(outcome.reason).toMatch(/\S{3}/);
  }
});

test.each(collectors)(
  '$name gives on this very machine what it promises',
  async (collector) => {
    const outcome = await collectFrom(collector, createSystemHost(systemClock));
    if (outcome.kind !== 'data') expect(outcome.reason).toMatch(/\S{3}/);
    else expect(() => flatten(collector.name, collector.shape, outcome.data)).not.toThrow();
  },
  30_000,
);
