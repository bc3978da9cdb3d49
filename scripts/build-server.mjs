// Bundles the server's own code to dist/server, or the directory named; its packages stay in
// node_modules. Beside it goes an empty database, so that the first start copies it instead of
// waiting seconds for initdb.
import { execFileSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

const target = resolve(process.argv[2] ?? 'dist/server');
// Built beside and moved into place: a server that runs from the old files keeps them till the end.
const fresh = `${target}.new`;

rmSync(fresh, { recursive: true, force: true });
await build({
  entryPoints: {
    main: 'server/main.ts',
    cli: 'server/cli/cli.ts',
    'pglite-worker': 'server/db/pglite-worker.ts',
    'transfer-program': 'server/db/transfer/transfer-program.ts',
  },
  outdir: fresh,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
});
execFileSync(process.execPath, [`${fresh}/pglite-worker.mjs`, `${fresh}/empty-database`], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
rmSync(target, { recursive: true, force: true });
renameSync(fresh, target);
