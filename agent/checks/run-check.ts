import type { Clock } from '@/common/clock';
import type { CheckResult } from '@/common/domain/check';
import type { Surroundings } from '@/common/expression/frame';
import type { RootScope } from '@/common/expression/scope';
import type { CompiledCheck } from './compiled-check';
import { evaluateCheck, resolveCheck } from './evaluate-check';
import { type PluginDeps, runPluginCheck } from './plugin-result';
import { RunSlots } from './run-slots';

/** What an evaluation of a check sees, with its variables once it has them. */
export type CheckSurroundings = (variables?: RootScope) => Surroundings;

export type RunCheck = (check: CompiledCheck, around: CheckSurroundings) => Promise<CheckResult>;

/** Programs that run at a time. */
const PARALLEL_MAX = 4;

/** Makes what evaluates a check, or runs its program, and says what came of it. */
export function createCheckRun(deps: PluginDeps): RunCheck {
  const slots = new RunSlots(PARALLEL_MAX);
  return (check, around) =>
    check.definition.way.is === 'plugin'
      ? slots.run(() => timed(deps.clock, () => runProgram(check, around(), deps)))
      : timed(deps.clock, () => evaluated(check, around));
}

async function runProgram(check: CompiledCheck, around: Surroundings, deps: PluginDeps) {
  return { ...(await runPluginCheck(check, around, deps)), holds: false };
}

async function evaluated(check: CompiledCheck, around: CheckSurroundings) {
  const judged = check.needsHost ? await resolveCheck(check, around) : evaluateCheck(check, around);
  return { ...judged, perfdata: [] };
}

async function timed(
  clock: Clock,
  find: () => Promise<Omit<CheckResult, 'durationMs'>>,
): Promise<CheckResult> {
  const begunMs = clock.nowMs();
  return { ...(await find()), durationMs: clock.nowMs() - begunMs };
}
