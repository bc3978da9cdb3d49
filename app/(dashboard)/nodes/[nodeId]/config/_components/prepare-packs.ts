import type { PackCard, ParameterTold } from '@/common/domain/pack-told';

/** Every word must be in a pack's name or in its parameters; of these only such that have them. */
export function filterPacks(packs: readonly PackCard[], filter: string): readonly PackCard[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return packs;
  const hasAll = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  return packs.flatMap((pack) => {
    if (hasAll(`${pack.name} ${pack.summary}`)) return [pack];
    const parameters = pack.parameters.filter(({ name, help, value }) =>
      hasAll(`${pack.name} ${name} ${help} ${value}`),
    );
    return parameters.length === 0 ? [] : [{ ...pack, parameters }];
  });
}

/** Whether somebody chose another value than the pack's own. */
export function isOverridden({ level, value, default: usual, isSecret }: ParameterTold): boolean {
  return level !== 'core' && (isSecret || value !== usual);
}
