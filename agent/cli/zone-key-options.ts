import { z } from 'zod';
import { zone } from '../config/setting-forms';

export const zoneOption = zone.optional().describe('The zone; that of this node by default.');

export const eraseOption = z
  .boolean()
  .default(false)
  .describe('Put it in the place of the key that is there.');
