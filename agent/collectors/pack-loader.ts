import { parse } from 'yaml';
import { z } from 'zod';
import { messageOf } from '@/common/errors';
import type { Collector } from './define-collector';
import { type CollectorFile, type PackSource, packSource } from './pack-source';
import type { PackedCollector } from './packed-collector';

const packManifest = z.strictObject({
  /** The directory's name. */
  name: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'lower-case letters, digits and -'),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'a version such as 1.0.0'),
  summary: z.string().min(1).max(512),
  topics: z.array(z.string()).default([]),
  keywords: z.array(z.string()).default([]),
});

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
 * Reads `<packs>/<pack>/pack.yaml` and imports `<packs>/<pack>/collectors/*`. The file's name is
 * the registration. What is broken comes back as such and takes nothing else with it.
 * @throws {AppError} when the directory itself cannot be read.
 */
export async function loadPacks(packsDirectory: string): Promise<PackedCollector[]> {
  const source = packSource(packsDirectory);
  const loaded: PackedCollector[] = [];
  for (const pack of source.packs()) loaded.push(...(await loadPack(source, pack)));
  return refuseTwins(loaded);
}

async function loadPack(source: PackSource, pack: string): Promise<PackedCollector[]> {
  const files = source.collectors(pack);
  const problem = manifestProblem(source, pack);
  if (problem !== undefined) {
    const names = files.length === 0 ? [pack] : files.map(({ name }) => name);
    return names.map((name) => broken(pack, name, problem));
  }
  const collectors: PackedCollector[] = [];
  for (const file of files) collectors.push(await loadCollector(file, pack));
  return collectors;
}

/** @returns what is wrong, as a sentence with the file and the key; `undefined` when nothing is. */
function manifestProblem(source: PackSource, pack: string): string | undefined {
  const path = source.manifestPath(pack);
  try {
    const manifest = packManifest.parse(parse(source.manifest(pack)));
    if (manifest.name === pack) return undefined;
    return `${path}: name: expected ${JSON.stringify(pack)}, as the directory is called, found ${JSON.stringify(manifest.name)}`;
  } catch (error) {
    return `${path}: ${error instanceof z.ZodError ? describeIssue(error) : messageOf(error)}`;
  }
}

async function loadCollector(file: CollectorFile, pack: string): Promise<PackedCollector> {
  const { name, path } = file;
  try {
    const module = await file.load();
    const problem = collectorProblem(module.default, name);
    if (problem !== undefined) return broken(pack, name, `${path}: ${problem}`);
    return { kind: 'ready', pack, collector: module.default as Collector };
  } catch (error) {
    return broken(pack, name, `${path}: ${messageOf(error)}`);
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
  const fix = 'Mend or remove the file it names, then restart the agent.';
  return { kind: 'broken', pack, name: lawful(name), reason, fix };
}

/** A name that a status may carry, whatever the file is called. */
function lawful(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9_]/g, '_');
  return (NAME_FORM.test(plain) ? plain : `x_${plain}`).slice(0, 64);
}
