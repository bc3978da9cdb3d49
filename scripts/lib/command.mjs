import { spawn } from 'node:child_process';
import { Trouble } from './stages.mjs';

const HEAD_LINES = 12;
const TAIL_LINES = 20;

/**
 * Runs a program to its end, in silence while all goes well.
 * @param {string} program
 * @param {readonly string[]} words
 * @param {{ cwd: string, env?: Record<string, string>, failure: string }} options `failure` is the
 * sentence for when it ends with another code than 0; the end of its output follows.
 * @returns {Promise<void>}
 */
export function command(program, words, { cwd, env = {}, failure }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    /** @type {string[]} */
    const output = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => output.push(text));
    }
    child.on('error', (error) => reject(new Trouble(`${failure} ${program}: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) return resolve();
      reject(new Trouble(`${failure}\n\n${shortened(output.join(''))}`));
    });
  });
}

/**
 * Some programs say what is wrong first, others last.
 * @param {string} output
 */
function shortened(output) {
  const lines = output.trimEnd().split('\n');
  if (lines.length <= HEAD_LINES + TAIL_LINES) return lines.join('\n');
  return [...lines.slice(0, HEAD_LINES), '…', ...lines.slice(-TAIL_LINES)].join('\n');
}
