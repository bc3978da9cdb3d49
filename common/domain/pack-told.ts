import { z } from 'zod';
import { PACK_FILE_KINDS, PACK_LEVELS } from './pack';
import { PARAMETER_TYPES } from './parameter';
import { machineText } from './text';

const level = z.enum(PACK_LEVELS);

const parameterTold = z.strictObject({
  name: machineText(64, 1),
  type: z.enum(PARAMETER_TYPES),
  help: machineText(1_024),
  unit: machineText(32),
  isSecret: z.boolean(),
  /** As YAML writes them; empty for a secret. */
  value: machineText(4_096),
  default: machineText(4_096),
  level,
  /** `/…/parameters.yaml:3:7` */
  place: machineText(4_096),
  /** What weaker levels say, the strongest first; values are empty for a secret. */
  hides: z
    .array(z.strictObject({ level, place: machineText(4_096), value: machineText(256) }))
    .max(8)
    .default([]),
});

export type ParameterTold = z.infer<typeof parameterTold>;

const fileTold = z.strictObject({
  kind: z.enum([...PACK_FILE_KINDS, 'collectors']),
  name: machineText(200, 1),
  level,
  path: machineText(4_096),
  enabled: z.boolean(),
});

/** A pack that is in force on a node. */
export const packCard = z.strictObject({
  name: machineText(64, 1),
  version: machineText(32),
  summary: machineText(512),
  level,
  directories: z.array(z.strictObject({ level, path: machineText(4_096) })).max(16),
  parameters: z.array(parameterTold).max(200),
  files: z.array(fileTold).max(500),
  /** Files of a kind that is not loaded, such as the Python of the original. */
  notLoaded: z.array(machineText(4_096)).max(200),
});

export type PackCard = z.infer<typeof packCard>;

const packFaultTold = z.strictObject({
  pack: machineText(64),
  level,
  path: machineText(4_096),
  /** A sentence that begins with `file:line:column`. */
  message: machineText(2_048),
});

export const packFaultsTold = z.strictObject({ faults: z.array(packFaultTold).max(200) });

export type PackFaultsTold = z.infer<typeof packFaultsTold>;
