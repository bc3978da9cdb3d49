import type { PackCard } from '@/common/domain/pack-told';

/** `checks 4, collectors 2`; what is off is told apart. */
export function filesInWords({ files }: Pick<PackCard, 'files'>): string {
  const kinds = [...new Set(files.map(({ kind }) => kind))].sort();
  const counts = kinds.map(
    (kind) => `${kind} ${files.filter((file) => file.kind === kind && file.enabled).length}`,
  );
  const off = files.filter(({ enabled }) => !enabled).length;
  return [...counts, ...(off === 0 ? [] : [`${off} turned off`])].join(', ');
}
