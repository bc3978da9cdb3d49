import { fromJson } from '@/common/expression/json';
import type { Path } from '@/common/expression/path';
import { type RootScope, treeScope } from '@/common/expression/scope';
import { Missing } from '@/common/expression/values';
import type { Json } from '@/common/json';
import type { Pack } from './pack-tree';

/** What `{{parameters.…}}` names in the expressions of a pack. Those that are secret are missing. */
export function parameterScope({ name, parameters }: Pick<Pack, 'name' | 'parameters'>): RootScope {
  const open = parameters.filter(({ definition }) => definition.secret !== true);
  const values: Json = Object.fromEntries(
    open.map((each): [string, Json] => [each.name, each.value as Json]),
  );
  const tree = treeScope(fromJson(values), (path) => {
    const parameter = open.find((each) => each.name === path.segments[0]);
    if (parameter === undefined) return undefined;
    const { level, place, definition } = parameter;
    const unit = definition.unit === undefined ? {} : { unit: definition.unit };
    return { source: `parameter of the pack ${name}, ${place}`, pack: name, level, ...unit };
  });
  const isSecret = (path: Path) =>
    parameters.some((each) => each.name === path.segments[0] && each.definition.secret === true);
  return {
    lookup: (path) =>
      isSecret(path)
        ? new Missing(`parameters.${path.segments[0]} is secret, and expressions do not see it`)
        : tree.lookup(path),
    origin: tree.origin,
  };
}
