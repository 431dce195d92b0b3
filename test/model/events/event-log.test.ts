import { describe, expect, it } from 'vitest';
import { createLog, followProcesses } from '../../../src/model/events/event-log.js';
import { addEvent, createRing } from '../../../src/model/events/event-ring.js';
import { type Happening, isEnd, UNKNOWN_HAPPENING } from '../../../src/model/events/happening.js';
import type { EventBatch } from '../../../src/model/machine/events.js';
import { fakeBatch, fakeEvent, NO_LISTENERS, START_MILLISECONDS } from '../../support/events.js';
import { createRandom } from '../../support/random.js';
import { type FakeProcess, fakeSnapshot } from '../../support/snapshots.js';

const SHELL: FakeProcess = { pid: 10, ppid: 1, startTicks: 200, name: 'bash', commandLine: ['bash'] };
const INIT: FakeProcess = { pid: 1, ppid: 0, startTicks: 1, name: 'systemd' };
const WORKER: FakeProcess = {
  pid: 20,
  ppid: 10,
  startTicks: 300,
  pidfdInode: 77,
  uid: 1000,
  name: 'worker',
  commandLine: ['/usr/bin/worker', '--all'],
  cpuSeconds: 12,
};

/** Samples of a second each, with what the kernel told of it. */
function follow(...readings: readonly (readonly [readonly FakeProcess[], EventBatch])[]) {
  const log = createLog();
  return readings.map(([processes, events], seconds) =>
    followProcesses(log, fakeSnapshot({ seconds, processes, events })),
  );
}

const at = (seconds: number) => START_MILLISECONDS + seconds * 1000;
const QUIET = fakeBatch([]);
const DEAF = fakeBatch([], { sources: NO_LISTENERS });

describe('the end of a process', () => {
  const end = fakeEvent({ event: 'exited', pid: 20, exitStatus: 3, wallClockMilliseconds: at(0.5) });

  it('has what the last sample knew of it, where nothing else can have had its PID', () => {
    const [, [event]] = follow([[INIT, SHELL, WORKER], QUIET], [[INIT, SHELL], fakeBatch([end])]);
    expect(event).toMatchObject({
      ...{ event: 'exited', pid: 20, startTicks: 300, pidfdInode: 77, ppid: 10, user: 'ada', name: 'worker' },
      ...{ command: '/usr/bin/worker --all', exitStatus: 3, cpuSeconds: 12, source: 'connector' },
    });
    expect(event?.lifetimeSeconds).toBeCloseTo(1000.5 - 3);
    expect(event?.ancestors).toEqual([
      { pid: 10, name: 'bash' },
      { pid: 1, name: 'systemd' },
    ]);
  });

  it.each([
    ['something was missed', fakeBatch([end], { lost: 1 })],
    ['it began at another time', fakeBatch([{ ...end, startTicks: 301 }])],
    ['it happened before the last sample', fakeBatch([{ ...end, wallClockMilliseconds: at(-1) }])],
    ['it has another pidfd', fakeBatch([{ ...end, startTicks: 300, pidfdInode: 78 }])],
  ])('has nothing of the last sample where %s', (_, batch) => {
    const [, [event]] = follow([[INIT, SHELL, WORKER], QUIET], [[INIT, SHELL], batch]);
    expect(event).toMatchObject({ name: undefined, command: undefined, cpuSeconds: Number.NaN, ancestors: [] });
  });

  it('has nothing of a process that lives with its PID', () => {
    const [, [event]] = follow([[INIT, WORKER], QUIET], [[INIT, WORKER], fakeBatch([end])]);
    expect(event).toMatchObject({ pid: 20, startTicks: Number.NaN, name: undefined });
  });

  it('has nothing of the process that ended before with the same PID', () => {
    const second = { ...end, wallClockMilliseconds: at(0.7), name: 'second' };
    const [, events] = follow([[INIT, WORKER], QUIET], [[INIT], fakeBatch([end, second])]);
    expect(events?.map(({ name, startTicks }) => [name, startTicks])).toEqual([
      ['worker', 300],
      ['second', Number.NaN],
    ]);
  });

  it('has no CPU time of a sample that was long ago against its life', () => {
    const young = { ...WORKER, startTicks: 99_990 };
    const told = fakeEvent({ event: 'exited', pid: 20, startTicks: 99_990, wallClockMilliseconds: at(0.5) });
    const [, [event]] = follow([[young], QUIET], [[], fakeBatch([told])]);
    expect(event).toMatchObject({ name: 'worker', cpuSeconds: Number.NaN });
    expect(event?.lifetimeSeconds).toBeCloseTo(0.6);
  });

  it('keeps what the kernel told, whatever the samples say', () => {
    const told = { ...end, startTicks: 300, uid: 0, name: 'x', command: ['x', 'y'], cpuSeconds: 1, parentPid: 1 };
    const [, [event]] = follow([[INIT, WORKER], QUIET], [[INIT], fakeBatch([told])]);
    expect(event).toMatchObject({ user: 'root', name: 'x', command: 'x y', cpuSeconds: 1, ppid: 1 });
  });
});

