import { afterEach, expect, test, vi } from 'vitest';
import { launchOptions } from '../../scripts/lib/launch-options.mjs';

afterEach(() => vi.unstubAllEnvs());

test('the name of this machine is the flag’s, else the variable’s, else left to the host', () => {
  vi.stubEnv('OPSBRO_NAME', '');
  expect(launchOptions([]).name).toBe('');
  vi.stubEnv('OPSBRO_NAME', 'front door');
  expect(launchOptions([]).name).toBe('front door');
  expect(launchOptions(['--name', 'back door']).name).toBe('back door');
});

test('a demonstration has from 2 to 100 agents, and none unless it is asked for', () => {
  expect(launchOptions([]).demo).toBe(0);
  expect(launchOptions(['--demo', '25']).demo).toBe(25);
  for (const wrong of ['1', '101', 'many', '-3', '2.5', '']) {
    expect(() => launchOptions([`--demo=${wrong}`])).toThrow('from 2 to 100');
  }
});
