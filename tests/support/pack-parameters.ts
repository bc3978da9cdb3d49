import type { CollectorParameters } from '@/agent/collectors/define-collector';
import { collectorParameters } from '@/agent/packs/collector-parameters';
import { loadPackTree } from '@/agent/packs/pack-loader';
import { PackMemory } from '@/agent/packs/pack-memory';
import type { Pack } from '@/agent/packs/pack-tree';
import type { ParameterValue } from '@/common/domain/parameter';

/** A pack of this project as the agent reads it. */
export function shippedPack(name: string): Pack {
  const places = [{ level: 'core' as const, path: 'packs' }];
  const { packs } = loadPackTree({ places, memory: new PackMemory(), judges: {} });
  const pack = packs.find((each) => each.name === name);
  if (pack === undefined) throw new Error(`there is no pack ${name}`);
  return pack;
}

/** The parameters of a pack of this project: its defaults, but for these values. */
export function packParameters(
  name: string,
  values: Readonly<Record<string, ParameterValue>> = {},
): CollectorParameters {
  const { parameters } = shippedPack(name);
  const unknown = Object.keys(values).find((key) => parameters.every((each) => each.name !== key));
  if (unknown !== undefined) throw new Error(`the pack ${name} has no parameter ${unknown}`);
  return collectorParameters({
    name,
    parameters: parameters.map((each) => ({ ...each, value: values[each.name] ?? each.value })),
  });
}
