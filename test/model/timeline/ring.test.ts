import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { freeze } from '../../../src/model/machine/freeze.js';
import { NO_NEEDS } from '../../../src/model/machine/machine.js';
import type { Snapshot } from '../../../src/model/machine/snapshot.js';
import { createRing, type Ring } from '../../../src/model/timeline/ring.js';
import { fullSnapshot } from '../../support/full-snapshot.js';
import { busyMachine, wildHistory } from '../../support/histories.js';
import { createRandom } from '../../support/random.js';
import { fakeSnapshot } from '../../support/snapshots.js';

const ROOMY = { minutes: 60, mebibytes: 64 };

function ringOf(snapshots: readonly Snapshot[], options = ROOMY): Ring {
  const ring = createRing(options);
  for (const snapshot of snapshots) ring.add(snapshot, NO_NEEDS);
  return ring;
}

const take = (machine: Iterator<Snapshot>, samples: number) =>
  Array.from({ length: samples }, () => machine.next().value as Snapshot);

describe('the last minutes', () => {
  it('are given back exactly as they were, in whatever order they are looked at', () => {
    for (let seed = 1; seed <= 8; seed++) {
      const random = createRandom(seed);
      const history = wildHistory(random, 25);
      const ring = ringOf(history);
      expect([ring.first, ring.end]).toEqual([0, history.length]);
      for (let look = 0; look < 40; look++) {
        const index = random.number(history.length);
        const moment = ring.moment(index);
        expect(isDeepStrictEqual(moment?.snapshot, history[index]), `seed ${seed}, sample ${index}`).toBe(true);
        expect(isDeepStrictEqual(moment?.previous, history[index - 1])).toBe(true);
      }
    }
  });

  it('stay as they were when later samples change the columns and texts they were read into', () => {
    const first = fullSnapshot();
    const kept = freeze(first);
    const ring = ringOf([first]);
    const { columns, texts, userNames } = first.processes;
    columns.pid[0] = 77;
    columns.cpuSeconds[0] = -0;
    (texts.name as string[])[0] = 'another';
    (userNames as Map<number, string>).set(5, 'eve');
    ring.add(first, NO_NEEDS);
    expect(ring.moment(0)?.snapshot).toStrictEqual(kept);
    expect(ring.moment(1)?.snapshot).toStrictEqual(freeze(first));
    const moment = ring.moment(0);
    moment?.snapshot.processes.columns.pid.fill(1);
    expect(ringOf([first]).moment(0)?.snapshot).toStrictEqual(freeze(first));
  });

  it('hold what was asked for at each moment', () => {
    const ring = createRing(ROOMY);
    ring.add(fakeSnapshot(), NO_NEEDS);
    ring.add(fakeSnapshot({ seconds: 1 }), { ...NO_NEEDS, io: true });
    expect([ring.moment(0)?.needs.io, ring.moment(1)?.needs.io]).toEqual([false, true]);
  });

  it('look for changes only in rows that the probe names, unless a reading was left out', () => {
    const machine = busyMachine(createRandom(3), { processes: 50, busy: 5, births: 0 });
    const named = (snapshot: Snapshot, reading: number, rows: readonly number[]): Snapshot => ({
      ...snapshot,
      processes: { ...snapshot.processes, changed: { reading, rows: Int32Array.from(rows) } },
    });
    const [one, two, three] = take(machine, 3);
    const all = Array.from({ length: 50 }, (_, slot) => slot);
    const ring = ringOf([named(one, 7, all), named(two, 8, all), named(three, 10, [])]);
    [one, two, three].forEach((snapshot, at) => {
      expect(ring.moment(at)?.snapshot).toStrictEqual(snapshot);
    });
    const trusting = ringOf([named(one, 7, all), named(two, 8, [])]);
    expect(trusting.moment(1)?.snapshot.processes.columns).toStrictEqual(one.processes.columns);
  });

  it('are not longer than asked for, and the first that is left has the one before it for its rates', () => {
    const history = Array.from({ length: 200 }, (_, seconds) =>
      fakeSnapshot({ seconds, processes: [{ pid: seconds + 1 }] }),
    );
    const ring = ringOf(history, { minutes: 1, mebibytes: 8 });
    expect([ring.first, ring.end]).toEqual([139, 200]);
    expect(ring.moment(138)).toBeUndefined();
    expect(ring.moment(200)).toBeUndefined();
    expect(ring.moment(139)).toMatchObject({ snapshot: history[139], previous: history[138] });
  });

  it('take no more memory than allowed', () => {
    const machine = busyMachine(createRandom(5), { processes: 100, busy: 100, births: 20 });
    const ring = createRing({ minutes: 60, mebibytes: 0.25 });
    const history: Snapshot[] = [];
    for (let at = 0; at < 120; at++) {
      const snapshot = machine.next().value as Snapshot;
      history.push(snapshot);
      ring.add(snapshot, NO_NEEDS);
      expect(ring.bytes).toBeLessThanOrEqual(2 ** 18);
    }
    expect(ring.first).toBeGreaterThan(0);
    for (let index = ring.first; index < ring.end; index++)
      expect(isDeepStrictEqual(ring.moment(index)?.snapshot, history[index])).toBe(true);
  });

  it('are found by the time of the clock, also one that was set back', () => {
    const at = (wallClockMilliseconds: number) => fakeSnapshot({ system: { wallClockMilliseconds } });
    const ring = ringOf([at(1000), at(2000), at(3000), at(1500)]);
    expect([500, 1000, 1400, 1600, 2999, 9000].map((time) => ring.indexAt(time))).toEqual([0, 0, 0, 3, 3, 3]);
  });

  it('have the events of all their samples, the newest first', () => {
    const { events } = fullSnapshot();
    const batch = (from: number) => events && { ...events, events: events.events.slice(from, from + 2) };
    const ring = ringOf([0, 1, 2, 3].map((seconds) => fakeSnapshot({ seconds, events: batch(2 * seconds) })));
    const names = (until: number, most: number) =>
      ring.events(until, most).map(({ index, event }) => [index, event.pid]);
    expect(names(9, 3)).toEqual([[3, 7], [3, 6], [2, 5]]); // biome-ignore format: pairs
    expect(names(1, 99)).toEqual([[1, 3], [1, 2], [0, 1], [0, 0]]); // biome-ignore format: pairs
    expect(ring.events(9, 1)[0].event).toStrictEqual(events?.events[7]);
  });

  it('have a summary of each sample, in which unknown is no number', () => {
    const cpuTotal = { ...fakeSnapshot().system.cpuTotal, user: 2, idle: 2 } as Snapshot['system']['cpuTotal'];
    const ring = ringOf([
      fakeSnapshot(),
      fakeSnapshot({ seconds: 1, system: { cpuTotal } }),
      fakeSnapshot({ seconds: 90 }),
    ]);
    expect(ring.summary(0)).toMatchObject({
      cpuPercent: Number.NaN,
      memoryPercent: 37.5,
      isAfterGap: false,
      processes: 0,
    });
    expect(ring.summary(1)).toMatchObject({ cpuPercent: 50, cpuPressurePercent: Number.NaN, monotonicSeconds: 501 });
    expect(ring.summary(2).isAfterGap).toBe(true);
  });

  it('have a gap where the machine slept, for which the clock of all rates stands still', () => {
    const { uptimeSeconds = 0 } = fakeSnapshot().system;
    const ring = ringOf([
      fakeSnapshot({ seconds: 0 }),
      fakeSnapshot({ seconds: 1 }),
      fakeSnapshot({ seconds: 2, system: { uptimeSeconds: uptimeSeconds + 3602 } }),
      fakeSnapshot({ seconds: 3, system: { uptimeSeconds: uptimeSeconds + 3603 } }),
    ]);
    expect([0, 1, 2, 3].map((at) => ring.summary(at).isAfterGap)).toEqual([false, false, true, false]);
  });
});

describe('ten minutes of 1,000 processes of which one in twenty is busy', () => {
  it('take less than 2 MiB', () => {
    const machine = busyMachine(createRandom(7), { processes: 1000, busy: 50, births: 0 });
    const ring = createRing({ minutes: 20, mebibytes: 8 });
    for (let at = 0; at < 120; at++) ring.add(machine.next().value as Snapshot, NO_NEEDS);
    expect(5 * ring.bytes).toBeLessThan(2 ** 21);
  });
});
