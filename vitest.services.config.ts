import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Packs against the real servers that they watch, from Debian's packages. */
export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') } },
  test: {
    include: ['tests/services/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
