import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const LEFT_OUT = new Set(['node_modules', 'generated', '.next', 'dist']);

/**
 * One hash over the names and contents of files, so that a checkout with other dates is no change.
 * @param {string} root
 * @param {readonly string[]} paths files or folders below it; those that do not exist count too
 */
export function fingerprint(root, paths) {
  const hash = createHash('sha256').update(process.version);
  for (const path of paths) {
    for (const file of filesIn(root, path)) {
      hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {string[]}
 */
function filesIn(root, path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .filter((name) => !LEFT_OUT.has(name))
    .sort()
    .flatMap((name) => filesIn(root, join(path, name)));
}
