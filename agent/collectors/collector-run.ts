import type { Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type {
  CollectContext,
  Collector,
  CollectorParameters,
  MissingConfiguration,
  NotEligible,
} from './define-collector';
import type { Flatten, Flattened } from './flatten';
import type { Host } from './host';

/** What a run came to, checked. */
export type RunResult =
  | { readonly kind: 'data'; readonly flattened: Flattened }
  | NotEligible
  | MissingConfiguration
  | { readonly kind: 'error'; readonly reason: string }
  /** Its time was over. It may still be hanging; what it gives later is thrown away. */
  | { readonly kind: 'abandoned' };

export interface CollectorRun {
  /** Settles when the run has ended or its time is over. Never rejects. */
  readonly result: Promise<RunResult>;
  /** Settles when `collect` has really ended, however late. Never rejects. */
  readonly ended: Promise<void>;
  /** Tells the collector to give up. */
  abort(): void;
}

export interface CollectorRunDeps {
  readonly clock: Clock;
  readonly host: Host;
  readonly parameters: CollectorParameters;
  readonly rate: CollectContext['rate'];
  readonly flatten: Flatten;
}

export const DEFAULT_TIMEOUT_MS = 5_000;

/** Runs a collector once, for no longer than its time-out, whatever it does short of a busy loop. */
export function startRun(collector: Collector, deps: CollectorRunDeps): CollectorRun {
  const { clock, host, parameters, rate, flatten } = deps;
  const controller = new AbortController();
  const { signal } = controller;
  const outcome = collect(collector, { host, parameters, rate, signal }, flatten);
  const result = new Promise<RunResult>((resolve) => {
    const cancel = clock.after(collector.timeoutMs ?? DEFAULT_TIMEOUT_MS, () => {
      controller.abort();
      resolve({ kind: 'abandoned' });
    });
    void outcome.then((value) => {
      cancel();
      resolve(value);
    });
  });
  return { result, ended: outcome.then(() => undefined), abort: () => controller.abort() };
}

async function collect(
  collector: Collector,
  context: CollectContext,
  flatten: Flatten,
): Promise<RunResult> {
  try {
    const outcome: unknown = await collector.collect(context);
    return checkOutcome(outcome, flatten);
  } catch (error) {
    return { kind: 'error', reason: messageOf(error) || 'it failed without saying why' };
  }
}

/** Packs are code of other people: what they return is checked, not believed. */
function checkOutcome(outcome: unknown, flatten: Flatten): RunResult {
  const { kind, data, reason, fix } = Object(outcome) as Record<string, unknown>;
  switch (kind) {
    case 'data':
      return { kind, flattened: flatten(data) };
    case 'not-eligible':
      return { kind, reason: String(reason ?? '') };
    case 'missing-configuration':
      return { kind, reason: String(reason ?? ''), fix: String(fix ?? '') };
    default:
      throw new Error(
        `collect must return data, notEligible() or missingConfiguration(); it returned ${
          kind === undefined ? typeof outcome : `the kind ${JSON.stringify(kind)}`
        }`,
      );
  }
}
