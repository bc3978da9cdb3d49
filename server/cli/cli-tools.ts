import type { Command } from 'commander';
import type { Clock } from '@/common/clock';
import type { Actor } from '../auth/actor';
import type { ConsoleClient } from '../console/console-client';
import type { CliOutput } from './cli-output';
import type { CliPlaces, PlaceOptions } from './cli-places';

/** What every command may use; it never prints or exits by itself. */
export interface CliTools {
  readonly out: CliOutput;
  readonly places: CliPlaces;
  readonly clock: Clock;
  /** Whoever runs the command, as the audit log names him. */
  readonly actor: Actor;
  /** The running server of the data directory that the options name. */
  client(options: PlaceOptions): ConsoleClient;
}

export interface JsonOption {
  readonly json?: boolean;
}

/** A command with the options that all of them have. */
export function commandOf(program: Command, path: string, summary: string): Command {
  return program
    .command(path)
    .description(summary)
    .option('--data <dir>', 'Data directory of the server.')
    .option('--json', 'Print JSON, for scripts.');
}

/** A topic, such as `users`, with commands of its own. */
export function topicOf(program: Command, name: string, summary: string): Command {
  return program.command(name).description(summary);
}

export const DATABASE_URL_FILE = [
  '--database-url-file <file>',
  'File with the connection string of a PostgreSQL; else DATABASE_URL.',
] as const;
