/**
 * What survives: kills, power cuts, full disks, a stopped server, a jumping clock.
 *
 *     npm run lab -- d1 --kills 1000
 *     npm run lab -- d1 --kills 20 --seed 7 --port 21150 --folder /tmp/lab
 *
 * `--seconds`, or Ctrl-C once, brings a run to its end: what was done by then is looked at.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Finding, goalOptions } from './goal';
import { GOALS } from './goals';
import { hasOwnMounts, withOwnMounts } from './own-mounts';

const NUMBERS = [
  'kills',
  'cuts',
  'rounds',
  'hold',
  'life',
  'seconds',
  'processes',
  'agents',
  'series',
  'inputs',
  'rate',
  'tries',
  'addresses',
  'seed',
  'port',
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: Object.fromEntries([...NUMBERS, 'folder'].map((name) => [name, { type: 'string' }])),
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function numberOf(name: string, otherwise: number): number {
  const value = values[name];
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (!Number.isFinite(number)) throw new Error(`--${name} expects a number, found "${value}".`);
  return number;
}

function folderOf(name: string): string {
  const { folder } = values;
  if (typeof folder !== 'string') return mkdtempSync(join(tmpdir(), `opsbro-lab-${name}-`));
  mkdirSync(folder, { recursive: true });
  return folder;
}

function print(findings: readonly Finding[]): void {
  const width = Math.max(...findings.map(({ what }) => what.length));
  for (const { what, figure, threshold, met } of findings) {
    const verdict = threshold === '' ? '    ' : met ? 'ok  ' : 'MISS';
    const limit = threshold === '' ? '' : `   (${threshold})`;
    say(`${verdict} ${what.padEnd(width)}  ${figure}${limit}`);
  }
}

async function runWithOwnMounts(): Promise<number> {
  const { command, words, env } = withOwnMounts([...process.execArgv, ...process.argv.slice(1)]);
  const child = spawn(command, words, { stdio: 'inherit', env });
  process.on('SIGINT', () => child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

async function main(): Promise<number> {
  const name = positionals[0] ?? '';
  const goal = GOALS[name];
  if (goal === undefined) {
    say(`npm run lab -- <goal>, one of: ${Object.keys(GOALS).join(', ')}.`);
    return 2;
  }
  const lacking = goal.lacks();
  if (lacking !== undefined) {
    say(`${name} skipped: ${lacking}.`);
    return 0;
  }
  if (goal.mounts && !hasOwnMounts()) return runWithOwnMounts();
  const seed = numberOf('seed', Math.floor(Math.random() * 2 ** 31));
  const folder = folderOf(name);
  const startedMs = performance.now();
  const elapsed = () => `${Math.round((performance.now() - startedMs) / 1_000)} s`;
  const tell = (line: string) => say(`${elapsed().padStart(7)}  ${line}`);
  say(`${name}: ${goal.summary}; seed ${seed}, in ${folder}`);
  const load = loadavg();
  let isInterrupted = false;
  process.once('SIGINT', () => {
    isInterrupted = true;
    tell('coming to an end');
  });
  const limitMs = numberOf('seconds', Number.POSITIVE_INFINITY) * 1_000;
  const isOver = () => isInterrupted || performance.now() - startedMs > limitMs;
  const options = { ...goalOptions(folder, seed), say: tell, port: numberOf('port', 0), isOver };
  const findings = await goal.run(options, numberOf);
  say(
    `\n${name}, seed ${seed}, ${elapsed()}, ${new Date().toISOString()}, load ${load[0]?.toFixed(1)} at the start and ${loadavg()[0]?.toFixed(1)} at the end`,
  );
  print(findings);
  const isMet = findings.every(({ met }) => met);
  if (isMet) rmSync(folder, { recursive: true, force: true });
  else say(`What was found lies in ${folder}.`);
  return isMet ? 0 : 1;
}

process.exit(await main());
