import type { CollectContext } from '../define-collector';
import { atMost } from '../network/at-most';
import { ServiceFault } from '../network/service-fault';
import { timeLimit } from '../network/time-limit';

/** What every probe can tell of what it was sent to. */
export interface ProbeFinding {
  readonly up: number;
  /** Why it is not up. */
  readonly problem?: string | undefined;
}

/** What a probe goes by: the machine's clock, and until when. */
export interface ProbeRun {
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
}

/** A probe that takes longer than this is of no use to anybody who waits for the page. */
export const PROBE_TIMEOUT_MS_MAX = 8_000;
export const PROBE_TIMEOUT_MS = 5_000;

/**
 * With `TARGETS_MAX` targets of the longest time-out all have had their turn by then.
 * For the header of the collector.
 */
export const PROBES_TIMEOUT_MS = 28_000;

const AT_ONCE = 20;

interface Probed {
  readonly name: string;
  readonly timeoutMs: number;
}

/** Sends a probe to each target; that one fails is a finding, and no matter of the others. */
export async function runProbes<Target extends Probed, Finding extends ProbeFinding>(
  targets: readonly Target[],
  { host, signal }: Pick<CollectContext, 'host' | 'signal'>,
  probe: (target: Target, run: ProbeRun) => Promise<Finding>,
): Promise<Map<Target, Finding | ProbeFinding>> {
  const nowMs = () => host.nowMs();
  const findings = await atMost(AT_ONCE, targets, async (target) => {
    try {
      return await probe(target, { nowMs, signal: timeLimit(signal, target.timeoutMs) });
    } catch (error) {
      if (error instanceof ServiceFault) return downFor(error.message);
      throw error;
    }
  });
  return new Map(targets.map((target, index) => [target, findings[index] ?? { up: 0 }]));
}

/** Part of what is told is what somebody else says, who may go on and on. */
const PROBLEM_LENGTH_MAX = 200;

/** What a probe finds that is not up. */
export function downFor(problem: string): { readonly up: number; readonly problem: string } {
  return { up: 0, problem: problem.slice(0, PROBLEM_LENGTH_MAX) };
}

/** The names of the targets that are not up, with the reason: `shop (… nothing listens there)`. */
export function downTargets(findings: ReadonlyMap<Pick<Probed, 'name'>, ProbeFinding>): string[] {
  return [...findings]
    .filter(([, { up }]) => up === 0)
    .map(([{ name }, { problem }]) => `${name} (${problem ?? 'no reason is known'})`);
}
