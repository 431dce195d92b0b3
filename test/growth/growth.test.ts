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

it('five thousand frames leave heap, memory and descriptors as they were', { timeout: SECONDS * 1000 }, async () => {
  const { file, remove } = await bundleProgram('test/support/growth-program.tsx');
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', file], {
    env: { ...process.env, NODE_ENV: 'production' },
    timeout: SECONDS * 1000,
  }).finally(remove);
  const { held, writes, production }: Report = JSON.parse(stdout);
  const [first, last] = [held.at(-6), held.at(-1)];
  if (first === undefined || last === undefined) throw new Error('nothing was measured');
  expect(production).toBe('production');
  expect(writes).toBeGreaterThan(5000);
  expect(last.descriptors).toBe(first.descriptors);
  expect((last.heapBytes - first.heapBytes) / MEBIBYTE).toBeLessThan(1);
  expect((last.residentBytes - first.residentBytes) / MEBIBYTE).toBeLessThan(16);
});
