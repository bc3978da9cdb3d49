import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Packs against the real servers that they watch, from Debian's packages. */
export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') } },
  test: {
    include: ['tests/services/**/*.test.ts'],
    fileParallelism: false,
    // Real processes on a machine that others use: what failed there is tried once more, and told as such.
    retry: process.env.CI === undefined ? 0 : 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
