// Builds dist/agent/opsbro-<platform>, the agent as one file with this Node inside and its packs, for
// machines that have no Node; the server then offers it to those that join. Run after the agent was
// built. See https://nodejs.org/docs/latest-v20.x/api/single-executable-applications.html
import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { inject } from 'postject';
import {
  agentBundle,
  CODE_FOLDERS,
  codeNames,
  definitionFiles,
  packNames,
  slimming,
} from './lib/agent-bundle.mjs';
import { packExecutable } from './lib/agent-manifest.mjs';

/** Marks the place in Node's binary that says whether something was put inside. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

const root = fileURLToPath(new URL('..', import.meta.url));
const directory = resolve(process.argv[2] ?? join(root, 'dist', 'agent'));
const platform = `${process.platform}-${process.arch}`;
const target = join(directory, `opsbro-${platform}`);
const started = performance.now();

const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const work = await mkdtemp(join(tmpdir(), 'opsbro-executable-'));
try {
  await bundle(join(work, 'main.cjs'));
  await promisify(execFile)(process.execPath, ['--experimental-sea-config', await seaConfig()]);
  const fresh = `${target}.new`;
  await copyFile(process.execPath, fresh);
  await putInside(fresh, await readFile(join(work, 'main.blob')));
  await chmod(fresh, 0o755);
  await rename(fresh, target);
} finally {
  await rm(work, { recursive: true, force: true });
}
const { sizeBytes, unpackedBytes } = await packExecutable(directory, platform);
console.log(
  `${relative(process.cwd(), target)}: ${mb(unpackedBytes)}, ${mb(sizeBytes)} to download, in ${((performance.now() - started) / 1_000).toFixed(1)} s`,
);

/** @param {string} outfile */
async function bundle(outfile) {
  await build({
    ...agentBundle,
    entryPoints: ['agent/executable.ts'],
    outfile,
    // What is put inside Node is one script of the older kind.
    format: 'cjs',
    // Files of the project find themselves by it only where they are not inside.
    define: { OPSBRO_VERSION: JSON.stringify(version), 'import.meta.url': '"file:///"' },
    plugins: [builtInPacks(), ...slimming()],
  });
}

/** Fills in the table of packs that the program carries, which is empty in other builds. */
function builtInPacks() {
  return {
    name: 'built-in-packs',
    /** @param {import('esbuild').PluginBuild} build */
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]agent[\\/]packs[\\/]built-in-packs\.ts$/ }, async () => ({
        contents: await packTable(),
        resolveDir: root,
        loader: 'ts',
      }));
    },
  };
}

async function packTable() {
  const packs = (await packNames()).map(async (pack) => {
    const texts = Object.fromEntries(
      await Promise.all(
        (await definitionFiles(pack)).map(async (file) => [
          file,
          await readFile(join(root, 'packs', pack, file), 'utf8'),
        ]),
      ),
    );
    const code = CODE_FOLDERS.map(async (folder) => {
      const imports = (await codeNames(pack, folder)).map(
        (name) => `${JSON.stringify(name)}:()=>import('./packs/${pack}/${folder}/${name}')`,
      );
      return `${folder}:{${imports}}`;
    });
    return `${JSON.stringify(pack)}:{texts:${JSON.stringify(texts)},${await Promise.all(code)}}`;
  });
  return `export const builtInPacks={${await Promise.all(packs)}};`;
}

async function seaConfig() {
  const path = join(work, 'sea.json');
  const config = {
    main: join(work, 'main.cjs'),
    output: join(work, 'main.blob'),
    disableExperimentalSEAWarning: true,
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}

/**
 * postject writes a line for each note of Node's binary that it does not know; none of them matters.
 * @param {string} executable
 * @param {Buffer} blob
 */
async function putInside(executable, blob) {
  const { warn } = console;
  console.warn = () => undefined;
  await inject(executable, 'NODE_SEA_BLOB', blob, { sentinelFuse: FUSE }).finally(() => {
    console.warn = warn;
  });
}

/** @param {number} bytes */
function mb(bytes) {
  return `${Math.round(bytes / 1e6)} MB`;
}
