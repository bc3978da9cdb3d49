import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandTools, CommonOptions } from './define-command';

/**
 * The options of a command about the agent that is here already, as its configuration takes them:
 * what is named as its folder may be the one that `npm start` was given, with the agent's below it.
 */
export function agentFlags<Options extends CommonOptions>({
  environment,
  options,
}: Pick<CommandTools, 'environment'> & { readonly options: Options }): Options {
  const named = options.data ?? environment.opsbro.DATA;
  return named === undefined ? options : { ...options, data: agentDirectory(named) };
}

function agentDirectory(named: string): string {
  const below = join(named, 'agent');
  return existsSync(join(below, 'identity')) ? below : named;
}
