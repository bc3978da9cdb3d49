import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH, see fs/ext4/ext4.h: Node has no ioctl. */
const POWER_CUT = `
import fcntl, os, struct, sys, time
disk = os.open(sys.argv[1], os.O_RDONLY)
print(time.time() * 1000)
fcntl.ioctl(disk, 0x8004587D, struct.pack('I', 2))
`;
const TRIES_MAX = 100;

/** An ext4 in a file, whose power can be cut: what was not synced by then is gone. Needs root. */
export class LoopDisk {
  readonly mountPoint: string;
  readonly #image: string;
  #device = '';

  /** @param folder holds the image and the mount point; an image from before is gone on with */
  constructor(folder: string, sizeBytes: number) {
    this.mountPoint = `${folder}/disk`;
    this.#image = `${folder}/disk.img`;
    mkdirSync(this.mountPoint, { recursive: true });
    if (existsSync(this.#image)) return;
    writeFileSync(this.#image, '');
    truncateSync(this.#image, sizeBytes);
    run('mkfs.ext4', '-q', '-F', this.#image);
  }

  /** Replays the journal of the file system, as a machine that starts again. */
  mount(): void {
    this.#device = run('losetup', '-f', '--show', this.#image).trim();
    run('mount', this.#device, this.mountPoint);
  }

  /**
   * From here on the disk takes nothing, and what it had not yet is lost.
   * @returns a moment just before, by the wall clock
   */
  cutPower(): number {
    return Number(run('python3', '-c', POWER_CUT, this.mountPoint));
  }

  /** Waits for whoever is still in there. */
  async unmount(): Promise<void> {
    if (this.#device === '') return;
    for (let tries = 1; ; tries++) {
      try {
        run('umount', this.mountPoint);
        break;
      } catch (error) {
        if (tries === TRIES_MAX) throw error;
        await sleep(100);
      }
    }
    run('losetup', '-d', this.#device);
    this.#device = '';
    await this.#detached();
  }

  /**
   * Somebody whose mount namespace was copied from ours meanwhile would hold the old file system,
   * and both would write to the one image: the lab runs in a namespace of its own.
   * @throws {Error} when that happened: no later figure would be true
   */
  async #detached(): Promise<void> {
    for (let tries = 1; run('losetup', '-j', this.#image) !== ''; tries++) {
      if (tries === TRIES_MAX) throw new Error(`${this.#image} is still in use by somebody`);
      await sleep(100);
    }
  }
}

/** Why there can be no loop disk here. */
export function lacksLoopDisk(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root for a loop device';
  try {
    run('losetup', '-f');
    for (const tool of ['mkfs.ext4', 'mount', 'umount', 'python3']) run('which', tool);
    return undefined;
  } catch {
    return 'needs loop devices, mkfs.ext4, mount and python3';
  }
}

function run(command: string, ...words: readonly string[]): string {
  return execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
