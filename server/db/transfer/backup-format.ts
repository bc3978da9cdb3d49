import { z } from 'zod';
import { tableShape } from './table-shape';

/**
 * What a database comes to as a stream: a backup file is these, one JSON line each, under gzip; to
 * restore and to move is to feed the same stream into another database. Rows are JSON arrays of what
 * PostgreSQL itself writes for each value, in the order of the table's columns, so that every type
 * survives; only bytea is base64 instead of hexadecimal. Rows come in the order of their key.
 */
export const FORMAT = 1;

const migration = z.strictObject({
  name: z.string().min(1).max(255),
  /** SHA-256 of its file, in hexadecimal. */
  checksum: z.string().regex(/^[0-9a-f]{64}$/),
});

const digest = z.strictObject({
  rows: z.number().int().min(0),
  /** SHA-256 of the table's lines, in hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** How many rows a table has, and what they are. */
export type TableDigest = z.infer<typeof digest>;

const header = z.strictObject({
  kind: z.literal('opsbro-backup'),
  format: z.number().int().min(1),
  /** The version of the program that wrote it. */
  program: z.string().max(64),
  madeAtMs: z.number().int(),
  /** `PostgreSQL 18.6 (PGlite 0.5.16)`. */
  database: z.string().max(256),
  /** Those that the database had, in their order. */
  migrations: z.array(migration).max(1_000),
});

export type BackupHeader = z.infer<typeof header>;

/** Where the next row's number comes from, for a column that numbers rows. */
const sequence = z.strictObject({
  table: z.string().max(63),
  column: z.string().max(63),
  next: z.string().regex(/^-?\d{1,20}$/),
});

export type SequenceState = z.infer<typeof sequence>;

export const controlLine = z.discriminatedUnion('kind', [
  header,
  z.strictObject({ kind: z.literal('table'), table: tableShape }),
  z.strictObject({ kind: z.literal('table-end'), name: z.string().max(63), ...digest.shape }),
  z.strictObject({ kind: z.literal('sequences'), sequences: z.array(sequence).max(1_000) }),
  z.strictObject({
    kind: z.literal('file'),
    /** In the folder of the server's keys. */
    name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i),
    base64: z.base64().max(128 * 1024),
  }),
  /** SHA-256 of all lines before it that are no rows; those hold the digests of the rows. */
  z.strictObject({ kind: z.literal('end'), sha256: digest.shape.sha256 }),
]);

export type ControlLine = z.infer<typeof controlLine>;

/** A part of the stream. `end` stands only in files: it is what a cut-off one lacks. */
export type Piece = Exclude<ControlLine, { kind: 'end' }> | RowsPiece;

export interface RowsPiece {
  readonly kind: 'rows';
  /** Without their line feeds. */
  readonly lines: readonly string[];
}

/** `2026-11-22T16:33:24.000Z`, for messages. */
export function madeAtText({ madeAtMs }: Pick<BackupHeader, 'madeAtMs'>): string {
  return new Date(madeAtMs).toISOString();
}
