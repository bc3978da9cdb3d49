// npm run test:postgres: the tests of the server on a PostgreSQL of their own, which ends with them.
// With OPSBRO_TEST_DATABASE_URL they use the one that it names, and make and drop databases there.
import { spawnSync } from 'node:child_process';
import { startPostgres } from './lib/postgres.mjs';
import { checkNode, root, setUp } from './lib/set-up.mjs';
import { run } from './lib/stages.mjs';

run(async () => {
  checkNode();
  await setUp();
  const given = process.env.OPSBRO_TEST_DATABASE_URL;
  const postgres = given ? { url: given, stop: () => undefined } : await startPostgres();
  const chosen = process.argv.slice(2);
  const tests = chosen.length > 0 ? chosen : ['tests/server', 'tests/integration'];
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', ...tests],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, OPSBRO_TEST_DATABASE_URL: postgres.url },
    },
  );
  postgres.stop();
  process.exit(status ?? 1);
});
