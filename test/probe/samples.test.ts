import { expect, it } from 'vitest';
import type { Needs } from '../../src/model/machine/machine.js';
import type { Snapshot } from '../../src/model/machine/snapshot.js';
import { samples } from '../../src/probe/samples.js';
import { NEEDS } from './readings.js';

it('takes a sample at once, then one every delay', async () => {
  const world = makeWorld();
  void world.start();
  expect(world.begun).toEqual([]);
  await world.run(3500);
  expect(world.begun).toEqual([0, 1000, 2000, 3000]);
  expect(world.told).toEqual([1, 2, 3, 4]);
});

it('goes on in a loop from one that was asked for alone, and hurries the next if asked to', async () => {
  const world = makeWorld();
  const first = world.samples.next();
  await world.run(100);
  expect((await first).value).toMatchObject({ ok: true, snapshot: 1 });
  world.samples.sampleNow();
  void world.start();
  await world.run(2000);
  expect(world.begun).toEqual([0, 250, 1250]);
});

it('keeps a distance that makes rates sound after one that came late', async () => {
  const world = makeWorld({ takes: [1900] });
  void world.start();
  await world.run(3200);
  expect(world.begun).toEqual([0, 1900, 2150, 3000]);
});

it('takes none before the last one has been dealt with', async () => {
  const world = makeWorld();
  void world.start(2500);
  await world.run(5500);
  expect(world.begun).toEqual([0, 2500, 5000]);
});

it('never takes two samples at once, and leaves out those that a slow one missed', async () => {
  const world = makeWorld({ takes: [2300, 10, 10] });
  void world.start();
  await world.run(4500);
  expect(world.begun).toEqual([0, 2300, 3300, 4300]);
  expect(world.mostAtOnce).toBe(1);
});

it('keeps to the grid of the clock when timers fire late', async () => {
  const world = makeWorld({ late: 30 });
  void world.start();
  await world.run(3200);
  expect(world.begun).toEqual([30, 1060, 2060, 3060]);
});

it('does not make up for an hour that the machine was suspended', async () => {
  const world = makeWorld();
  void world.start();
  await world.run(1500);
  world.jump(3_600_000);
  await world.run(1800);
  expect(world.begun.slice(2)).toEqual([3_601_500, 3_602_500]);
});

it('counts a new delay from the last sample', async () => {
  const world = makeWorld();
  void world.start();
  await world.run(1200);
  world.samples.setDelay(3);
  await world.run(3000);
  expect(world.begun).toEqual([0, 1000, 4000]);
});

it('hurries when more is wanted, but not so much that rates become noise', async () => {
  const world = makeWorld();
  void world.start();
  await world.run(100);
  world.samples.setNeeds({ ...NEEDS, visibleSlots: [1] });
  await world.run(100);
  expect(world.begun).toEqual([0]);
  world.samples.setNeeds({ ...NEEDS, io: true });
  await world.run(200);
  expect(world.begun).toEqual([0, 250]);
  expect(world.needs.map((needs) => needs.io)).toEqual([false, true]);
  await world.run(1000);
  expect(world.begun).toEqual([0, 250, 1250]);
});

it('passes an error on as a sentence and goes on', async () => {
  const world = makeWorld({ fails: true });
  void world.start();
  await world.run(1500);
  expect(world.errors).toEqual(['no /proc', 'no /proc']);
});

it('says how long an overdue sample has been waited for', async () => {
  const world = makeWorld({ takes: [5000] });
  void world.start();
  await world.run(900);
  expect(world.samples.overdueSeconds()).toBeUndefined();
  await world.run(1600);
  expect(world.samples.overdueSeconds()).toBe(2.5);
  await world.run(3000);
  expect(world.samples.overdueSeconds()).toBeUndefined();
});

it('is silent once it is ended, even with a sample under way', async () => {
  const world = makeWorld({ takes: [500] });
  void world.start();
  await world.run(100);
  world.samples.end();
  await settled();
  expect(world.hasEnded).toBe(true);
  await world.run(5000);
  expect(world.begun).toEqual([0]);
  expect(world.told).toEqual([]);
  expect(await world.samples.next()).toEqual({ done: true, value: undefined });
});

it.each(['before the first', 'while one hangs', 'between two'])('ends at its signal, %s', async (moment) => {
  const stop = new AbortController();
  const world = makeWorld({ takes: [500, 1e9], stop: stop.signal });
  void world.start();
  if (moment !== 'before the first') await world.run(moment === 'between two' ? 800 : 3000);
  stop.abort();
  await settled();
  expect(world.hasEnded).toBe(true);
  const { length } = world.begun;
  await world.run(5000);
  expect(world.begun).toHaveLength(length);
});

type Timer = { at: number; run: () => void };

/** A clock of its own, whose timers and samples come when the test lets time pass. */
function makeWorld({
  takes = [] as number[],
  late = 0,
  fails = false,
  stop = undefined as AbortSignal | undefined,
} = {}) {
  let time = 0;
  let underWay = 0;
  const timers = new Set<Timer>();
  const begun: number[] = [];
  const needs: Needs[] = [];
  const source = {
    sample(wanted: Needs): Promise<Snapshot> {
      begun.push(time);
      needs.push(wanted);
      underWay += 1;
      world.mostAtOnce = Math.max(world.mostAtOnce, underWay);
      const number = begun.length;
      return new Promise((resolve, reject) => {
        const finish = () => {
          underWay -= 1;
          if (fails) reject(new Error('no /proc'));
          else resolve(number as unknown as Snapshot);
        };
        timers.add({ at: time + (takes[number - 1] ?? 0), run: finish });
      });
    },
  };
  const clock = {
    now: () => time,
    setTimer(run: () => void, milliseconds: number) {
      const timer = { at: time + milliseconds + late, run };
      timers.add(timer);
      return timer;
    },
    clearTimer: (timer: unknown) => void timers.delete(timer as Timer),
  };
  const world = {
    begun,
    needs,
    told: [] as number[],
    errors: [] as string[],
    hasEnded: false,
    mostAtOnce: 0,
    samples: samples(source, NEEDS, 1, { clock, ...(stop && { stop }) }),
    /** Takes them as they come; each keeps whoever takes them busy for so long. */
    async start(busyMilliseconds = 0) {
      for await (const reading of world.samples) {
        if (reading.ok) world.told.push(reading.snapshot as unknown as number);
        else world.errors.push(reading.error);
        if (busyMilliseconds > 0) {
          await new Promise<void>((run) => timers.add({ at: time + busyMilliseconds, run }));
        }
      }
      world.hasEnded = true;
    },
    jump(milliseconds: number): void {
      time += milliseconds;
    },
    async run(milliseconds: number): Promise<void> {
      const end = time + milliseconds;
      for (let next = nextTimer(end); next !== undefined; next = nextTimer(end)) {
        timers.delete(next);
        time = Math.max(time, next.at);
        next.run();
        await settled();
      }
      time = Math.max(time, end);
    },
  };
  return world;

  function nextTimer(end: number): Timer | undefined {
    return [...timers].filter((timer) => timer.at <= end).sort((one, other) => one.at - other.at)[0];
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}
