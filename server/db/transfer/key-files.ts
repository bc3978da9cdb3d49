import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { syncTree } from '../create-data-directory';
import type { Piece } from './backup-format';
import type { BackupContent } from './check-backup';
import { keptName, type Swap } from './directory-swap';
import { readBackup } from './read-backup';

const KEYS = 'keys';
const DRAFT = 'keys.restoring';
const SIZE_BYTES_MAX = 64 * 1024;

/**
 * The server's keys as parts of a backup: without them no agent knows the restored server, and
 * everybody is signed out. Whoever has them can pose as the server.
 *
 * @param directory `keys/`; nothing when there is none
 */
export function* keyPieces(directory: string): Generator<Piece> {
  if (!existsSync(directory)) return;
  for (const name of readdirSync(directory).sort()) {
    const path = join(directory, name);
    const facts = statSync(path);
    if (!facts.isFile() || facts.size > SIZE_BYTES_MAX || name.startsWith('.')) continue;
    yield { kind: 'file', name, base64: readFileSync(path).toString('base64') };
  }
}

/** Writes the keys of a backup into a folder of their own beside `keys/`, ready to be swapped in. */
export async function draftKeys(file: string, directory: string, { files }: BackupContent) {
  const draft = join(directory, DRAFT);
  rmSync(draft, { recursive: true, force: true });
  if (files.length > 0) {
    mkdirSync(draft, { mode: 0o700 });
    for await (const piece of readBackup(file)) {
      if (piece.kind !== 'file') continue;
      writeFileSync(join(draft, piece.name), Buffer.from(piece.base64, 'base64'), { mode: 0o600 });
    }
    syncTree(draft);
  }
  return {
    swap(wallMs: number): Swap[] {
      if (files.length === 0) return [];
      const kept = keptName(join(directory, KEYS), 'before-restore', wallMs);
      return [{ fresh: DRAFT, place: KEYS, kept }];
    },
  };
}
