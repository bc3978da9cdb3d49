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
