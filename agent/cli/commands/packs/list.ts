import { z } from 'zod';
import type { Pack } from '../../../packs/pack-tree';
import { defineCommand } from '../../define-command';
import { jsonOption } from '../../json-option';
import { packsOption, readPacks } from '../../read-packs';

export default defineCommand({
  path: 'packs list',
  summary: 'List the packs of this machine and the levels that each is made of.',
  options: {
    packs: packsOption,
    json: jsonOption,
    names: z.boolean().default(false).describe('Print the names alone, one a line.'),
  },
  arguments: {},
  async run(given) {
    const { options, out } = given;
    const { tree } = await readPacks(given);
    if (options.json) {
      out.json(tree.packs.map((pack) => ({ ...pack.manifest, ...counts(pack) })));
      return 0;
    }
    if (options.names) {
      for (const { name } of tree.packs) out.line(name);
      return 0;
    }
    await out.table({
      columns: [
        { title: 'pack' },
        { title: 'version' },
        { title: 'levels' },
        { title: 'collectors', align: 'right' },
        { title: 'detectors', align: 'right' },
        { title: 'checks', align: 'right' },
        { title: 'parameters', align: 'right' },
        { title: 'what it is', flexible: true },
      ],
      rows: tree.packs.map((pack) => {
        const { levels, collectors, detectors, checks, parameters } = counts(pack);
        const numbers = [collectors, detectors, checks, parameters].map(String);
        const { version, summary } = pack.manifest;
        return [pack.name, version, levels.join(' > '), ...numbers, summary];
      }),
    });
    const wrong = tree.faults.length;
    if (wrong > 0) {
      out.line();
      out.line(out.paint('red', `${wrong} wrong; "opsbro packs check" says what and where.`));
    }
    return 0;
  },
});

function counts({ directories, collectors, files, parameters }: Pack) {
  return {
    /** The strongest first. */
    levels: [...new Set(directories.map(({ level }) => level))],
    collectors: collectors.length,
    detectors: files.detectors.length,
    checks: files.checks.length,
    dashboards: files.dashboards.length,
    parameters: parameters.length,
  };
}
