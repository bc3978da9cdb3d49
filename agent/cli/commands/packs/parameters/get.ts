import { z } from 'zod';
import { findPack, findParameter } from '../../../../packs/find-in-pack';
import type { PackParameter } from '../../../../packs/pack-tree';
import { defineCommand } from '../../../define-command';
import { jsonOption } from '../../../json-option';
import type { Output } from '../../../output';
import { parameterView, valueText } from '../../../pack-text';
import { packsOption, readPacks } from '../../../read-packs';

export default defineCommand({
  path: 'packs parameters get',
  summary: 'Show the parameters of a pack, or one: value, who says so, what it is for.',
  options: { packs: packsOption, json: jsonOption },
  arguments: {
    pack: z.string().describe('A pack.'),
    parameter: z.string().optional().describe('One of its parameters.'),
  },
  async run(given) {
    const { options, out } = given;
    const { pack: packName, parameter } = given.arguments;
    const pack = findPack((await readPacks(given)).tree, packName);
    if (parameter !== undefined) {
      const one = findParameter(pack, parameter);
      if (options.json) out.json(parameterView(one));
      else printParameter(one, out);
    } else if (options.json) out.json(pack.parameters.map(parameterView));
    else for (const each of pack.parameters) printParameter(each, out);
    return 0;
  },
});

function printParameter(parameter: PackParameter, out: Output): void {
  const { name, definition, level, place, hides } = parameter;
  const { help, unit, type, min, max, choices } = definition;
  const bounds = [
    ...(unit === undefined ? [] : [unit]),
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(max === undefined ? [] : [`at most ${max}`]),
    ...(choices === undefined ? [] : [`one of ${choices.join(', ')}`]),
  ];
  out.line(`${out.paint('bold', name)} = ${valueText(parameter)}`);
  out.line(`  ${help} (${[type, ...bounds].join(', ')})`);
  out.line(out.paint('dim', `  ${level}: ${place}`));
  for (const each of hides) {
    out.line(
      out.paint(
        'dim',
        `  hides ${valueText({ ...each, definition })}, ${each.level}: ${each.place}`,
      ),
    );
  }
}
