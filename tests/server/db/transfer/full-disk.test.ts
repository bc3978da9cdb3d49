import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyFileWhole } from '@/server/db/transfer/write-backup';

/** Only root may mount a disk as small as this. */
const canMount = process.platform === 'linux' && process.getuid?.() === 0;

test.skipIf(!canMount)(
  'a backup for a full disk is told as that, and leaves nothing there',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'opsbro-full-disk-'));
    const source = `${folder}.source`;
    writeFileSync(source, Buffer.alloc(4 * 1024 * 1024, 1));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
    try {
      await expect(copyFileWhole(source, join(folder, 'fleet.backup'))).rejects.toThrow(
        'was not written: its disk is full',
      );
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true });
      rmSync(source);
    }
  },
);
