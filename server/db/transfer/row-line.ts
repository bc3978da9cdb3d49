import type { TableShape } from './table-shape';

/** A row as PostgreSQL wrote it. */
export type TextRow = readonly (string | null)[];

/** How rows of a table become lines, and lines parameters. */
export interface RowCodec {
  /** A line of the stream. */
  encode(row: TextRow): string;
  /** One array literal a column, see https://www.postgresql.org/docs/15/arrays.html#ARRAYS-IO. */
  toColumns(lines: readonly string[]): string[];
}

export function createRowCodec({ name, columns }: TableShape): RowCodec {
  const isBytes = columns.map(({ type }) => type === 'bytea');
  const bytesAt = isBytes.flatMap((is, index) => (is ? [index] : []));

  function encode(row: TextRow): string {
    if (bytesAt.length === 0) return JSON.stringify(row);
    const copy = [...row];
    for (const index of bytesAt) copy[index] = hexToBase64(row[index] ?? null);
    return JSON.stringify(copy);
  }

  return {
    encode,
    toColumns(lines) {
      const elements = columns.map((): string[] => []);
      for (const line of lines) {
        const row = parseRow(line, name, columns.length);
        for (const [index, value] of row.entries()) {
          elements[index]?.push(isBytes[index] ? bytesElement(value) : textElement(value));
        }
      }
      return elements.map((values) => `{${values.join()}}`);
    },
  };
}

function parseRow(line: string, table: string, width: number): TextRow {
  const row: unknown = JSON.parse(line);
  if (Array.isArray(row) && row.length === width && row.every(isText)) return row;
  throw new Error(`a row of ${table} does not have ${width} values`);
}

function isText(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

/** PostgreSQL writes `\x` and two digits a byte. */
function hexToBase64(text: string | null): string | null {
  return text === null ? null : Buffer.from(text.slice(2), 'hex').toString('base64');
}

function bytesElement(base64: string | null): string {
  return base64 === null ? 'NULL' : `"\\\\x${Buffer.from(base64, 'base64').toString('hex')}"`;
}

function textElement(text: string | null): string {
  return text === null ? 'NULL' : `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
