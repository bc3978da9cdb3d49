import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '');

export default defineConfig({
  resolve: {
    alias: {
      '@': root,
      // What scripts elsewhere import, from its source.
      'opsbro/client': `${root}/server/client/create-client.ts`,
    },
  },
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/{e2e,bench,lab,hosts,services}/**'],
    // Makes the empty database that tests copy, before the time of any of them is counted.
    globalSetup: ['tests/support/test-database-setup.ts'],
    // Vitest leaves a core to itself, and with two of them half of the machine would idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Real processes on a machine that others use: what failed there is tried once more, and told as such.
    retry: process.env.CI === undefined ? 0 : 1,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
