export interface SparklineBox {
  readonly width: number;
  readonly height: number;
  /** What the upper edge stands for; the lower one is zero. */
  readonly valueMax: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The `d` of a line through the values, evenly spaced; null breaks it: a gap is a gap. A value
 * between two gaps is a dot, drawn as a stroke of no length.
 */
export function sparklinePath(values: readonly (number | null)[], box: SparklineBox): string {
  return runsOf(values, box).map(lineThrough).join('');
}

/** The `d` of what lies under that line. */
export function sparklineArea(values: readonly (number | null)[], box: SparklineBox): string {
  return runsOf(values, box)
    .map((run) => `${lineThrough(run)}V${box.height}H${run[0]?.x ?? 0}Z`)
    .join('');
}

function lineThrough(run: readonly Point[]): string {
  const [first, ...rest] = run.map(({ x, y }) => `${x} ${y}`);
  return `M${first}h0${rest.map((point) => `L${point}`).join('')}`;
}

/** Points that belong together: the values between two gaps. */
function runsOf(values: readonly (number | null)[], box: SparklineBox): Point[][] {
  const stepX = box.width / Math.max(1, values.length - 1);
  const runs: Point[][] = [];
  let run: Point[] | undefined;
  for (const [index, value] of values.entries()) {
    if (value === null || !Number.isFinite(value)) {
      run = undefined;
      continue;
    }
    if (run === undefined) {
      run = [];
      runs.push(run);
    }
    const share = Math.min(1, Math.max(0, value / (box.valueMax || 1)));
    run.push({ x: round(index * stepX), y: round(box.height - share * box.height) });
  }
  return runs;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
