import { describe, expect, it } from 'vitest';
import type { FileSystem } from '../../../src/model/machine/disk-table.js';
import {
  createFullnessWatch,
  type FullnessWatch,
  observeFullness,
  risePerSecond,
} from '../../../src/model/sample/fullness.js';
import { fakeFileSystem } from '../../support/disks.js';
import { fakeSnapshot } from '../../support/snapshots.js';

const MEGABYTE = 1 << 20;

/** A point a second. */
const curve = (seconds: number, valueAt: (second: number) => number) =>
  Array.from({ length: seconds + 1 }, (_, second) => ({ seconds: second, value: valueAt(second) }));

describe('a steady rise', () => {
  it('is known after a minute, not before', () => {
    expect(
      risePerSecond(
        curve(59, (second) => 5 * second),
        1,
      ),
    ).toBeUndefined();
    expect(
      risePerSecond(
        curve(60, (second) => 5 * second),
        1,
      ),
    ).toBeCloseTo(5);
  });

  it.each<[string, (second: number) => number]>([
    ['what falls', (second) => -5 * second],
    ['what stands still', () => 7],
    ['a single jump', (second) => (second < 100 ? 0 : 1e6)],
    ['what goes up and down', (second) => 100 * (second % 20)],
    ['what rose and has stopped', (second) => 5 * Math.min(second, 90)],
    ['what rose, and falls again', (second) => (second < 170 ? second : 340 - 2 * second)],
    ['less than what is noise', (second) => second / 1000],
  ])('is nothing of %s', (_, valueAt) => {
    expect(risePerSecond(curve(180, valueAt), 10)).toBeUndefined();
  });

  it('may come in small steps, as a log is written', () => {
    expect(
      risePerSecond(
        curve(240, (second) => 100 * Math.floor(second / 7)),
        10,
      ),
    ).toBeCloseTo(100 / 7, 0);
  });

  it('is that of the last time for which it was steady', () => {
    const faster = curve(240, (second) => (second < 170 ? second : 170 + 50 * (second - 170)));
    expect(risePerSecond(faster, 10)).toBeCloseTo(50, 0);
  });
});

const disk = (of: Partial<FileSystem>) =>
  fakeFileSystem({
    mountPoint: '/',
    usedBytes: 0,
    availableBytes: 1000 * MEGABYTE,
    inodes: 1000,
    usedInodes: 0,
    ...of,
  });

/** What is known after samples every ten seconds. */
function watched(seconds: number, at: (second: number) => Partial<FileSystem>, watch = createFullnessWatch()) {
  return last(watch, seconds, (second) => disk(at(second)));
}

function last(watch: FullnessWatch, seconds: number, at: (second: number) => FileSystem, from = 0) {
  let found: ReturnType<typeof observeFullness>;
  for (let second = from; second <= seconds; second += 10) {
    found = observeFullness(watch, fakeSnapshot({ seconds: second, fileSystems: [at(second)] }));
  }
  return found?.[0];
}

const filling = (second: number) => ({
  usedBytes: second * MEGABYTE,
  availableBytes: (1000 - second) * MEGABYTE,
});

describe('how a file system fills', () => {
  it('is told per hour, with the time until it is full', () => {
    expect(watched(100, filling)).toEqual({
      growthBytesPerHour: 3600 * MEGABYTE,
      fullInSeconds: 900,
      isOfInodes: false,
    });
  });

  it('is told of inodes, if there will be none of those before', () => {
    const found = watched(100, (second) => ({ ...filling(second), usedInodes: 5 * second }));
    expect(found).toMatchObject({ fullInSeconds: 100, isOfInodes: true });
  });

  it('is not told of one that is emptied, stands still, or is full', () => {
    const empties = (second: number) => ({ usedBytes: -second * MEGABYTE, availableBytes: (1000 + second) * MEGABYTE });
    for (const at of [empties, () => ({}), () => ({ availableBytes: 0, usedBytes: 1e9 })]) {
      expect(watched(300, at)).toMatchObject({ growthBytesPerHour: Number.NaN, fullInSeconds: Number.NaN });
    }
  });

  it('is not told while it gives no answer, because its sizes are old', () => {
    const silent = (second: number) => ({ ...filling(second), unansweredSeconds: second > 90 ? 5 : undefined });
    expect(watched(100, silent)?.fullInSeconds).toBeNaN();
  });

  it('is not told of one that is mounted anew', () => {
    const anew = (second: number) => ({ ...filling(second), serial: second < 80 ? 1 : 2 });
    expect(watched(100, anew)?.fullInSeconds).toBeNaN();
  });

  it('is watched for hours in the memory of minutes, and again where time goes back in a recording', () => {
    const watch = createFullnessWatch();
    const slow = (second: number) => disk({ usedBytes: 10_000 * second, availableBytes: 1e9 - 10_000 * second });
    expect(last(watch, 20_000, slow)?.growthBytesPerHour).toBeCloseTo(36_000_000, -5);
    for (const { used } of watch.seen.values()) expect(used.length).toBeLessThanOrEqual(120);
    expect(last(watch, 6000, slow, 5000)?.growthBytesPerHour).toBeCloseTo(36_000_000, -5);
  });
});
