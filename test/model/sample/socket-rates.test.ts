import { describe, expect, it } from 'vitest';
import { CONNECTIONS } from '../../../src/model/connections/pane.js';
import type { SocketTable } from '../../../src/model/machine/socket-table.js';
import { fakeSample } from '../../support/snapshots.js';
import { type FakeSocket, fakeSockets } from '../../support/sockets.js';

const PROCESSES = [
  { pid: 10, startTicks: 5 },
  { pid: 20, startTicks: 9 },
];
const CONTEXT = {
  cpuBasis: 'core',
  memoryUnits: 'bytes',
  fullPath: true,
  unicode: true,
  wallClockMilliseconds: 0,
} as const;

function later(before: readonly FakeSocket[], after: readonly FakeSocket[], rest: Partial<SocketTable> = {}) {
  return fakeSample(
    { seconds: 2, processes: PROCESSES, sockets: fakeSockets(after, { seconds: 2, ...rest }) },
    { seconds: 0, processes: PROCESSES, sockets: fakeSockets(before) },
  );
}

function received(before: readonly FakeSocket[], after: readonly FakeSocket[]): readonly number[] {
  return [...(later(before, after).rates.sockets?.receiveBytesPerSecond ?? [])];
}

describe('the rate of a socket', () => {
  it('is what it carried, by the real time', () => {
    expect(received([{ serial: 1, receivedBytes: 100 }], [{ serial: 1, receivedBytes: 2100 }])).toEqual([1000]);
  });

  it.each<[string, readonly FakeSocket[], readonly FakeSocket[]]>([
    ['a counter that fell', [{ serial: 1, receivedBytes: 100 }], [{ serial: 1, receivedBytes: 99 }]],
    ['a counter near 2^64', [{ serial: 1, receivedBytes: 2 ** 64 }], [{ serial: 1, receivedBytes: 2 ** 64 }]],
    ['a rise that no line carries', [{ serial: 1, receivedBytes: 0 }], [{ serial: 1, receivedBytes: 1e16 }]],
    ['another socket in its place', [{ serial: 1, receivedBytes: 100 }], [{ serial: 2, receivedBytes: 200 }]],
    ['one that may have been there before', [], [{ serial: 2, receivedBytes: 200 }]],
    ['no counter', [{ serial: 1 }], [{ serial: 1 }]],
    ['an empty place', [], [{ serial: 0 }]],
  ])('is not known of %s', (_, before, after) => {
    expect(received(before, after)).toEqual([Number.NaN]);
  });

  it('counts from nothing for one that was opened meanwhile', () => {
    expect(received([], [{ serial: 2, receivedBytes: 200, firstSeenSeconds: 501 }])).toEqual([100]);
  });

  it('is not known at the first look, nor when sockets were not read before', () => {
    const sockets = fakeSockets([{ serial: 1, receivedBytes: 5 }], { seconds: 1 });
    expect(fakeSample({ sockets }).rates.sockets?.receiveBytesPerSecond[0]).toBeNaN();
    expect(fakeSample({ seconds: 1, sockets }, {}).rates.sockets?.receiveBytesPerSecond[0]).toBeNaN();
    expect(fakeSample({ seconds: 1 }, { sockets }).rates.sockets).toBeUndefined();
  });
});

describe('the TCP traffic of a process', () => {
  const before = [
    { serial: 1, receivedBytes: 0, sentBytes: 0, ownerPid: 10, ownerStartTicks: 5 },
    { serial: 2, receivedBytes: 0, sentBytes: 0, ownerPid: 10, ownerStartTicks: 5 },
    { serial: 3, receivedBytes: 0, sentBytes: 0, ownerPid: 20, ownerStartTicks: 8 },
  ];
  const after = before.map((socket) => ({ ...socket, receivedBytes: 200, sentBytes: 20 * socket.serial }));

  it('is the sum of its sockets, and not of a process that reused its PID', () => {
    const { traffic } = later(before, after).rates;
    expect([...(traffic?.receiveBytesPerSecond ?? [])]).toEqual([200, 0]);
    expect([...(traffic?.sendBytesPerSecond ?? [])]).toEqual([30, 0]);
  });

  it.each<[string, Partial<SocketTable>]>([
    ['descriptors may not be seen', { unreadableProcesses: 1 }],
    ['a namespace may not be read', { unreadNamespaces: 1 }],
    ['owners are still looked for', { searchingOwners: true }],
    ['sockets come without counters', { readings: { tcp: { source: 'files', complete: true } } }],
    ['sockets may be missing', { readings: { tcp: { source: 'netlink', complete: false } } }],
  ])('is unknown, not 0, of a process without a known socket while %s', (_, rest) => {
    const { traffic } = later(before, after, rest).rates;
    expect([...(traffic?.receiveBytesPerSecond ?? [])]).toEqual([200, Number.NaN]);
  });

  it('is summed up over the rows that are shown', () => {
    const sample = later(before, after);
    expect(CONNECTIONS.totals(sample, Int32Array.of(0, 1))(CONTEXT, sample)).toBe('TCP in 200B/s out 30B/s');
    expect(CONNECTIONS.totals(sample, Int32Array.of())(CONTEXT, sample)).toBe('');
  });
});
