import { describe, expect, it } from 'vitest';
import { METERS, type MeterId, readMeter } from '../../../src/model/header/meters.js';
import type { SystemCounters } from '../../../src/model/machine/snapshot.js';
import { createHistory, remember } from '../../../src/model/sample/history.js';
import type { Sample } from '../../../src/model/sample/sample.js';
import { cpuTimes, MEMORY, systemCounters, systemSample } from '../../support/system-sample.js';

const context = { history: createHistory(), clock: '14:02', delaySeconds: 1.5 };
const before = systemCounters();

function read(id: MeterId, sample: Sample | undefined) {
  return readMeter(id, sample, context);
}

/** One second after `before`. */
function later(counters: Partial<SystemCounters>): Sample {
  return systemSample(systemCounters({ monotonicSeconds: 1001, ...counters }), before);
}

describe('the meters', () => {
  it('have ids of their own, and a sentence each', () => {
    expect(new Set(METERS.map(({ id }) => id)).size).toBe(METERS.length);
    for (const { description } of METERS) expect(description).toMatch(/^[A-Zu].{8,}/);
  });

  it.each(METERS.map(({ id }) => id))('show no number before the first sample: %s', (id) => {
    if (id === 'clock' || id === 'delay') return;
    // Of hardware that many machines do not have nothing is shown.
    if (!['temperature', 'frequency', 'power', 'battery'].includes(id)) expect(read(id, undefined).text).toMatch(/-/);
    expect(read(id, undefined).text).not.toMatch(/\d/);
  });

  it.each<{ id: MeterId; counters: Partial<SystemCounters>; text: string; detail?: string }>([
    {
      id: 'cpu',
      counters: {
        cpuTotal: cpuTimes({
          user: 0.21,
          system: 0.05,
          irq: 0.01,
          softirq: 0.03,
          iowait: 0.05,
          steal: 0.02,
          idle: 0.63,
        }),
      },
      text: '32%/4c',
      detail: 'us21 sy9 wa5 st2',
    },
    {
      id: 'cpu',
      counters: { cpuTotal: cpuTimes({ nice: 1, idle: 3 }) },
      text: '25%/4c',
      detail: 'us0 ni25 sy0',
    },
    { id: 'cpu', counters: { cpuTotal: undefined }, text: '-/4c', detail: 'us- sy- wa- st-' },
    { id: 'memory', counters: {}, text: '6.0/16.0G', detail: 'avail 10.0G' },
    {
      id: 'memory',
      counters: { memory: { ...MEMORY, availableBytes: Number.NaN } },
      text: '-/16.0G',
      detail: 'avail -',
    },
    {
      id: 'memory',
      counters: { memory: { ...MEMORY, availableBytes: MEMORY.totalBytes - 1024 ** 2 } },
      text: '1.0M/16.0G',
    },
    { id: 'memory', counters: { memory: undefined }, text: '-/-', detail: 'avail -' },
    { id: 'swap', counters: {}, text: '1.0/4.0G', detail: '' },
    {
      id: 'swap',
      counters: { zram: { usedBytes: 1024 ** 3, storedBytes: 3 * 1024 ** 3 } },
      text: '1.0/4.0G',
      detail: 'zram 1.0G',
    },
    { id: 'swap', counters: { memory: { ...MEMORY, swapTotalBytes: 0, swapFreeBytes: 0 } }, text: 'none' },
    { id: 'load', counters: {}, text: 'load 0.42 0.31 0.28' },
    { id: 'load', counters: { load: undefined }, text: 'load -' },
    { id: 'uptime', counters: {}, text: 'up 3d04' },
    { id: 'uptime', counters: { uptimeSeconds: undefined }, text: 'up -' },
    {
      id: 'pressure',
      counters: {
        pressure: {
          cpu: { someMicroseconds: 12_000, fullMicroseconds: undefined },
          memory: { someMicroseconds: 0, fullMicroseconds: 0 },
          io: undefined,
        },
      },
      text: 'pressure c1 m0 i-',
    },
    { id: 'forks', counters: { forks: 12 }, text: 'new procs 12/s' },
  ])('say "$text" $detail for $id', ({ id, counters, text, detail }) => {
    const value = read(id, later(counters));
    expect(value.text).toBe(text);
    if (detail !== undefined) expect(value.detail).toBe(detail);
  });

  it('sum up disks and interfaces, without loopback', () => {
    const disk = { name: 'sda', readBytes: 0, writeBytes: 0, busyMilliseconds: 0 };
    const links = ['lo', 'eth0'].map((name) => ({ name, receivedBytes: 0, sentBytes: 0, counted: name !== 'lo' }));
    const first = systemCounters({ disks: [disk], interfaces: links });
    const second = systemCounters({
      monotonicSeconds: 1002,
      disks: [{ ...disk, readBytes: 4096, writeBytes: 2048 }],
      interfaces: links.map((link) => ({ ...link, receivedBytes: 6144, sentBytes: 1024 })),
    });
    const sample = systemSample(second, first);
    expect(read('disks', sample).text).toBe('disk read 2.0K/s write 1.0K/s');
    expect(read('network', sample).text).toBe('net in 3.0K/s out 512B/s');
    expect(read('network', systemSample(first)).text).toBe('net in - out -');
  });

  it('give figures with units in their names, and unknown as undefined', () => {
    const known = read('cpu', later({ cpuTotal: cpuTimes({ user: 1, idle: 3 }) })).figures;
    expect(known).toMatchObject({ busyPercent: 25, userPercent: 25, idlePercent: 75, onlineCpus: 4, offlineCpus: 0 });
    const first = read('cpu', systemSample(before)).figures;
    expect(first).toMatchObject({ busyPercent: undefined, userPercent: undefined, onlineCpus: 4 });
    expect(read('memory', later({})).figures).toMatchObject({ usedBytes: 6 * 1024 ** 3, totalBytes: 16 * 1024 ** 3 });
  });

  it('clean the name of the machine', () => {
    const host = read('host', later({ hostname: 'web\u001b[31m\u202e' })).text;
    expect(host).not.toMatch(/[\u0000-\u001f\u202e]/);
  });

  it('count a CPU as off that was there before', () => {
    const history = createHistory();
    remember(history, systemSample(before));
    const sample = later({ cpus: [0, 2].map((id) => cpuTimes({ id, user: 1, idle: 1 })) });
    const value = readMeter('cpu', sample, { ...context, history });
    expect(value.text).toMatch(/\/2c$/);
    expect(value.detail).toMatch(/ 2off$/);
    expect(readMeter('cores', sample, { ...context, history }).figures).toEqual({
      ids: [0, 1, 2, 3],
      busyPercents: [50, undefined, 50, undefined],
    });
  });
});

