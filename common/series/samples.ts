/**
 * Samples of one series as two columns of equal length: no object per sample.
 * `times` are whole milliseconds since the epoch.
 */
export interface Samples {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

export const NO_SAMPLES: Samples = { times: new Float64Array(0), values: new Float64Array(0) };

/** Ascending in time, one sample a time; where a time repeats, the one that came last wins. */
export function tidySamples(samples: Samples): Samples {
  const { times, values } = samples;
  if (isAscending(times)) return samples;
  const order = Uint32Array.from(times, (_, index) => index);
  // Equal times stay in the order of arrival, so that the last of them is the newest.
  order.sort((a, b) => (times[a] as number) - (times[b] as number) || a - b);
  const tidyTimes = new Float64Array(times.length);
  const tidyValues = new Float64Array(times.length);
  let count = 0;
  for (const index of order) {
    const time = times[index] as number;
    if (count > 0 && tidyTimes[count - 1] === time) count -= 1;
    tidyTimes[count] = time;
    tidyValues[count] = values[index] as number;
    count += 1;
  }
  return { times: tidyTimes.subarray(0, count), values: tidyValues.subarray(0, count) };
}

/** One tidy column of both; at equal times the sample of `newer` stays. Both must be tidy. */
export function mergeSamples(older: Samples, newer: Samples): Samples {
  if (older.times.length === 0) return newer;
  if (newer.times.length === 0) return older;
  return tidySamples({
    times: concatenate(older.times, newer.times),
    values: concatenate(older.values, newer.values),
  });
}

function isAscending(times: Float64Array): boolean {
  for (let index = 1; index < times.length; index++) {
    if ((times[index] as number) <= (times[index - 1] as number)) return false;
  }
  return true;
}

function concatenate(first: Float64Array, second: Float64Array): Float64Array {
  const both = new Float64Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
