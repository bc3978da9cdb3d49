import { z } from 'zod';
import { loadConfig } from '../config/load-config';
import { createLanguage } from '../expression/evaluator';
import { loadFunctions } from '../packs/function-loader';
import { packJudges } from '../packs/pack-judges';
import { loadPackTree } from '../packs/pack-loader';
import { PackMemory } from '../packs/pack-memory';
import { type PackPlace, packPlaces } from '../packs/pack-places';
import type { PackTree } from '../packs/pack-tree';
import { agentFlags } from './agent-flags';
import type { CommandTools, CommonOptions } from './define-command';

export const packsOption = z.string().optional().describe('The directory of core packs.');

/** The packs of this machine as their files are now, whether or not an agent runs. */
export async function readPacks(
  given: CommandTools & { readonly options: CommonOptions & { packs?: string | undefined } },
): Promise<{ readonly tree: PackTree; readonly places: readonly PackPlace[] }> {
  const { environment, currentDirectory, packsDirectory } = given;
  const flags = agentFlags(given);
  const config = loadConfig({ environment, flags, currentDirectory, packsDirectory });
  const places = packPlaces(config);
  const { functions, faults } = await loadFunctions(places);
  const language = createLanguage(functions.map((each) => each.function));
  const tree = loadPackTree({ places, memory: new PackMemory(), judges: packJudges(language) });
  return { tree: { ...tree, faults: [...faults, ...tree.faults] }, places };
}
