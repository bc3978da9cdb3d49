// What has to be there before anything of the project runs: made when it is missing or out of date.
// Whole, because a Node too old for `statfsSync` must get as far as being told so.
import fs, { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command } from './command.mjs';
import { fingerprint } from './fingerprint.mjs';
import { stage, Trouble } from './stages.mjs';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const NODE_MIN = [20, 19];
const INSTALL_BYTES = 1_500 * 1024 * 1024;

/**
 * Something that is made from sources, and made again when these change.
 * @typedef {object} Product
 * @property {string} name
 * @property {string} stamp file that holds the fingerprint of the sources that it was made from
 * @property {readonly string[]} sources
 * @property {() => Promise<void>} make
 */

/** @type {Product} */
const packages = {
  name: 'packages',
  stamp: 'node_modules/.opsbro-stamp',
  sources: ['package.json', 'package-lock.json'],
  make() {
    checkSpace(INSTALL_BYTES, 'to install its packages');
    return command('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: root,
      // Types and tools are needed to build, whatever the environment says.
      env: { NODE_ENV: 'development' },
      failure: 'The packages could not be installed (npm ci).',
    });
  },
};

const databaseClient = scripted('database client', 'scripts/prisma-generate.mjs', [
  'prisma/schema.prisma',
  'prisma.config.ts',
]);

const agent = scripted('agent', 'scripts/build-agent.mjs', [
  'agent',
  'common',
  'packs',
  'scripts/lib',
]);

const server = scripted('server', 'scripts/build-server.mjs', ['server', 'common', 'prisma']);

const client = scripted('client', 'scripts/build-client.mjs', [
  'server/client',
  'server/openapi/openapi.json',
  'scripts/lib/client-types.mjs',
]);

/** @type {Product} */
const pages = {
  name: 'pages',
  stamp: 'dist/.pages-stamp',
  sources: [
    ...['app', 'common', 'public', 'server', 'prisma/schema.prisma', 'next.config.ts'],
    ...['postcss.config.ts', 'tsconfig.json', 'package-lock.json'],
  ],
  make: () =>
    command(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
      cwd: root,
      env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      failure: 'The pages could not be built (next build).',
    }),
};

/**
 * @param {string} name
 * @param {string} script
 * @param {readonly string[]} sources
 * @returns {Product}
 */
function scripted(name, script, sources) {
  return {
    name,
    stamp: `dist/.${name.replace(' ', '-')}-stamp`,
    sources: [...sources, script, 'package.json', 'package-lock.json'],
    make: () =>
      command(process.execPath, [script], {
        cwd: root,
        failure: `The ${name} could not be built (${script}).`,
      }),
  };
}

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
  await makeTogether([packages]);
  await makeTogether([databaseClient]);
  await makeTogether([agent, server, client, pages]);
}

/**
 * One stage for all that is out of date among `products`.
 * @param {readonly Product[]} products
 */
async function makeTogether(products) {
  const wanted = products
    .map((product) => ({ product, mark: fingerprint(root, product.sources) }))
    .filter(({ product, mark }) => markOf(product) !== mark);
  if (wanted.length === 0) return;
  const names = wanted.map(({ product }) => product.name).join(', ');
  await stage(names, async () => {
    const makings = wanted.map(async ({ product, mark }) => {
      await product.make();
      const file = join(root, product.stamp);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, mark);
    });
    // All have to end before a failure is told: nobody kills what is still being built.
    const ends = await Promise.allSettled(makings);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  });
}

/** @param {Product} product */
function markOf({ stamp }) {
  const file = join(root, stamp);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/**
 * @param {number} bytesMin
 * @param {string} purpose
 */
function checkSpace(bytesMin, purpose) {
  const { bavail, bsize } = fs.statfsSync(root);
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
