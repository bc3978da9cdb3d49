import type { CollectorParameters } from '@/agent/collectors/define-collector';
import { collectorParameters } from '@/agent/packs/collector-parameters';
import { definitionOf, type ParameterValue } from '@/common/domain/parameter';

/** Parameters of a pack with these values; whole numbers are of the type int. */
export function parametersOf(
  values: Readonly<Record<string, ParameterValue>>,
): CollectorParameters {
  const parameters = Object.entries(values).map(([name, value]) => {
    const known = definitionOf(value, 'For a test.');
    if (known === undefined) throw new Error(`${name}: no parameter has such a value`);
    const definition = Number.isInteger(value) ? { ...known, type: 'int' as const } : known;
    return { name, definition, value, level: 'core' as const, place: 'test:1:1', hides: [] };
  });
  return collectorParameters({ name: 'test', parameters });
}
