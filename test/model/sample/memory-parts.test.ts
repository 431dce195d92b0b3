import { describe, expect, it } from 'vitest';
import { memoryParts, memoryUsedBytes, swapUsedBytes } from '../../../src/model/sample/memory-parts.js';
import { MEMORY } from '../../support/system-sample.js';

const GIB = 2 ** 30;

function partsOf(changes: Partial<typeof MEMORY>) {
  const parts = memoryParts({ ...MEMORY, ...changes });
  if (parts === undefined) return undefined;
  const sum = Object.values(parts.bytes).reduce((total, bytes) => total + bytes, 0);
  expect(sum).toBe(changes.totalBytes ?? MEMORY.totalBytes);
  for (const bytes of Object.values(parts.bytes)) expect(bytes).toBeGreaterThanOrEqual(0);
  return parts;
}

describe('what memory is made of', () => {
  it('adds up to the total, shared memory taken out of the cache', () => {
    expect(partsOf({ hugePageBytes: GIB })).toEqual({
      bytes: {
        application: 2.6875 * GIB,
        kernel: 0.3125 * GIB,
        shared: GIB,
        hugePages: GIB,
        buffers: GIB,
        cache: 4 * GIB,
        free: 6 * GIB,
      },
      cut: [],
      unknown: [],
    });
  });

  it.each([
    ['shared memory beyond the cache', { sharedBytes: 6 * GIB }, ['cache']],
    ['a negative figure', { buffersBytes: -1024 }, ['buffers']],
    ['more free than there is', { freeBytes: 17 * GIB }, ['free', 'cache', 'buffers', 'shared', 'kernel']],
    ['parts beyond the total', { hugePageBytes: 12 * GIB }, ['hugePages', 'kernel']],
  ])('still does with %s, and says what was cut', (_, changes, cut) => {
    expect(partsOf(changes)?.cut).toEqual(cut);
  });

  it.each([
    ['shared memory', { sharedBytes: Number.NaN }, ['shared']],
    ['buffers and the kernel', { buffersBytes: Number.NaN, unreclaimableSlabBytes: Number.NaN }, ['buffers', 'kernel']],
    ['huge pages', { hugePageBytes: Number.NaN }, ['hugePages']],
    ['single figures of the kernel', { perCpuBytes: Number.NaN, kernelStackBytes: Number.NaN }, []],
  ])('still does where %s are unknown, and says so', (_, changes, unknown) => {
    expect(partsOf(changes)?.unknown).toEqual(unknown);
  });

  it.each([{ freeBytes: Number.NaN }, { cachedBytes: Number.NaN }, { totalBytes: Number.NaN }, { totalBytes: 0 }])(
    'is unknown with %j',
    (changes) => {
      expect(memoryParts({ ...MEMORY, ...changes })).toBeUndefined();
    },
  );
});

describe('what is used', () => {
  it('is what is not available, and never less than nothing', () => {
    expect(memoryUsedBytes(MEMORY)).toBe(6 * GIB);
    expect(memoryUsedBytes({ ...MEMORY, availableBytes: Number.NaN })).toBeNaN();
  });

  it('of swap that shrinks while it is read is nothing', () => {
    expect(swapUsedBytes({ ...MEMORY, swapTotalBytes: GIB })).toBe(0);
    expect(swapUsedBytes({ ...MEMORY, swapFreeBytes: Number.NaN })).toBeNaN();
  });
});
