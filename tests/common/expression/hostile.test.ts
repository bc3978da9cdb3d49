import { expect, test } from 'vitest';
import { chance, SEED, TIMES } from '../../hostile/support/chance';
import { attempt, slowest } from './attempt';
import { hostileInputs, randomInput } from './hostile-inputs';

/** Of processor time, for one input from text to value. */
const MS_MAX = 50;

test('more than 500 hostile inputs reach nothing, break nothing and hold up nobody', () => {
  const inputs = hostileInputs();
  expect(inputs.length).toBeGreaterThan(500);
  expect(slowest(inputs).filter(({ ms }) => ms > MS_MAX)).toEqual([]);
});

test(
  `random inputs reach nothing, break nothing and hold up nobody, seed ${SEED}`,
  () => {
    const luck = chance();
    const inputs = Array.from({ length: 20_000 * TIMES }, () => randomInput(luck));
    expect(slowest(inputs).filter(({ ms }) => ms > MS_MAX)).toEqual([]);
    const outcomes = new Set(inputs.slice(0, 2_000).map((input) => attempt(input).kind));
    expect([...outcomes].sort()).toEqual(['refused', 'value']);
  },
  120_000 * TIMES,
);
