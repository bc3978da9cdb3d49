import { Command, CommanderError } from 'commander';
import type { Clock } from '@/common/clock';
import { AppError, messageOf } from '@/common/errors';
import { consoleActor } from '../console/console-actor';
import { consoleFailure, createConsoleClient } from '../console/console-client';
import type { CliOutput } from './cli-output';
import { createCliPlaces } from './cli-places';
import type { CliTools } from './cli-tools';
import { addBackupCommands } from './commands/backup';
import { addCallCommand } from './commands/call';
import { addEnrolmentCommands } from './commands/enrolment';
import { addMoveCommand } from './commands/move';
import { addStatusCommands } from './commands/status';
import { addUserCommands } from './commands/users';
import type { CliEnvironment } from './env';

export interface ServerProgramDeps {
  readonly out: CliOutput;
  readonly environment: CliEnvironment;
  /** The folder of the installation, with `prisma/`. */
  readonly projectDirectory: string;
  readonly clock: Clock;
}

const EXIT_FAILED = 1;
const EXIT_MISUSE = 2;
const EXIT_CONFIGURATION = 78;

/**
 * `opsbro server …`: finds the command, runs it, and says in a sentence what went wrong.
 * @param words the command line behind `opsbro server`
 * @returns the exit code: 0 done, 1 failed, 2 misuse, 78 wrong configuration
 */
export async function runServerProgram(
  words: readonly string[],
  deps: ServerProgramDeps,
): Promise<number> {
  const { out } = deps;
  const program = createProgram(deps);
  try {
    await program.parseAsync(words.length === 0 ? ['--help'] : [...words], {
      from: 'user',
    });
    return 0;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return misuse(thrown, out, pathOf(program, words));
    const error = consoleFailure(thrown);
    out.error(AppError.is(error) ? messageOf(error) : stackOf(error));
    return isConfiguration(error) ? EXIT_CONFIGURATION : EXIT_FAILED;
  }
}

function createProgram({ out, environment, projectDirectory, clock }: ServerProgramDeps): Command {
  const places = createCliPlaces(environment, projectDirectory);
  const tools: CliTools = {
    out,
    places,
    clock,
    actor: consoleActor(environment.user),
    client: (options) => createConsoleClient(places.serverDirectory(options), environment.user),
  };
  const program = new Command('opsbro server')
    .description('Look after the server of this machine.')
    .exitOverride()
    .configureOutput({
      outputError: () => undefined,
      // The help of a topic that was called without a verb.
      writeErr: (text) => out.line(text.trimEnd()),
      writeOut: (text) => out.line(text.trimEnd()),
    });
  addStatusCommands(program, tools);
  addBackupCommands(program, tools);
  addMoveCommand(program, tools);
  addUserCommands(program, tools);
  addEnrolmentCommands(program, tools);
  addCallCommand(program, tools);
  for (const command of allOf(program)) command.copyInheritedSettings(program);
  return program;
}

function allOf(command: Command): Command[] {
  return command.commands.flatMap((inner) => [inner, ...allOf(inner)]);
}

/** The command that was meant, as far as the words name one: `opsbro server users list`. */
function pathOf(program: Command, words: readonly string[]): string {
  let command = program;
  for (const word of words) {
    const inner = command.commands.find((candidate) => candidate.name() === word);
    if (inner === undefined) break;
    command = inner;
  }
  const names = [];
  for (let at: Command | null = command; at !== null; at = at.parent) names.unshift(at.name());
  return names.join(' ');
}

/** commander says `error: unknown option '--x'\n(Did you mean --y?)`. */
function misuse({ code, message }: CommanderError, out: CliOutput, path: string): number {
  if (/^commander\.(helpDisplayed|version)$/.test(code)) return 0;
  if (code === 'commander.help') return EXIT_MISUSE;
  const plain = message
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (.+)\?\)$/, '; did you mean $1?');
  const sentence = plain.charAt(0).toUpperCase() + plain.slice(1);
  out.error(`${sentence}${/[.?]$/.test(sentence) ? '' : '.'} See "${path} --help".`);
  return EXIT_MISUSE;
}

/** The environment's fault: a connection string that is none, and the like. */
function isConfiguration(error: unknown): boolean {
  return AppError.is(error) && error.code === 'INVALID' && error.message.startsWith('DATABASE_URL');
}

/** A bug: whoever mends it needs to see where. */
function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
