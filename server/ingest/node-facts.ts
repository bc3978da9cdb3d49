import { z } from 'zod';
import { storable } from '@/common/domain/text';
import type { NewFacts } from '../collectors/collector-store';

/** What a node's own row says of the machine, taken from the facts of its collectors. */
export interface NodeFacts {
  os?: string;
  kernel?: string;
  architecture?: string;
  addresses?: readonly string[];
}

const text = z.string().max(256);

const systemFacts = z.object({
  os: z
    .object({
      name: text.optional(),
      linux: z.object({ pretty_name: text.optional(), distribution: text.optional() }).optional(),
    })
    .optional(),
  kernel: text.optional(),
  architecture: text.optional(),
  local_ip: text.optional(),
  public_ip: text.optional(),
});

/** Facts are a stranger's text: what does not look as expected is left out here, and kept as facts. */
export function nodeFactsOf(facts: readonly NewFacts[]): NodeFacts {
  const system = facts.find(({ collector }) => collector === 'system');
  const parsed = systemFacts.safeParse(parseJson(system?.json ?? ''));
  if (!parsed.success) return {};
  const { os, kernel, architecture, local_ip, public_ip } = parsed.data;
  const name = os?.linux?.pretty_name ?? os?.linux?.distribution ?? os?.name;
  const addresses = [...new Set([local_ip, public_ip])].filter((one) => one !== undefined);
  return {
    ...(name === undefined ? {} : { os: name }),
    ...(kernel === undefined ? {} : { kernel }),
    ...(architecture === undefined ? {} : { architecture }),
    ...(addresses.length === 0 ? {} : { addresses }),
  };
}

/**
 * The facts of a machine as a database can hold them.
 * @returns `undefined` for text that is no JSON
 */
export function storableJson(json: string): string | undefined {
  const parsed = parseJson(json);
  if (parsed === undefined) return undefined;
  // Only an escape can hold what JSON text itself may not.
  return /\\u(0000|d[89a-f])/i.test(json) ? JSON.stringify(storableValue(parsed)) : json;
}

function storableValue(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(storableValue);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, inner]) => [storable(key), storableValue(inner)]));
}

/** @returns `undefined` for text that is no JSON */
function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
