import { z } from 'zod';

const path = z.string().min(1);
const reading = { program: z.string(), madeAtMs: z.number() };

/** What a transfer process is asked for, on its standard input. It may hold a password. */
export const transferJob = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('dump'),
    /** The directory of an embedded database that nobody else has open, or a connection string. */
    source: z.union([z.strictObject({ directory: path }), z.strictObject({ url: z.string() })]),
    file: path,
    /** Null to leave the server's keys out. */
    keysDirectory: path.nullable(),
    /** Somebody waits for it: at the usual priority. */
    isUrgent: z.boolean(),
    ...reading,
  }),
  z.strictObject({
    kind: z.literal('verify'),
    file: path,
    /** Where the test restore goes, and is removed from. */
    scratch: path,
    migrationsDirectory: path,
  }),
  z.strictObject({
    kind: z.literal('take-over'),
    directory: path,
    draft: path,
    major: z.string(),
    migrationsDirectory: path,
    ...reading,
  }),
]);

export type TransferJob = z.infer<typeof transferJob>;

/** What it says on its standard output, one JSON line each; `done` or `failed` is the last. */
export const transferNews = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('step'), step: z.string() }),
  z.strictObject({ kind: z.literal('done'), rows: z.number(), sizeBytes: z.number() }),
  z.strictObject({ kind: z.literal('failed'), code: z.string(), message: z.string() }),
]);

export type TransferNews = z.infer<typeof transferNews>;
