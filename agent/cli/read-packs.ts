import { z } from 'zod';
import { loadConfig } from '../config/load-config';
import { PACK_JUDGES } from '../packs/pack-judges';
import { loadPackTree } from '../packs/pack-loader';
import { PackMemory } from '../packs/pack-memory';
import { type PackPlace, packPlaces } from '../packs/pack-places';
import type { PackTree } from '../packs/pack-tree';
import type { CommandTools, CommonOptions } from './define-command';

export const packsOption = z.string().optional().describe('The directory of core packs.');

/** The packs of this machine as their files are now, whether or not an agent runs. */
export function readPacks(
  given: CommandTools & { readonly options: CommonOptions & { packs?: string | undefined } },
): { readonly tree: PackTree; readonly places: readonly PackPlace[] } {
  const { environment, currentDirectory, packsDirectory, options } = given;
  const config = loadConfig({ environment, flags: options, currentDirectory, packsDirectory });
  const places = packPlaces(config);
  const tree = loadPackTree({ places, memory: new PackMemory(), judges: PACK_JUDGES });
  return { tree, places };
}
