/**
 * How often an expression is evaluated in a second on one core, beside a plain JavaScript function
 * that does the same with the same look-up: the limit of what an interpreter can reach here.
 *
 *     npm run bench -- expression [seconds]
 */
import { loadavg } from 'node:os';
import { createContext, Script } from 'node:vm';
import type { Surroundings } from '@/common/expression/frame';
import { FUNCTIONS, functionTable } from '@/common/expression/function-table';
import { fromJson } from '@/common/expression/json';
import { createPath } from '@/common/expression/path';
import { createProgram } from '@/common/expression/program';
import { ROOTS, type Scope, scopeOf, treeScope } from '@/common/expression/scope';
import { systemClock } from '@/common/node/system-clock';
import { systemRandom } from '@/common/node/system-random';

const ROUNDS = 5;
const BATCH = 10_000;

const data = {
  memory: { phys_used: 94.2 },
  loadaverage: { load1: 3.7 },
  system: { cpu_count: 4 },
  diskusage: Object.fromEntries(
    Array.from({ length: 10 }, (_, at) => [`/mnt/${at}`, { pct_used: at * 10 }]),
  ),
};

/** As the agent has it: a number is found by its whole path. */
function agentScope(): Scope {
  const numbers = new Map<string, number>([
    ['memory.phys_used', 94.2],
    ['loadaverage.load1', 3.7],
    ['system.cpu_count', 4],
  ]);
  const tree = treeScope(fromJson(data));
  return scopeOf({
    collector: {
      lookup: (path) => numbers.get(path.below) ?? tree.lookup(path),
      origin: () => undefined,
    },
    parameters: treeScope(fromJson({ critical: 90 })),
  });
}

interface Subject {
  readonly what: string;
  readonly run: () => unknown;
}

function subjects(): Subject[] {
  const scope = agentScope();
  const around: Surroundings = { scope, clock: systemClock, random: systemRandom() };
  const language = { functions: functionTable(FUNCTIONS), roots: ROOTS };
  const compiled = (text: string): Subject => {
    const program = createProgram(text, language);
    return { what: text, run: () => program.evaluate(around) };
  };
  const path = createPath('collector', ['memory', 'phys_used']);
  const simple = '{{collector.memory.phys_used}} > 90';
  const context = createContext({ value: 94.2 });
  const script = new Script('value > 90');
  return [
    { what: 'plain function, same look-up', run: () => Number(scope.lookup(path)) > 90 },
    compiled(simple),
    compiled('{{collector.loadaverage.load1}} > 0.9 * {{collector.system.cpu_count}}'),
    compiled("{{collector.memory.phys_used}} > {{parameters.critical}} and not 'x' in 'abc'"),
    compiled('max({{collector.diskusage.*.pct_used}}) > 80'),
    compiled("'memory at %.1f%%' % {{collector.memory.phys_used}}"),
    { what: `read, compile and evaluate: ${simple}`, run: compileEach(simple, language, around) },
    { what: 'node:vm, a compiled script', run: () => script.runInContext(context) },
  ];
}

function compileEach(
  text: string,
  language: Parameters<typeof createProgram>[1],
  around: Surroundings,
): () => unknown {
  return () => createProgram(text, language).evaluate(around);
}

/** Evaluations in a second of processor time: other processes of the machine do not count. */
function perSecond(run: () => unknown, seconds: number): number {
  const start = process.cpuUsage();
  let count = 0;
  for (;;) {
    for (let at = 0; at < BATCH; at++) run();
    count += BATCH;
    const { user, system } = process.cpuUsage(start);
    const spent = (user + system) / 1e6;
    if (spent >= seconds) return count / spent;
  }
}

function main(): void {
  const seconds = Number(process.argv[2] ?? 1);
  const rows = subjects().map(({ what, run }) => {
    perSecond(run, seconds / 4);
    const rates = Array.from({ length: ROUNDS }, () => perSecond(run, seconds)).sort(
      (left, right) => left - right,
    );
    const median = rates[Math.floor(ROUNDS / 2)] ?? 0;
    return {
      what,
      'a second, median': Math.round(median),
      least: Math.round(rates[0] ?? 0),
      'ns each': Math.round(1e9 / median),
    };
  });
  console.log(
    `node ${process.version}, load ${loadavg()[0]?.toFixed(1)}, per core, ${ROUNDS} × ${seconds} s`,
  );
  for (const row of rows) console.log(JSON.stringify(row));
  console.table(rows);
}

main();
