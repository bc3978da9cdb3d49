// npm run simulate -- [storm|scale|pause] [arguments]: see tests/simulation/main.ts; runs the sources.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkNode, root } from './lib/set-up.mjs';
import { run } from './lib/stages.mjs';

run(async () => {
  checkNode();
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  const words = [tsx, 'tests/simulation/main.ts', ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
  process.exit(status ?? 1);
});
