import { z } from 'zod';
import { findPack } from '../../../packs/find-in-pack';
import { beginOverload, overloadFile } from '../../../packs/overload-pack';
import { overloadPlace } from '../../../packs/overload-place';
import { defineCommand } from '../../define-command';
import { levelOption } from '../../level-option';
import { packsOption, readPacks } from '../../read-packs';

export default defineCommand({
  path: 'packs overload',
  summary: 'Copy a file of a pack to a stronger level; without a file, its parameters as comments.',
  options: { packs: packsOption, level: levelOption },
  arguments: {
    name: z.string().describe('A pack.'),
    file: z.string().optional().describe('Such as checks/memory.yaml.'),
  },
  async run(given) {
    const { options, out } = given;
    const { name, file } = given.arguments;
    const { tree, places } = await readPacks(given);
    const pack = findPack(tree, name);
    const place = overloadPlace(pack, options.level, places);
    out.line(file === undefined ? beginOverload(pack, place) : overloadFile(pack, file, place));
    return 0;
  },
});
