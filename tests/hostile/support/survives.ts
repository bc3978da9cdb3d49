import { expect } from 'vitest';
import type { Victim } from './open-victim';

const MIB = 1024 * 1024;
const GROWTH_BYTES_MAX = 20 * MIB;
const PAUSE_MS = 20;
/** What a client may wait beside an attack: this, or so many times what it waits without one. */
const WAIT_MS_MAX = 300;
const WAIT_TIMES_MAX = 10;
const CALM_MS = 1_000;

export interface Survived {
  readonly growthMib: number;
  readonly goodP99Ms: number;
}

/**
 * Runs an attack beside a client that means well, and demands that the server lives, that nothing
 * was left unhandled or changed, that the memory is given back, and that the client was served.
 */
export async function survives(victim: Victim, attack: () => Promise<void>): Promise<Survived> {
  await attack(); // What is allocated once, and never again, is no leak.
  const calm = goodClient(victim);
  await new Promise((resolve) => setTimeout(resolve, CALM_MS));
  const { p99Ms: calmMs } = await calm.stop();
  const before = await victim.look();
  const good = goodClient(victim);
  await attack();
  const { p99Ms, failures } = await good.stop();
  const after = await victim.look();
  const growthBytes = after.rssBytes - before.rssBytes;
  expect(after.unhandled, 'nothing is left unhandled').toBe(0);
  expect(after.state, 'nothing is changed').toBe(before.state);
  expect(failures, 'who means well is served').toEqual([]);
  expect(growthBytes / MIB, 'memory is given back, MiB').toBeLessThan(GROWTH_BYTES_MAX / MIB);
  const waitMsMax = Math.max(WAIT_MS_MAX, WAIT_TIMES_MAX * calmMs);
  expect(p99Ms, 'who means well does not wait, ms').toBeLessThan(waitMsMax);
  return { growthMib: growthBytes / MIB, goodP99Ms: p99Ms };
}

function goodClient({ url, token }: Victim) {
  const tookMs: number[] = [];
  const failures: string[] = [];
  let isOver = false;
  const headers = { authorization: `Bearer ${token}` };

  async function ask(): Promise<void> {
    const startMs = performance.now();
    const response = await fetch(`${url}/api/trpc/nodes.overview`, { headers });
    const text = await response.text();
    tookMs.push(performance.now() - startMs);
    if (!response.ok || !text.includes('canary-1')) failures.push(`${response.status} ${text}`);
  }

  const asking = (async () => {
    while (!isOver) {
      await ask().catch((error: unknown) => failures.push(String(error)));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  })();
  return {
    async stop() {
      isOver = true;
      await asking;
      const sorted = tookMs.sort((one, other) => one - other);
      return { p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0, failures };
    },
  };
}
