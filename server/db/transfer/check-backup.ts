import type { BackupHeader, TableDigest } from './backup-format';
import { readBackup } from './read-backup';

/** What a whole, undamaged backup file holds. */
export interface BackupContent {
  readonly header: BackupHeader;
  readonly tables: ReadonlyMap<string, TableDigest>;
  readonly rows: number;
  /** Names of the keys in it. */
  readonly files: readonly string[];
}

/**
 * Reads a backup to its end and compares every digest.
 *
 * @throws {AppError} INVALID, with what is wrong; NOT_FOUND when there is no such file.
 */
export async function checkBackup(
  path: string,
  onRows: (table: string, rows: number) => void = () => undefined,
): Promise<BackupContent> {
  let header: BackupHeader | undefined;
  const tables = new Map<string, TableDigest>();
  const files: string[] = [];
  let rows = 0;
  let table = '';
  for await (const piece of readBackup(path)) {
    if (piece.kind === 'opsbro-backup') header = piece;
    if (piece.kind === 'table') table = piece.table.name;
    if (piece.kind === 'file') files.push(piece.name);
    if (piece.kind === 'rows') {
      rows += piece.lines.length;
      onRows(table, rows);
    }
    if (piece.kind === 'table-end') {
      tables.set(piece.name, { rows: piece.rows, sha256: piece.sha256 });
    }
  }
  if (header === undefined) throw new Error('a backup without a header was read to its end');
  return { header, tables, rows, files };
}
