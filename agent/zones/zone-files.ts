import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { zoneName } from '@/common/domain/member';
import type { ZonePlace } from '@/common/domain/zone-tree';
import { messageOf } from '@/common/errors';
import { hasErrno } from '@/common/node/atomic-file';
import { readYaml } from '../packs/yaml-text';

const FILES_MAX = 1_024;

const description = z.object({
  name: zoneName,
  'sub-zones': z.array(zoneName).max(FILES_MAX).nullish(),
});

/** In the form of the original the same stands below `zone`. */
const file = z.union([description, z.object({ zone: description }).transform(({ zone }) => zone)]);

/** Zones that files describe, and what is wrong with those that could not be read. */
export interface ZoneFiles {
  readonly places: readonly ZonePlace[];
  /** Sentences that begin with the place. */
  readonly faults: readonly string[];
}

/**
 * The zones of agents without a server: `<zone>.yaml` with `name` and `sub-zones`. A zone stands in
 * the one that names it among its sub zones; of two that do, in the first by name of the file.
 * @param directory none is no zone
 */
export function readZoneFiles(directory: string): ZoneFiles {
  const faults: string[] = [];
  const parents = new Map<string, string | null>();
  for (const name of namesIn(directory)) {
    try {
      const zone = readZoneFile(join(directory, name));
      if (!parents.has(zone.name)) parents.set(zone.name, null);
      for (const sub of zone['sub-zones'] ?? []) {
        if ((parents.get(sub) ?? null) === null) parents.set(sub, zone.name);
        else faults.push(`${join(directory, name)}: ${sub} is a sub zone of ${parents.get(sub)}.`);
      }
    } catch (error) {
      faults.push(messageOf(error));
    }
  }
  return { places: [...parents].map(([name, parent]) => ({ name, parent })), faults };
}

function readZoneFile(path: string): z.infer<typeof description> {
  const { value } = readYaml(path, readFileSync(path, 'utf8'));
  const parsed = file.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(
    `${path}: expected the name of a zone, and the names of those that stand in it as sub-zones.`,
  );
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .slice(0, FILES_MAX);
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}
