import { expect, test } from 'vitest';
import { createRates } from '@/agent/collectors/rate';

test('a counter has no rate on the first run, and its growth per second after that', () => {
  const rates = createRates();
  rates.begin(1_000);
  expect(rates.rate('packets', 500)).toBeUndefined();
  rates.begin(11_000);
  expect(rates.rate('packets', 700)).toBe(20);
  rates.begin(13_500);
  expect(rates.rate('packets', 700)).toBe(0);
});

test('a counter that went back has no rate once, and is measured from where it is', () => {
  const rates = createRates();
  rates.begin(0);
  rates.rate('packets', 500);
  rates.begin(10_000);
  expect(rates.rate('packets', 100)).toBeUndefined();
  rates.begin(20_000);
  expect(rates.rate('packets', 200)).toBe(10);
});

test('two runs at the same moment give no rate instead of infinity', () => {
  const rates = createRates();
  rates.begin(5_000);
  rates.rate('packets', 1);
  rates.begin(5_000);
  expect(rates.rate('packets', 2)).toBeUndefined();
});

test('what is not a number is no counter, and spoils nothing', () => {
  const rates = createRates();
  rates.begin(0);
  rates.rate('packets', Number.NaN);
  rates.begin(1_000);
  expect(rates.rate('packets', 5)).toBeUndefined();
  rates.begin(2_000);
  expect(rates.rate('packets', 6)).toBe(1);
});

test('a device that was away for one run starts anew: what is not named is forgotten', () => {
  const rates = createRates();
  rates.begin(0);
  rates.rate('sda', 100);
  rates.begin(1_000);
  rates.rate('sdb', 100);
  rates.begin(2_000);
  expect(rates.rate('sda', 300)).toBeUndefined();
});
