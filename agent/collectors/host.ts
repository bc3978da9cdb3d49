/**
 * The machine as a collector sees it. Tests hand in a directory of recorded files instead.
 *
 * Reads of small files are synchronous on purpose: `/proc` and `/sys` are memory, and a round trip
 * through the thread pool costs ten times the read itself. What may block (a file system on a dead
 * server) is asynchronous and bounded.
 */
export interface Host {
  readonly platform: NodeJS.Platform;
  readonly hostname: string;
  /** As `uname -r` and `uname -m` say it. */
  readonly release: string;
  readonly arch: string;
  readonly user: { readonly name: string; readonly uid: number; readonly gid: number };

  /** Monotonic milliseconds, for rates. */
  nowMs(): number;
  wallMs(): number;

  /** @throws {HostFileError} when `path` is missing or unreadable. At most 4 MiB are read. */
  readText(path: string): string;
  /** As `readText`, with `undefined` where the file is missing or unreadable. */
  tryText(path: string): string | undefined;
  /**
   * A file of any size, piece by piece, for the few that are too large to hold; pieces of at most
   * 64 KiB, each good until the next one is asked for.
   * @throws {HostFileError} while iterating, when `path` is missing or unreadable.
   */
  stream(path: string): AsyncIterable<Uint8Array>;
  /** The names in a directory; none when it is missing or unreadable. */
  list(path: string): readonly string[];
  /** Where a symbolic link points, as written in it. */
  readLink(path: string): string | undefined;
  exists(path: string): boolean;
  /** When the file last changed, in milliseconds since the epoch. */
  modifiedMs(path: string): number | undefined;
  /** How long the file is; files of `/proc` say zero. */
  sizeBytes(path: string): number | undefined;

  /**
   * Space of the file system mounted at `path`, see statvfs(3).
   * @throws {HostFileError} when it is not readable, or does not answer within two seconds.
   */
  space(path: string): Promise<FileSystemSpace>;

  /** Addresses of every interface, as the kernel lists them. */
  addresses(): readonly InterfaceAddress[];

  /** What a portable library can tell where there is no `/proc`; absent on Linux. */
  readonly portable?: PortableMachine;
}

export interface FileSystemSpace {
  readonly totalBytes: number;
  readonly freeBytes: number;
  /** What an ordinary user may still write; less than free where root has a reserve. */
  readonly availableBytes: number;
  readonly files: number;
  readonly freeFiles: number;
}

export interface InterfaceAddress {
  readonly interface: string;
  readonly address: string;
  readonly family: 'IPv4' | 'IPv6';
  readonly netmask: string;
  readonly mac: string;
  readonly internal: boolean;
}

/** Platforms other than Linux, through node-os-utils. */
export interface PortableMachine {
  cpuPercent(): Promise<{ readonly user: number; readonly system: number; readonly idle: number }>;
  cpuModel(): Promise<string>;
  memoryBytes(): Promise<{ readonly total: number; readonly free: number; readonly used: number }>;
  loadAverage(): Promise<readonly [number, number, number] | undefined>;
  disks(): Promise<
    readonly { readonly mount: string; readonly totalBytes: number; readonly usedBytes: number }[]
  >;
  interfaces(): Promise<
    readonly {
      readonly name: string;
      readonly receivedBytes: number;
      readonly sentBytes: number;
    }[]
  >;
}

export class HostFileError extends Error {
  readonly code = 'HOST_FILE_UNREADABLE';
  readonly path: string;

  constructor(path: string, options: { cause: unknown }) {
    super(`Cannot read ${path}: ${reason(options.cause)}`, options);
    this.name = 'HostFileError';
    this.path = path;
  }
}

function reason(cause: unknown): string {
  const code = (cause as { code?: unknown } | undefined)?.code;
  if (code === 'ENOENT') return 'it does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'the agent has no permission';
  return cause instanceof Error ? cause.message : String(cause);
}
