/**
 * How likely two samples are as different as they are, if they come from the same distribution:
 * Mann and Whitney's test with the normal approximation, two-sided.
 */
export function rankTest(first: readonly number[], second: readonly number[]): number {
  const wins = first.reduce(
    (sum, a) => sum + second.reduce((one, b) => one + (a > b ? 1 : a === b ? 0.5 : 0), 0),
    0,
  );
  const pairs = first.length * second.length;
  const deviation = Math.sqrt((pairs * (first.length + second.length + 1)) / 12);
  const z = Math.abs(wins - pairs / 2) / deviation;
  return 2 * (1 - normal(z));
}

/** @see Abramowitz and Stegun, 26.2.17 */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const sum = series.reduce((total, factor, index) => total + factor * t ** (index + 1), 0);
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}
