import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Pages in a real browser against the real server and a real agent, started as a person would. */
export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') } },
  test: {
    include: ['tests/e2e/**/*.test.ts'],
    globalSetup: ['tests/e2e/support/build.ts'],
    fileParallelism: false,
    // Real processes on a machine that others use: what failed there is tried once more, and told as such.
    retry: process.env.CI === undefined ? 0 : 1,
    testTimeout: 90_000,
    hookTimeout: 180_000,
  },
});
