import { parse } from 'yaml';
import { createLanguage } from '@/agent/expression/evaluator';
import type { Pack, PackFile } from '@/agent/packs/pack-tree';
import type { Surroundings } from '@/common/expression/frame';
import { fromJson } from '@/common/expression/json';
import { type RootScope, scopeOf, treeScope } from '@/common/expression/scope';
import type { Json } from '@/common/json';
import { seededRandom } from '@/common/random';
import { FakeClock } from '@/tests/support/fake-clock';

export const language = createLanguage();

/** A file as the loader of packs hands it out. */
export function checkFile(name: string, text: string, root?: 'check'): PackFile {
  return {
    kind: 'checks',
    pack: 'test',
    name,
    path: `/packs/test/checks/${name}.yaml`,
    level: 'core',
    root,
    document: parse(text),
    enabled: true,
    at: (keys) => `/packs/test/checks/${name}.yaml:${keys.join('.')}`,
    hides: [],
  };
}

export function checkPack(
  files: Readonly<Record<string, string>>,
): Pick<Pack, 'name' | 'parameters' | 'files'> {
  const checks = Object.entries(files).map(([name, text]) => checkFile(name, text));
  return {
    name: 'test',
    parameters: [],
    files: { checks, detectors: [], roles: [], dashboards: [] },
  };
}

/** What checks of a test see: `{{collector.…}}` and whatever they bring along. */
export function surroundings(
  collector: () => Json,
  clock = new FakeClock(),
): (roots?: Readonly<Record<string, RootScope>>) => Surroundings {
  const own: RootScope = {
    lookup: (path) => treeScope(fromJson(collector())).lookup(path),
    origin: () => ({ source: 'collector of a test' }),
  };
  return (roots = {}) => ({
    clock,
    random: seededRandom(1),
    scope: scopeOf({ collector: own, ...roots }),
  });
}
