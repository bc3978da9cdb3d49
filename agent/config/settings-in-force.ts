import { formatDuration } from '@/common/duration';
import type { AgentConfig } from './config';
import { type ConfigInputs, configLayers, loadConfig, type SettingOrigin } from './load-config';
import { settingHelps } from './setting-help';
import { valueAt } from './setting-tree';

/** A setting as the agent has it. */
export interface SettingInForce {
  /** `name`, `outbox.maxAge`, `collectors.diskusage.interval` */
  readonly parameter: string;
  /** As it is written; null where nothing is said and nothing holds by default. */
  readonly value: unknown;
  readonly source: SettingOrigin | 'default' | 'socket';
  /** `/etc/opsbro/agent.yaml line 3`, `the variable OPSBRO_NAME`, `the flag --name`; empty for a default. */
  readonly place: string;
  readonly help: string;
}

/**
 * Every setting with the value that holds, and who says so; of single collectors those that
 * somebody has set.
 * @throws {ConfigError} as `loadConfig`
 */
export function settingsInForce(inputs: ConfigInputs): SettingInForce[] {
  const { layers } = configLayers(inputs);
  const config = loadConfig(inputs);
  const collectors = Object.keys(config.collectors).sort();
  const settings = settingHelps().flatMap(({ key, help }) =>
    keysOf(key, collectors).map((parameter) => ({ parameter, help })),
  );
  return settings.flatMap(({ parameter, help }): SettingInForce[] => {
    const path = parameter.split('.');
    const said = layers.find(({ values }) => valueAt(values, path) !== undefined);
    if (said !== undefined) {
      const value = valueAt(said.values, path);
      return [{ parameter, value, source: said.origin, place: said.placeOf(path), help }];
    }
    if (path[0] === 'collectors') return [];
    const value = defaultText(config, parameter);
    return [{ parameter, value, source: 'default', place: '', help }];
  });
}

function keysOf(key: string, collectors: readonly string[]): string[] {
  return key.includes('<name>') ? collectors.map((name) => key.replace('<name>', name)) : [key];
}

/** As somebody would write it. */
function defaultText(config: AgentConfig, parameter: string): unknown {
  if (parameter === 'packs') return config.packsDirectory;
  if (parameter === 'outbox.maxBytes') return `${config.outbox.bytes / 2 ** 20}MiB`;
  if (parameter === 'outbox.maxAge') return formatDuration(config.outbox.ageMs).replaceAll(' ', '');
  if (parameter === 'gossip.enabled') return config.gossip.isEnabled;
  if (parameter === 'gossip.detect') return config.gossip.isDetecting;
  if (parameter === 'gossip.forgetAfter') {
    return formatDuration(config.gossip.forgetAfterMs).replaceAll(' ', '');
  }
  const value = valueAt(config, parameter.split('.'));
  return value === '' || (Array.isArray(value) && value.length === 0) ? null : value;
}
