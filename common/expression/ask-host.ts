import type { Clock } from '@/common/clock';
import { formatDuration } from '@/common/duration';
import { messageOf } from '@/common/errors';
import type { HostTools } from './define-function';
import { Fault } from './fault';
import type { Question, Surroundings } from './frame';
import type { HostFacts } from './host-facts';
import { LIMITS, type Meter } from './limits';
import { Missing, type Value } from './values';

const TIMEOUT_MS = 5_000;

/**
 * Puts one question of an expression to the machine. What does not answer in time, or cannot be
 * told, is missing, with why.
 * @throws {Fault} for a question that makes no sense
 */
export async function askHost(
  { function: called, given }: Question,
  around: Surroundings & { readonly host: HostFacts },
  meter: Meter,
): Promise<Value> {
  const { name, timeoutMs = TIMEOUT_MS, ask } = called;
  if (ask === undefined) throw new Fault(`${name} has nothing to ask.`);
  const wantedMs = typeof timeoutMs === 'function' ? timeoutMs(given) : timeoutMs;
  const limitMs = Math.min(wantedMs, LIMITS.hostMs);
  return withinTime(around.clock, limitMs, name, async (signal) => {
    const { random, regex, clock, host } = around;
    const tools: HostTools = { meter, random, regex, wallMs: clock.wallMs(), signal };
    try {
      return await ask(given, host, tools);
    } catch (error) {
      if (error instanceof Fault) throw error;
      return new Missing(`${name}: ${messageOf(error)}`);
    }
  });
}

function withinTime(
  clock: Clock,
  limitMs: number,
  name: string,
  ask: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const control = new AbortController();
  return new Promise((resolve, reject) => {
    const cancel = clock.after(limitMs, () => {
      control.abort();
      resolve(new Missing(`${name} got no answer within ${formatDuration(limitMs)}`));
    });
    ask(control.signal).then(resolve, reject).finally(cancel);
  });
}
