// Bundles the server's own code to dist/server; its packages stay in node_modules. Beside it goes an
// empty database, so that the first start copies it instead of waiting seconds for initdb.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist/server', { recursive: true, force: true });
await build({
  entryPoints: { main: 'server/main.ts', 'pglite-worker': 'server/db/pglite-worker.ts' },
  outdir: 'dist/server',
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
execFileSync(process.execPath, ['dist/server/pglite-worker.mjs', 'dist/server/empty-database'], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
