import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { finishSwap, keptName, swapFolders } from '@/server/db/transfer/directory-swap';
import { testFolder } from './transfer-rig';

const SWAPS = [
  { fresh: 'pg.restoring', place: 'pg', kept: 'pg.before' },
  { fresh: 'keys.restoring', place: 'keys', kept: 'keys.before' },
];

function folders(root: string): void {
  for (const [name, content] of Object.entries({
    pg: 'old',
    'pg.restoring': 'new',
    keys: 'old',
    'keys.restoring': 'new',
  })) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, 'content'), content);
  }
}

const contentOf = (root: string, name: string) => readFileSync(join(root, name, 'content'), 'utf8');

test('new folders take their places and the old ones are kept', () => {
  using folder = testFolder();
  folders(folder.path);
  swapFolders(folder.file('pg'), SWAPS);
  expect(readdirSync(folder.path).sort()).toEqual(['keys', 'keys.before', 'pg', 'pg.before']);
  expect(contentOf(folder.path, 'pg')).toBe('new');
  expect(contentOf(folder.path, 'pg.before')).toBe('old');
});

test.each([0, 1, 2, 3, 4])(
  'a swap that ended after %i of its renames is brought to its end',
  (done) => {
    using folder = testFolder();
    folders(folder.path);
    writeFileSync(folder.file('pg.swap'), JSON.stringify(SWAPS));
    const renames = SWAPS.flatMap(({ fresh, place, kept }) => [
      [place, kept],
      [fresh, place],
    ]);
    for (const [from = '', to = ''] of renames.slice(0, done)) {
      renameSync(folder.file(from), folder.file(to));
    }
    finishSwap(folder.file('pg'));
    for (const name of ['pg', 'keys']) {
      expect(contentOf(folder.path, name)).toBe('new');
      expect(contentOf(folder.path, `${name}.before`)).toBe('old');
    }
    expect(existsSync(folder.file('pg.swap'))).toBe(false);
  },
);

test('a plan that is none stops the start, with what to do', () => {
  using folder = testFolder();
  writeFileSync(folder.file('pg.swap'), '[{"fresh":"../x","place":"pg","kept":"y"}]');
  expect(() => finishSwap(folder.file('pg'))).toThrow(/remove it after a look/);
});

test('what is kept never takes the name of something else', () => {
  using folder = testFolder();
  const first = keptName(folder.file('pg'), 'before-restore', 0);
  mkdirSync(folder.file(first));
  expect(keptName(folder.file('pg'), 'before-restore', 0)).toBe(`${first}-1`);
});
