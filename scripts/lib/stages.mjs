const isTerminal = process.stdout.isTTY === true;
let isQuiet = false;
const NAME_WIDTH = 22;

/** A failure that is told in one sentence, without a stack. */
export class Trouble extends Error {}

/** Prints no more of the stages that are under way: somebody is stopping them. */
export function quietStages() {
  isQuiet = true;
}

/**
 * Does one stage of the work and prints a line for it, with its seconds. On a terminal the line
 * counts while the work goes on.
 * @template Result
 * @param {string} name
 * @param {(say: (detail: string) => void) => Promise<Result>} work `say` changes the line's end
 * @returns {Promise<Result>}
 */
export async function stage(name, work) {
  const startedMs = performance.now();
  let detail = '';
  const seconds = () => `${((performance.now() - startedMs) / 1_000).toFixed(1)} s`.padStart(7);
  /** @param {string} mark */
  const line = (mark) => `  ${mark} ${name.padEnd(NAME_WIDTH)}${seconds()}   ${detail}`.trimEnd();
  const draw = () => process.stdout.write(`\r\x1b[2K${line('·')}`);
  const timer = isTerminal ? setInterval(draw, 100) : undefined;
  try {
    const result = await work((text) => {
      detail = text;
    });
    finish('✓');
    return result;
  } catch (error) {
    finish('×');
    throw error;
  }

  /** @param {string} mark */
  function finish(mark) {
    clearInterval(timer);
    if (isQuiet) return;
    process.stdout.write(`${isTerminal ? '\r\x1b[2K' : ''}${line(mark)}\n`);
  }
}

/**
 * Runs the main part of a script: trouble becomes one sentence and exit code 1.
 * @param {() => Promise<void>} main
 */
export function run(main) {
  main().catch((error) => {
    if (isQuiet) return;
    process.stderr.write(`\n${error instanceof Trouble ? error.message : error.stack}\n`);
    process.exit(1);
  });
}
