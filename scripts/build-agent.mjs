// Builds the agent and its command into dist/agent, or the directory named: one entry, a chunk for
// each command, the packs. Runs without node_modules.
import { chmod, cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = resolve(process.argv[2] ?? join(root, 'dist', 'agent'));
// Built beside and moved into place: an agent that runs from the old files keeps them till the end.
const fresh = `${target}.new`;
const started = performance.now();

const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const packs = await packNames();
await rm(fresh, { recursive: true, force: true });
await mkdir(fresh, { recursive: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries([['opsbro', 'agent/main.ts'], ...(await collectorEntries())]),
  outdir: fresh,
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Names stay as they are written, so that a stack trace can be read.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  charset: 'ascii',
  define: { OPSBRO_VERSION: JSON.stringify(version) },
  // Native accelerators that ws and msgpackr try and can do without.
  external: ['bufferutil', 'utf-8-validate', 'msgpackr-extract'],
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  plugins: [withoutLocales(), shakenZod()],
  metafile: true,
  logLevel: 'warning',
});
await finish();

// zod brings its messages in fifty languages, 300 kB that no agent ever says.
function withoutLocales() {
  return {
    name: 'without-locales',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
        contents: 'export {}',
      }));
    },
  };
}

// Of `{ z }` esbuild keeps the whole library, 2 MB of memory; of `* as z` only what is used.
function shakenZod() {
  return {
    name: 'shaken-zod',
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

async function packNames() {
  const entries = await readdir(join(root, 'packs'), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function collectorEntries() {
  const perPack = packs.map(async (pack) => {
    const folder = join('packs', pack, 'collectors');
    const files = await readdir(join(root, folder)).catch(() => []);
    return files
      .filter((file) => file.endsWith('.ts'))
      .map((file) => [join(folder, file.slice(0, -3)), join(folder, file)]);
  });
  return (await Promise.all(perPack)).flat();
}

async function finish() {
  for (const pack of packs) {
    const manifest = join('packs', pack, 'pack.yaml');
    await mkdir(dirname(join(fresh, manifest)), { recursive: true });
    await cp(join(root, manifest), join(fresh, manifest));
  }
  await cp(join(root, 'agent', 'v8-flags.json'), join(fresh, 'v8-flags.json'));
  await chmod(join(fresh, 'opsbro.mjs'), 0o755);
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
  const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
  const seconds = (performance.now() - started) / 1_000;
  console.log(
    `${relative(process.cwd(), target)}: ${Math.round(bytes / 1_000)} kB in ${seconds.toFixed(1)} s`,
  );
}
