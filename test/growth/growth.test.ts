import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { bundleProgram } from '../support/bundle.js';

const MEBIBYTE = 2 ** 20;
const SECONDS = 120;

type Report = {
  readonly held: readonly {
    readonly heapBytes: number;
    readonly residentBytes: number;
    readonly descriptors: number;
  }[];
  readonly writes: number;
  readonly production: string;
};

it('thousands of frames leave heap, memory and descriptors as they were', { timeout: SECONDS * 1000 }, async () => {
  const { file, remove } = await bundleProgram('test/support/growth-program.tsx');
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', file], {
    env: { ...process.env, NODE_ENV: 'production' },
    timeout: SECONDS * 1000,
  }).finally(remove);
  const { held, writes, production }: Report = JSON.parse(stdout);
  // V8 lets go of code that did not run for a while, and compiles it again: what grows is above what it was in each of two.
  const growth = (of: keyof (typeof held)[number]) => {
    const [early, late] = [held.slice(-6, -4), held.slice(-2)].map((rounds) => rounds.map((round) => round[of]));
    return Math.min(...(late ?? [])) - Math.max(...(early ?? []));
  };
  expect(production).toBe('production');
  expect(writes).toBeGreaterThan(5000);
  expect(held).toHaveLength(8);
  expect(growth('descriptors')).toBe(0);
  expect(growth('heapBytes') / MEBIBYTE).toBeLessThan(0.6);
  expect(growth('residentBytes') / MEBIBYTE).toBeLessThan(12);
});
