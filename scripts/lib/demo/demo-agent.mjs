import { execFile, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { agentEnvironment } from '../agent-environment.mjs';
import { stopProcess } from '../agent-process.mjs';
import { root } from '../set-up.mjs';

const bundle = join(root, 'dist/agent/opsbro.mjs');

/** What an agent of a demo collects; the others would only say the same of this machine again. */
const COLLECTED = new Set(['cpustats', 'memory', 'loadaverage', 'system', 'diskusage']);
const INTERVAL = '20s';

/**
 * @typedef {object} DemoAgentOptions
 * @property {import('./demo-names.mjs').DemoName} called
 * @property {string} directory its data
 * @property {number} port where it gossips
 * @property {readonly number[]} seeds ports of others of its zone
 * @property {string} server
 * @property {string} serverKey
 * @property {readonly string[]} flags
 */

/** Writes the files of an agent of a demo: few collectors, and a check that can be made to fail. */
/** @param {string} directory */
export function prepareDemoAgent(directory) {
  const pack = join(directory, 'packs/local/demo');
  mkdirSync(join(pack, 'checks'), { recursive: true, mode: 0o700 });
  const collectors = collectorNames().map((name) =>
    COLLECTED.has(name) ? `  ${name}: { interval: ${INTERVAL} }` : `  ${name}: { enabled: no }`,
  );
  writeFileSync(join(directory, 'agent.yaml'), `collectors:\n${collectors.join('\n')}\n`);
  writeFileSync(
    join(pack, 'pack.yaml'),
    'name: demo\nversion: 1.0.0\nsummary: What the demonstration makes fail now and then.\n',
  );
  const file = redFile(directory);
  writeFileSync(
    join(pack, 'checks/orders.yaml'),
    `summary: Orders are taken. It fails for a while, again and again, because this is a demo.
critical_if: "{{file_exists('${file}')}}"
critical_output: no order was taken for a minute
ok_output: orders are taken
`,
  );
  rmSync(file, { force: true });
}

/** @param {string} directory */
function redFile(directory) {
  return join(directory, 'orders-fail');
}

function collectorNames() {
  const packs = join(root, 'packs');
  return readdirSync(packs, { recursive: true, encoding: 'utf8' }).flatMap((path) => {
    const [, name] = /^[^/]+\/collectors\/([a-z0-9_]+)\.ts$/.exec(path) ?? [];
    return name === undefined ? [] : [name];
  });
}

/**
 * A real agent as a process, with real gossip on loopback, to which things can happen.
 * @param {DemoAgentOptions} options
 */
export function startDemoAgent({ called, directory, port, seeds, server, serverKey, flags }) {
  const words = [
    ...[...flags, bundle, 'agent', 'start', '--data', directory],
    ...['--server', server, '--server-key', serverKey, '--name', called.name],
    ...['--groups', called.groups.join(','), '--zone', called.zone, '--gossip-profile', 'local'],
    ...['--gossip-listen', `127.0.0.1:${port}`],
    ...['--gossip-seeds', seeds.map((seed) => `127.0.0.1:${seed}`).join(',')],
  ];
  const environment = agentEnvironment(process.env);
  let child = begin();

  function begin() {
    return spawn(process.execPath, words, {
      cwd: root,
      env: environment,
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
  }

  return {
    name: called.name,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    /** As when somebody pulls the plug. */
    kill: () => void child.kill('SIGKILL'),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    start() {
      if (child.exitCode !== null || child.signalCode !== null) child = begin();
    },
    /** Says goodbye, as a person does before a machine is switched off. */
    async leave() {
      const leaving = [bundle, 'gossip', 'leave', '--data', directory];
      await promisify(execFile)(process.execPath, leaving, { cwd: root, env: environment });
      await stopProcess(child);
    },
    /** @param {boolean} isRed */
    turn(isRed) {
      if (isRed) writeFileSync(redFile(directory), '');
      else rmSync(redFile(directory), { force: true });
    },
    /** Resident bytes; 0 where that is not known. */
    rssBytes() {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1_024;
      } catch {
        return 0;
      }
    },
    stop() {
      child.kill('SIGCONT');
      return stopProcess(child);
    },
  };
}
