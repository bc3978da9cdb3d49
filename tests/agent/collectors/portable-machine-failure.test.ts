import { afterAll, expect, test } from 'vitest';
import { createPortableMachine } from '@/agent/collectors/portable-machine';

// The library copies the environment when it is loaded, and starts `df` with it.
const path = process.env.PATH;
process.env.PATH = '/nowhere';
afterAll(() => {
  process.env.PATH = path;
});

test('what the library cannot tell is an error in its words, each time, and hurts nothing else', async () => {
  const machine = createPortableMachine();
  await expect(machine.disks()).rejects.toThrow(/^node-os-utils: .+/);
  await expect(machine.disks()).rejects.toThrow(/^node-os-utils: .+/);
  expect((await machine.memoryBytes()).total).toBeGreaterThan(0);
});
