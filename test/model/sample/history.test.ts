import { describe, expect, it } from 'vitest';
import {
  createHistory,
  PROCESS_SAMPLES,
  processHistory,
  remember,
  SYSTEM_SAMPLES,
  systemHistory,
} from '../../../src/model/sample/history.js';
import type { Sample } from '../../../src/model/sample/sample.js';
import { cpuTimes, MEMORY, systemCounters, systemSample } from '../../support/system-sample.js';

/** A sample in which the process of each slot has this CPU percentage. */
function sampleOf(serials: readonly number[], percents: readonly number[]): Sample {
  const sample = systemSample(
    systemCounters(),
    undefined,
    serials.map((serial) => ({ serial })),
  );
  return { ...sample, rates: { ...sample.rates, cpuPercent: Float64Array.from(percents) } };
}

describe('the history of a process', () => {
  it('is there at once for any process, oldest value first', () => {
    const history = createHistory();
    remember(history, sampleOf([7, 8], [Number.NaN, 1]));
    remember(history, sampleOf([7, 8], [50, 2]));
    expect(processHistory(history, 0, 7)).toEqual([Number.NaN, 50]);
    expect(processHistory(history, 1, 8)).toEqual([1, 2]);
  });

  it('never shows what another process did in the same slot', () => {
    const history = createHistory();
    remember(history, sampleOf([7], [99]));
    remember(history, sampleOf([9], [1]));
    expect(processHistory(history, 0, 7)).toEqual([]);
    expect(processHistory(history, 0, 9)).toEqual([1]);
  });

  it('is empty for an empty slot and for one that never was', () => {
    const history = createHistory();
    remember(history, sampleOf([0], [5]));
    expect(processHistory(history, 0, 0)).toEqual([]);
    expect(processHistory(history, 12, 3)).toEqual([]);
  });

  it('keeps the last samples only', () => {
    const history = createHistory();
    for (let count = 0; count < PROCESS_SAMPLES + 5; count++) remember(history, sampleOf([7], [count]));
    const values = processHistory(history, 0, 7);
    expect(values).toHaveLength(PROCESS_SAMPLES);
    expect(values[0]).toBe(5);
    expect(values.at(-1)).toBe(PROCESS_SAMPLES + 4);
  });

  it('survives more slots than there were before, and fewer', () => {
    const history = createHistory();
    const many = Array.from({ length: 1000 }, (_, slot) => slot + 1);
    remember(history, sampleOf([1], [10]));
    remember(history, sampleOf(many, many));
    remember(history, sampleOf([1], [30]));
    expect(processHistory(history, 0, 1)).toEqual([10, 1, 30]);
    expect(processHistory(history, 999, 1000)).toEqual([1000, Number.NaN]);
  });

  it('needs no more room after the first round', () => {
    const history = createHistory();
    const sample = sampleOf([1, 2, 3], [1, 2, 3]);
    for (let count = 0; count < PROCESS_SAMPLES; count++) remember(history, sample);
    const rooms = [...history.moments];
    for (let count = 0; count < PROCESS_SAMPLES; count++) remember(history, sample);
    expect(history.moments.every((moment, index) => moment === rooms[index])).toBe(true);
  });
});

describe('the history of the system', () => {
  it('keeps figures, and NaN for what was unknown', () => {
    const history = createHistory();
    const first = systemCounters({ cpuTotal: cpuTimes({}) });
    const second = systemCounters({
      monotonicSeconds: 1001,
      cpuTotal: cpuTimes({ user: 1, idle: 3 }),
      memory: undefined,
    });
    remember(history, systemSample(first));
    remember(history, systemSample(second, first));
    expect(systemHistory(history, 'cpuBusyPercent')).toEqual([Number.NaN, 25]);
    expect(systemHistory(history, 'memoryUsedBytes')).toEqual([MEMORY.totalBytes - MEMORY.availableBytes, Number.NaN]);
    expect(systemHistory(history, 'swapUsedBytes')).toEqual([1024 ** 3, Number.NaN]);
  });

  it('keeps the last samples only', () => {
    const history = createHistory();
    const sample = systemSample(systemCounters());
    for (let count = 0; count < SYSTEM_SAMPLES * 2 + 3; count++) remember(history, sample);
    expect(systemHistory(history, 'memoryAvailableBytes')).toHaveLength(SYSTEM_SAMPLES);
  });
});
