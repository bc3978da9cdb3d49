// npm run lab -- <goal> [arguments]: what survives, see RELIABILITY.md; runs against what was built.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { checkNode, root, setUp } from './lib/set-up.mjs';
import { run } from './lib/stages.mjs';

run(async () => {
  checkNode();
  await setUp();
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  const lab = spawn(process.execPath, [tsx, 'tests/lab/main.ts', ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  });
  // The lab comes to an end by itself, and looks at what there is by then.
  process.on('SIGINT', () => undefined);
  lab.on('exit', (code) => process.exit(code ?? 1));
});
