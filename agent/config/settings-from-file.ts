import { readFileSync } from 'node:fs';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { messageOf } from '@/common/errors';
import { ConfigError } from './config-error';
import type { SettingsSource } from './settings-source';

/** @throws {ConfigError} for a file that cannot be read, or is no YAML */
export function settingsFromFile(path: string): SettingsSource {
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
