import { describe, expect, it } from 'vitest';
import { countBetween, createLoadWatch, type LoadExplanation, observeLoad } from '../../../src/model/waits/load.js';
import { type FakeProcess, fakeSnapshot } from '../../support/snapshots.js';

/** The averages as the kernel computes them: in fixed point with eleven bits, every five seconds, shown with two decimals. */
class Kernel {
  #averages = [0, 0, 0];
  #next = 5.004;

  /** The averages after so many seconds, while the kernel counts so many tasks at each of its steps. */
  at(seconds: number, counted: (seconds: number) => number): readonly [number, number, number] {
    for (; this.#next <= seconds; this.#next += 5.004) {
      const active = counted(this.#next) * 2048;
      this.#averages = [1884, 2014, 2037].map((share, index) => {
        const average = this.#averages[index] ?? 0;
        return Math.floor((average * share + active * (2048 - share) + (active >= average ? 2047 : 0)) / 2048);
      });
    }
    const [one, five, fifteen] = this.#averages.map((average) => Math.floor(((average + 10) * 100) / 2048) / 100);
    return [one ?? 0, five ?? 0, fifteen ?? 0];
  }
}

type World = {
  readonly counted: (seconds: number) => number;
  readonly running?: (seconds: number) => number | undefined;
  readonly blocked?: number;
  readonly delay?: number;
  readonly until: number;
};

/** What is said of the load in the end. */
function explained({
  counted,
  running = () => 0,
  blocked = 0,
  delay = 1.5,
  until,
}: World): LoadExplanation | undefined {
  const kernel = new Kernel();
  const watch = createLoadWatch();
  const processes = Array.from({ length: blocked }, (_, index): FakeProcess => ({ pid: index + 1, state: 'D' }));
  let last: LoadExplanation | undefined;
  for (let seconds = 0; seconds <= until; seconds += delay) {
    const system = { load: kernel.at(seconds, counted), running: running(seconds) };
    last = observeLoad(watch, fakeSnapshot({ seconds, processes, system }));
  }
  return last;
}

describe('what the kernel counted', () => {
  it.each([1, 2, 7, 9, 23])('is known to a tenth from one step of the averages: %i tasks', (tasks) => {
    for (const delay of [0.5, 1.5, 3]) {
      expect(explained({ counted: () => tasks, until: 17, delay })?.now).toBeCloseTo(tasks, -0.2);
      expect(Math.abs((explained({ counted: () => tasks, until: 17, delay })?.now ?? 0) - tasks)).toBeLessThan(0.15);
    }
  });

  it('follows at once what comes and goes, long before the average does', () => {
    const counted = (seconds: number) => (seconds < 60 ? 9 : 0);
    const end = explained({ counted, until: 70 });
    expect(end?.load).toBeGreaterThan(4);
    expect(end?.now).toBeLessThan(0.15);
  });

  it('is known where the averages stand still', () => {
    expect(explained({ counted: () => 0, until: 12 })?.now).toBe(0);
  });

  it('is an average over several steps where samples are far apart', () => {
    const now = explained({ counted: () => 4, until: 60, delay: 15 })?.now ?? 0;
    expect(Math.abs(now - 4)).toBeLessThan(0.3);
  });

  it('is unknown before the first step, without a load, and where the averages contradict each other', () => {
    expect(explained({ counted: () => 9, until: 3 })?.now).toBeUndefined();
    expect(observeLoad(createLoadWatch(), fakeSnapshot({ system: { load: undefined } }))).toBeUndefined();
    const before = { seconds: 0, averages: [1, 1, 1] as const };
    expect(countBetween(before, { seconds: 2, averages: [5, 1, 1] })).toBeUndefined();
    expect(countBetween(before, { seconds: 2, averages: [1, 1, 1] })).toBeUndefined();
  });
});

describe('the load', () => {
  it('exceeds what runs while tasks are blocked, but not for one step', () => {
    expect(explained({ counted: () => 9, blocked: 9, until: 6 })?.exceeds).toBe(false);
    expect(explained({ counted: () => 9, blocked: 9, until: 14 })).toMatchObject({
      exceeds: true,
      running: 0,
      uninterruptible: 9,
    });
  });

  it('does not exceed what runs, however high it is', () => {
    expect(explained({ counted: () => 9, running: () => 9, until: 60 })?.exceeds).toBe(false);
  });

  it('that only falls exceeds nothing', () => {
    expect(explained({ counted: (seconds) => (seconds < 60 ? 9 : 0), until: 80 })?.exceeds).toBe(false);
  });

  it('has tasks that are not visible if all of the last steps have', () => {
    expect(explained({ counted: () => 5, blocked: 2, until: 30 })?.notVisible).toBe(3);
    expect(explained({ counted: () => 5, blocked: 5, until: 30 })?.notVisible).toBe(0);
    const nowAndThen = (seconds: number) => (Math.round(seconds / 5.004) % 3 === 0 ? 0 : 5);
    expect(explained({ counted: nowAndThen, until: 60 })?.notVisible).toBe(0);
    expect(explained({ counted: () => 5, until: 6 })?.notVisible).toBeUndefined();
  });

  it('is not explained where it is unknown what runs', () => {
    const blind = explained({ counted: () => 9, running: () => undefined, until: 40 });
    expect(blind).toMatchObject({ exceeds: false, running: undefined, notVisible: undefined });
  });

  it('is counted once for a sample that is shown twice', () => {
    const watch = createLoadWatch();
    const kernel = new Kernel();
    for (let seconds = 0; seconds <= 14; seconds += 1.5) {
      const system = { load: kernel.at(seconds, () => 9), running: 0 };
      const snapshot = fakeSnapshot({ seconds, system });
      expect(observeLoad(watch, snapshot)).toBe(observeLoad(watch, snapshot));
    }
    expect(watch.steps).toHaveLength(2);
  });
});
