import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PGlite, Results } from '@electric-sql/pglite';
import { removeStalePidFile } from '../data-directory';
import { DurableNodeFS } from '../durable-node-fs';
import { onCrash, openPglite } from '../pglite-open';
import type { StatementResult } from '../thread-message';
import type { TransferSession } from './transfer-session';

/**
 * Opens the embedded database of `directory` in this very thread: for a process that does nothing
 * else and then ends. Whoever calls it holds the directory's lock.
 *
 * @throws {Error} with PostgreSQL's words when it does not start.
 */
export async function openPgliteSession(directory: string): Promise<TransferSession> {
  removeStalePidFile(directory);
  const wasm = await WebAssembly.compile(readFileSync(join(PGLITE, 'pglite.wasm')));
  const pglite = await openPglite(new DurableNodeFS(directory), { wasm, onLog: () => undefined });
  onCrash(pglite, (reason) => {
    throw new Error(`PostgreSQL crashed: ${reason}`);
  });
  return pgliteSession(pglite, directory);
}

const PGLITE = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'));

/** The parts of PGlite that a session needs; older majors have them too. */
export type SessionPglite = Pick<PGlite, 'query' | 'exec' | 'close' | 'parsers'>;

export function pgliteSession(pglite: SessionPglite, directory: string): TransferSession {
  const asText = (text: string) => text;
  const parsers = Object.fromEntries(Object.keys(pglite.parsers).map((type) => [type, asText]));
  const options = { rowMode: 'array', parsers } as const;
  return {
    kind: 'pglite',
    name: directory,
    query: async (text, values) =>
      toResult(await pglite.query(text, values === undefined ? [] : [...values], options)),
    script: async (text) => toResult((await pglite.exec(text, options)).at(-1)),
    close: () => pglite.close(),
  };
}

function toResult(result: Results<unknown> | undefined): StatementResult {
  const { fields = [], rows = [], affectedRows: affected = 0, command = '' } = result ?? {};
  return {
    fields: fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID })),
    rows: rows as (string | null)[][],
    affected,
    command,
  };
}
