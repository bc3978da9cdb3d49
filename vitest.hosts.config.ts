import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Other machines: real inits in containers, on a network of their own. Needs root and Debian. */
export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') } },
  test: {
    include: ['tests/hosts/**/*.test.ts'],
    globalSetup: ['tests/support/test-database-setup.ts', 'tests/hosts/support/build.ts'],
    fileParallelism: false,
    // Real processes on a machine that others use: what failed there is tried once more, and told as such.
    retry: process.env.CI === undefined ? 0 : 1,
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