describe('the memory bar', () => {
  function fractions(memory: Partial<typeof MEMORY>): readonly number[] {
    return read('memory', later({ memory: { ...MEMORY, ...memory } })).segments.map(({ fraction }) => fraction * 16);
  }

  it('splits used into shared and the rest, and available into buffers, cache and blank', () => {
    expect(fractions({})).toEqual([5, 1, 1, 4]);
  });

  it('draws shared memory as used, not as cache', () => {
    const gibibyte = 1024 ** 3;
    const filled = { availableBytes: 6 * gibibyte, cachedBytes: 9 * gibibyte, sharedBytes: 9 * gibibyte };
    expect(fractions(filled)).toEqual([1, 9, 1, 0]);
  });

  it.each([
    { availableBytes: 0 },
    { availableBytes: 99 * 1024 ** 3 },
    { sharedBytes: 99 * 1024 ** 3 },
    { cachedBytes: 99 * 1024 ** 3 },
    { buffersBytes: 99 * 1024 ** 3 },
    { cachedBytes: 0 },
  ])('never goes beyond the total or below zero: $0', (odd) => {
    const parts = fractions(odd);
    expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeLessThanOrEqual(16);
  });

  it('is blank where nothing is known', () => {
    const blank = { totalBytes: Number.NaN, availableBytes: Number.NaN };
    expect(fractions(blank).every(Number.isNaN)).toBe(true);
  });
});
