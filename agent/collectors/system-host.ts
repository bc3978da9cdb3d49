import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  statSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import os from 'node:os';
import type { Clock } from '@/common/clock';
import { type Host, HostFileError, type InterfaceAddress } from './host';
import { createPortableMachine } from './portable-machine';
import { createSpaceReader } from './space-reader';

/** The machine that this process runs on. */
export function createSystemHost(clock: Clock): Host {
  const read = createTextReader();
  const spaces = createSpaceReader(clock);
  const { platform } = process;
  return {
    platform,
    get hostname() {
      return os.hostname();
    },
    release: os.release(),
    arch: os.machine(),
    user: currentUser(),
    ...(platform === 'linux' ? {} : { portable: createPortableMachine() }),

    nowMs: () => clock.nowMs(),
    wallMs: () => clock.wallMs(),
    readText(path) {
      try {
        return read(path);
      } catch (cause) {
        throw new HostFileError(path, { cause });
      }
    },
    tryText: (path) => orElse(undefined, () => read(path)),
    stream: streamFile,
    list: (path) => orElse([], () => readdirSync(path)),
    readLink: (path) => orElse(undefined, () => readlinkSync(path)),
    exists: existsSync,
    modifiedMs: (path) => orElse(undefined, () => statSync(path).mtimeMs),
    sizeBytes: (path) => orElse(undefined, () => statSync(path).size),
    space: (path) => spaces.read(path),
    addresses: interfaceAddresses,
  };
}

const TEXT_BYTES_MAX = 4 * 1024 * 1024;

/** Never waits for the other end of a pipe that somebody put where a file should be. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Files of `/proc` say that they are empty, so their size is not asked for: one buffer serves all
 * reads and doubles when a file fills it.
 */
function createTextReader(): (path: string) => string {
  let buffer: Buffer = Buffer.allocUnsafeSlow(64 * 1024);

  function readAll(file: number): string {
    let length = 0;
    for (;;) {
      const read = readSync(file, buffer, length, buffer.length - length, null);
      length += read;
      if (read === 0 || length === TEXT_BYTES_MAX) return buffer.toString('utf8', 0, length);
      if (length === buffer.length) buffer = doubled(buffer);
    }
  }

  return (path) => {
    const file = openSync(path, OPEN_FLAGS);
    try {
      return readAll(file);
    } finally {
      closeSync(file);
    }
  };
}

const PIECE_BYTES = 64 * 1024;

/** One buffer for all pieces: a list of packages is hundreds of them, and what is freed stays ours. */
async function* streamFile(path: string): AsyncGenerator<Uint8Array> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, OPEN_FLAGS);
    const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (cause) {
    throw new HostFileError(path, { cause });
  } finally {
    await file?.close();
  }
}

function doubled(buffer: Buffer): Buffer {
  const larger = Buffer.allocUnsafeSlow(buffer.length * 2);
  buffer.copy(larger);
  return larger;
}

function orElse<Value>(otherwise: Value, read: () => Value): Value {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/** In a container the number of the user often has no name; then the number is the name. */
function currentUser(): Host['user'] {
  const uid = process.getuid?.() ?? -1;
  const gid = process.getgid?.() ?? -1;
  return { name: orElse(String(uid), () => os.userInfo().username), uid, gid };
}

function interfaceAddresses(): readonly InterfaceAddress[] {
  return Object.entries(os.networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.map(({ address, family, netmask, mac, internal }) => ({
      interface: name,
      address,
      family,
      netmask,
      mac,
      internal,
    })),
  );
}
