import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '@/common/errors';
import { formatBytes } from '@/common/format';
import { createBackupFiles } from '../../backups/backup-files';
import { isNobodyThere } from '../../console/console-request';
import { MIGRATIONS_DIRECTORY } from '../../db/migrate';
import { madeAtText } from '../../db/transfer/backup-format';
import { checkBackup } from '../../db/transfer/check-backup';
import { keyPieces } from '../../db/transfer/key-files';
import { openPostgresTransfer } from '../../db/transfer/postgres-transfer-session';
import { digestDatabase, readDatabase } from '../../db/transfer/read-database';
import { type Restored, restoreDirectory, restorePostgres } from '../../db/transfer/restore';
import { withKeys } from '../../db/transfer/stream-parts';
import { copyFileWhole, writeBackup } from '../../db/transfer/write-backup';
import { VERSION } from '../../version';
import { closing, type PlaceOptions } from '../cli-places';
import { type CliTools, commandOf, DATABASE_URL_FILE, type JsonOption } from '../cli-tools';

type Options = PlaceOptions & JsonOption;

interface BackupOptions extends Options {
  readonly to?: string;
  readonly keys: boolean;
}

/** `backup`, `restore` and `check`. */
export function addBackupCommands(program: Command, tools: CliTools): void {
  commandOf(program, 'backup', 'Write everything to one file, also while the server runs.')
    .option('--to <file>', 'Where to; else the folder of backups.')
    .option(
      '--no-keys',
      "Leave the server's keys out: agents will not know what is restored of it.",
    )
    .option(...DATABASE_URL_FILE)
    .action((options: BackupOptions) => backup(tools, options));
  commandOf(program, 'restore <file>', 'Make a database of a backup; the one before is kept.')
    .option(...DATABASE_URL_FILE)
    .action((file: string, options: Options) => restore(tools, file, options));
  commandOf(
    program,
    'check [file]',
    'Read a backup, or the whole database, and say whether it is whole.',
  )
    .option(...DATABASE_URL_FILE)
    .action((file: string | undefined, options: Options) => check(tools, file, options));
}

interface Written {
  readonly file: string;
  readonly sizeBytes: number;
}

async function backup(tools: CliTools, options: BackupOptions): Promise<void> {
  const { out } = tools;
  const { file, sizeBytes } = (await byServer(tools, options)) ?? (await byHand(tools, options));
  out.done();
  if (options.json) return out.json({ file, sizeBytes, keys: options.keys });
  out.line(`Written: ${file}, ${formatBytes(sizeBytes)}.`);
  if (options.keys) {
    out.line("It holds the server's keys: whoever reads it can pose as this server. Keep it so.");
  }
}

/** Asks the server that runs; `undefined` when none does. */
async function byServer(tools: CliTools, options: BackupOptions): Promise<Written | undefined> {
  const { out } = tools;
  const client = tools.client(options);
  try {
    await client.pid();
  } catch (error) {
    if (isNobodyThere(error)) return undefined;
    throw error;
  }
  out.step('the server writes the backup');
  const { name, sizeBytes } = await client.api.backups.create.mutate({ withKeys: options.keys });
  const { directory } = await client.api.backups.state.query();
  const made = join(directory, name);
  if (options.to === undefined) return { file: made, sizeBytes };
  const file = resolve(options.to);
  out.step(`copying it to ${file}`);
  await copyFileWhole(made, file);
  out.step('the server restores it for a test; the file is whole already');
  const rows = await client.api.backups.settled.query();
  const verified = rows.find((row) => row.name === name)?.verified;
  if (verified?.ok === false) {
    throw new AppError(
      'CONFLICT',
      `${file} was written, but its test restore failed: ${verified.reason}`,
    );
  }
  createBackupFiles(directory).remove(name);
  return { file, sizeBytes };
}

/** Reads the database itself: of a server that does not run, or of a PostgreSQL. */
async function byHand({ places, clock, out }: CliTools, options: BackupOptions): Promise<Written> {
  const directory = places.serverDirectory(options);
  const files = createBackupFiles(join(directory, 'backups'));
  const madeAtMs = clock.wallMs();
  return await places.withDatabase(options, async (session) => {
    if (options.to === undefined) files.open();
    const file = resolve(options.to ?? files.pathOf(files.newName('manual', madeAtMs)));
    out.step(`writing ${file}`);
    const pieces = readDatabase(session, { program: VERSION, madeAtMs });
    const stream = withKeys(pieces, options.keys ? keyPieces(join(directory, 'keys')) : []);
    return { file, sizeBytes: await writeBackup(file, stream.pieces) };
  });
}

async function restore(tools: CliTools, file: string, options: Options): Promise<void> {
  const { out, places, clock, actor } = tools;
  const common = {
    by: actor,
    file: resolve(file),
    migrationsDirectory: MIGRATIONS_DIRECTORY,
    onStep: out.step,
    clock,
  };
  const url = options.data === undefined ? places.databaseUrl(options) : undefined;
  const restored =
    url === undefined
      ? await places.withDirectory(options, (directory) =>
          restoreDirectory({ ...common, directory }),
        )
      : await closing(await openPostgresTransfer(url), (session) =>
          restorePostgres(session, places.serverDirectory(options), common),
        );
  out.done();
  tellRestored(tools, restored, { ...options, isShared: url !== undefined });
}

interface RestoreTold extends JsonOption {
  /** Other servers may work on the same database. */
  readonly isShared: boolean;
}

function tellRestored(
  { out }: CliTools,
  restored: Restored,
  { json, isShared }: RestoreTold,
): void {
  const { header, rows, kept, keys } = restored;
  if (json) {
    const tables = Object.fromEntries(restored.tables);
    out.json({ madeAtMs: header.madeAtMs, rows, tables, kept, keys });
    return;
  }
  out.line(`Restored ${rows} rows of ${madeAtText(header)}; every table was compared.`);
  for (const name of kept) out.line(`What was there before is kept as ${name}.`);
  if (keys.length === 0) out.line('No keys were restored: those that are there stay.');
  out.line(
    'Everybody must sign in again; open join tokens and all API tokens are revoked. Look at',
  );
  out.line('users and nodes: who was disabled or removed, and what was shut out, after the backup');
  out.line('was made, is back.');
  if (isShared) {
    out.line('Other servers of this database: move the file "server/audit.head" of their data');
    out.line('directory away before they start, since it tells of the log that was replaced.');
  }
}

async function check(tools: CliTools, file: string | undefined, options: Options): Promise<void> {
  const { out, places } = tools;
  const { tables, made } =
    file === undefined
      ? {
          tables: await places.withDatabase(options, (session) =>
            digestDatabase(session, (table) => out.step(`reading ${table}`)),
          ),
          made: undefined,
        }
      : await checkFile(tools, file);
  out.done();
  const digests = [...tables];
  if (options.json) return out.json({ made, tables: Object.fromEntries(tables) });
  const short = digests.map(([name, { rows, sha256 }]) => [
    name,
    String(rows),
    sha256.slice(0, 16),
  ]);
  out.table(['table', 'rows', 'sha-256'], short);
  out.line(made === undefined ? 'Every row could be read.' : `Whole and undamaged, of ${made}.`);
}

async function checkFile({ out }: CliTools, file: string) {
  const path = resolve(file);
  const content = await checkBackup(path, (table, rows) =>
    out.step(`reading ${table}: ${rows} rows`),
  );
  return { tables: content.tables, made: madeAtText(content.header) };
}
