import type { z } from 'zod';
import type { Environment } from '../env';
import type { LocalClient } from '../local-api/local-client';
import type { Output } from './output';

/** One schema for each option or argument; `describe` is its help. */
export type OptionShape = Readonly<Record<string, z.ZodType>>;

type Values<S extends OptionShape> = z.output<z.ZodObject<S>>;

/** What every command may use; it never prints or exits by itself. */
export interface CommandTools {
  readonly out: Output;
  readonly environment: Environment;
  readonly currentDirectory: string;
  /** The directory of packs that came with the program. */
  readonly packsDirectory: string;
  /** All of them, for what lists them. */
  commands(): Promise<readonly Command[]>;
  /**
   * The agent that answers on this machine.
   * @throws {AppError} UNREACHABLE with how to start one.
   */
  agent(): Promise<LocalClient>;
}

/**
 * What a command comes to when nothing is thrown; nothing returned is 0. Commands about the cluster
 * end with 2 when the answer is no, as those of the original do, and with 1 without an agent.
 */
export type ExitCode = 0 | 1 | 2;

export interface CommandDefinition<Options extends OptionShape, Arguments extends OptionShape> {
  /** `collectors show`; also where the file lies below `commands/`. */
  readonly path: string;
  readonly summary: string;
  /** camelCase here, `--kebab-case` on the command line; `CommonOptions` are there besides. */
  readonly options: Options;
  /** In the order of the command line. */
  readonly arguments: Arguments;
  run(
    given: CommandTools & {
      readonly options: Values<Options> & CommonOptions;
      readonly arguments: Values<Arguments>;
    },
  ): Promise<ExitCode | undefined>;
}

/** The options of every command. */
export interface CommonOptions {
  readonly data?: string | undefined;
  readonly config?: string | undefined;
}

export interface Command {
  readonly path: string;
  readonly summary: string;
  readonly options: OptionShape;
  readonly arguments: OptionShape;
  run(
    given: CommandTools & {
      readonly options: Readonly<Record<string, unknown>> & CommonOptions;
      readonly arguments: Readonly<Record<string, unknown>>;
    },
  ): Promise<ExitCode | undefined>;
}

/** Checks a command where it is written: `run` is given exactly what it declares. */
export function defineCommand<
  const Options extends OptionShape,
  const Arguments extends OptionShape,
>(command: CommandDefinition<Options, Arguments>): Command {
  return command as unknown as Command;
}

/** The same command by another path. */
export function aliasOf(command: Command, path: string): Command {
  return { ...command, path };
}
