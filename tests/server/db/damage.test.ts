import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { damageOnce, damageRandom, makeDatabase } from '../../lab/database-damage';
import { onPostgres } from '../../support/test-postgres';

/** Of 200 that were looked at: a flipped bit, a file that was cut off, one that does not open. */
const SEEDS = [101, 102, 105, 110];

/** Somebody else's database has its own files and its own backups. */
describe.skipIf(onPostgres)('a damaged file of the embedded database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsbro-damage-'));
  const whole = join(folder, 'whole');
  let right: string;
  beforeAll(async () => {
    right = await makeDatabase(whole);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(SEEDS)(
    'changes nothing, or is told with the way out, and is never read as if it were right (seed %i)',
    async (seed) => {
      const { outcome, what } = await damageOnce(whole, right, damageRandom(seed));
      expect(['harmless', 'told'], what).toContain(outcome);
    },
    180_000,
  );
});
