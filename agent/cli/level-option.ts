import { z } from 'zod';
import { OVERLOAD_LEVELS } from '../packs/overload-place';

export const levelOption = z
  .enum(OVERLOAD_LEVELS, `expected one of ${OVERLOAD_LEVELS.join(', ')}`)
  .default('local')
  .describe(`Where to write: ${OVERLOAD_LEVELS.join(', ')}; local outranks all others.`);
