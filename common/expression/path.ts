/** `collector.memory.phys_used`: where a value is looked for. */
export interface Path {
  /** `collector`, `parameters` and their like. */
  readonly root: string;
  /** What follows it. `*` stands for every key or item. */
  readonly segments: readonly string[];
  /** The segments with dots between, as series call themselves. */
  readonly below: string;
  readonly hasWildcard: boolean;
}

export function createPath(root: string, segments: readonly string[]): Path {
  return { root, segments, below: segments.join('.'), hasWildcard: segments.includes('*') };
}

export function pathText({ root, segments }: Path): string {
  return [root, ...segments.map(segmentText)].join('.');
}

function segmentText(segment: string): string {
  return /[.|{}"]/.test(segment) ? `"${segment}"` : segment;
}
