import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { timeLimit } from '@/agent/collectors/network/time-limit';

describe('a limit of time', () => {
  test('is kept, however often memory is collected meanwhile', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage: () => void = runInNewContext('gc');
    const run = new AbortController();
    const limits = Array.from({ length: 50 }, () => timeLimit(run.signal, 300));
    const ends = limits.map((limit) => once(limit, 'abort'));
    for (let count = 0; count < 10; count += 1) {
      collectGarbage();
      await delay(10);
    }
    const ended = await Promise.race([Promise.all(ends), delay(5_000)]);
    expect(ended).toHaveLength(50);
  });

  test('is no leak to be warned of when many wait for it at once', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    const run = new AbortController();
    for (let count = 0; count < 60; count += 1) {
      const limit = timeLimit(run.signal, 10);
      for (let index = 0; index < 60; index += 1) {
        limit.addEventListener('abort', () => undefined, { once: true });
      }
    }
    await delay(30);
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  test('ends with the run, before its time and when that is over already', async () => {
    const run = new AbortController();
    const limit = timeLimit(run.signal, 60_000);
    expect(limit.aborted).toBe(false);
    run.abort();
    expect(limit.aborted).toBe(true);
    expect(timeLimit(run.signal, 60_000).aborted).toBe(true);
  });
});
