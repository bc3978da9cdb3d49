import { z } from 'zod';
import { messageOf } from '@/common/errors';
import type { Collector } from '../collectors/define-collector';
import type { PackedCollector, ReadyCollector } from '../collectors/packed-collector';
import { collectorParameters } from './collector-parameters';
import type { Pack, PackCollectorFile, PackTree } from './pack-tree';

const NAME_FORM = /^[a-z][a-z0-9_]{0,63}$/;

const collectorForm = z.object({
  name: z.string().regex(NAME_FORM, 'snake_case of at most 64 characters'),
  summary: z.string().min(1).max(512),
  intervalMs: z.int().min(1_000),
  timeoutMs: z.int().min(1).optional(),
  fix: z.string().optional(),
  shape: z.object({ node: z.object({ is: z.string() }) }),
  collect: z.custom((value) => typeof value === 'function', 'a function'),
});

/**
 * Imports the collectors of all packs. The file's name is the registration. What is broken comes
 * back as such and takes nothing else with it.
 * @param before what was loaded last: what has not changed is the same object again, and of what
 * has become broken the version before goes on
 */
export async function loadCollectors(
  tree: PackTree,
  before: readonly PackedCollector[] = [],
): Promise<PackedCollector[]> {
  const ready = new Map(
    before.flatMap((each) => (each.kind === 'ready' ? [[each.path, each] as const] : [])),
  );
  const loaded: PackedCollector[] = [];
  for (const { name, reason, collectors } of tree.lost) {
    const names = collectors.length === 0 ? [name] : collectors;
    loaded.push(...names.map((collector) => broken(name, collector, reason)));
  }
  for (const pack of tree.packs) {
    for (const file of pack.collectors) {
      loaded.push(await loadCollector(file, pack, ready.get(file.path)));
    }
  }
  return refuseTwins(loaded.sort(byPack));
}

async function loadCollector(
  file: PackCollectorFile,
  pack: Pack,
  before: ReadyCollector | undefined,
): Promise<PackedCollector> {
  const { path, level, fingerprint } = file;
  const parameters = collectorParameters(pack);
  if (before?.fingerprint === fingerprint) return { ...before, parameters };
  const loaded = await importCollector(file);
  if (typeof loaded === 'string') {
    if (before !== undefined) return { ...before, parameters, fault: `${path}: ${loaded}` };
    return broken(pack.name, file.name, `${path}: ${loaded}`);
  }
  return {
    kind: 'ready',
    pack: pack.name,
    collector: loaded,
    path,
    level,
    fingerprint,
    parameters,
  };
}

/** @returns the collector, or what is wrong with it */
async function importCollector(file: PackCollectorFile): Promise<Collector | string> {
  try {
    const module = await file.load();
    return collectorProblem(module.default, file.name) ?? (module.default as Collector);
  } catch (error) {
    return messageOf(error);
  }
}

function collectorProblem(exported: unknown, name: string): string | undefined {
  if (exported === undefined) return 'expected a default export made by defineCollector';
  const form = collectorForm.safeParse(exported);
  if (!form.success) return describeIssue(form.error);
  if (form.data.name === name) return undefined;
  return `name: expected ${JSON.stringify(name)}, as the file is called, found ${JSON.stringify(form.data.name)}`;
}

function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'it does not have the expected form';
  const key = issue.path.join('.');
  return key === '' ? issue.message : `${key}: ${issue.message}`;
}

function byPack(left: PackedCollector, right: PackedCollector): number {
  if (left.pack === right.pack) return 0;
  return left.pack < right.pack ? -1 : 1;
}

/** The first one stays; the others say where the name was taken. */
function refuseTwins(loaded: readonly PackedCollector[]): PackedCollector[] {
  const packOf = new Map<string, string>();
  return loaded.flatMap((packed) => {
    const name = packed.kind === 'ready' ? packed.collector.name : packed.name;
    const first = packOf.get(name);
    if (first === undefined) {
      packOf.set(name, packed.pack);
      return [packed];
    }
    const reason = `The packs ${first} and ${packed.pack} both have a collector ${name}; the one of ${first} runs.`;
    return [broken(packed.pack, `${name}_of_${packed.pack}`, reason)];
  });
}

function broken(pack: string, name: string, reason: string): PackedCollector {
  const fix = 'Mend or remove the file it names.';
  return { kind: 'broken', pack, name: lawful(name), reason, fix };
}

/** A name that a status may carry, whatever the file is called. */
function lawful(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9_]/g, '_');
  return (NAME_FORM.test(plain) ? plain : `x_${plain}`).slice(0, 64);
}
