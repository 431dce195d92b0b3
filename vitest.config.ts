import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { PATIENCE_MILLISECONDS } from './test/support/patience.js';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

export default defineConfig({
  define: { NTOP_VERSION: JSON.stringify(version) },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    pool: 'forks',
    setupFiles: ['test/support/surroundings.ts'],
    maxWorkers: 2,
    // Only a test that hangs comes near it, on a machine of any pace.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: PATIENCE_MILLISECONDS } },
  },
});
