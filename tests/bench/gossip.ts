/**
 * Gossip beside serf, as processes on one machine, in the same run.
 *
 *     npm run bench -- gossip --agents 3,10,30,50 --kills 5 --events 10
 *
 * Ours is gossip alone, sealed and signed; serf as Debian ships it, unsealed. Each in turn, in a
 * network namespace of its own; needs root and iproute2.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { type Kind, ours, serf } from './gossip/fleet';
import { type Figures, measure } from './gossip/measures';

const { values } = parseArgs({
  options: {
    agents: { type: 'string', default: '3,10,30,50' },
    kills: { type: 'string', default: '5' },
    events: { type: 'string', default: '10' },
    inside: { type: 'boolean', default: false },
  },
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function buildProcess(folder: string): Promise<string> {
  const outfile = join(folder, 'gossip-process.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'gossip/gossip-process.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  return outfile;
}

function print(figures: readonly (readonly [Kind, Figures])[]): void {
  const names = [...new Set(figures.flatMap(([, of]) => Object.keys(of)))];
  for (const name of names) {
    say(`  ${name}`);
    for (const [kind, of] of figures) say(`    ${kind.name.padEnd(12)} ${text(of[name] ?? [])}`);
  }
}

function text(found: readonly number[]): string {
  const sorted = [...found].sort((one, other) => one - other);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(3);
  return sorted.length === 1 ? at(0) : `p50 ${at(0.5)}, min ${at(0)}, max ${at(1)}`;
}

async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'opsbro-bench-gossip-'));
  try {
    const program = await buildProcess(folder);
    const kinds = [ours(program, folder, 'lan'), serf(), ours(program, folder, 'plain')];
    for (const count of values.agents.split(',').map(Number)) {
      const [load = 0] = loadavg();
      say(
        `${count} agents, ${new Date().toISOString()}, load ${load.toFixed(1)} of ${cpus().length}`,
      );
      const figures: [Kind, Figures][] = [];
      for (const kind of kinds) {
        if (kind === undefined) continue;
        const rounds = { events: Number(values.events), kills: Number(values.kills) };
        figures.push([kind, await measure(kind, count, rounds)]);
      }
      print(figures);
    }
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same again in a network namespace of its own: nobody else's packets, and ports that are free. */
function inNamespace(): number {
  const words = [process.execPath, ...process.execArgv, ...process.argv.slice(1), '--inside'];
  const script = 'ip link set lo up && exec "$@"';
  const { status } = spawnSync('unshare', ['-n', 'sh', '-c', script, 'sh', ...words], {
    stdio: 'inherit',
  });
  return status ?? 1;
}

process.exit(values.inside ? await main() : inNamespace());
