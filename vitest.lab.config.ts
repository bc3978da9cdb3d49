import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** A short slice of each goal of RELIABILITY.md; the long runs are `npm run lab`. */
export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') } },
  test: {
    include: ['tests/lab/**/*.test.ts'],
    globalSetup: ['tests/e2e/support/build.ts'],
    fileParallelism: false,
    maxConcurrency: 2,
    // Real processes on a machine that others use: what failed there is tried once more, and told as such.
    retry: process.env.CI === undefined ? 0 : 1,
    // A busy machine makes a slice slower, not red: what it is held to are the thresholds of its goal.
    testTimeout: 900_000,
  },
});
