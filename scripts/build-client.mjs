// Builds what scripts import as `opsbro/client` into dist/client, or the directory named: one file that
// runs without node_modules, and types that need nothing else.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { clientTypes } from './lib/client-types.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = resolve(process.argv[2] ?? join(root, 'dist', 'client'));
const fresh = `${target}.new`;
/** Those whose types are as they stand in their sources. */
const DECLARED = ['create-client', 'client-options', 'opsbro-error'];

rmSync(fresh, { recursive: true, force: true });
await build({
  entryPoints: [join(root, 'server/client/create-client.ts')],
  outfile: join(fresh, 'create-client.mjs'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['bufferutil', 'utf-8-validate'],
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
declare();
writeManifest();
rmSync(target, { recursive: true, force: true });
renameSync(fresh, target);

/** So that a script elsewhere can install this folder, or what `npm pack` makes of it, by itself. */
function writeManifest() {
  const { name, version, license, engines } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const entry = { types: './create-client.d.mts', default: './create-client.mjs' };
  const description = 'The client of an OpsBro server.';
  const manifest = { name, version, description, license, type: 'module', engines };
  const text = JSON.stringify({ ...manifest, exports: { './client': entry } }, null, 2);
  writeFileSync(join(fresh, 'package.json'), `${text}\n`);
}

function declare() {
  const scratch = mkdtempSync(join(dirname(target), 'client-types-'));
  const settings = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, noCheck: true },
      ...{ incremental: false, rootDir: root, outDir: scratch, plugins: [] },
      typeRoots: [join(root, 'node_modules/@types')],
    },
    files: [join(root, 'server/client/create-client.ts')],
    include: [],
  };
  try {
    const file = join(scratch, 'tsconfig.json');
    writeFileSync(file, JSON.stringify(settings));
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', file], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    for (const name of DECLARED) {
      cpSync(join(scratch, 'server/client', `${name}.d.ts`), join(fresh, `${name}.d.mts`));
    }
    const document = JSON.parse(readFileSync(join(root, 'server/openapi/openapi.json'), 'utf8'));
    writeFileSync(join(fresh, 'client-api.d.mts'), clientTypes(document));
  } finally {
    rmSync(scratch, { recursive: true });
  }
  // A reader with Node's own rules needs the whole name of a file.
  for (const name of [...DECLARED, 'client-api']) {
    const file = join(fresh, `${name}.d.mts`);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll(/(from (['"])\.\/[\w-]+)(?=\2;)/g, '$1.mjs'));
  }
}
