// What has to be there before anything of the project runs: made when it is missing or out of date.
import { existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command } from './command.mjs';
import { fingerprint } from './fingerprint.mjs';
import { stage, Trouble } from './stages.mjs';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const NODE_MIN = [20, 19];
const INSTALL_BYTES = 1_500 * 1024 * 1024;

const LOCK = ['package.json', 'package-lock.json'];
const DATABASE = ['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json'];
const AGENT = ['agent', 'common', 'packs', 'scripts/build-agent.mjs', 'package-lock.json'];
const SERVER = [
  ...['server', 'common', 'prisma', 'scripts/build-server.mjs', 'package.json'],
  'package-lock.json',
];
const PAGES = [
  ...['app', 'common', 'public', 'server', 'prisma/schema.prisma', 'next.config.ts'],
  ...['postcss.config.mjs', 'tsconfig.json', 'package-lock.json'],
];

/** @returns {string} the version of this project */
export function projectVersion() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
}

/** Refuses a Node that is too old before it fails in a way that nobody understands. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [needMajor = 0, needMinor = 0] = NODE_MIN;
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return;
  throw new Trouble(
    `OpsBro needs Node ${NODE_MIN.join('.')} or newer; this is ${process.versions.node} (${process.execPath}). Install a newer one from https://nodejs.org.`,
  );
}

/** Installs, generates and builds what is missing; says nothing of what is there already. */
export async function setUp() {
  await unlessDone('node_modules/.opsbro-stamp', LOCK, async (done) => {
    checkSpace(INSTALL_BYTES, 'to install its packages');
    await stage('packages', () =>
      command('npm', ['ci', '--no-audit', '--no-fund'], {
        cwd: root,
        // Types and tools are needed to build, whatever the environment says.
        env: { NODE_ENV: 'development' },
        failure: 'The packages could not be installed (npm ci).',
      }),
    );
    done();
  });
  await built('database client', 'database', DATABASE, 'scripts/prisma-generate.mjs');
  await Promise.all([
    built('agent', 'agent', AGENT, 'scripts/build-agent.mjs'),
    built('server', 'server', SERVER, 'scripts/build-server.mjs'),
  ]);
  await unlessDone('dist/.pages-stamp', PAGES, async (done) => {
    await stage('pages', () =>
      command(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
        cwd: root,
        env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
        failure: 'The pages could not be built (next build).',
      }),
    );
    done();
  });
}

/**
 * @param {string} name
 * @param {string} key
 * @param {readonly string[]} sources
 * @param {string} script
 */
async function built(name, key, sources, script) {
  await unlessDone(`dist/.${key}-stamp`, sources, async (done) => {
    await stage(name, () =>
      command(process.execPath, [script], { cwd: root, failure: `${script} failed.` }),
    );
    done();
  });
}

/**
 * @param {string} stamp file that holds the fingerprint of what was made last
 * @param {readonly string[]} sources
 * @param {(done: () => void) => Promise<void>} make
 */
async function unlessDone(stamp, sources, make) {
  const wanted = fingerprint(root, sources);
  const file = join(root, stamp);
  if (existsSync(file) && readFileSync(file, 'utf8') === wanted) return;
  await make(() => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, wanted);
  });
}

/**
 * @param {number} bytesMin
 * @param {string} purpose
 */
function checkSpace(bytesMin, purpose) {
  const { bavail, bsize } = statfsSync(root);
  const free = bavail * bsize;
  if (free >= bytesMin) return;
  throw new Trouble(
    `The disk of ${root} has ${mib(free)} left; OpsBro needs ${mib(bytesMin)} ${purpose}. Free some space and start again.`,
  );
}

/** @param {number} bytes */
function mib(bytes) {
  return `${Math.floor(bytes / 1024 / 1024)} MiB`;
}
