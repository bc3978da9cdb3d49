import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { messageOf } from '@/common/errors';
import type { Environment } from '../env';
import { type AgentConfig, resolveConfig, type Settings } from './config';
import { ConfigError } from './config-error';
import { readSettings, type SettingsSource } from './settings-source';

export interface ConfigInputs {
  readonly environment: Environment;
  readonly flags: ConfigFlags;
  readonly currentDirectory: string;
  /** The directory of packs that came with the program. */
  readonly packsDirectory: string;
}

/** The flags that every command knows, and those of `agent start`. */
export interface ConfigFlags {
  readonly config?: string | undefined;
  readonly data?: string | undefined;
  readonly server?: string | undefined;
  readonly serverKey?: string | undefined;
  readonly name?: string | undefined;
  /** With commas between. */
  readonly groups?: string | undefined;
  readonly zone?: string | undefined;
  readonly gossipEnabled?: string | undefined;
  readonly gossipListen?: string | undefined;
  readonly gossipAdvertise?: string | undefined;
  /** With commas between. */
  readonly gossipSeeds?: string | undefined;
  readonly gossipProfile?: string | undefined;
  readonly gossipRelay?: string | undefined;
  readonly gossipForgetAfter?: string | undefined;
  readonly logLevel?: string | undefined;
  readonly answers?: string | undefined;
  readonly packs?: string | undefined;
  readonly outboxMaxBytes?: string | undefined;
  readonly outboxMaxAge?: string | undefined;
  /** `diskusage.interval=30s`, `sshd.enabled=false` */
  readonly collector?: readonly string[] | undefined;
}

export const SYSTEM_DATA_DIRECTORY = '/var/lib/opsbro';
const SYSTEM_CONFIG_FILE = '/etc/opsbro/agent.yaml';

/**
 * Flags outrank the environment, it the file, and that the defaults.
 * @throws {ConfigError} naming file and line, variable or flag, key and expected form.
 */
