import { bindArguments, convertArgument } from './bind-arguments';
import type { Arguments, ExpressionFunction, Parameter } from './define-function';
import { Fault } from './fault';
import { type Compile, evaluateAll, type Frame, type Run, Suspension } from './frame';
import type { Meter } from './limits';
import { callMethod } from './methods/method-table';
import { reprOf } from './show';
import type { CallNode, MethodNode } from './syntax';
import { isList, type List, Missing, type Value } from './values';

/** @throws {BindingError} when the arguments do not fit the function */
export function compileCall(node: CallNode, each: Compile): Run {
  const bound = bindArguments(node).map(({ parameter, nodes }) => ({
    parameter,
    runs: nodes.map(each),
  }));
  const call = callOf(node);
  const takesMissing = node.function.takesMissing === true;
  return (frame) => {
    const given: [string, Value | List][] = [];
    let missing: Missing | undefined;
    for (const { parameter, runs } of bound) {
      const values = runs.map((run) => run(frame));
      if (!takesMissing) missing ??= values.find((value) => value instanceof Missing);
      frame.at = node;
      if (missing === undefined) given.push([parameter.name, argumentOf(parameter, values)]);
    }
    frame.at = node;
    return missing ?? call(Object.fromEntries(given), frame);
  };
}

function argumentOf(parameter: Parameter, values: List): Value | List {
  const converted = values.map((value) => convertArgument(parameter, value));
  const [only = parameter.default ?? null] = converted;
  return parameter.rest ? converted : only;
}

type Call = (given: Arguments, frame: Frame) => Value;

function callOf(node: CallNode): Call {
  const called = node.function;
  if (called.needs === 'host') return (given, frame) => askHost(called, given, frame);
  if (called.needs === 'chance') {
    // A later run of the same evaluation must see what an earlier one saw.
    const key = `chance ${node.start}`;
    return (given, frame) => {
      const value = frame.answers?.get(key) ?? runPure(called, given, frame);
      frame.answers?.set(key, value);
      return value;
    };
  }
  return (given, frame) => runPure(called, given, frame);
}

function runPure(called: ExpressionFunction, given: Arguments, frame: Frame): Value {
  if (called.run === undefined) throw new Fault(`${called.name} has nothing to run.`);
  return bounded(called.run(given, frame), frame.meter);
}

function askHost(called: ExpressionFunction, given: Arguments, frame: Frame): Value {
  if (frame.around.host === undefined) {
    return new Missing(`${called.name} asks a machine, and there is no agent here`);
  }
  const words = Object.values(given).map((value) => reprOf(value, frame.meter));
  const key = `${called.name}(${words.join(', ')})`;
  const answer = frame.answers?.get(key);
  if (answer === undefined) throw new Suspension({ key, function: called, given });
  return bounded(answer, frame.meter);
}

function bounded(value: Value, meter: Meter): Value {
  if (typeof value === 'string') meter.text(value.length);
  else if (isList(value)) meter.list(value.length);
  return value;
}

export function compileMethod(node: MethodNode, each: Compile): Run {
  const receiver = each(node.receiver);
  const positional = node.positional.map(each);
  const names = node.named.map(({ name }) => name);
  const named = node.named.map(({ value }) => each(value));
  return (frame) => {
    const values = evaluateAll([receiver, ...positional, ...named], frame);
    if (values instanceof Missing) return values;
    const [of = null, ...rest] = values;
    const byName = names.map((name, at) => [name, rest[positional.length + at] ?? null] as const);
    frame.at = node;
    const given = { positional: rest.slice(0, positional.length), named: new Map(byName) };
    return callMethod(of, node.method, given, frame.meter);
  };
}
