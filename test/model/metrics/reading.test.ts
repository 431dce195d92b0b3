import { describe, expect, it } from 'vitest';
import type { NetworkCounters } from '../../../src/model/machine/network-counters.js';
import type { Snapshot } from '../../../src/model/machine/snapshot.js';
import { writeMetrics } from '../../../src/model/metrics/exposition.js';
import { createMetricsAccount } from '../../../src/model/metrics/reading.js';
import { fakeDevice, fakeFileSystem } from '../../support/disks.js';
import { fakeBatch } from '../../support/events.js';
import { fakeGroups } from '../../support/groups.js';
import { NO_NETWORK, OWN, readExposition, valueIn } from '../../support/metrics.js';
import { fakeRecord } from '../../support/sessions.js';
import { fakeCpu, fakeSnapshot } from '../../support/snapshots.js';
import { fakeSockets } from '../../support/sockets.js';

const READ = { source: 'netlink', complete: true } as const;

function exported(snapshot: Snapshot, network: NetworkCounters = NO_NETWORK, account = createMetricsAccount([])) {
  const exposition = readExposition(writeMetrics({ ...account.add(snapshot, network), own: OWN }, 'classic'));
  return (name: string, labels?: Readonly<Record<string, string>>) => valueIn(exposition, name, labels);
}

const traffic = (name: string, rest: object = {}) => ({
  ...{ name, counted: true, receivedBytes: 1, receivedPackets: 2, receiveErrors: 3, receiveDrops: 4 },
  ...{ sentBytes: 5, sentPackets: 6, sendErrors: 7, sendDrops: 8, ...rest },
});

describe('the machine', () => {
  it('is exported as it was read', () => {
    const value = exported(
      fakeSnapshot({
        system: {
          cpuTotal: fakeCpu(-1, { user: 12.5, irq: 3 }),
          pressure: {
            cpu: { someMicroseconds: 2_500_000, fullMicroseconds: undefined },
            memory: undefined,
            io: undefined,
          },
          memoryDetail: {
            ...{ monotonicSeconds: 1, swappedInBytes: 4096, swappedOutBytes: 8192, oomKills: 2 },
            ...{ hugePages: [], limit: undefined },
          },
        },
        processes: [{ pid: 1, state: 'R' }, { pid: 2 }, { pid: 3, state: 'Z' }],
      }),
      { interfaces: [traffic('eth0')], listenOverflows: 1, listenDrops: 2, retransmits: 3 },
    );
    expect(value('target_info', { host_name: 'testhost', service_version: '1.2.3' })).toBe(1);
    expect(value('ntop_cpus')).toBe(4);
    expect(value('system_uptime_seconds')).toBe(1000);
    expect(value('system_cpu_time_seconds_total', { cpu_mode: 'user' })).toBe(12.5);
    expect(value('system_cpu_time_seconds_total', { cpu_mode: 'interrupt' })).toBe(3);
    const states = ['used', 'free', 'buffers', 'cached'];
    const parts = states.map((state) => value('system_memory_usage_bytes', { state }) ?? Number.NaN);
    expect(parts.reduce((sum, part) => sum + part)).toBe(value('system_memory_limit_bytes'));
    expect(value('system_paging_usage_bytes', { state: 'used' })).toBe(2 ** 30);
    expect(value('ntop_swap_io_bytes_total', { dir: 'out' })).toBe(8192);
    expect(value('ntop_oom_kills_total')).toBe(2);
    expect(value('ntop_load_average', { period: '5m' })).toBe(0.31);
    expect(value('ntop_pressure_seconds_total', { resource: 'cpu', kind: 'some' })).toBe(2.5);
    expect(value('ntop_pressure_seconds_total', { resource: 'cpu', kind: 'full' })).toBeUndefined();
    expect(value('ntop_processes', { state: 'zombie' })).toBe(1);
    expect(value('ntop_processes', { state: 'blocked' })).toBe(0);
    expect(value('system_network_errors_total', { interface: 'eth0', dir: 'transmit' })).toBe(7);
    expect(value('ntop_listen_drops_total')).toBe(2);
    expect(value('ntop_sessions', { kind: 'ssh' })).toBeUndefined();
  });

  it('has no CPU time that falls, as iowait of the kernel does now and then', () => {
    const account = createMetricsAccount([]);
    const at = (seconds: number, iowait: number) =>
      exported(fakeSnapshot({ seconds, system: { cpuTotal: fakeCpu(-1, { iowait }) } }), NO_NETWORK, account);
    const values = [at(0, 10), at(10, 9.98), at(20, 11)];
    const iowait = values.map((value) => value('system_cpu_time_seconds_total', { cpu_mode: 'iowait' }));
    expect(iowait).toEqual([10, 10, 11]);
  });

  it('keeps its logins until they are read again', () => {
    const account = createMetricsAccount([]);
    const sources = { logind: { state: 'absent' }, utmp: { state: 'read' } } as const;
    const record = fakeRecord({ kind: 'graphical', leaderPid: undefined });
    const sessions = { sources, records: [record], terminals: new Map(), idleSeconds: new Map() };
    const read = exported(fakeSnapshot({ sessions }), NO_NETWORK, account);
    const later = exported(fakeSnapshot({ seconds: 10 }), NO_NETWORK, account);
    for (const value of [read, later]) expect(value('ntop_sessions', { kind: 'graphical' })).toBe(1);
    expect(later('ntop_sessions', { kind: 'ssh' })).toBe(0);
  });
});

