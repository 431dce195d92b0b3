import { expect, expectTypeOf, it } from 'vitest';
import {
  type Address,
  type Connection,
  type CpuShare,
  type CpuTimes,
  cpuPercent,
  cpuTimes,
  type InetConnection,
  netConnections,
  type PerCpu,
  Process,
  processIter,
  type UnixConnection,
} from '../../src/library/index.js';

// The compiler reads this file too: npm run check fails where a type is not what it says here.

it('connections are of the type that their kind has', async () => {
  expectTypeOf(await netConnections()).toEqualTypeOf<readonly InetConnection[]>();
  expectTypeOf(await netConnections('tcp')).toEqualTypeOf<readonly InetConnection[]>();
  expectTypeOf(await netConnections('unix')).toEqualTypeOf<readonly UnixConnection[]>();
  expectTypeOf(await netConnections('all')).toEqualTypeOf<readonly Connection[]>();
  expectTypeOf(await new Process().netConnections('udp6')).toEqualTypeOf<readonly InetConnection[]>();
  expectTypeOf(new Process().netConnectionsSync('unix')).toEqualTypeOf<readonly UnixConnection[]>();
  for (const one of await netConnections('tcp')) expectTypeOf(one.laddr).toEqualTypeOf<Address | null>();
  for (const one of await netConnections('all')) {
    if (one.family === 1) expectTypeOf(one.laddr).toEqualTypeOf<string>();
    else expectTypeOf(one.laddr).toEqualTypeOf<Address | null>();
  }
});

it('a listed process has only the requested attributes', () => {
  for (const one of processIter(['name', 'numThreads'])) {
    expectTypeOf(one.info.name).toEqualTypeOf<string | null>();
    expectTypeOf(one.info.numThreads).toEqualTypeOf<number | null>();
    // @ts-expect-error: was not asked for
    expect(one.info.ppid).toBeUndefined();
    // @ts-expect-error: there is none
    expect(one.info.nope).toBeUndefined();
    expectTypeOf(one).toExtend<Process>();
    break;
  }
  // @ts-expect-error: a process has it from a list with attributes only
  expect(new Process().info).not.toBeNull();
  // @ts-expect-error: no such attribute
  expect(() => processIter(['nope'])).toThrow(RangeError);
});

it('what may be unknown may be null', () => {
  const self = new Process();
  expectTypeOf(self.numThreads()).toEqualTypeOf<number | null>();
  expectTypeOf(self.uids().real).toEqualTypeOf<number | null>();
  expectTypeOf(self.username()).toEqualTypeOf<string | null>();
});

it('answers for each CPU are rows, at once or when the interval is over', async () => {
  expectTypeOf(cpuTimes({ percpu: true })).toEqualTypeOf<readonly PerCpu<CpuTimes>[]>();
  expectTypeOf(cpuTimes()).toEqualTypeOf<CpuTimes>();
  expectTypeOf(await cpuPercent(0, { percpu: true })).toEqualTypeOf<readonly CpuShare[]>();
  expectTypeOf(cpuPercent()).toEqualTypeOf<number>();
});
