import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Environment } from '../env';
import { type AgentConfig, resolveConfig, type Settings } from './config';
import { settingsFromEnvironment } from './settings-from-environment';
import { settingsFromFile } from './settings-from-file';
import { type ConfigFlags, settingsFromFlags } from './settings-from-flags';
import { readSettings, type SettingsSource } from './settings-source';

export interface ConfigInputs {
  readonly environment: Environment;
  readonly flags: ConfigFlags;
  readonly currentDirectory: string;
  /** The directory of packs that came with the program. */
  readonly packsDirectory: string;
}

export const SYSTEM_DATA_DIRECTORY = '/var/lib/opsbro';
const SYSTEM_CONFIG_FILE = '/etc/opsbro/agent.yaml';

/** Where settings were written down. */
export type SettingOrigin = 'flag' | 'environment' | 'file';

/** What one of them says. */
export interface SettingsLayer extends SettingsSource {
  readonly origin: SettingOrigin;
  readonly settings: Settings;
}

export interface ConfigLayers {
  /** The strongest first. */
  readonly layers: readonly SettingsLayer[];
  readonly dataDirectory: string;
}

/**
 * Flags outrank the environment, it the file, and that the defaults.
 * @throws {ConfigError} naming file and line, variable or flag, key and expected form.
 */
export function loadConfig(inputs: ConfigInputs): AgentConfig {
  const { layers, dataDirectory } = configLayers(inputs);
  const { packsDirectory } = inputs;
  const given = layers.map(({ settings }) => settings);
  return resolveConfig(given, { dataDirectory, packsDirectory });
}

/** @throws {ConfigError} as {@link loadConfig} */
export function configLayers(inputs: ConfigInputs): ConfigLayers {
  const { layers, dataDirectory, file } = layersAboveFile(inputs);
  const fromFile = file === undefined ? [] : [layer('file', settingsFromFile(file))];
  return { layers: [...layers, ...fromFile], dataDirectory };
}

function layersAboveFile({ environment, flags, currentDirectory }: ConfigInputs) {
  const layers = [
    layer('flag', settingsFromFlags(flags)),
    layer('environment', settingsFromEnvironment(environment)),
  ];
  const named = layers.map(({ settings }) => settings.dataDirectory);
  const dataDirectory =
    named.find((path) => path !== undefined) ?? defaultDataDirectory(currentDirectory);
  const file = configFile(flags.config ?? environment.opsbro.CONFIG, dataDirectory);
  return { layers, dataDirectory, file };
}

function layer(origin: SettingOrigin, source: SettingsSource): SettingsLayer {
  return { origin, ...source, settings: readSettings(source) };
}

/** `./var/agent` in a checkout of the project that was started before, else the system's. */
export function defaultDataDirectory(currentDirectory: string): string {
  return isCheckout(currentDirectory) && existsSync(join(currentDirectory, 'var'))
    ? join(currentDirectory, 'var', 'agent')
    : SYSTEM_DATA_DIRECTORY;
}

/** Every machine has a `/var`: the directory must be the project's. */
function isCheckout(directory: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    return (manifest as { name?: unknown } | null)?.name === 'opsbro';
  } catch {
    return false;
  }
}

/** The configuration file that `loadConfig` reads, or would read if it were there. */
export function configFilePath(inputs: ConfigInputs): string {
  const { dataDirectory, file } = layersAboveFile(inputs);
  const [first = ''] = configCandidates(dataDirectory);
  return file ?? first;
}

function configFile(named: string | undefined, dataDirectory: string): string | undefined {
  if (named !== undefined) return resolve(named);
  return configCandidates(dataDirectory).find((path) => existsSync(path));
}

/** The first that is there is read. */
function configCandidates(dataDirectory: string): readonly string[] {
  const own = join(dataDirectory, 'agent.yaml');
  return dataDirectory === SYSTEM_DATA_DIRECTORY ? [SYSTEM_CONFIG_FILE, own] : [own];
}
