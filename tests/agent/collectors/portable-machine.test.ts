import os from 'node:os';
import { describe, expect, test } from 'vitest';
import { createPortableMachine } from '@/agent/collectors/portable-machine';

/** The library knows Linux as well, so that what it says can be held against `/proc` here. */
describe.runIf(process.platform === 'linux')('what node-os-utils tells of this machine', () => {
  const machine = createPortableMachine();

  test('the shares of the processors add up, at once and from call to call', async () => {
    for (let call = 0; call < 3; call += 1) {
      const { user, system, idle } = await machine.cpuPercent();
      for (const share of [user, system, idle]) expect(share).toBeGreaterThanOrEqual(0);
      expect(user + system + idle).toBeLessThanOrEqual(100.5);
      spin(30);
    }
  });

  test('time spent computing shows as user time since the last call', async () => {
    await machine.cpuPercent();
    spin(400);
    const { user } = await machine.cpuPercent();
    expect(user).toBeGreaterThan(50 / os.cpus().length);
  });

  test('the model is that of /proc/cpuinfo', async () => {
    expect(await machine.cpuModel()).toBe(os.cpus()[0]?.model);
  });

  test('memory has the size that the operating system says, and what is not free is used', async () => {
    const { total, free, used } = await machine.memoryBytes();
    expect(total).toBe(os.totalmem());
    expect(used).toBe(total - free);
    expect(free).toBeGreaterThan(0);
  });

  test('the load averages are those of the system', async () => {
    const load = await machine.loadAverage();
    expect(load?.[2]).toBeCloseTo(os.loadavg()[2] ?? Number.NaN, 0);
  });

  test('the root file system has a size', async () => {
    const root = (await machine.disks()).find(({ mount }) => mount === '/');
    expect(root?.totalBytes).toBeGreaterThan(0);
    expect(root?.usedBytes).toBeLessThanOrEqual(root?.totalBytes ?? 0);
  });

  test('interfaces have the counters of /proc/net/dev', async () => {
    const outward = Object.keys(os.networkInterfaces()).filter((name) => name !== 'lo');
    const names = (await machine.interfaces()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(outward));
  });
});

function spin(durationMs: number): void {
  const endMs = performance.now() + durationMs;
  while (performance.now() < endMs);
}
