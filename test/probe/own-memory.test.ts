import { readFileSync, readlinkSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { addon } from '../../src/probe/addon.js';
import { giveBackMemoryNowAndThen } from '../../src/probe/own-memory.js';

/** Kibibytes of the program's file that are mapped into this process. */
function programKibibytes(): number {
  const program = readlinkSync('/proc/self/exe');
  const mappings = readFileSync('/proc/self/smaps', 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
  const own = mappings.filter((text) => text.split('\n')[0]?.endsWith(` ${program}`));
  return own.reduce((sum, text) => sum + Number(/^Rss: +(\d+)/m.exec(text)?.[1]), 0);
}

afterEach(() => vi.useRealTimers());

describe('the memory of a program that runs for long', () => {
  it('no longer holds the pages of Node that only the start needed, and Node goes on', async () => {
    const before = programKibibytes();
    await addon().giveBackMemory();
    expect(programKibibytes()).toBeLessThan(before * 0.75);
    expect(['b', 'a'].sort().map((text) => text.toUpperCase())).toEqual(['A', 'B']);
    expect(new Intl.NumberFormat('de').format(1234.5)).toBe('1.234,5');
  });

  it('is given back some seconds after the first frame, and seldom after that', () => {
    vi.useFakeTimers();
    const give = vi.fn(async () => {});
    giveBackMemoryNowAndThen(give);
    vi.advanceTimersByTime(10_000);
    expect(give).toHaveBeenCalledTimes(0);
    vi.advanceTimersByTime(10_000);
    expect(give).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(3_600_000);
    expect(give).toHaveBeenCalledTimes(13);
  });
});
