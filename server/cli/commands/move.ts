import type { Command } from 'commander';
import { AppError } from '@/common/errors';
import { inspectDataDirectory } from '../../db/data-directory';
import { MIGRATIONS_DIRECTORY } from '../../db/migrate';
import type { Filled } from '../../db/transfer/fill-database';
import { assertNoServers, moveToDirectory, moveToPostgres } from '../../db/transfer/move';
import { openPgliteSession } from '../../db/transfer/pglite-session';
import { openPostgresTransfer } from '../../db/transfer/postgres-transfer-session';
import { VERSION } from '../../version';
import { closing, type PlaceOptions } from '../cli-places';
import { type CliTools, commandOf, DATABASE_URL_FILE, type JsonOption } from '../cli-tools';

interface MoveOptions extends PlaceOptions, JsonOption {
  readonly toPostgres?: boolean;
  readonly fromPostgres?: boolean;
}

/** `move`: from the embedded database to a PostgreSQL, and back. */
export function addMoveCommand(program: Command, tools: CliTools): void {
  commandOf(program, 'move', 'Copy everything between the embedded database and a PostgreSQL.')
    .option('--to-postgres', 'From the data directory into an empty database of a PostgreSQL.')
    .option('--from-postgres', 'From a PostgreSQL into a data directory without a database.')
    .option(...DATABASE_URL_FILE)
    .action((options: MoveOptions) => move(tools, options));
}

async function move(tools: CliTools, options: MoveOptions): Promise<void> {
  const { out, places, clock, actor } = tools;
  if (options.toPostgres === options.fromPostgres) {
    throw new AppError('INVALID', 'Say which way: --to-postgres or --from-postgres.');
  }
  const moving = {
    by: actor,
    clock,
    folder: places.serverDirectory(options),
    program: VERSION,
    madeAtMs: clock.wallMs(),
    migrationsDirectory: MIGRATIONS_DIRECTORY,
    onStep: out.step,
  };
  const url = places.neededUrl(options);
  const filled = await places.withDirectory(options, async (directory) =>
    closing(await openPostgresTransfer(url), async (postgres) => {
      if (options.fromPostgres) {
        await assertNoServers(postgres);
        return await moveToDirectory(postgres, directory, moving);
      }
      if (inspectDataDirectory(directory) === 'missing') {
        throw new AppError('NOT_FOUND', `There is no database in ${directory}; name it by --data.`);
      }
      const embedded = await openPgliteSession(directory);
      return await closing(embedded, (session) => moveToPostgres(session, postgres, moving));
    }),
  );
  out.done();
  tell(tools, filled, options);
}

function tell({ out }: CliTools, { tables, rows }: Filled, options: MoveOptions): void {
  if (options.json) out.json({ rows, tables: Object.fromEntries(tables) });
  else tellPeople(out, tables, rows, options.toPostgres === true);
}

function tellPeople(
  out: CliTools['out'],
  tables: Filled['tables'],
  rows: number,
  toPostgres: boolean,
): void {
  out.table(
    ['table', 'rows', 'sha-256, the same on both sides'],
    [...tables].map(([name, digest]) => [name, String(digest.rows), digest.sha256.slice(0, 16)]),
  );
  out.line(`Moved ${rows} rows; the source is as it was.`);
  out.line(
    toPostgres
      ? 'Start the server with DATABASE_URL from now on; its keys stay in the data directory.'
      : 'Start the server without DATABASE_URL from now on, and with the folder server/keys that it had: agents know it by that.',
  );
}
