import { CommanderError, Command as CommandParser, Option } from 'commander';
import { z } from 'zod';
import type { Command, CommonOptions, OptionShape } from './define-command';
import { describeOption } from './option-form';
import { UsageError } from './usage-error';

export const COMMON_OPTIONS = {
  data: z.string().optional().describe('Data directory of the agent.'),
  config: z.string().optional().describe('Configuration file of the agent.'),
} satisfies OptionShape;

const SHOWN =
  'A join string is a secret, and every user of this machine may read the command line: make another one, and give it on standard input or by --join-file.';

export interface ParsedCommand {
  readonly options: Readonly<Record<string, unknown>> & CommonOptions;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/**
 * @param words what follows the command's path
 * @returns the help text instead when it was asked for
 * @throws {UsageError} for what the command does not know, with what was probably meant.
 */
export function parseCommand(command: Command, words: readonly string[]): ParsedCommand | string {
  const parser = createParser(command);
  try {
    parser.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return parser.helpInformation();
    if (words.some((word) => word.startsWith('ops1.'))) throw new UsageError(SHOWN);
    throw new UsageError(
      `${sentence(withChoices(error.message, command))} See "opsbro ${command.path} --help".`,
    );
  }
  const named = Object.keys(command.arguments).map((name, index) => [name, parser.args[index]]);
  return {
    options: check({ ...COMMON_OPTIONS, ...command.options }, parser.opts(), command, '--'),
    arguments: check(command.arguments, Object.fromEntries(named), command, ''),
  };
}

function createParser({ path, summary, options, arguments: given }: Command): CommandParser {
  const quiet = () => undefined;
  const parser = new CommandParser(`opsbro ${path}`)
    .description(summary)
    .exitOverride()
    .configureOutput({ writeErr: quiet, writeOut: quiet })
    .allowExcessArguments(false);
  for (const [name, schema] of Object.entries(given)) {
    const { isOptional, help } = describeOption(schema);
    parser.argument(isOptional ? `[${name}]` : `<${name}>`, help);
  }
  for (const [name, schema] of Object.entries({ ...options, ...COMMON_OPTIONS })) {
    parser.addOption(createOption(name, schema));
  }
  return parser.helpOption('-h, --help', 'Say this.');
}

function createOption(name: string, schema: z.ZodType): Option {
  const { kind, help } = describeOption(schema);
  const flag = `--${kebab(name)}`;
  if (kind === 'flag') return new Option(flag, help);
  const option = new Option(`${flag} <${kind === 'list' ? 'setting' : name.toLowerCase()}>`, help);
  if (kind === 'list') {
    option.argParser((value: string, before: string[] = []) => [...before, value]);
  }
  return option;
}

function check(
  shape: OptionShape,
  values: unknown,
  command: Command,
  prefix: string,
): Record<string, unknown> {
  const result = z.object(shape).safeParse(values);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const name = String(issue?.path[0] ?? '');
  const place = prefix === '' ? name : `${prefix}${kebab(name)}`;
  throw new UsageError(`${place}: ${issue?.message}. See "opsbro ${command.path} --help".`);
}

/** commander says `error: missing required argument 'what'`, and not what it may be. */
function withChoices(message: string, command: Command): string {
  const [, name = ''] = /^error: missing required argument '(.+)'$/.exec(message) ?? [];
  const schema = command.arguments[name];
  const choices = schema === undefined ? [] : describeOption(schema).choices;
  return choices.length === 0 ? message : `${message}: expected one of ${choices.join(', ')}`;
}

/** commander says `error: unknown option '--x'\n(Did you mean --y?)`. */
function sentence(message: string): string {
  const plain = message
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (.+)\?\)$/, '; did you mean $1?');
  const text = plain.charAt(0).toUpperCase() + plain.slice(1);
  return /[.?]$/.test(text) ? text : `${text}.`;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
