import { ConfigFile } from '../config/config-file';
import { configFilePath } from '../config/load-config';
import { agentFlags } from './agent-flags';
import type { CommandTools, CommonOptions } from './define-command';

/** The configuration file of the agent of this machine, whether or not it runs. */
export function openConfig(given: CommandTools & { readonly options: CommonOptions }): ConfigFile {
  const { environment, currentDirectory, packsDirectory } = given;
  const flags = agentFlags(given);
  return new ConfigFile(configFilePath({ environment, flags, currentDirectory, packsDirectory }));
}
