import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../scripts/launched';
import { GOALS, type Goal } from './goals';
import { withOwnMounts } from './own-mounts';

const SMALL = ['--processes', '2', '--agents', '3', '--series', '20'];

/**
 * Goal, what it promises, and how little of it is run here. Those that work beside those that
 * mostly wait, since two run at a time.
 */
const SLICES: readonly (readonly [goal: string, promise: string, words: readonly string[]])[] = [
  ['d8-agents', 'clocks of agents may jump', ['--hold', '2', '--rounds', '2', '--agents', '3']],
  ['d1', 'nothing is lost or doubled by kills', ['--kills', '6', ...SMALL]],
  [
    'd2-server',
    'nothing acknowledged is lost by power cuts',
    ['--cuts', '2', '--life', '3', ...SMALL],
  ],
  [
    'd8-server',
    'the clock of the server may jump',
    ['--hold', '2', '--rounds', '2', '--agents', '3'],
  ],
  ['d4-server', 'a full disk costs nothing, and is told', ['--hold', '10', ...SMALL]],
  ['d7', 'a stopped server costs nothing', ['--rounds', '2', '--hold', '5', ...SMALL]],
  ['d2-agent', 'an outbox loses no more than its last second', ['--cuts', '4', '--life', '3']],
  [
    'd7-storm',
    'a fleet does not come back at once',
    ['--processes', '2', '--agents', '130', '--hold', '3'],
  ],
  ['gossip', 'agents agree again after a bad network', ['--agents', '8', '--hold', '60']],
  ['d4-agent', 'agents live on with a full disk', ['--hold', '6', ...SMALL]],
];

describe.concurrent('a slice of', () => {
  test.each(SLICES)('%s: %s', (name, _, words) => passes(name, words));
});

// Alone: it measures processor time, which others on the same core stretch.
test('a slice of s7: no expression gets out or holds up', () =>
  passes('s7', ['--inputs', '30000']));

test('a slice of g7: hostile bytes only raise counters', () =>
  passes('g7', ['--inputs', '20000', '--hold', '3']));

async function passes(name: string, words: readonly string[]): Promise<void> {
  const goal = GOALS[name];
  if (goal === undefined) throw new Error(`there is no goal ${name}`);
  const lacking = goal.lacks();
  const seed = String(Math.floor(Math.random() * 2 ** 31));
  const { code, said } = await run(goal, [name, ...words, '--seed', seed]);
  expect(code, said).toBe(0);
  expect(said).toContain(lacking ?? `${name}, seed ${seed}`);
}

/** What it printed stands in the failure, with its seed. */
async function run(goal: Goal, words: readonly string[]): Promise<{ code: number; said: string }> {
  const all = ['--import', 'tsx', 'tests/lab/main.ts', ...words];
  const plain = { command: process.execPath, words: all, env: process.env };
  const isMounting = goal.mounts === true && goal.lacks() === undefined;
  const { command, words: given, env } = isMounting ? withOwnMounts(all) : plain;
  try {
    const { stdout } = await promisify(execFile)(command, given, { cwd: PROJECT, env });
    return { code: 0, said: stdout };
  } catch (error) {
    const { code = 1, stdout = '', stderr = '' } = error as Partial<Said>;
    return { code, said: `${stdout}\n${stderr}` };
  }
}

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
