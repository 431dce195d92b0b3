import { mergeConfig } from 'vitest/config';
import usual from '../../vitest.config.js';

/** The tests of what `npm run package` made: npm run test:packages. */
export default mergeConfig(
  { ...usual, test: { ...usual.test, include: [] } },
  { test: { include: ['test/packages/*.made.ts'], maxWorkers: 1, testTimeout: 600_000, hookTimeout: 600_000 } },
);
