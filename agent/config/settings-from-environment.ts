import type { Environment } from '../env';
import { put, type SettingTree } from './setting-tree';
import type { SettingsSource } from './settings-source';

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
  'gossip.detect': 'GOSSIP_DETECT',
  'gossip.profile': 'GOSSIP_PROFILE',
  'gossip.relay': 'GOSSIP_RELAY',
  'gossip.forgetAfter': 'GOSSIP_FORGET_AFTER',
  logLevel: 'LOG_LEVEL',
  answers: 'ANSWERS',
  packs: 'PACKS',
  'outbox.maxBytes': 'OUTBOX_MAX_BYTES',
  'outbox.maxAge': 'OUTBOX_MAX_AGE',
} as const;

/** `OPSBRO_NAME`, `OPSBRO_COLLECTOR_DISKUSAGE_INTERVAL`. */
export function settingsFromEnvironment({ opsbro }: Environment): SettingsSource {
  const values: SettingTree = {};
  for (const [path, variable] of Object.entries(VARIABLES)) put(values, path, opsbro[variable]);
  for (const [variable, value] of Object.entries(opsbro)) {
    const [, name, key] = /^COLLECTOR_(\w+)_(ENABLED|INTERVAL)$/.exec(variable) ?? [];
    if (name === undefined || key === undefined) continue;
    put(values, `collectors.${name.toLowerCase()}.${key.toLowerCase()}`, value);
  }
  return { values, placeOf: (path) => `the variable ${variableOf(path)}` };
}

function variableOf(path: readonly PropertyKey[]): string {
  const [head, name, key] = path.map(String);
  if (head === 'collectors') return `OPSBRO_COLLECTOR_${`${name}_${key}`.toUpperCase()}`;
  return `OPSBRO_${VARIABLES[path.join('.') as keyof typeof VARIABLES]}`;
}
