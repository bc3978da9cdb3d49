import { z } from 'zod';

export const jsonOption = z.boolean().default(false).describe('Print JSON, for scripts.');
