import { describe, expect, it } from 'vitest';
import type { BlockDevice } from '../../../src/model/machine/disk-table.js';
import { deviceRates } from '../../../src/model/sample/device-rates.js';
import { fakeDevice } from '../../support/disks.js';
import { fakeSnapshot } from '../../support/snapshots.js';

const at = (seconds: number, ...devices: BlockDevice[]) => fakeSnapshot({ seconds, devices });
const sda = (counters: Partial<BlockDevice> = {}) => fakeDevice({ name: 'sda', serial: 1, ...counters });

function ratesOf(before: Partial<BlockDevice>, after: Partial<BlockDevice>, seconds = 2) {
  const [rates] = deviceRates(at(10, sda(before)), at(10 + seconds, sda(after))) ?? [];
  return rates;
}

describe('the rates of a block device', () => {
  it('are what was counted, per second, and the time of one request', () => {
    const rates = ratesOf(
      {},
      {
        ...{ reads: 10, readBytes: 4096, readMilliseconds: 30 },
        ...{ writes: 4, writeBytes: 8192, writeMilliseconds: 100 },
        ...{ flushes: 2, flushMilliseconds: 9, discards: 1, discardBytes: 512, discardMilliseconds: 7 },
        ...{ busyMilliseconds: 500, weightedMilliseconds: 3000 },
      },
    );
    expect(rates).toEqual({
      ...{ readsPerSecond: 5, readBytesPerSecond: 2048, readWaitMilliseconds: 3 },
      ...{ writesPerSecond: 2, writeBytesPerSecond: 4096, writeWaitMilliseconds: 25 },
      ...{ flushesPerSecond: 1, flushWaitMilliseconds: 4.5 },
      ...{ discardsPerSecond: 0.5, discardBytesPerSecond: 256, discardWaitMilliseconds: 7 },
      ...{ busyPercent: 25, queueLength: 1.5 },
    });
  });

  it('say nothing of how long a request took where there was none', () => {
    expect(ratesOf({}, {})).toMatchObject({ readsPerSecond: 0, readWaitMilliseconds: Number.NaN });
  });

  it('are unknown where a counter fell, and others stay known', () => {
    const rates = ratesOf({ readBytes: 4096, writes: 1 }, { readBytes: 0, writes: 3 });
    expect(rates).toMatchObject({ readBytesPerSecond: Number.NaN, writesPerSecond: 1 });
  });

  it('are unknown of a counter that the kernel does not have', () => {
    expect(ratesOf({ flushes: Number.NaN }, { flushes: Number.NaN })?.flushesPerSecond).toBeNaN();
  });

  it('never say that a device is busy for longer than there was time', () => {
    expect(ratesOf({}, { busyMilliseconds: 2004 })?.busyPercent).toBe(100);
  });

  it('are unknown of a device that came back under its name, however much it has counted', () => {
    const back = sda({ serial: 2, readBytes: 1e9, reads: 1e6 });
    const [rates] = deviceRates(at(10, sda()), at(12, back)) ?? [];
    expect(Object.values(rates ?? {}).every(Number.isNaN)).toBe(true);
  });

  it('are unknown without an earlier reading, or where the devices were not read', () => {
    expect(deviceRates(undefined, at(1, sda()))?.[0]?.busyPercent).toBeNaN();
    expect(deviceRates(fakeSnapshot({ seconds: 1 }), at(2, sda()))?.[0]?.busyPercent).toBeNaN();
    expect(deviceRates(at(1, sda()), fakeSnapshot({ seconds: 2 }))).toBeUndefined();
  });
});
