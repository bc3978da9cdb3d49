import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { outranks, type PackLevel } from '@/common/domain/pack';
import { findPack, findParameter } from '../../../../packs/find-in-pack';
import { overloadPlace } from '../../../../packs/overload-place';
import type { PackParameter } from '../../../../packs/pack-tree';
import { parameterValueOf, setParameter } from '../../../../packs/set-parameter';
import { defineCommand } from '../../../define-command';
import { levelOption } from '../../../level-option';
import { packsOption, readPacks } from '../../../read-packs';
import { UsageError } from '../../../usage-error';

export default defineCommand({
  path: 'packs parameters set',
  summary: 'Set a parameter of a pack at one level; what else is in the file stays as it is.',
  options: { packs: packsOption, level: levelOption },
  arguments: {
    pack: z.string().describe('A pack.'),
    parameter: z.string().describe('One of its parameters.'),
    value: z
      .string()
      .describe(
        'Its value; a list as a,b,c or, with commas inside, as ["a,b", "c"]; - reads it from standard input.',
      ),
  },
  async run(given) {
    const { options, out } = given;
    const { pack: packName, parameter: name, value: said } = given.arguments;
    const { tree, places } = await readPacks(given);
    const pack = findPack(tree, packName);
    const parameter = findParameter(pack, name);
    refuseBelowDefinition(parameter, options.level);
    const { definition, level } = parameter;
    if (definition.secret === true && said !== '-') {
      throw new UsageError(
        `${name} is secret, and every user of this machine may read the command line: give - and the value on standard input.`,
      );
    }
    const text = said === '-' ? readFileSync(0, 'utf8').replace(/\r?\n$/, '') : said;
    const value = parameterValueOf(name, text, definition);
    const place = overloadPlace(pack, options.level, places);
    out.line(`${setParameter(place, parameter, value)}: ${name} is set.`);
    out.line(whenInForce(options.level, level));
    return 0;
  },
});

/** A value below what defines the parameter would be a fault of its file, and never in force. */
function refuseBelowDefinition({ name, level, hides }: PackParameter, written: PackLevel): void {
  const definedAt = hides.at(-1)?.level ?? level;
  if (!outranks(definedAt, written)) return;
  throw new UsageError(
    `${name} is defined at the level ${definedAt}, and ${written} is weaker: set it with --level ${definedAt}.`,
  );
}

function whenInForce(written: PackLevel, present: PackLevel): string {
  return outranks(present, written)
    ? `It is not in force: the level ${present} says something else.`
    : 'An agent that runs has it within five seconds.';
}