export function loadConfig(inputs: ConfigInputs): AgentConfig {
  const { environment, flags, currentDirectory, packsDirectory } = inputs;
  const fromFlags = readSettings(flagSettings(flags));
  const fromEnvironment = readSettings(environmentSettings(environment));
  const dataDirectory =
    fromFlags.dataDirectory ??
    fromEnvironment.dataDirectory ??
    defaultDataDirectory(currentDirectory);
  const file = configFile(flags.config ?? environment.opsbro.CONFIG, dataDirectory);
  const fromFile: Settings = file === undefined ? {} : readSettings(fileSettings(file));
  return resolveConfig([fromFlags, fromEnvironment, fromFile], { dataDirectory, packsDirectory });
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
export function configFilePath({ environment, flags, currentDirectory }: ConfigInputs): string {
  const dataDirectory =
    readSettings(flagSettings(flags)).dataDirectory ??
    readSettings(environmentSettings(environment)).dataDirectory ??
    defaultDataDirectory(currentDirectory);
  const [first = ''] = configCandidates(dataDirectory);
  return configFile(flags.config ?? environment.opsbro.CONFIG, dataDirectory) ?? first;
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

function fileSettings(path: string): SettingsSource {
  const lines = new LineCounter();
  const document = parseDocument(readConfigFile(path), { lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = error.linePos?.[0].line ?? 1;
    throw new ConfigError(`${path} line ${line}: ${error.message.split('\n')[0]}`);
  }
  const placeOf = (keys: readonly PropertyKey[]) => {
    const offset = offsetOf(document.contents, keys);
    return offset === undefined ? path : `${path} line ${lines.linePos(offset).line}`;
  };
  return { values: document.toJS() ?? {}, placeOf };
}

function readConfigFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(`The configuration file cannot be read: ${messageOf(cause)}`, { cause });
  }
}

/** Where the key stands in the file, or the nearest one around it. */
function offsetOf(root: unknown, keys: readonly PropertyKey[]): number | undefined {
  let node = root;
  let offset: number | undefined;
  for (const key of keys) {
    if (!isMap(node)) break;
    const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
    if (pair === undefined) break;
    if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
    node = pair.value;
  }
  return offset;
}

const VARIABLES = {
  dataDirectory: 'DATA',
  server: 'SERVER',
  serverKey: 'SERVER_KEY',
  name: 'NAME',
  groups: 'GROUPS',
  zone: 'ZONE',
  'gossip.enabled': 'GOSSIP_ENABLED',
  'gossip.listen': 'GOSSIP_LISTEN',
  'gossip.advertise': 'GOSSIP_ADVERTISE',
  'gossip.seeds': 'GOSSIP_SEEDS',
  'gossip.profile': 'GOSSIP_PROFILE',
  'gossip.relay': 'GOSSIP_RELAY',
  'gossip.forgetAfter': 'GOSSIP_FORGET_AFTER',
  logLevel: 'LOG_LEVEL',
  answers: 'ANSWERS',
  packs: 'PACKS',
  'outbox.maxBytes': 'OUTBOX_MAX_BYTES',
  'outbox.maxAge': 'OUTBOX_MAX_AGE',
} as const;

const FLAGS = {
  dataDirectory: 'data',
  server: 'server',
  serverKey: 'serverKey',
  name: 'name',
  groups: 'groups',
  zone: 'zone',
  'gossip.enabled': 'gossipEnabled',
  'gossip.listen': 'gossipListen',
  'gossip.advertise': 'gossipAdvertise',
  'gossip.seeds': 'gossipSeeds',
  'gossip.profile': 'gossipProfile',
  'gossip.relay': 'gossipRelay',
  'gossip.forgetAfter': 'gossipForgetAfter',
  logLevel: 'logLevel',
  answers: 'answers',
  packs: 'packs',
  'outbox.maxBytes': 'outboxMaxBytes',
  'outbox.maxAge': 'outboxMaxAge',
} as const satisfies Record<keyof typeof VARIABLES, keyof ConfigFlags>;

function environmentSettings({ opsbro }: Environment): SettingsSource {
  const values: Tree = {};
  for (const [path, variable] of Object.entries(VARIABLES)) put(values, path, opsbro[variable]);
  for (const [variable, value] of Object.entries(opsbro)) {
    const [, name, key] = /^COLLECTOR_(\w+)_(ENABLED|INTERVAL)$/.exec(variable) ?? [];
    if (name === undefined || key === undefined) continue;
    put(values, `collectors.${name.toLowerCase()}.${key.toLowerCase()}`, value);
  }
  return { values, placeOf: (path) => `The variable ${variableOf(path)}` };
}

function variableOf(path: readonly PropertyKey[]): string {
  const [head, name, key] = path.map(String);
  if (head === 'collectors') return `OPSBRO_COLLECTOR_${`${name}_${key}`.toUpperCase()}`;
  return `OPSBRO_${VARIABLES[path.join('.') as keyof typeof VARIABLES]}`;
}

function flagSettings(flags: ConfigFlags): SettingsSource {
  const values: Tree = {};
  for (const [path, flag] of Object.entries(FLAGS)) put(values, path, flags[flag]);
  for (const entry of flags.collector ?? []) {
    const [, path, value] = /^([^.=]+\.[^.=]+)=(.+)$/.exec(entry) ?? [];
    if (path === undefined) {
      throw new ConfigError(
        `The flag --collector: expected a setting such as diskusage.interval=30s, found ${JSON.stringify(entry)}`,
      );
    }
    put(values, `collectors.${path}`, value);
  }
  return { values, placeOf: (path) => `The flag --${flagOf(path)}` };
}

function flagOf(path: readonly PropertyKey[]): string {
  if (path[0] === 'collectors') return 'collector';
  const flag = FLAGS[path.join('.') as keyof typeof FLAGS];
  return flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

interface Tree {
  [key: string]: Tree | string;
}

function put(tree: Tree, path: string, value: string | undefined): void {
  if (value === undefined) return;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let place = tree;
  for (const key of keys) {
    const known = Object.hasOwn(place, key) ? place[key] : undefined;
    const inner: Tree = typeof known === 'object' ? known : {};
    place[key] = inner;
    place = inner;
  }
  place[last] = value;
}
