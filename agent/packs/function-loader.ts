import { z } from 'zod';
import type { PackLevel } from '@/common/domain/pack';
import { messageOf } from '@/common/errors';
import { type ExpressionFunction, FUNCTION_GROUPS } from '@/common/expression/define-function';
import { FUNCTIONS } from '@/common/expression/function-table';
import { fromPack, type PackFunction } from '@/common/expression/pack-function';
import { roleOf } from './pack-part';
import type { PackPlace } from './pack-places';
import { type PackEntry, packDirectories } from './pack-source';
import type { PackFault } from './pack-tree';

/** The functions that packs add to expressions. */
export interface PackFunctions {
  readonly functions: readonly LoadedFunction[];
  readonly faults: readonly PackFault[];
}

export interface LoadedFunction {
  readonly pack: string;
  readonly level: PackLevel;
  readonly path: string;
  readonly fingerprint: string;
  readonly function: ExpressionFunction;
}

const NAME = /^[a-z][a-z0-9_]{0,63}$/;
const callable = z.custom((value) => typeof value === 'function', 'expected a function');

const parameterForm = z.object({
  name: z.string().regex(NAME, 'expected snake_case of at most 64 characters'),
  kind: z.enum(['any', 'text', 'number', 'integer', 'boolean', 'list', 'dict']),
  help: z.string().min(1).max(512),
  default: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
  rest: z.literal(true).optional(),
});

const functionForm = z
  .object({
    name: z.string().regex(NAME, 'expected snake_case of at most 64 characters'),
    group: z.enum(FUNCTION_GROUPS).optional(),
    summary: z.string().min(1).max(512),
    returns: z.string().min(1).max(512),
    parameters: z.array(parameterForm).max(32),
    examples: z.array(z.tuple([z.string(), z.string()])).optional(),
    run: callable.optional(),
    ask: callable.optional(),
    timeoutMs: z.int().min(1).max(60_000).optional(),
  })
  .refine(
    ({ run, ask }) => (run === undefined) !== (ask === undefined),
    'expected run or ask, and not both',
  );

/**
 * Imports the functions of all packs: `functions/<name>.mjs`, of the strongest level that has it.
 * They come before everything else of the packs, since checks and detectors may use them. What is
 * broken comes back as a fault and takes nothing else with it.
 * @param before what was loaded last: of what has become broken the version before goes on
 */
export async function loadFunctions(
  places: readonly PackPlace[],
  before: readonly LoadedFunction[] = [],
): Promise<PackFunctions> {
  const faults: PackFault[] = [];
  const functions = new Map<string, LoadedFunction>();
  for (const file of filesInForce(places)) {
    const last = before.find(({ path }) => path === file.entry.path);
    const loaded = await load(file, last);
    const { pack, level, entry } = file;
    const tell = (message: string) => faults.push({ pack, level, path: entry.path, message });
    if (typeof loaded === 'string') {
      const goesOn = last === undefined ? '' : ' The version before stays in force.';
      tell(`${entry.path}:1:1: ${loaded}.${goesOn}`);
      if (last !== undefined) functions.set(last.function.name, last);
      continue;
    }
    const twin = functions.get(loaded.function.name);
    if (twin === undefined) functions.set(loaded.function.name, loaded);
    else {
      tell(
        `${entry.path}:1:1: the packs ${twin.pack} and ${pack} both have a function ${loaded.function.name}; the one of ${twin.pack} is in force.`,
      );
    }
  }
  return { functions: [...functions.values()], faults };
}

interface FunctionFile {
  readonly pack: string;
  readonly level: PackLevel;
  readonly name: string;
  readonly entry: PackEntry;
}

/** By pack and name, each of its strongest level. */
function filesInForce(places: readonly PackPlace[]): FunctionFile[] {
  const strongest = new Map<string, FunctionFile>();
  for (const { level, path } of places) {
    for (const { name: pack, files } of directoriesAt(path)) {
      for (const entry of files) {
        const role = roleOf(entry.name);
        if (role.is !== 'function') continue;
        strongest.set(`${pack}/${role.name}`, { pack, level, name: role.name, entry });
      }
    }
  }
  return [...strongest.keys()].sort().flatMap((key) => strongest.get(key) ?? []);
}

/** A level that cannot be read is told by the loader of packs. */
function directoriesAt(path: string) {
  try {
    return packDirectories(path, false);
  } catch {
    return [];
  }
}

/** @returns the function, or what is wrong with it */
async function load(
  { pack, level, name, entry }: FunctionFile,
  last: LoadedFunction | undefined,
): Promise<LoadedFunction | string> {
  const { path, fingerprint } = entry;
  if (last?.fingerprint === fingerprint) return last;
  try {
    const { default: exported } = await entry.load();
    const problem = problemOf(exported, name);
    if (problem !== undefined) return problem;
    return { pack, level, path, fingerprint, function: fromPack(exported as PackFunction) };
  } catch (error) {
    return messageOf(error);
  }
}

function problemOf(exported: unknown, name: string): string | undefined {
  if (exported === undefined) return 'expected a default export made by definePackFunction';
  const form = functionForm.safeParse(exported);
  if (!form.success) {
    const issue = form.error.issues[0];
    const key = issue?.path.join('.') ?? '';
    return `${key === '' ? '' : `${key}: `}${issue?.message ?? 'it is no function of a pack'}`;
  }
  if (form.data.name !== name) {
    return `name: expected ${name}, as the file is called, found ${form.data.name}`;
  }
  if (OWN_NAMES.has(name))
    return `name: ${name} is a function of the language itself; choose another`;
  return undefined;
}

const OWN_NAMES: ReadonlySet<string> = new Set(FUNCTIONS.map((each) => each.name));
