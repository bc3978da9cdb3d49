import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { CollectorReport } from '@/agent/collectors/runner';
import { CollectorRunner } from '@/agent/collectors/runner';
import { createSystemHost } from '@/agent/collectors/system-host';
import { loneClusterFacts } from '@/agent/expression/cluster-facts';
import { createEvaluator, createLanguage } from '@/agent/expression/evaluator';
import { createMachineFacts } from '@/agent/expression/machine-facts';
import { loadCollectors } from '@/agent/packs/collector-loader';
import { packJudges } from '@/agent/packs/pack-judges';
import { loadPackTree } from '@/agent/packs/pack-loader';
import { PackMemory } from '@/agent/packs/pack-memory';
import { systemClock } from '@/common/node/system-clock';
import { seededRandom } from '@/common/random';
import { packVerdicts } from '../../support/pack-verdicts';
import { QuietLog } from '../../support/quiet-log';

const NO_GROUPS = { static: () => [], all: () => [] };

export interface PackOnMachine extends Disposable {
  /** Runs its main collector once, which is called as the pack is. */
  run(): Promise<CollectorReport>;
  runOf(collector: string): Promise<CollectorReport>;
  /** The last number of a series, by its path below the main collector. */
  value(path: string): number | undefined;
  numberOf(collector: string, path: string): number | undefined;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly verdicts: ReturnType<typeof packVerdicts>;
  /** All that was told or logged, as one text. */
  everything(): string;
}

/**
 * A pack of this project as an agent of this machine has it, through the real runner, with these
 * parameters at the level local.
 */
export async function packOnMachine(
  name: string,
  parameters: Readonly<Record<string, unknown>>,
): Promise<PackOnMachine> {
  const local = mkdtempSync(join(tmpdir(), 'opsbro-packs-'));
  mkdirSync(join(local, name));
  writeFileSync(join(local, name, 'parameters.yaml'), JSON.stringify(parameters));
  const tree = loadPackTree({
    places: [
      { level: 'core', path: 'packs' },
      { level: 'local', path: local },
    ],
    memory: new PackMemory(),
    judges: packJudges(createLanguage()),
  });
  expect(tree.faults).toEqual([]);
  const pack = tree.packs.find((each) => each.name === name);
  if (pack === undefined) throw new Error(`there is no pack ${name}`);
  const collectors = (await loadCollectors({ ...tree, packs: [pack] })).filter(
    (each) => each.pack === name,
  );
  const log = new QuietLog();
  const told: unknown[] = [];
  const tell = (...words: unknown[]) => void told.push(words);
  const runner = new CollectorRunner({
    clock: systemClock,
    random: seededRandom(1),
    host: createSystemHost(systemClock),
    sink: { samples: tell, status: tell, facts: tell, event: tell },
    log,
    collectors,
    settings: {},
    cpuMs: () => process.cpuUsage().user / 1_000,
  });
  const evaluator = createEvaluator({
    clock: systemClock,
    random: seededRandom(1),
    host: createMachineFacts({
      cluster: loneClusterFacts(NO_GROUPS, () => false),
      environment: {},
    }),
    collectors: {
      names: () => runner.names(),
      report: (each) => (runner.has(each) ? runner.report(each) : undefined),
      data: (each) => runner.tree(each),
    },
    configuration: () => ({}),
  });
  const numberOf = (collector: string, path: string) =>
    runner.tree(collector)?.samples.find(({ series }) => series.path === `${collector}.${path}`)
      ?.value;
  return {
    run: () => runner.runNow(name),
    runOf: (collector) => runner.runNow(collector),
    value: (path) => numberOf(name, path),
    numberOf,
    get facts() {
      return Object(runner.tree(name)?.facts ?? {}) as Readonly<Record<string, unknown>>;
    },
    verdicts: packVerdicts(pack, (roots) => evaluator.surroundings(roots)),
    everything: () => JSON.stringify([told, log.lines, runner.state(), runner.tree(name)]),
    [Symbol.dispose]() {
      runner.stop();
      rmSync(local, { recursive: true, force: true });
    },
  };
}
