import { askHost } from './ask-host';
import { BindingError } from './bind-arguments';
import { compile } from './compile';
import { type Explanation, explain } from './explain';
import { ExpressionError, Fault } from './fault';
import { Frame, type Run, type Surroundings, Suspension } from './frame';
import type { HostFacts } from './host-facts';
import { LIMITS, Meter } from './limits';
import { type Language, parse } from './parser';
import { childrenOf, type Node } from './syntax';
import { Missing, type Value } from './values';

/** An expression that was read once and may be evaluated often. */
export interface Program {
  readonly text: string;
  readonly tree: Node;
  /** Some of its functions ask the machine, so that only `resolve` can evaluate it. */
  readonly needsHost: boolean;
  /**
   * At once; what would have to be asked of the machine is missing.
   * @throws {ExpressionError} where it is wrong
   */
  evaluate(around: Surroundings): Value;
  /** As `evaluate`, asking the machine without holding anybody up. @throws {ExpressionError} */
  resolve(around: Surroundings): Promise<Value>;
  /** As `resolve`, with what each part came to and why. What is wrong is in the explanation. */
  explain(around: Surroundings): Promise<Explanation>;
}

/**
 * Reads and compiles an expression.
 * @throws {ExpressionError} saying where it is wrong and what was expected
 */
export function createProgram(text: string, language: Language): Program {
  const tree = parse(text, language);
  const run = compileTree(text, tree);
  const needsHost = asksHost(tree);
  return {
    text,
    tree,
    needsHost,
    evaluate(around) {
      const alone = needsHost ? { ...around, host: undefined } : around;
      const frame = new Frame(alone, tree);
      try {
        return run(frame);
      } catch (error) {
        throw placed(text, frame, error);
      }
    },
    resolve: (around) => runToEnd({ text, tree, run }, around),
    async explain(around) {
      const { run: watched, trace } = watchedRun(tree);
      try {
        const value = await runToEnd({ text, tree, run: watched, trace }, around);
        return explain({ text, tree, trace, value }, around);
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
        return explain({ text, tree, trace, error }, around);
      }
    },
  };
}

function compileTree(text: string, tree: Node): Run {
  try {
    return compile(tree);
  } catch (error) {
    if (!(error instanceof BindingError)) throw error;
    throw new ExpressionError(text, error.span, error.message);
  }
}

function watchedRun(tree: Node): { readonly run: Run; readonly trace: Map<Node, Value> } {
  const trace = new Map<Node, Value>();
  const run = compile(tree, (node, inner) => (frame) => {
    const value = inner(frame);
    trace.set(node, value);
    return value;
  });
  return { run, trace };
}

function asksHost(node: Node): boolean {
  const isQuestion = node.kind === 'call' && node.function.needs === 'host';
  return isQuestion || childrenOf(node).some(asksHost);
}

interface Running {
  readonly text: string;
  readonly tree: Node;
  readonly run: Run;
  readonly trace?: Map<Node, Value>;
}

/**
 * Runs it until nothing is left to ask: a run that lacks an answer is left, the machine is asked,
 * and the next run has the answer. So what short-circuits is never asked, one evaluation sees one
 * answer to a question, and a slow disk holds up nobody.
 */
async function runToEnd({ text, tree, run, trace }: Running, around: Surroundings): Promise<Value> {
  const meter = new Meter();
  const answers = new Map<string, Value>();
  const endMs = around.clock.nowMs() + LIMITS.hostMs;
  for (let asked = 0; ; asked++) {
    trace?.clear();
    const frame = new Frame(around, tree, { meter, answers });
    try {
      return run(frame);
    } catch (error) {
      if (!(error instanceof Suspension)) throw placed(text, frame, error);
      const { question } = error;
      answers.set(question.key, await answerTo(question, { text, frame, around, asked, endMs }));
    }
  }
}

interface Asking {
  readonly text: string;
  readonly frame: Frame;
  readonly around: Surroundings;
  readonly asked: number;
  readonly endMs: number;
}

async function answerTo(
  question: Suspension['question'],
  { text, frame, around, asked, endMs }: Asking,
): Promise<Value> {
  const { host } = around;
  const name = question.function.name;
  if (host === undefined) return new Missing(`${name} asks a machine, and there is no agent here`);
  if (asked >= LIMITS.hostCalls) {
    throw new ExpressionError(
      text,
      frame.at,
      `this asks the machine more than ${LIMITS.hostCalls} times.`,
    );
  }
  if (around.clock.nowMs() >= endMs) {
    return new Missing(`${name} was not asked: earlier questions took too long`);
  }
  try {
    return await askHost(question, { ...around, host: host satisfies HostFacts }, frame.meter);
  } catch (error) {
    throw placed(text, frame, error);
  }
}

/** An error of values, with its place. A stack that overflows is the expression's doing as well. */
function placed(text: string, frame: Frame, error: unknown): unknown {
  if (error instanceof Fault) {
    return new ExpressionError(text, frame.at, error.message, { cause: error });
  }
  if (!(error instanceof RangeError)) return error;
  return new ExpressionError(text, frame.at, 'this is too large to be evaluated.', {
    cause: error,
  });
}
