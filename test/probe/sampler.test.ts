import { expect, it } from 'vitest';
import type { Needs, Probe, Sampler } from '../../src/model/machine/machine.js';
import type { Snapshot } from '../../src/model/machine/snapshot.js';
import { createSampler } from '../../src/probe/sampler.js';
import { NEEDS } from './readings.js';

it('takes a sample at once, then one every delay', async () => {
  const world = makeWorld();
  world.sampler.start(world.listener);
  expect(world.begun).toEqual([]);
  await world.run(3500);
  expect(world.begun).toEqual([0, 1000, 2000, 3000]);
  expect(world.told).toEqual([1, 2, 3, 4]);
});

it('goes on from a sample that was taken before, and hurries the next if asked to', async () => {
  const world = makeWorld({ lastSample: -100 });
  world.sampler.start(world.listener);
  world.sampler.sampleNow();
  await world.run(2000);
  expect(world.begun).toEqual([150, 1150]);
});

it('never takes two samples at once, and leaves out those that a slow one missed', async () => {
  const world = makeWorld({ takes: [2300, 10, 10] });
  world.sampler.start(world.listener);
  await world.run(4500);
  expect(world.begun).toEqual([0, 2300, 3300, 4300]);
  expect(world.mostAtOnce).toBe(1);
});

it('keeps to the grid of the clock when timers fire late', async () => {
  const world = makeWorld({ late: 30 });
  world.sampler.start(world.listener);
  await world.run(3200);
  expect(world.begun).toEqual([30, 1060, 2060, 3060]);
});

it('does not make up for an hour that the machine was suspended', async () => {
  const world = makeWorld();
  world.sampler.start(world.listener);
  await world.run(1500);
  world.jump(3_600_000);
  await world.run(1800);
  expect(world.begun.slice(2)).toEqual([3_601_500, 3_602_500]);
});

it('counts a new delay from the last sample', async () => {
  const world = makeWorld();
  world.sampler.start(world.listener);
  await world.run(1200);
  world.sampler.setDelay(3);
  await world.run(3000);
  expect(world.begun).toEqual([0, 1000, 4000]);
});

it('takes none while paused, and one at once when it is resumed late', async () => {
  const world = makeWorld();
  world.sampler.start(world.listener);
  await world.run(500);
  world.sampler.setPaused(true);
  await world.run(4000);
  expect(world.begun).toEqual([0]);
  world.sampler.setPaused(false);
  await world.run(1500);
  expect(world.begun).toEqual([0, 4500, 5500]);
});

it('keeps what came while paused until it is resumed, so that no snapshot is lost between two', async () => {
  const world = makeWorld({ takes: [500] });
  world.sampler.start(world.listener);
  await world.run(100);
  world.sampler.setPaused(true);
  await world.run(1000);
  world.sampler.setPaused(true);
  expect(world.told).toEqual([]);
  world.sampler.setPaused(false);
  expect(world.told).toEqual([1]);
});

it('hurries when more is wanted, but not so much that rates become noise', async () => {
  const world = makeWorld();
  world.sampler.start(world.listener);
  await world.run(100);
  world.sampler.setNeeds({ ...NEEDS, visibleSlots: [1] });
  await world.run(100);
  expect(world.begun).toEqual([0]);
  world.sampler.setNeeds({ ...NEEDS, io: true });
  await world.run(200);
  expect(world.begun).toEqual([0, 250]);
  expect(world.needs.map((needs) => needs.io)).toEqual([false, true]);
  await world.run(1000);
  expect(world.begun).toEqual([0, 250, 1250]);
});

it('passes trouble on as a sentence and goes on', async () => {
  const world = makeWorld({ fails: true });
  world.sampler.start(world.listener);
  await world.run(1500);
  expect(world.troubles).toEqual(['no /proc', 'no /proc']);
});

it('says how long an overdue sample has been waited for', async () => {
  const world = makeWorld({ takes: [5000] });
  world.sampler.start(world.listener);
  await world.run(900);
  expect(world.sampler.overdueSeconds()).toBeUndefined();
  await world.run(1600);
  expect(world.sampler.overdueSeconds()).toBe(2.5);
  await world.run(3000);
  expect(world.sampler.overdueSeconds()).toBeUndefined();
});

it('is silent once it is stopped, even with a sample under way', async () => {
  const world = makeWorld({ takes: [500] });
  const stop = world.sampler.start(world.listener);
  await world.run(100);
  stop();
  await world.run(5000);
  expect(world.begun).toEqual([0]);
  expect(world.told).toEqual([]);
});

type Timer = { at: number; run: () => void };

/** A clock of its own, whose timers and samples come when the test lets time pass. */
function makeWorld({
  takes = [] as number[],
  late = 0,
  fails = false,
  lastSample = undefined as number | undefined,
} = {}) {
  let time = 0;
  let underWay = 0;
  const timers = new Set<Timer>();
  const begun: number[] = [];
  const needs: Needs[] = [];
  const told: number[] = [];
  const troubles: string[] = [];
  const setTimer = (run: () => void, milliseconds: number) => {
    const timer = { at: time + milliseconds + late, run };
    timers.add(timer);
    return timer;
  };
  const world = {
    begun,
    needs,
    told,
    troubles,
    mostAtOnce: 0,
    jump,
    run,
    sampler: undefined as unknown as Sampler,
    listener: {
      onSample: (snapshot: Snapshot) => told.push(snapshot as unknown as number),
      onTrouble: (text: string) => troubles.push(text),
    },
  };
  const probe: Probe = {
    sample(wanted) {
      begun.push(time);
      needs.push(wanted);
      underWay += 1;
      world.mostAtOnce = Math.max(world.mostAtOnce, underWay);
      const number = begun.length;
      return new Promise((resolve, reject) => {
        const at = time + (takes[number - 1] ?? 0);
        timers.add({
          at,
          run: () => {
            underWay -= 1;
            if (fails) reject(new Error('no /proc'));
            else resolve(number as unknown as Snapshot);
          },
        });
      });
    },
    detail: () => Promise.reject(new Error('not asked for')),
  };
  world.sampler = createSampler(probe, {
    delaySeconds: 1,
    ...(lastSample !== undefined && { lastSample }),
    now: () => time,
    setTimer,
    clearTimer: (timer) => timers.delete(timer as Timer),
  });
  return world;

  function jump(milliseconds: number): void {
    time += milliseconds;
  }

  async function run(milliseconds: number): Promise<void> {
    const end = time + milliseconds;
    for (let next = nextTimer(end); next !== undefined; next = nextTimer(end)) {
      timers.delete(next);
      time = Math.max(time, next.at);
      next.run();
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    }
    time = Math.max(time, end);
  }

  function nextTimer(end: number): Timer | undefined {
    return [...timers].filter((timer) => timer.at <= end).sort((one, other) => one.at - other.at)[0];
  }
}
