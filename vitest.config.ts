import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') } },
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/e2e/**', 'tests/bench/**'],
    // Makes the empty database that tests copy, before the time of any of them is counted.
    globalSetup: ['tests/support/test-database-setup.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
