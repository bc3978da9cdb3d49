import { slowest } from '../common/expression/attempt';
import { hostileInputs, randomInput } from '../common/expression/hostile-inputs';
import { chance } from '../hostile/support/chance';
import { atMost, type Finding, type GoalOptions, none, noted } from './goal';

const BATCH = 10_000;
const MS_MAX = 50;
/** Fewer inputs are a slice: it looks for escapes, and for what is slow on any machine, such as CI's. */
const SLICE_INPUTS_MAX = 100_000;
const SLICE_MS_MAX = 2 * MS_MAX;

/** Expressions that want out, or want a machine busy: each is evaluated, and what it did looked at. */
export async function runHostileExpressions({
  seed,
  inputs,
  isOver,
  say,
}: GoalOptions & { readonly inputs: number }): Promise<Finding[]> {
  const msMax = inputs <= SLICE_INPUTS_MAX ? SLICE_MS_MAX : MS_MAX;
  const luck = chance(seed);
  const written = hostileInputs();
  const escapes: string[] = [];
  let worst = { input: '', ms: 0 };
  let done = 0;
  const look = (batch: readonly string[]) => {
    try {
      for (const slow of slowest(batch)) if (slow.ms > worst.ms) worst = slow;
    } catch (error) {
      escapes.push(String(error));
      say(escapes.at(-1) ?? '');
    }
    done += batch.length;
  };
  look(written);
  while (done < inputs && !isOver()) {
    look(Array.from({ length: BATCH }, () => randomInput(luck)));
    if (done % 500_000 < BATCH) say(`${done.toLocaleString('en')} inputs`);
    // Ctrl-C and what others want get their turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return [
    noted('inputs, of which written by hand', `${done}, ${written.length}`),
    none('escapes and crashes', escapes.length),
    atMost('processor time of the slowest', worst.ms, msMax, 'ms'),
    noted('the slowest', worst.input === '' ? 'none over 10 ms' : worst.input),
  ];
}
