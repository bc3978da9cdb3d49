import type { Host } from './host';
import { group, type Shape, type Spec, type ValuesOf } from './shape';

/** This machine has no such thing; not a fault. `reason` says what was looked for. */
export interface NotEligible {
  readonly kind: 'not-eligible';
  readonly reason: string;
}

/** It could run if somebody configured it; `fix` says what to write where. */
export interface MissingConfiguration {
  readonly kind: 'missing-configuration';
  readonly reason: string;
  readonly fix: string;
}

/** What a run came to. Anything thrown instead is the state `error`, with the message as reason. */
export type Outcome<Data> =
  | { readonly kind: 'data'; readonly data: Data }
  | NotEligible
  | MissingConfiguration;

/**
 * The parameters of the collector's pack, with the values in force.
 * @throws {Error} for a name that the pack does not define, or of another type
 */
export interface CollectorParameters {
  text(name: string): string;
  whole(name: string): number;
  number(name: string): number;
  flag(name: string): boolean;
  texts(name: string): readonly string[];
}

export interface CollectContext {
  readonly host: Host;
  readonly parameters: CollectorParameters;
  /**
   * How fast a counter grows, per second since this collector's last run.
   * `undefined` on the first run, and when the counter went back (a restart, a replaced device).
   */
  readonly rate: (key: string, counter: number) => number | undefined;
  /** Ends when the run's time is over; for whatever waits. */
  readonly signal: AbortSignal;
}

export interface CollectorHeader<S> {
  /** The file's name, snake_case; the first word of every path: `collector.<name>.…`. */
  readonly name: string;
  /** One sentence: what is collected, from where. */
  readonly summary: string;
  /** How often, unless an operator says otherwise. At least 1,000. */
  readonly intervalMs: number;
  /** How long a run may take before it is abandoned; 5,000 unless given. */
  readonly timeoutMs?: number;
  /** Said to the person who reads an `error`: what usually mends it. */
  readonly fix?: string;
  /** The tree that `collect` returns: one spec for each key, or one for the whole. */
  readonly shape: S;
}

export interface Collector extends CollectorHeader<Spec> {
  collect(context: CollectContext): Promise<Outcome<unknown>>;
}

/**
 * Checks a collector's shape where it is written, so that a pack is one file and no registry:
 * a key that is declared and not returned, or returned and not declared, does not compile.
 */
export function defineCollector<const S extends Shape, Data extends ValuesOf<S>>(
  collector: CollectorHeader<S> & {
    collect(
      context: CollectContext,
    ): Promise<Outcome<Data & { readonly [Key in Exclude<keyof Data, keyof S>]: never }>>;
  },
): Collector {
  return { ...collector, shape: group(collector.shape) };
}

/** As `defineCollector`, for a tree that is one branch per device or open to the kernel's own keys. */
export function defineOpenCollector<Value>(
  collector: CollectorHeader<Spec<Value>> & {
    collect(context: CollectContext): Promise<Outcome<NoInfer<Value>>>;
  },
): Collector {
  return collector;
}

export function notEligible(reason: string): NotEligible {
  return { kind: 'not-eligible', reason };
}

export function missingConfiguration(reason: string, fix: string): MissingConfiguration {
  return { kind: 'missing-configuration', reason, fix };
}
