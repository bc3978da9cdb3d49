import type { ParameterView } from '@/common/domain/check-view';
import type { PackCard, ParameterTold } from '@/common/domain/pack-told';
import type { Counted } from './counted-documents';

/** Nodes may have other values, levels and places for a name; each way stands there with its number. */
export function parametersInForce(
  packs: readonly Counted<PackCard>[],
  isMeant: (name: string) => boolean = () => true,
): ParameterView[] {
  const found = new Map<string, { parameter: ParameterTold; nodes: number }>();
  for (const { document, nodes } of packs) {
    for (const parameter of document.parameters) {
      if (!isMeant(parameter.name)) continue;
      const way = JSON.stringify([
        parameter.name,
        parameter.value,
        parameter.level,
        parameter.place,
        parameter.hides,
      ]);
      const known = found.get(way);
      found.set(way, { parameter, nodes: nodes + (known?.nodes ?? 0) });
    }
  }
  return [...found.values()].sort(
    (a, b) => a.parameter.name.localeCompare(b.parameter.name) || b.nodes - a.nodes,
  );
}
