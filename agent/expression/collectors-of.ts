import { childrenOf, type Node } from '@/common/expression/syntax';

/** The names of the collectors that an expression reads from, some perhaps twice. */
export function collectorsOf(node: Node): string[] {
  const inner = childrenOf(node).flatMap(collectorsOf);
  if (node.kind !== 'reference') return inner;
  const named = node.paths.filter(({ root }) => root === 'collector');
  return [...inner, ...named.map(({ segments: [name = ''] }) => name)];
}
