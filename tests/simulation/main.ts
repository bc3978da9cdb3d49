/**
 * The gossip of a whole cluster, the agent's own code, on simulated time, chance, disks and network.
 *
 *     npm run simulate -- --seeds 12000                     faults of all kinds in small clusters
 *     npm run simulate -- --seeds 1000 --nodes 32           in larger ones
 *     npm run simulate -- scale --nodes 1000 --seeds 100    one joins, ten crash: how long, how much
 *     npm run simulate -- pause --nodes 128 --pausing 32    beside SWIM without Lifeguard
 *     npm run simulate -- --from 4711 --seeds 1             one again
 *
 * It stops at the first seed that fails, and says how to tell it again.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { percentile } from '../lab/goal';
import type { Outcome, Task } from './task';

const PROGRESS_MS = 5_000;
const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));

const NUMBERS = ['seeds', 'from', 'nodes', 'workers', 'loss', 'crashes', 'pausing', 'longest'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: Object.fromEntries(NUMBERS.map((name) => [name, { type: 'string' }])),
});

function numberOf<T>(name: string, otherwise: T): number | T {
  const value = values[name];
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (!Number.isFinite(number)) throw new Error(`--${name} expects a number, found "${value}".`);
  return number;
}

function taskOf(kind: string, seed: number): Task {
  switch (kind) {
    case 'storm':
      return { kind, seed, members: numberOf('nodes', null) };
    case 'scale':
      return {
        kind,
        seed,
        members: numberOf('nodes', 1_000),
        crashes: numberOf('crashes', 10),
        lossRate: numberOf('loss', 0) / 100,
      };
    case 'pause':
      return {
        kind,
        seed,
        members: numberOf('nodes', 128),
        pausing: numberOf('pausing', 32),
        pauseMsMax: numberOf('longest', 32) * 1_000,
      };
    default:
      throw new Error(`"${kind}" is none of storm, scale, pause.`);
  }
}

class Run {
  readonly #kind = positionals[0] ?? 'storm';
  readonly #from = numberOf('from', 1);
  readonly #until = this.#from + numberOf('seeds', 100);
  readonly #figures = new Map<string, (number | null)[]>();
  readonly #startedMs = performance.now();
  #next = this.#from;
  #done = 0;
  #simulatedMs = 0;
  #failures = 0;

  async toTheEnd(): Promise<number> {
    const progress = setInterval(() => this.#say(), PROGRESS_MS);
    const workers = Math.min(numberOf('workers', availableParallelism()), this.#until - this.#from);
    await Promise.all(Array.from({ length: workers }, () => this.#work()));
    clearInterval(progress);
    this.#say();
    for (const [name, found] of this.#figures) process.stdout.write(`${figureText(name, found)}\n`);
    return this.#failures === 0 ? 0 : 1;
  }

  #work(): Promise<void> {
    const worker = fork(WORKER, [], {
      execArgv: ['--import', 'tsx', '--max-old-space-size=12288'],
    });
    return new Promise((resolve, reject) => {
      const more = () => {
        if (this.#next >= this.#until) worker.disconnect();
        else worker.send(taskOf(this.#kind, this.#next++));
      };
      worker.on('message', (outcome: Outcome) => {
        this.#take(outcome);
        more();
      });
      worker.on('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`A worker ended with code ${code}.`));
      });
      more();
    });
  }

  #take({ failure, figures, simulatedMs, seed }: Outcome): void {
    this.#done += 1;
    this.#simulatedMs += simulatedMs;
    for (const [name, found] of Object.entries(figures)) {
      this.#figures.set(name, [...(this.#figures.get(name) ?? []), ...found]);
    }
    if (failure === undefined) return;
    this.#failures += 1;
    this.#next = this.#until;
    const rest = Object.entries(values).filter(([name]) => name !== 'from' && name !== 'seeds');
    const words = [...rest, ['from', seed], ['seeds', 1]].map(
      ([name, value]) => `--${name} ${value}`,
    );
    const again = ['npm run simulate --', this.#kind, ...words].join(' ');
    process.stdout.write(`${failure}\nAgain: ${again}\n`);
  }

  #say(): void {
    const seconds = (performance.now() - this.#startedMs) / 1_000;
    const hours = this.#simulatedMs / 3_600_000;
    process.stdout.write(
      `${seconds.toFixed(0).padStart(5)} s  ${this.#done} of ${this.#until - this.#from} seeds, ${hours.toFixed(1)} hours of members, ${this.#failures} failures\n`,
    );
  }
}

function figureText(name: string, found: readonly (number | null)[]): string {
  const known = found.filter((figure) => figure !== null);
  const never = found.length - known.length;
  const sum = known.reduce((total, figure) => total + figure, 0);
  const mean = (sum / Math.max(1, known.length)).toFixed(2);
  const missing = never === 0 ? '' : `, ${never} never`;
  const at = (percent: number) => percentile(known, percent).toFixed(2);
  const spread = `p50 ${at(50)}, p90 ${at(90)}, p99 ${at(99)}, max ${at(100)}`;
  return `${name.padEnd(44)} mean ${mean}, ${spread}${missing}`;
}

process.exit(await new Run().toTheEnd());
