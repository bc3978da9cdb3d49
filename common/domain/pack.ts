import { z } from 'zod';

/** Where packs come from, the weakest first: a later level outranks the ones before. */
export const PACK_LEVELS = ['core', 'global', 'zone', 'local'] as const;

/** `core` is shipped with OpsBro, `local` belongs to this machine. */
export type PackLevel = (typeof PACK_LEVELS)[number];

/** Definitions that a pack holds as YAML files, by the folder that they lie in. */
export const PACK_FILE_KINDS = ['detectors', 'checks', 'roles', 'dashboards'] as const;

export type PackFileKind = (typeof PACK_FILE_KINDS)[number];

export const PACK_NAME_FORM = /^[a-z][a-z0-9-]{0,63}$/;

/** `pack.yaml`. */
export const packManifest = z.strictObject({
  /** The directory's name. */
  name: z.string().regex(PACK_NAME_FORM, 'expected lower-case letters, digits and -'),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'expected a version such as 1.0.0'),
  summary: z.string().min(1).max(512),
  topics: z.array(z.string()).default([]),
  keywords: z.array(z.string()).default([]),
});

export type PackManifest = z.output<typeof packManifest>;

/** Whether what `stronger` says stands before what `weaker` says. */
export function outranks(stronger: PackLevel, weaker: PackLevel): boolean {
  return PACK_LEVELS.indexOf(stronger) > PACK_LEVELS.indexOf(weaker);
}
