import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { BackupRow, BackupVerdict } from '@/common/domain/backup';
import { writeFileAtomic } from '@/common/node/atomic-file';

export type BackupFiles = ReturnType<typeof createBackupFiles>;

/** `opsbro-20261122T163324Z-rolling.backup`; what was found out about it stands beside it. */
const NAME = /^opsbro-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-(rolling|manual)\.backup$/;

const verdict = z.strictObject({ atMs: z.number(), ok: z.boolean(), reason: z.string() });

/** The folder of backups; only its owner can look into it, since they hold secrets. */
export function createBackupFiles(directory: string) {
  const pathOf = (name: string) => join(directory, name);
  const verdictPath = (name: string) => `${pathOf(name)}.verified`;

  return {
    directory,
    pathOf,

    /** Makes the folder, and clears away what a process that was killed left. */
    open(): void {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      for (const name of readdirSync(directory)) {
        if (name.endsWith('.backup.new')) rmSync(pathOf(name), { force: true });
      }
    },

    newName(kind: BackupRow['kind'], wallMs: number): string {
      for (let atMs = wallMs; ; atMs += 1_000) {
        const moment = new Date(atMs).toISOString().slice(0, 19).replace(/[-:]/g, '');
        const name = `opsbro-${moment}Z-${kind}.backup`;
        if (!existsSync(pathOf(name))) return name;
      }
    },

    /** Newest first. */
    list(): BackupRow[] {
      const names = existsSync(directory) ? readdirSync(directory) : [];
      return names
        .flatMap((name) => rowOf(name, pathOf(name), verdictPath(name)))
        .sort((one, other) => other.atMs - one.atMs);
    },

    setVerified(name: string, found: BackupVerdict): void {
      writeFileAtomic(verdictPath(name), `${JSON.stringify(found)}\n`);
    },

    remove(name: string): void {
      rmSync(pathOf(name), { force: true });
      rmSync(verdictPath(name), { force: true });
    },
  };
}

function rowOf(name: string, path: string, verdictFile: string): BackupRow[] {
  const [, year, month, day, hour, minute, second, kind] = NAME.exec(name) ?? [];
  if (kind !== 'rolling' && kind !== 'manual') return [];
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts === undefined) return [];
  const atMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return [{ name, sizeBytes: facts.size, atMs, kind, verified: readVerdict(verdictFile) }];
}

function readVerdict(path: string): BackupVerdict | null {
  try {
    return verdict.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}
