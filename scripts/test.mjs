// npm test: sets up what is missing, then runs every test that needs nothing but Node.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkNode, root, setUp } from './lib/set-up.mjs';
import { run } from './lib/stages.mjs';

run(async () => {
  checkNode();
  await setUp();
  const directory = mkdtempSync(join(tmpdir(), 'opsbro-test-'));
  const results = join(directory, 'results.json');
  const { status } = spawnSync(
    process.execPath,
    [
      ...['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json'],
      ...[`--outputFile.json=${results}`, ...process.argv.slice(2)],
    ],
    { cwd: root, stdio: 'inherit' },
  );
  const counts = JSON.parse(readFileSync(results, 'utf8'));
  rmSync(directory, { recursive: true });
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = counts;
  process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  process.exit(status ?? 1);
});
