import { Fault } from '../fault';
import type { Meter } from '../limits';
import { isTrue, kindOf, type Value } from '../values';

/** What a method was called with, taken by place. */
export class MethodArguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  readonly meter: Meter;

  constructor(positional: readonly Value[], named: ReadonlyMap<string, Value>, meter: Meter) {
    this.positional = positional;
    this.named = named;
    this.meter = meter;
  }

  /** @throws {Fault} when there are more, or fewer, or any by name */
  count(countMin: number, countMax: number): this {
    const { length } = this.positional;
    if (this.named.size > 0) throw new Fault('this method takes no arguments by name.');
    if (length >= countMin && length <= countMax) return this;
    const expected = countMin === countMax ? countMin : `${countMin} to ${countMax}`;
    throw new Fault(`this method takes ${expected} arguments, found ${length}.`);
  }

  value(at: number): Value {
    return this.positional[at] ?? null;
  }

  text(at: number): string {
    const value = this.value(at);
    if (typeof value === 'string') return value;
    throw new Fault(`argument ${at + 1} is a text, found ${kindOf(value)}.`);
  }

  /** `undefined` when it is None or not given. */
  optionalText(at: number): string | undefined {
    return this.value(at) === null ? undefined : this.text(at);
  }

  integer(at: number, otherwise: number): number {
    const value = this.value(at);
    if (value === null) return otherwise;
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    throw new Fault(`argument ${at + 1} is a whole number, found ${kindOf(value)}.`);
  }

  isTrue(at: number): boolean {
    return isTrue(this.value(at));
  }
}

export type Methods<Receiver> = Readonly<
  Record<string, (receiver: Receiver, given: MethodArguments) => Value>
>;
