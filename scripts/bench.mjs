// npm run bench -- <name> [arguments]: runs tests/bench/<name>.ts against what was built.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkNode, root, setUp } from './lib/set-up.mjs';
import { run, Trouble } from './lib/stages.mjs';

run(async () => {
  checkNode();
  const [name = '', ...words] = process.argv.slice(2);
  const file = join(root, 'tests/bench', `${name}.ts`);
  if (!/^[a-z-]+$/.test(name) || !existsSync(file)) {
    throw new Trouble(`npm run bench -- <name>, one of: ${runnable().join(', ')}.`);
  }
  await setUp();
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  const { status } = spawnSync(process.execPath, [tsx, file, ...words], {
    cwd: root,
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
});

/** Those files that are a benchmark, rather than a part of one. */
function runnable() {
  return readdirSync(join(root, 'tests/bench'))
    .map((file) => file.replace(/\.ts$/, ''))
    .filter((name) =>
      [
        'agents',
        'check-list',
        'check-news',
        'checks',
        'expression',
        'gossip',
        'server',
        'transfer',
      ].includes(name),
    );
}
