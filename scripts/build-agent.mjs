// Builds the agent and its command into dist/agent, or the directory named: one entry, a chunk for
// each command, the packs; and beside them what a server hands to machines that join. The program
// runs without node_modules.
import { chmod, cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import {
  agentBundle,
  CODE_FOLDERS,
  codeNames,
  definitionFiles,
  packNames,
  slimming,
} from './lib/agent-bundle.mjs';
import { packAgent } from './lib/agent-manifest.mjs';

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
  ...agentBundle,
  entryPoints: Object.fromEntries([['opsbro', 'agent/main.ts'], ...(await codeEntries())]),
  outdir: fresh,
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  splitting: true,
  format: 'esm',
  define: { OPSBRO_VERSION: JSON.stringify(version) },
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  plugins: slimming(),
  metafile: true,
});
await finish();

async function codeEntries() {
  const folders = packs.flatMap((pack) => CODE_FOLDERS.map((folder) => ({ pack, folder })));
  const perFolder = folders.map(async ({ pack, folder }) =>
    (await codeNames(pack, folder)).map((name) => {
      const path = join('packs', pack, folder, name);
      return [path, `${path}.ts`];
    }),
  );
  return (await Promise.all(perFolder)).flat();
}

async function finish() {
  for (const pack of packs) {
    for (const file of await definitionFiles(pack)) {
      const path = join('packs', pack, file);
      await mkdir(dirname(join(fresh, path)), { recursive: true });
      await cp(join(root, path), join(fresh, path));
    }
  }
  await cp(join(root, 'agent', 'v8-flags.json'), join(fresh, 'v8-flags.json'));
  await chmod(join(fresh, 'opsbro.mjs'), 0o755);
  await packAgent(fresh, version);
  await cp(join(root, 'agent', 'service', 'install.sh'), join(fresh, 'install.sh'));
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
  const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
  const seconds = (performance.now() - started) / 1_000;
  console.log(
    `${relative(process.cwd(), target)}: ${Math.round(bytes / 1_000)} kB in ${seconds.toFixed(1)} s`,
  );
}
