import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { agentEnvironment } from './agent-environment.mjs';
import { root } from './set-up.mjs';

const bundle = join(root, 'dist/agent/opsbro.mjs');

/**
 * The public key of the agent of a data directory, which is made when there is none.
 * @param {string} directory
 * @returns {Promise<string>} 32 bytes in base64
 */
export async function agentPublicKey(directory) {
  const words = [bundle, 'agent', 'print', 'public-key', '--data', directory];
  const { stdout } = await promisify(execFile)(process.execPath, words, {
    cwd: root,
    env: agentEnvironment(process.env),
  });
  return stdout.trim();
}

/**
 * The line that says what went wrong: the last, or the error above a stack and Node's own version.
 * @param {string} complaint what a process wrote to standard error
 * @returns {string} without a full stop; empty when it said nothing
 */
export function reasonIn(complaint) {
  const lines = complaint.trim().split('\n');
  const crash = lines.findLast((line) => /^(\w*Error|FATAL ERROR)\b/.test(line));
  return (crash ?? lines.at(-1) ?? '').replace(/\.$/, '');
}

const RESTART_MS_MIN = 1_000;
const RESTART_MS_MAX = 30_000;

/**
 * Keeps an agent running: one that ends by itself is started again, at growing distances.
 * @param {{ directory: string, name: string, server: string, serverKey: string, flags: readonly string[], onEnd: (reason: string) => void }} options
 */
export function keepAgent({ directory, name, server, serverKey, flags, onEnd }) {
  let stopped = false;
  let waitMs = RESTART_MS_MIN;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  let child = start();

  function start() {
    const settings = ['--data', directory, '--server', server, '--server-key', serverKey];
    const named = name === '' ? [] : ['--name', name];
    const words = [...flags, bundle, 'agent', 'start', ...settings, ...named];
    const started = spawn(process.execPath, words, {
      cwd: root,
      env: agentEnvironment(process.env),
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let complaint = '';
    started.stderr?.setEncoding('utf8').on('data', (text) => {
      complaint = (complaint + text).slice(-2_000);
    });
    const startedMs = performance.now();
    started.on('exit', (code, signal) => {
      if (stopped) return;
      if (performance.now() - startedMs > RESTART_MS_MAX) waitMs = RESTART_MS_MIN;
      const why = reasonIn(complaint) || `by ${signal ?? `code ${code}`}`;
      onEnd(`${why}; starting it again in ${waitMs / 1_000} s`);
      timer = setTimeout(() => {
        child = start();
      }, waitMs);
      waitMs = Math.min(waitMs * 2, RESTART_MS_MAX);
    });
    return started;
  }

  return {
    /** @returns {Promise<void>} */
    stop() {
      stopped = true;
      clearTimeout(timer);
      return stopProcess(child);
    },
  };
}

const STOP_MS_MAX = 12_000;

/**
 * Asks a child to end, and makes it end if it does not.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<void>}
 */
export function stopProcess(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
    child.once('exit', () => {
      clearTimeout(force);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
