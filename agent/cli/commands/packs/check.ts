import { loadCollectors } from '../../../packs/collector-loader';
import { defineCommand } from '../../define-command';
import { jsonOption } from '../../json-option';
import { packsOption, readPacks } from '../../read-packs';

export default defineCommand({
  path: 'packs check',
  summary: 'Read all packs and say what is wrong, with file, line and column; exit code 1 then.',
  options: { packs: packsOption, json: jsonOption },
  arguments: {},
  async run(given) {
    const { options, out } = given;
    const { tree } = await readPacks(given);
    const collectors = await loadCollectors(tree);
    // Of a pack that cannot be read each collector says the same as the pack.
    const reasons = collectors.flatMap((each) => (each.kind === 'broken' ? [each.reason] : []));
    const faults = [...new Set([...tree.faults.map(({ message }) => message), ...reasons])];
    const notLoaded = tree.packs.flatMap((pack) => pack.notLoaded);
    if (options.json) out.json({ faults, notLoaded });
    else {
      for (const fault of faults) out.line(fault);
      for (const path of notLoaded) out.line(out.paint('yellow', `${path}: is not loaded.`));
      const wrong = faults.length === 0 ? 'nothing' : String(faults.length);
      out.line(`${tree.packs.length} packs, ${collectors.length} collectors, ${wrong} wrong.`);
    }
    return faults.length === 0 ? 0 : 1;
  },
});