describe('the ancestors of a process', () => {
  it('are known even where they came and went between two samples', () => {
    const make = fakeEvent({ event: 'started', pid: 30, startTicks: 100_010, parentPid: 10, name: 'make' });
    const gcc = fakeEvent({ event: 'exited', pid: 31, startTicks: 100_020, parentPid: 30, name: 'gcc' });
    const [, events] = follow([[INIT, SHELL], QUIET], [[INIT, SHELL], fakeBatch([make, gcc])]);
    expect(events?.[1]?.ancestors.map(({ name }) => name)).toEqual(['make', 'bash', 'systemd']);
  });

  it('are not those of a process that has only got the PID of the parent', () => {
    const child = fakeEvent({ event: 'exited', pid: 31, startTicks: 100, parentPid: 10, name: 'old' });
    const gone = fakeEvent({ event: 'exited', pid: 12, startTicks: 150, name: 'gone' });
    const after = fakeEvent({ event: 'exited', pid: 32, startTicks: 99_000, parentPid: 12, name: 'new' });
    const [, events] = follow([[INIT, SHELL], QUIET], [[INIT, SHELL], fakeBatch([child, gone, after])]);
    expect(events?.[0]?.ancestors).toEqual([{ pid: 10, name: '' }]);
    expect(events?.[2]?.ancestors).toEqual([{ pid: 12, name: '' }]);
  });
});

describe('where the kernel tells nothing', () => {
  it('the differences of two samples are the events, and say only what is certain', () => {
    const young = { ...WORKER, pid: 21, serial: 21, startTicks: 100_050 };
    const [first, second, third] = follow(
      [[INIT, SHELL, WORKER], DEAF],
      [[INIT, SHELL, { ...young, slot: 2 }], DEAF],
      [[INIT, SHELL], DEAF],
    );
    expect(first).toEqual([]);
    expect(second).toMatchObject([
      { event: 'exited', pid: 20, source: 'samples', exitStatus: undefined, command: '/usr/bin/worker --all' },
      { event: 'started', pid: 21, source: 'samples', cpuSeconds: Number.NaN, lifetimeSeconds: Number.NaN },
    ]);
    expect(second?.[0]).toMatchObject({ lifetimeSeconds: 998, cpuSeconds: 12 });
    expect(second?.[1]?.wallClockMilliseconds).toBe(at(0.5));
    expect(third).toMatchObject([{ event: 'exited', pid: 21, lifetimeSeconds: Number.NaN, cpuSeconds: Number.NaN }]);
  });

  it('threads and kernel threads are none', () => {
    const thread = { pid: 22, threadGroupId: 20, serial: 22 };
    const kernel = { pid: 23, kernelThread: true, serial: 23 };
    const [, gone, back] = follow([[WORKER, thread, kernel], DEAF], [[WORKER], DEAF], [[WORKER, thread, kernel], DEAF]);
    expect([gone, back]).toEqual([[], []]);
  });

  it('an end that the log of the kernel tells is told once', () => {
    const killed = fakeEvent({ event: 'oomKilled', pid: 20, source: 'kmsg', wallClockMilliseconds: at(0.5) });
    const sources = { connector: 'no' };
    const [, told, after] = follow(
      [[INIT, WORKER], fakeBatch([], { sources })],
      [[INIT, WORKER], fakeBatch([killed], { sources })],
      [[INIT], fakeBatch([], { sources })],
    );
    expect(told).toMatchObject([{ event: 'oomKilled', pid: 20 }]);
    expect(after).toEqual([]);
  });
});

/** A machine whose PIDs are few, so that they are reused all the time, with what the kernel tells of each second. */
function* busyMachine(seed: number) {
  const { number } = createRandom(seed);
  const isLikely = (percent: number) => number(100) < percent;
  const ended = new Set<string>();
  let alive: readonly FakeProcess[] = [];
  for (let seconds = 0; seconds < 200; seconds++) {
    const gone = alive.filter(() => isLikely(30));
    for (const { pid, startTicks } of gone) ended.add(`${pid} ${startTicks}`);
    const told = gone.map(({ pid, startTicks = 0 }) => {
      const wallClockMilliseconds = at(seconds - number(100) / 100);
      const known = isLikely(50) ? startTicks : Number.NaN;
      return fakeEvent({ event: 'exited', pid, startTicks: known, wallClockMilliseconds });
    });
    const used = new Set(alive.filter((process) => !gone.includes(process)).map(({ pid }) => pid));
    const free = [2, 3, 4, 5, 6, 7, 8].filter((pid) => !used.has(pid) && isLikely(40));
    const born = free.map((pid): FakeProcess => {
      const serial = seconds * 10 + pid;
      return { pid, slot: pid, serial, startTicks: 100_000 + seconds * 100 - number(99), pidfdInode: serial };
    });
    alive = [...alive.filter((process) => !gone.includes(process)), ...born];
    const isDeaf = isLikely(30);
    const events = fakeBatch(isDeaf ? [] : told.filter(() => isLikely(80)), {
      sources: isDeaf ? NO_LISTENERS : {},
      lost: isLikely(20) ? 1 : 0,
    });
    yield { snapshot: fakeSnapshot({ seconds, processes: alive, events }), ended };
  }
}

it.each([1, 2, 3, 4, 5])('no living process ever ends, whatever is told, missed and reused (%i)', (seed) => {
  const log = createLog();
  let known = 0;
  for (const { snapshot, ended } of busyMachine(seed)) {
    for (const { pid, startTicks } of followProcesses(log, snapshot).filter(isEnd)) {
      if (Number.isNaN(startTicks)) continue;
      known += 1;
      expect(ended).toContain(`${pid} ${startTicks}`);
    }
  }
  expect(known).toBeGreaterThan(100);
});

describe('the ring', () => {
  const happening = (pid: number): Happening => ({
    ...UNKNOWN_HAPPENING,
    event: 'started',
    wallClockMilliseconds: pid,
    pid,
  });

  it('keeps the newest events in as many places', () => {
    const ring = createRing(3);
    for (let pid = 1; pid <= 7; pid++) addEvent(ring, happening(pid));
    expect(ring.rows.slots).toBe(3);
    expect(ring.rows.events.map(({ pid }) => pid)).toEqual([7, 5, 6]);
    expect([...ring.rows.serial]).toEqual([7, 5, 6]);
    expect([...ring.lastOf.keys()]).toEqual([5, 6, 7]);
  });
});
