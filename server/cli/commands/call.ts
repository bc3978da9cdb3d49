import type { Command } from 'commander';
import { AppError } from '@/common/errors';
import type { PlaceOptions } from '../cli-places';
import { type CliTools, commandOf } from '../cli-tools';

/** `call`: any procedure of the API, as every page shows it under “Copy as”. */
export function addCallCommand(program: Command, tools: CliTools): void {
  commandOf(
    program,
    'call <procedure> [input]',
    'Call a procedure of the API, such as nodes.list, with its input as JSON.',
  ).action(async (procedure: string, input: string | undefined, options: PlaceOptions) => {
    if (!/^[a-z]+\.[a-zA-Z]+$/.test(procedure)) {
      throw new AppError(
        'INVALID',
        `Expected a procedure such as nodes.list; got ${JSON.stringify(procedure)}.`,
      );
    }
    const answer = await tools.client(options).call(procedure, inputOf(input));
    tools.out.json(answer ?? null);
  });
}

/** @throws {AppError} INVALID for what is no JSON */
function inputOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('INVALID', `Expected JSON such as '{"query":"web"}' behind the procedure.`);
  }
}
