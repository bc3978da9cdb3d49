/**
 * What a collector promises to return, written before the code that returns it: a tree whose leaves
 * are metrics (numbers with a unit, kept as series) and facts (what is known, kept as it stands now).
 */
import type { FactValue } from '@/common/domain/fact';
import type { MetricKind, Unit } from '@/common/domain/metric';

/** One place of the tree; `Value` is the type that `collect` returns there. */
export interface Spec<Value = unknown> {
  readonly node: SpecNode;
  readonly optional?: true;
  /** Carries the type for the compiler; never set. */
  readonly value?: Value;
}

interface OptionalSpec<Value = unknown> extends Spec<Value> {
  readonly optional: true;
}

export type SpecNode =
  | MetricNode
  | { readonly is: 'fact'; readonly help: string }
  | { readonly is: 'each'; readonly label: string; readonly inner: Spec }
  | { readonly is: 'open'; readonly known: Shape; readonly rest: Spec<number> }
  | { readonly is: 'group'; readonly inner: Shape };

export interface MetricNode {
  readonly is: 'metric';
  readonly kind: MetricKind;
  readonly unit: Unit;
  readonly help: string;
}

export interface Shape {
  readonly [key: string]: Spec;
}

type ValueIn<S> = S extends Spec<infer Value> ? Value : never;

type OptionalKeys<S extends Shape> = {
  [Key in keyof S]: S[Key] extends OptionalSpec ? Key : never;
}[keyof S];

/** What `collect` must return for a shape. */
export type ValuesOf<S extends Shape> = {
  readonly [Key in Exclude<keyof S, OptionalKeys<S>>]: ValueIn<S[Key]>;
} & {
  readonly [Key in OptionalKeys<S>]?: ValueIn<S[Key]> | undefined;
};

/** A number that goes up and down, such as memory in use or a rate per second. */
export function gauge(unit: Unit, help: string): Spec<number> {
  return { node: { is: 'metric', kind: 'gauge', unit, help } };
}

/** A number that only grows until the machine restarts, such as interrupts since boot. */
export function counter(unit: Unit, help: string): Spec<number> {
  return { node: { is: 'metric', kind: 'counter', unit, help } };
}

/** Something known rather than measured: a name, a version, a list. Sent when it changes. */
export function fact<Value extends FactValue = string>(help: string): Spec<Value> {
  return { node: { is: 'fact', help } };
}

/** A branch with one entry for each device, interface, mount …; `label` names what the keys are. */
export function each<Value>(
  label: string,
  inner: Spec<Value>,
): Spec<{ readonly [key: string]: Value }> {
  return { node: { is: 'each', label, inner } };
}

/** A branch with a fixed set of keys. */
export function group<const S extends Shape>(inner: S): Spec<ValuesOf<S>> {
  return { node: { is: 'group', inner } };
}

/** Known keys, and as many more as the kernel gives, each a metric like `rest`. */
export function open<const S extends Shape>(
  known: S,
  rest: Spec<number>,
): Spec<ValuesOf<S> & { readonly [key: string]: number | undefined }> {
  return { node: { is: 'open', known, rest } };
}

/** May be absent (left out or `undefined`): older kernels, the first run of a rate, no swap. */
export function optional<Value>(inner: Spec<Value>): OptionalSpec<Value> {
  return { ...inner, optional: true };
}