describe('disks and file systems', () => {
  const full = { totalBytes: 100, usedBytes: 60, availableBytes: 30, reservedBytes: 10, inodes: 9, usedInodes: 4 };

  it('are exported as they were read', () => {
    const value = exported(
      fakeSnapshot({
        devices: [
          fakeDevice({ name: 'sda', reads: 3, readBytes: 4096, busyMilliseconds: 1500 }),
          fakeDevice({ name: 'sda1', kind: 'partition', counted: false, deviceNumber: '8:1' }),
        ],
        fileSystems: [fakeFileSystem({ mountPoint: '/', ...full })],
      }),
    );
    expect(value('system_disk_operations_total', { device: 'sda', dir: 'read' })).toBe(3);
    expect(value('system_disk_io_bytes_total', { device: 'sda', dir: 'read' })).toBe(4096);
    expect(value('system_disk_io_time_seconds_total', { device: 'sda' })).toBe(1.5);
    expect(value('system_disk_io_time_seconds_total', { device: 'sda1' })).toBeUndefined();
    const root = { device: '/dev/sda1', mountpoint: '/', type: 'ext4' };
    expect(value('system_filesystem_usage_bytes', { ...root, state: 'free' })).toBe(30);
    expect(value('system_filesystem_limit_bytes', root)).toBe(100);
    expect(value('system_filesystem_inodes_usage', { ...root, state: 'free' })).toBe(5);
    expect(value('system_filesystem_inodes_limit', root)).toBe(9);
  });

  it('that give no answer are left out, as are those of one login and of containers', () => {
    const value = exported(
      fakeSnapshot({
        fileSystems: [
          fakeFileSystem({ mountPoint: '/srv', ...full, unansweredSeconds: 30 }),
          fakeFileSystem({ mountPoint: '/run/user/1000', type: 'tmpfs', ...full }),
          fakeFileSystem({ mountPoint: '/var/lib/docker/overlay2/x/merged', type: 'overlay', ...full }),
          fakeFileSystem({ mountPoint: '/home', ...full }),
        ],
      }),
    );
    const limit = (mountpoint: string, type = 'ext4') =>
      value('system_filesystem_limit_bytes', { device: '/dev/sda1', mountpoint, type });
    expect(limit('/home')).toBe(100);
    expect([limit('/srv'), limit('/run/user/1000', 'tmpfs')]).toEqual([undefined, undefined]);
    expect(limit('/var/lib/docker/overlay2/x/merged', 'overlay')).toBeUndefined();
  });
});

describe('connections', () => {
  const sockets = fakeSockets(
    [
      { serial: 1 },
      { serial: 2, state: 10 },
      { serial: 3, state: 10, protocol: 'tcp6' },
      { serial: 4, protocol: 'udp', state: 7 },
    ],
    { readings: { tcp: READ, udp: READ } },
  );

  it('are counted by their states, also where there is none', () => {
    const value = exported(fakeSnapshot({ sockets }));
    expect(value('ntop_connections', { transport: 'tcp', state: 'established' })).toBe(1);
    expect(value('ntop_connections', { transport: 'tcp', state: 'listen' })).toBe(2);
    expect(value('ntop_connections', { transport: 'tcp', state: 'time_wait' })).toBe(0);
    expect(value('ntop_connections', { transport: 'udp', state: 'unconnected' })).toBe(1);
  });

  it('are unknown where they could not be read', () => {
    const partly = { ...sockets, readings: { tcp: READ, udp: { ...READ, complete: false } } };
    const value = exported(fakeSnapshot({ sockets: partly }));
    expect(value('ntop_connections', { transport: 'tcp', state: 'listen' })).toBe(2);
    expect(value('ntop_connections', { transport: 'udp', state: 'unconnected' })).toBeUndefined();
  });
});

describe('a scrape', () => {
  const WORDS = Array.from({ length: 300 }, (_, at) => at.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[+digit]));

  /** A machine with more of everything than is exported. */
  const crowded = (seconds: number) =>
    fakeSnapshot({
      seconds,
      processes: WORDS.map((word, at) => ({
        ...{ pid: 10 + at, name: word, cgroup: `/system.slice/${word}.service`, cpuSeconds: (at * 7 * seconds) % 300 },
        ...{ fds: 5, fdLimit: 10, readBytes: 1, writeBytes: 1, swapBytes: 0, residentBytes: (at * 13 * seconds) % 977 },
      })),
      sockets: fakeSockets([], { readings: { tcp: READ, udp: READ } }),
      events: fakeBatch([]),
      groups: fakeGroups(
        WORDS.map((word) => ({
          ...{ path: `/system.slice/${word}.service`, cpuSeconds: 1, throttledSeconds: 0, oomKills: 0, tasks: 1 },
          ...{ oomKillsBelow: 0, memoryBytes: 1, memoryLimitBytes: 2 },
        })),
      ),
      devices: WORDS.map((name) => fakeDevice({ name })),
      fileSystems: WORDS.map((word) =>
        fakeFileSystem({
          ...{ mountPoint: `/${word}`, source: word, totalBytes: 3, usedBytes: 1, availableBytes: 1, reservedBytes: 1 },
          ...{ inodes: 3, usedInodes: 1 },
        }),
      ),
    });

  it('has at most 2,500 series, whatever runs, and each of them once', () => {
    const account = createMetricsAccount([]);
    const network = { ...NO_NETWORK, interfaces: WORDS.map((word) => traffic(word)) };
    for (let round = 1; round < 8; round++) {
      const reading = { ...account.add(crowded(10 * round), network), own: OWN };
      const { series } = readExposition(writeMetrics(reading, 'openmetrics'));
      expect(series.length).toBeLessThanOrEqual(2500);
      expect(new Set(series.map(({ name, labels }) => name + JSON.stringify(labels))).size).toBe(series.length);
      if (round === 7) expect(series.length).toBeGreaterThan(2300);
    }
  });
});
