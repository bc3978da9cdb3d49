import { ConfigError } from './config-error';
import { put, type SettingTree } from './setting-tree';
import type { SettingsSource } from './settings-source';

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
  /** `true` when it was given. */
  readonly autoDetect?: string | undefined;
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
  'gossip.detect': 'autoDetect',
  'gossip.profile': 'gossipProfile',
  'gossip.relay': 'gossipRelay',
  'gossip.forgetAfter': 'gossipForgetAfter',
  logLevel: 'logLevel',
  answers: 'answers',
  packs: 'packs',
  'outbox.maxBytes': 'outboxMaxBytes',
  'outbox.maxAge': 'outboxMaxAge',
} as const satisfies Readonly<Record<string, keyof ConfigFlags>>;

/** @throws {ConfigError} for a setting of a collector that does not read as one */
export function settingsFromFlags(flags: ConfigFlags): SettingsSource {
  const values: SettingTree = {};
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
  return { values, placeOf: (path) => `the flag --${flagOf(path)}` };
}

function flagOf(path: readonly PropertyKey[]): string {
  if (path[0] === 'collectors') return 'collector';
  const flag = FLAGS[path.join('.') as keyof typeof FLAGS];
  return flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
