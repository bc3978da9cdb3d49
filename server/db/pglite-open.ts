import { PGlite } from '@electric-sql/pglite';
import type { DurableNodeFS, PgliteFileSystem } from './durable-node-fs';

export interface OpenPgliteOptions {
  /** `pglite.wasm`, compiled. */
  readonly wasm: WebAssembly.Module;
  /** Gets what PostgreSQL writes to its log: FATAL and PANIC only. */
  readonly onLog: (line: string) => void;
}

/**
 * Starts PostgreSQL in this thread on the files of `fileSystem`, making them when there are none.
 *
 * @throws {Error} with the last line of PostgreSQL's log when it does not start.
 */
export async function openPglite(
  fileSystem: PgliteFileSystem,
  { wasm, onLog }: OpenPgliteOptions,
): Promise<PGlite> {
  let lastLine: string | undefined;
  const onStderr = (line: string): boolean => {
    if (!LOGGED.test(line)) return false;
    lastLine = line;
    onLog(line);
    return false;
  };
  try {
    return await PGlite.create({
      fs: fileSystem,
      pgliteWasmModule: wasm,
      startParams: START,
      serializers,
      onStderr,
    });
  } catch (cause) {
    throw lastLine === undefined ? cause : new Error(lastLine, { cause });
  }
}

/**
 * Proves that a commit reaches the disk, since nothing else would tell: an update of PGlite that
 * goes around the hook of `DurableNodeFS` answers just the same, and faster.
 *
 * @throws {Error} when PostgreSQL does not ask for fsync, or when asking has no effect.
 */
export async function assertDurable(
  pglite: PGlite,
  fileSystem: Pick<DurableNodeFS, 'syncs'>,
): Promise<void> {
  const { rows } = await pglite.query<{ fsync: string }>('SHOW fsync');
  if (rows[0]?.fsync !== 'on') {
    throw new Error(`self-test: PostgreSQL runs with fsync ${rows[0]?.fsync}, expected on`);
  }
  const before = fileSystem.syncs;
  await pglite.query(`SELECT pg_logical_emit_message(true, 'opsbro', 'self-test')`);
  if (fileSystem.syncs === before) {
    throw new Error('self-test: a commit was answered without fsync, expected at least one');
  }
}

/**
 * Watches for what PGlite itself would swallow: a trap, an abort, a stack that overflowed. After
 * one of those it goes on to answer, with empty results and no error, even to an INSERT.
 */
export function onCrash(pglite: PGlite, crashed: (reason: string) => void): void {
  const module = pglite.Module;
  const once = module._PostgresMainLoopOnce;
  module._PostgresMainLoopOnce = () => {
    try {
      once();
    } catch (thrown) {
      if (!isOrdinaryError(thrown)) crashed(String(thrown));
      throw thrown;
    }
  };
}

/** PostgreSQL's own `siglongjmp` to its main loop, which every refused statement takes. */
function isOrdinaryError(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && 'status' in thrown
    ? thrown.status === LONGJMP
    : false;
}

const LONGJMP = 100;

const LOGGED = /\b(FATAL|PANIC):/;

/** PGlite's own goes byte by byte: half the time of an insert of 8 KiB. */
const serializers = {
  17: (bytes: Uint8Array) => `\\x${Buffer.from(bytes).toString('hex')}`,
};

/**
 * Small memory, bounded WAL, real fsync. Without `max_wal_size` the WAL was seen to grow to 1.3 GB,
 * since PGlite has no background checkpointer.
 */
const START = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...[
    'fsync=on',
    'full_page_writes=on',
    'wal_sync_method=fsync',
    'shared_buffers=16MB',
    'wal_buffers=1MB',
    'max_wal_size=64MB',
    'min_wal_size=32MB',
    'log_min_messages=fatal',
    'log_min_error_statement=panic',
  ].flatMap((setting) => ['-c', setting]),
];
