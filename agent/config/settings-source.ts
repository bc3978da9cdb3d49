import type { z } from 'zod';
import { nearest } from '@/common/nearest';
import { type Settings, settings } from './config';
import { ConfigError } from './config-error';
import { gossipSettings } from './gossip-settings';

/** Where settings were written down, so that a mistake can be found. */
export interface SettingsSource {
  readonly values: unknown;
  /** `/etc/opsbro/agent.yaml line 3`, `the variable OPSBRO_SERVER`, `the flag --server`. */
  readonly placeOf: (path: readonly PropertyKey[]) => string;
}

/** @throws {ConfigError} naming the place, the key and the expected form. */
export function readSettings({ values, placeOf }: SettingsSource): Settings {
  const result = settings.safeParse(values);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue === undefined) throw new ConfigError('The configuration cannot be read.');
  throw new ConfigError(asSentence(describeIssue(issue, placeOf)));
}

/** Places such as `the flag --name` begin it. */
function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function describeIssue(issue: z.core.$ZodIssue, placeOf: SettingsSource['placeOf']): string {
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const path = [...issue.path, key];
    return `${placeOf(path)}: ${path.join('.')} is not a setting${hint(key, issue.path)}`;
  }
  const key = issue.path.join('.');
  const where = key === '' ? placeOf([]) : `${placeOf(issue.path)}: ${key}`;
  if (issue.code === 'invalid_key') {
    return `${where}: expected the name of a collector, lower-case letters, digits and _`;
  }
  if (issue.code === 'invalid_type') {
    return `${where}: expected ${issue.expected === 'record' || issue.expected === 'object' ? 'keys with values' : issue.expected}`;
  }
  return `${where}: ${issue.message}`;
}

const COLLECTOR_KEYS = ['enabled', 'interval'];
const OUTBOX_KEYS = ['maxBytes', 'maxAge'];

function hint(key: string, parent: readonly PropertyKey[]): string {
  const known = keysUnder(parent);
  const near = nearest(key, known);
  return near === undefined ? `; expected one of ${known.join(', ')}.` : `; did you mean ${near}?`;
}

function keysUnder([head]: readonly PropertyKey[]): readonly string[] {
  if (head === 'collectors') return COLLECTOR_KEYS;
  if (head === 'gossip') return Object.keys(gossipSettings.shape);
  return head === 'outbox' ? OUTBOX_KEYS : Object.keys(settings.shape);
}
