import { z } from 'zod';
import { FUNCTION_GROUPS } from '../expression/define-function';
import type { FunctionDoc } from '../expression/function-table';
import { machineText } from './text';

const line = machineText(2_000);

const parameter = z.object({
  name: machineText(64),
  kind: z.enum(['any', 'text', 'number', 'integer', 'boolean', 'list', 'dict']),
  help: line,
  isOptional: z.boolean(),
  default: z.union([line, z.number(), z.boolean()]).nullable(),
});

const functionDoc = z.object({
  name: machineText(64, 1),
  group: z.enum(FUNCTION_GROUPS),
  signature: line,
  summary: line,
  returns: line,
  parameters: z.array(parameter).max(32),
  needsHost: z.boolean(),
  examples: z.array(z.object({ expression: line, result: line })).max(32),
});

/** What an agent tells of the functions that its packs add to the language. */
export const functionsTold: z.ZodType<readonly FunctionDoc[]> = z.array(functionDoc).max(200);
