import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { PROJECT } from '../scripts/launched';
import { GOALS } from './goals';

const TSX = join(PROJECT, 'node_modules/tsx/dist/cli.mjs');
const SMALL = ['--processes', '2', '--agents', '3', '--series', '20'];

/** Goal, what it promises, and how little of it is run here. */
const SLICES: readonly (readonly [goal: string, promise: string, words: readonly string[]])[] = [
  ['d1', 'nothing is lost or doubled by kills', ['--kills', '10', ...SMALL]],
  [
    'd2-server',
    'nothing acknowledged is lost by power cuts',
    ['--cuts', '3', '--life', '3', ...SMALL],
  ],
  ['d2-agent', 'an outbox loses no more than its last second', ['--cuts', '5', '--life', '3']],
  ['d4-server', 'a full disk costs nothing, and is told', ['--hold', '15', ...SMALL]],
  ['d4-agent', 'agents live on with a full disk', ['--hold', '6', ...SMALL]],
  ['d7', 'a stopped server costs nothing', ['--rounds', '3', '--hold', '5', ...SMALL]],
  [
    'd7-storm',
    'a fleet does not come back at once',
    ['--processes', '2', '--agents', '150', '--hold', '5'],
  ],
  ['d8-agents', 'clocks of agents may jump', ['--hold', '3', '--rounds', '2', '--agents', '3']],
  [
    'd8-server',
    'the clock of the server may jump',
    ['--hold', '3', '--rounds', '2', '--agents', '3'],
  ],
];

test.each(SLICES)('%s: %s', async (goal, _, words) => {
  const lacking = GOALS[goal]?.lacks();
  const seed = String(Math.floor(Math.random() * 2 ** 31));
  const { code, stdout } = await run([goal, ...words, '--seed', seed]);
  expect(lacking === undefined ? '' : stdout).toContain(lacking ?? '');
  expect({ code, stdout }).toMatchObject({ code: 0 });
});

/** What it printed stands in the failure, with its seed. */
async function run(words: readonly string[]): Promise<{ code: number; stdout: string }> {
  const all = [TSX, 'tests/lab/main.ts', ...words];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, all, { cwd: PROJECT });
    return { code: 0, stdout };
  } catch (error) {
    const { code = 1, stdout = '' } = error as { code?: number; stdout?: string };
    return { code, stdout };
  }
}
