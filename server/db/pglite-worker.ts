import { setFlagsFromString } from 'node:v8';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { PGlite, Results } from '@electric-sql/pglite';
import { createDataDirectory } from './create-data-directory';
import { DurableNodeFS } from './durable-node-fs';
import { assertDurable, onCrash, openPglite } from './pglite-open';
import type { WorkerData } from './start-worker';
import type {
  StatementFailure,
  StatementResult,
  ThreadMessage,
  ThreadRequest,
} from './thread-message';

// The thread that runs PostgreSQL; `PgliteThread` is its other end, and one message one statement.
// Run as a process, with a directory, it makes a database there and ends; see `createDatabase`.

if (isMainThread) await create(process.argv[2] ?? '');
else await serve(workerData);

async function create(directory: string): Promise<void> {
  // Most of the code runs once: compiling it well costs a third more time than running it badly.
  setFlagsFromString('--liftoff-only');
  try {
    await createDataDirectory(directory);
    // PGlite sets an exit code of its own.
    process.exit(0);
  } catch (error) {
    process.stderr.write(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}

async function serve({ directory, wasm }: WorkerData): Promise<void> {
  const fileSystem = new DurableNodeFS(directory);
  const pglite = await openPglite(fileSystem, { wasm, onLog });
  onCrash(pglite, die);
  await assertDurable(pglite, fileSystem);
  const { rows } = await pglite.query<{ version: string }>('SELECT version()');
  const identity = textParsers(pglite);
  parentPort?.on('message', (request: ThreadRequest) => {
    void answer(pglite, identity, request);
  });
  say({ kind: 'ready', version: rows[0]?.version ?? '' });
}

async function answer(pglite: PGlite, parsers: Parsers, request: ThreadRequest): Promise<void> {
  try {
    if (request.kind === 'close') {
      await pglite.close();
      return say({ kind: 'result', result: NOTHING });
    }
    const options = { rowMode: 'array', parsers } as const;
    const result =
      request.kind === 'query'
        ? await pglite.query(request.text, [...request.values], options)
        : (await pglite.exec(request.text, options)).at(-1);
    say(toReply(result));
  } catch (error) {
    const failure = toFailure(error);
    if (failure.severity === 'FATAL' || failure.severity === 'PANIC') return die(failure.message);
    say({ kind: 'failure', failure });
  }
}

function toReply(result: Results<unknown> | undefined): ThreadMessage {
  // Without this an empty text would look like a statement that did its work.
  if (result?.command === undefined) return { kind: 'failure', failure: { message: EMPTY } };
  const fields = result.fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID }));
  const rows = result.rows as (string | null)[][];
  const { command, affectedRows: affected = 0 } = result;
  return { kind: 'result', result: { fields, rows, affected, command } };
}

function toFailure(error: unknown): StatementFailure {
  if (!(error instanceof Error)) return { message: String(error) };
  const failure: Record<string, string> = { message: error.message };
  for (const key of FAILURE_FIELDS) {
    const value: unknown = Reflect.get(error, key);
    if (typeof value === 'string') failure[key] = value;
  }
  return { message: error.message, ...failure };
}

/** What is in memory can no longer be trusted: nothing more may be answered from it, or written. */
function die(reason: string): never {
  say({ kind: 'crashed', reason });
  process.exit(70);
}

function onLog(line: string): void {
  say({ kind: 'log', line });
}

function say(message: ThreadMessage): void {
  parentPort?.postMessage(message);
}

/** Leaves each value as the text that PostgreSQL sent, for every type that PGlite would parse. */
function textParsers(pglite: PGlite): Parsers {
  return Object.fromEntries(
    Object.keys(pglite.parsers).map((type) => [type, (text: string) => text]),
  );
}

type Parsers = Record<number, (text: string) => string>;

const EMPTY = 'the statement is empty, expected SQL';

const NOTHING: StatementResult = { fields: [], rows: [], affected: 0, command: '' };

const FAILURE_FIELDS = [
  'code',
  'severity',
  'detail',
  'hint',
  'schema',
  'table',
  'column',
  'constraint',
] as const;
