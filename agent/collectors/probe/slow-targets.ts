import { formatDuration } from '@/common/duration';
import type { ProbeFinding } from './run-probes';

interface Timed {
  readonly name: string;
  /** Longer than this is slow; 0 for never. */
  readonly slowMs: number;
}

/** Those that are up and took too long: `shop (2 s, 1 s or more)`. */
export function slowTargets<Finding extends ProbeFinding>(
  findings: ReadonlyMap<Timed, Finding | ProbeFinding>,
  timeMsOf: (finding: Partial<Finding> & ProbeFinding) => number | undefined,
): string[] {
  return [...findings].flatMap(([{ name, slowMs }, finding]) => {
    const timeMs = timeMsOf(finding as Partial<Finding> & ProbeFinding);
    if (finding.up === 0 || timeMs === undefined || slowMs === 0 || timeMs < slowMs) return [];
    return [`${name} (${formatDuration(timeMs)}, ${formatDuration(slowMs)} or more)`];
  });
}
