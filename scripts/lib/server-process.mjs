import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './set-up.mjs';
import { Trouble } from './stages.mjs';

const COMPLAINT_LENGTH_MAX = 4_000;

/**
 * @typedef {object} ServerProcess
 * @property {import('node:child_process').ChildProcess} child
 * @property {Promise<string>} listening the address, as soon as a browser gets an answer
 * @property {Promise<{ url: string, port: number, agentUrl: string, serverKey: string, setUpLink?: string, ownCertificate?: string }>} ready
 * @property {(publicKey: string, hostname: string) => Promise<void>} enrol
 */

/**
 * Starts the server of this checkout and listens to what it tells.
 * @param {import('./launch-options.mjs').LaunchOptions} options
 * @param {(step: string) => void} onStep what it is waiting for
 * @returns {ServerProcess}
 */
export function startServerProcess({ port, host, data }, onStep) {
  const flags = JSON.parse(readFileSync(join(root, 'server/v8-flags.json'), 'utf8'));
  const child = spawn(
    process.execPath,
    [...flags, '--enable-source-maps', 'dist/server/main.mjs'],
    {
      cwd: root,
      env: {
        ...process.env,
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        OPSBRO_PORT: port,
        OPSBRO_HOST: host,
        OPSBRO_DATA: data,
      },
      // A group of its own, so that Ctrl-C reaches the launcher alone and it stops things in order.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    },
  );
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    complaint = (complaint + text).slice(-COMPLAINT_LENGTH_MAX);
  });

  /** @param {string} kind @returns {Promise<any>} */
  const told = (kind) =>
    new Promise((resolve, reject) => {
      /** @param {any} message */
      const hear = (message) => {
        if (message.kind === kind) settle(() => resolve(message));
        if (message.kind === 'failed') settle(() => reject(new Trouble(message.message)));
      };
      /** @param {number | null} code @param {string | null} signal */
      const end = (code, signal) => {
        const log = join(data, 'server/log/server.log');
        const how = signal === null ? `with code ${code}` : `by ${signal}`;
        const words = `The server ended ${how}; its log is ${log}.\n${complaint.trim()}`;
        settle(() => reject(new Trouble(words)));
      };
      /** @param {() => void} act */
      const settle = (act) => {
        child.off('message', hear);
        child.off('exit', end);
        act();
      };
      child.on('message', hear);
      child.on('exit', end);
    });
  child.on('message', (/** @type {any} */ message) => {
    if (message.kind === 'step') onStep(message.step);
  });

  const listening = told('listening').then(({ url }) => url);
  const ready = told('ready');
  for (const promise of [listening, ready]) promise.catch(() => {});
  return {
    child,
    listening,
    ready,
    async enrol(publicKey, hostname) {
      const enrolled = told('enrolled');
      child.send({ kind: 'enrol', publicKey, hostname });
      await enrolled;
    },
  };
}
