import { AppError, messageOf } from '@/common/errors';
import { nearest } from '@/common/nearest';
import { ConfigError, EXIT_CONFIG } from '../config/config-error';
import { readEnvironment } from '../env';
import { COMMANDS, loadCommands } from './command-list';
import type { Command } from './define-command';
import { createOutput, type Output } from './output';
import { UsageError } from './usage-error';

export interface ProgramPlaces {
  readonly currentDirectory: string;
  /** The directory of packs that came with the program. */
  readonly packsDirectory: string;
  /** What `opsbro server` is passed on to; `undefined` where there is no server. */
  readonly serverProgram?: string | undefined;
}

const EXIT_FAILED = 1;
const EXIT_MISUSE = 2;

/**
 * Finds the command, runs it, and says in a sentence what went wrong.
 * @param words the command line without the program
 * @returns the exit code: 0 done, 1 failed, 2 misuse, 78 wrong configuration
 */
export async function runProgram(words: readonly string[], places: ProgramPlaces): Promise<number> {
  const environment = readEnvironment();
  const noColor = environment.noColor || words.includes('--no-color');
  const out = createOutput({ noColor });
  try {
    return await dispatch(
      words.filter((word) => word !== '--no-color'),
      {
        ...places,
        environment,
        out,
      },
    );
  } catch (error) {
    out.error(AppError.is(error) || isSentence(error) ? messageOf(error) : stackOf(error));
    if (error instanceof ConfigError) return EXIT_CONFIG;
    return error instanceof UsageError ? EXIT_MISUSE : EXIT_FAILED;
  }
}

type Surroundings = ProgramPlaces & {
  readonly environment: ReturnType<typeof readEnvironment>;
  readonly out: Output;
};

async function dispatch(words: readonly string[], around: Surroundings): Promise<number> {
  const [first = '', second = ''] = words;
  if (first === 'server') {
    const { passToServer } = await import('./pass-to-server');
    return passToServer(around.serverProgram, words.slice(1));
  }
  if (first === '' || first === 'help' || first === '--help' || first === '-h')
    return help(around, second);
  if (first === '--version' || first === '-V') return dispatch(['version'], around);
  const path = [4, 3, 2, 1]
    .map((count) => words.slice(0, count).join(' '))
    .find((candidate) => Object.hasOwn(COMMANDS, candidate));
  if (path === undefined) {
    const topic = words.filter((word) => !word.startsWith('-')).join(' ');
    if (isTopic(topic)) return help(around, topic);
    throw new UsageError(unknownCommand(first, second));
  }
  const command = (await COMMANDS[path]?.())?.default;
  if (command === undefined) throw new UsageError(unknownCommand(first, second));
  return runCommand(command, words.slice(path.split(' ').length), around);
}

async function runCommand(
  command: Command,
  words: readonly string[],
  around: Surroundings,
): Promise<number> {
  const { parseCommand } = await import('./parse-command');
  const parsed = parseCommand(command, words);
  if (typeof parsed === 'string') {
    around.out.line(parsed.trimEnd());
    return 0;
  }
  const { data } = parsed.options;
  const code = await command.run({
    ...around,
    ...parsed,
    commands: loadCommands,
    async agent() {
      const { findAgent } = await import('./find-agent');
      return findAgent({ ...around, data });
    },
  });
  return code ?? 0;
}

async function help(around: Surroundings, topic: string): Promise<number> {
  if (topic === 'server') return dispatch(['server'], around);
  const { out, serverProgram } = around;
  const { printHelp } = await import('./help');
  await printHelp(out, topic, serverProgram !== undefined);
  return 0;
}

function isTopic(word: string): boolean {
  return Object.keys(COMMANDS).some((path) => path.startsWith(`${word} `));
}

function unknownCommand(first: string, second: string): string {
  const paths = Object.keys(COMMANDS);
  const wanted = second === '' || second.startsWith('-') ? first : `${first} ${second}`;
  const near = nearest(wanted, paths) ?? nearest(first, new Set([...paths.map(topicOf), 'server']));
  const meant = near === undefined ? '' : ` Did you mean "opsbro ${near}"?`;
  return `There is no command "${wanted}".${meant} "opsbro" alone lists them all.`;
}

function topicOf(path: string): string {
  return path.split(' ')[0] ?? path;
}

function isSentence(error: unknown): boolean {
  return error instanceof UsageError || error instanceof ConfigError;
}

/** A bug: whoever mends it needs to see where. */
function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
