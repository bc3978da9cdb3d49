import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigFile } from '../config/config-file';
import { configFilePath } from '../config/load-config';
import type { CommandTools, CommonOptions } from './define-command';

/** The configuration file of the agent of this machine, whether or not it runs. */
export function openConfig(given: CommandTools & { readonly options: CommonOptions }): ConfigFile {
  const { environment, currentDirectory, packsDirectory, options } = given;
  const named = options.data ?? environment.opsbro.DATA;
  const flags = named === undefined ? options : { ...options, data: agentDirectory(named) };
  return new ConfigFile(configFilePath({ environment, flags, currentDirectory, packsDirectory }));
}

/** What is named may be the folder that `npm start` was given, with the agent's data below it. */
function agentDirectory(named: string): string {
  const below = join(named, 'agent');
  return existsSync(join(below, 'identity')) ? below : named;
}
