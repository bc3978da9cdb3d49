import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '@/common/node/system-clock';
import {
  inspectDataDirectory,
  POSTGRESQL_MAJOR,
  resolveDataDirectory,
} from '@/server/db/data-directory';
import { openDatabase } from '@/server/db/open-database';
import { findTestTemplate, quietLog } from '../../support/test-database';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsbro-directory-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a data directory', () => {
  test('of the PostgreSQL in use is known by its major version', async () => {
    const version = readFileSync(join(await findTestTemplate(), 'PG_VERSION'), 'utf8');
    expect(version.trim()).toBe(POSTGRESQL_MAJOR);
  });

  test('of a newer PostgreSQL is refused with a way out, and not touched', async () => {
    const directory = join(folder, 'db');
    mkdirSync(directory);
    writeFileSync(join(directory, 'PG_VERSION'), '19\n');
    writeFileSync(join(directory, 'postmaster.pid'), '-42\n');
    const opening = openDatabase({ directory, clock: systemClock, log: quietLog });
    await expect(opening).rejects.toMatchObject({
      code: 'CONFLICT',
      message: `the database in ${directory} was made by PostgreSQL 19, this version of OpsBro needs 18; start the version that made it, or choose another data directory with --data (nothing was changed)`,
    });
    expect(readdirSync(directory).sort()).toEqual(['PG_VERSION', 'postmaster.pid']);
  });

  test('with something else in it is refused, and not touched', async () => {
    writeFileSync(join(folder, 'thesis.txt'), 'years of work');
    const opening = openDatabase({ directory: folder, clock: systemClock, log: quietLog });
    await expect(opening).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('is not empty and holds no database'),
    });
    expect(readdirSync(folder)).toEqual(['thesis.txt']);
    rmSync(`${folder}.lock`, { recursive: true });
  });

  test('that is empty or not there is to be made', () => {
    mkdirSync(join(folder, 'empty'));
    expect(inspectDataDirectory(join(folder, 'empty'))).toBe('missing');
    expect(inspectDataDirectory(join(folder, 'none'))).toBe('missing');
  });

  test('has one name whichever link leads to it', () => {
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    expect(resolveDataDirectory(join(folder, 'link'))).toBe(join(folder, 'real'));
    expect(resolveDataDirectory(join(folder, 'link', 'db'))).toBe(join(folder, 'real', 'db'));
    expect(resolveDataDirectory(join(folder, 'new', 'db'))).toBe(join(folder, 'new', 'db'));
  });
});
