import { closeSync, fdatasyncSync, fsyncSync, openSync } from 'node:fs';
import type { PGlite, PGliteOptions } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/**
 * Files of a real directory, with a real fsync. The file system that PGlite brings has none: what
 * PostgreSQL believes to be on the disk is then lost by a power cut, and the database with it.
 *
 * PostgreSQL must be told to call it: without `-F`, and with `wal_sync_method=fsync`, since the
 * `fdatasync` of this build succeeds without doing anything. See `assertDurable`.
 */
export class DurableNodeFS extends NodeFS {
  #syncs = 0;

  /** Files and directories brought to the disk so far. */
  get syncs(): number {
    return this.#syncs;
  }

  override async init(
    pglite: PGlite,
    options: Parameters<NodeFS['init']>[1],
  ): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(pglite, options);
    const before = emscriptenOpts.preRun ?? [];
    const install = (module: unknown) => this.#install(module as NodeFsModule);
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...before, install] } };
  }

  #install({ NODEFS, FS }: NodeFsModule): void {
    NODEFS.stream_ops.fsync = ({ nfd, node }) => {
      try {
        if (typeof nfd === 'number') fdatasyncSync(nfd);
        else syncDirectory(NODEFS.realPath(node));
      } catch {
        throw new FS.ErrnoError(EIO);
      }
      this.#syncs += 1;
      return 0;
    };
  }
}

/** Brings the names in a directory to the disk, as fsync(2) does for the contents of a file. */
export function syncDirectory(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** `EIO` as WASI numbers it; PostgreSQL answers it with a PANIC, as it must. */
const EIO = 29;

/** The parts of PGlite's Emscripten module that its types leave out. */
interface NodeFsModule {
  readonly NODEFS: {
    readonly stream_ops: { fsync?: (stream: NodeFsStream) => number };
    realPath(node: unknown): string;
  };
  readonly FS: { readonly ErrnoError: new (errno: number) => Error };
}

/** `nfd` is the descriptor of a file; a directory has none. */
interface NodeFsStream {
  readonly nfd?: number;
  readonly node: unknown;
}

/** The type that PGlite's options want; here so that its shape is checked in one place. */
export type PgliteFileSystem = NonNullable<PGliteOptions['fs']>;
