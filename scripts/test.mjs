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
  const { status, signal } = spawnSync(
    process.execPath,
    [
      ...['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json'],
      ...[`--outputFile.json=${results}`, ...process.argv.slice(2)],
    ],
    { cwd: root, stdio: 'inherit' },
  );
  const counts = readCounts(results);
  rmSync(directory, { recursive: true });
  if (counts === undefined) {
    const how = signal === null ? `with code ${status}` : `by ${signal}`;
    process.stderr.write(`\nvitest ended ${how} before it had results; what it says is above.\n`);
    process.exit(status || 1);
  }
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = counts;
  process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  process.exit(status ?? 1);
});

/**
 * @param {string} file
 * @returns {Record<string, number> | undefined} nothing when vitest did not come to write it
 */
function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
