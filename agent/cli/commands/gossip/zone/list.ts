import type { ZoneView } from '../../../../local-api/cluster-api';
import { defineCommand } from '../../../define-command';
import { jsonOption } from '../../../json-option';
import { negativeResult } from '../../../negative-result';

const RELATIONS: Record<ZoneView['relation'], string> = {
  own: 'ours',
  upper: 'above ours',
  lower: 'below ours',
  other: 'not of ours',
};

export default defineCommand({
  path: 'gossip zone list',
  summary: 'List the zones that this agent knows, and whether it has their keys.',
  options: { json: jsonOption },
  arguments: {},
  async run({ options, agent, out }) {
    const client = await agent();
    return negativeResult(out, async () => {
      const zones = await client.zones();
      if (options.json) {
        out.json(zones);
        return 0;
      }
      await out.table({
        columns: [
          { title: 'zone' },
          { title: 'is' },
          { title: 'key' },
          { title: 'alive', align: 'right' },
        ],
        rows: inTree(zones).map(({ zone, depth }) => [
          `${'  '.repeat(depth)}${zone.relation === 'own' ? out.paint('bold', zone.name) : zone.name}`,
          RELATIONS[zone.relation],
          zone.hasKey ? out.paint('green', '● has key') : out.paint('dim', '○ none'),
          String(zone.members),
        ]),
      });
      return 0;
    });
  },
});

interface Leaf {
  readonly zone: ZoneView;
  readonly depth: number;
}

/** Each below that which it is a part of. */
function inTree(zones: readonly ZoneView[]): Leaf[] {
  const byName = new Map(zones.map((zone) => [zone.name, zone]));
  const parts = new Set(zones.flatMap(({ subZones }) => subZones));
  const leaves: Leaf[] = [];
  const add = (zone: ZoneView, depth: number) => {
    if (leaves.some((leaf) => leaf.zone === zone)) return;
    leaves.push({ zone, depth });
    for (const name of zone.subZones) {
      const part = byName.get(name);
      if (part !== undefined) add(part, depth + 1);
    }
  };
  for (const zone of zones) if (!parts.has(zone.name)) add(zone, 0);
  for (const zone of zones) add(zone, 0);
  return leaves;
}
