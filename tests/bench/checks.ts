/**
 * What checks cost one agent: evaluated ones through the whole runner (schedule, values, expressions,
 * output, state, history), and plugins as processes, beside Nagios Core with the same plugin.
 *
 *     npm run bench -- checks [checks] [rounds]
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CheckRunner } from '@/agent/checks/check-runner';
import { CheckStore } from '@/agent/checks/check-store';
import { runPlugin } from '@/agent/checks/plugin-process';
import type { CollectorReport } from '@/agent/collectors/runner';
import { loneClusterFacts } from '@/agent/expression/cluster-facts';
import { createEvaluator } from '@/agent/expression/evaluator';
import { createMachineFacts } from '@/agent/expression/machine-facts';
import { CheckTeller } from '@/agent/telling/check-teller';
import { systemClock } from '@/common/node/system-clock';
import { seededRandom } from '@/common/random';
import { checkPack } from '../agent/checks/check-file';
import { FakeClock } from '../support/fake-clock';
import { QuietLog } from '../support/quiet-log';
import { measureNagios } from './nagios-core';
import { cpuSeconds } from './process-meter';

const INTERVAL_MS = 10_000;
const PLUGINS = 200;

/** As the shipped check of memory, with numbers of its own. */
function definition(at: number): string {
  return `
summary: Memory ${at}
interval: 10s
variables: { used: "{{collector.memory.phys_used}}", shown: "'%.1f' % {{variables.used}}" }
critical_if: "{{variables.used}} >= ${97 + (at % 3)}"
warning_if: "{{variables.used}} >= ${93 + (at % 3)}"
recover_if: "{{variables.used}} < 90"
ok_output: "{{variables.shown}} % of memory is used"
attempts: 3`;
}

/** A collector of one number, whose data are always of now. */
function memory(clock: FakeClock, read: () => number) {
  const series = {
    metric: 'memory.phys_used',
    labels: {},
    path: 'memory.phys_used',
    unit: 'percent',
    kind: 'gauge',
    help: '',
  } as const;
  const report = { pack: 'system', state: 'ok', reason: '', intervalMs: INTERVAL_MS };
  return {
    names: () => ['memory'],
    report: (name: string) => (name === 'memory' ? (report as CollectorReport) : undefined),
    data: () => ({
      atMs: clock.wallMs(),
      samples: [{ series, value: read() }],
      facts: null,
      factsJson: 'null',
    }),
  };
}

function createRunner(clock: FakeClock, checks: number, directory: string): CheckRunner {
  const random = seededRandom(1);
  const log = new QuietLog();
  const runner = new CheckRunner({
    clock,
    random,
    log,
    evaluator: createEvaluator({
      clock,
      random,
      host: createMachineFacts({
        cluster: loneClusterFacts({ static: () => [], all: () => [] }, () => false),
        environment: {},
      }),
      collectors: memory(clock, () => 40 + random.next() * 40),
      configuration: () => ({}),
    }),
    groups: () => new Set(),
    sink: { samples: () => undefined },
    store: new CheckStore(join(directory, 'checks.json'), log),
    searchPath: '',
    onChange: (report, events) => teller.changed(report, events),
  });
  const teller = new CheckTeller({
    clock,
    log,
    sink: { check: () => undefined },
    reports: () => runner.reports(),
    report: (id) => runner.report(id),
    explain: (id) => runner.explain(id),
  });
  const files = Array.from({ length: checks }, (_, at) => [`memory-${at}`, definition(at)]);
  runner.load([checkPack(Object.fromEntries(files))]);
  teller.look();
  runner.start();
  return runner;
}

/** Processor milliseconds of this process that a piece of work takes. */
async function cpuMsOf(work: () => Promise<void>): Promise<number> {
  const begun = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1_000;
}

async function evaluated(checks: number, rounds: number, directory: string) {
  const clock = new FakeClock();
  const runner = createRunner(clock, checks, directory);
  const run = async (times: number) => {
    for (let at = 0; at < times; at++) {
      runner.collectorRan('memory');
      await clock.advance(INTERVAL_MS);
    }
  };
  await run(20);
  const runsBefore = runner.report('memory-0').runs;
  const cpuMs = await cpuMsOf(() => run(rounds));
  const runs = (runner.report('memory-0').runs - runsBefore) * checks;
  runner.stop();
  return {
    what: `${checks} evaluated checks every ${INTERVAL_MS / 1_000} s, states kept on disk and told`,
    runs,
    'checks a second of a core': Math.round((1_000 * runs) / cpuMs),
    'µs each': Number(((1_000 * cpuMs) / runs).toFixed(1)),
    'percent of a core': Number(((100 * cpuMs) / (rounds * INTERVAL_MS)).toFixed(3)),
  };
}

/** Nothing, where the machine has no such plugin, and one of monitoring-plugins where it has. */
const PLUGIN = '/usr/lib/nagios/plugins/check_load';
const PLUGIN_WORDS = existsSync(PLUGIN)
  ? [PLUGIN, '-w', '100,100,100', '-c', '200,200,200']
  : ['true'];

async function plugins() {
  const call = {
    words: PLUGIN_WORDS,
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    searchPath: '/usr/bin:/bin',
  };
  const begunMs = systemClock.nowMs();
  const before = cpuSeconds(process.pid);
  const ownMs = await cpuMsOf(async () => {
    for (let at = 0; at < PLUGINS; at++) await runPlugin(call, systemClock);
  });
  const allMs = 1_000 * (cpuSeconds(process.pid) - before);
  return {
    what: `a plugin, one run after another: ${PLUGIN_WORDS.join(' ')}`,
    runs: PLUGINS,
    'ms of CPU each, of the agent': Number((ownMs / PLUGINS).toFixed(2)),
    'ms of CPU each, with the plugin': Number((allMs / PLUGINS).toFixed(2)),
    'ms each': Number(((systemClock.nowMs() - begunMs) / PLUGINS).toFixed(2)),
  };
}

async function nagios(services: number) {
  const cost = await measureNagios({ command: PLUGIN_WORDS.join(' '), services, everySeconds: 10 });
  if (cost === undefined) return { what: 'nagios4: not installed (apt-get install nagios4-core)' };
  return {
    what: `nagios4, ${services} services every 10 s with the same plugin`,
    'runs a second': Number(cost.runsPerSecond.toFixed(1)),
    'ms of CPU each, with the plugin': Number(cost.cpuMsPerRun.toFixed(2)),
    'percent of a core': Number(((cost.cpuMsPerRun * cost.runsPerSecond) / 10).toFixed(1)),
    'RSS in MB': Math.round(cost.rssBytes / 1e6),
  };
}

async function main(): Promise<void> {
  const [checks = 500, rounds = 200] = process.argv.slice(2).map(Number);
  const directory = mkdtempSync(join(tmpdir(), 'opsbro-bench-checks-'));
  try {
    console.log(`node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`);
    for (const row of [
      await evaluated(checks, rounds, directory),
      await plugins(),
      await nagios(checks),
    ]) {
      console.log(JSON.stringify(row));
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

await main();
