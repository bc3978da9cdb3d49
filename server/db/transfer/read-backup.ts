import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { AppError, messageOf } from '@/common/errors';
import {
  type ControlLine,
  controlLine,
  FORMAT,
  type Piece,
  type TableDigest,
} from './backup-format';

/** Far above a row of the journal, far below what a string may be. */
const LINE_LENGTH_MAX = 256 * 1024 * 1024;

/**
 * The stream that a backup file holds. Each digest is compared as it comes by: whoever must not act
 * upon a damaged file reads it to its end first, see `checkBackup`.
 *
 * @throws {AppError} INVALID when it is no backup, cut off, damaged, or of a newer format.
 */
export async function* readBackup(path: string): AsyncGenerator<Piece> {
  const state = new BackupState(path);
  try {
    for await (const lines of lineGroups(path)) yield* state.take(lines);
  } catch (error) {
    if (AppError.is(error)) throw error;
    throw damaged(path, messageOf(error));
  }
  state.assertEnded();
}

/** Where in a backup we are, and what its lines come to so far. */
class BackupState {
  readonly #path: string;
  readonly #whole = createHash('sha256');
  #table: { readonly name: string; readonly hash: Hash; rows: number } | undefined;
  #place: 'start' | 'inside' | 'ended' = 'start';

  constructor(path: string) {
    this.#path = path;
  }

  *take(lines: readonly string[]): Generator<Piece> {
    for (let index = 0; index < lines.length; ) {
      const start = index;
      while (lines[index]?.startsWith('[')) index += 1;
      if (index > start) yield this.#takeRows(lines.slice(start, index));
      const line = lines[index];
      if (line !== undefined) yield* this.#takeControl(line);
      index += 1;
    }
  }

  assertEnded(): void {
    if (this.#place !== 'ended') throw damaged(this.#path, 'it is cut off');
  }

  #takeRows(lines: readonly string[]): Piece {
    if (this.#table === undefined) throw damaged(this.#path, 'rows stand outside of a table');
    this.#table.hash.update(`${lines.join('\n')}\n`);
    this.#table.rows += lines.length;
    return { kind: 'rows', lines };
  }

  *#takeControl(text: string): Generator<Piece> {
    const line = parseControl(this.#path, text, this.#place === 'start');
    this.#advance(line);
    if (line.kind === 'end') return this.#assertWhole(line.sha256);
    this.#whole.update(`${text}\n`);
    if (line.kind === 'table') {
      this.#table = { name: line.table.name, hash: createHash('sha256'), rows: 0 };
    }
    if (line.kind === 'table-end') this.#assertTable(line);
    yield line;
  }

  #advance({ kind }: ControlLine): void {
    if (this.#place === 'ended') throw damaged(this.#path, 'there is something behind its end');
    const isFirst = this.#place === 'start';
    if (isFirst !== (kind === 'opsbro-backup')) throw noBackup(this.#path);
    this.#place = kind === 'end' ? 'ended' : 'inside';
  }

  #assertTable({ rows, sha256 }: TableDigest): void {
    const table = this.#table;
    this.#table = undefined;
    if (table?.rows === rows && table.hash.digest('hex') === sha256) return;
    throw damaged(this.#path, `the rows of ${table?.name} are not those that were written`);
  }

  #assertWhole(sha256: string): void {
    if (this.#whole.digest('hex') === sha256) return;
    throw damaged(this.#path, 'it is not what was written');
  }
}

function parseControl(path: string, text: string, isFirst: boolean): ControlLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw isFirst ? noBackup(path) : damaged(path, 'a line is no JSON');
  }
  assertFormat(path, value);
  const line = controlLine.safeParse(value);
  if (line.success) return line.data;
  throw isFirst ? noBackup(path) : damaged(path, 'it holds a line that no backup has');
}

function assertFormat(path: string, value: unknown): void {
  const { kind, format } = (value ?? {}) as { kind?: unknown; format?: unknown };
  if (kind !== 'opsbro-backup' || format === FORMAT || typeof format !== 'number') return;
  throw new AppError(
    'INVALID',
    `${path} is of format ${format}, this version of OpsBro reads ${FORMAT}; restore it with the version that wrote it.`,
  );
}

/** The lines of each part of the file as it comes, whole ones only. */
async function* lineGroups(path: string): AsyncGenerator<string[]> {
  const source = createReadStream(path, { highWaterMark: 256 * 1024 });
  const gunzip = createGunzip({ chunkSize: 1024 * 1024 });
  source.on('error', (error) => gunzip.destroy(error));
  const decoder = new StringDecoder('utf8');
  let rest: string[] = [];
  let restLength = 0;
  for await (const chunk of source.pipe(gunzip) as AsyncIterable<Buffer>) {
    const [first = '', ...others] = decoder.write(chunk).split('\n');
    rest.push(first);
    restLength += first.length;
    if (restLength > LINE_LENGTH_MAX) throw damaged(path, 'a line is too long');
    if (others.length === 0) continue;
    const last = others.pop() ?? '';
    yield [rest.join(''), ...others];
    rest = [last];
    restLength = last.length;
  }
  if (restLength > 0) throw damaged(path, 'it is cut off');
}

function noBackup(path: string): AppError {
  return new AppError('INVALID', `${path} is no backup of OpsBro.`);
}

function damaged(path: string, what: string): AppError {
  return new AppError(
    'INVALID',
    `The backup ${path} cannot be used: ${what}. Nothing was changed; take another one.`,
  );
}
