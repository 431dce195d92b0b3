import { describe, expect, it } from 'vitest';
import { writeMetrics } from '../../../src/model/metrics/exposition.js';
import { createMetricsAccount } from '../../../src/model/metrics/reading.js';
import { fakeBatch, fakeEvent, NO_LISTENERS } from '../../support/events.js';
import { NO_NETWORK, OWN, readExposition, valueIn } from '../../support/metrics.js';
import { type FakeProcess, type FakeReading, fakeSnapshot } from '../../support/snapshots.js';
import { fakeSockets } from '../../support/sockets.js';

const NGINX = '/system.slice/nginx.service';
const TICKS_AT_ZERO = 100_000;

/** Scrapes a machine that never was, again and again. */
function scraping(kept: readonly string[] = []) {
  const account = createMetricsAccount(kept);
  let seconds = 0;
  return (reading: FakeReading = {}) => {
    seconds += 10;
    const text = writeMetrics(
      { ...account.add(fakeSnapshot({ seconds, ...reading }), NO_NETWORK), own: OWN },
      'classic',
    );
    const exposition = readExposition(text);
    return (name: string, labels?: Readonly<Record<string, string>>) => valueIn(exposition, name, labels);
  };
}

const CPU = 'ntop_program_cpu_time_seconds_total';
const nginx = { program: 'nginx', unit: 'nginx.service' };
const other = { program: 'other' };
const worker = (process: FakeProcess): FakeProcess => ({
  name: 'nginx',
  cgroup: NGINX,
  residentBytes: 1e6,
  ...process,
});

describe('counters of a program', () => {
  it('do not fall when one of its processes ends', () => {
    const scrape = scraping();
    const first = worker({ pid: 10, cpuSeconds: 50 });
    const second = worker({ pid: 11, cpuSeconds: 70 });
    expect(scrape({ processes: [first, second] })(CPU, nginx)).toBe(0);
    expect(scrape({ processes: [first, { ...second, cpuSeconds: 73 }] })(CPU, nginx)).toBe(3);
    expect(scrape({ processes: [{ ...first, cpuSeconds: 51 }] })(CPU, nginx)).toBe(4);
    expect(scrape({ processes: [] })(CPU, nginx)).toBe(4);
  });

  it('count all of a process that began since the last scrape, and nothing of the time before ntop', () => {
    const scrape = scraping();
    scrape({ processes: [worker({ pid: 10, cpuSeconds: 50 })] });
    const young = worker({ pid: 11, cpuSeconds: 2, startTicks: TICKS_AT_ZERO + 1500 });
    const found = worker({ pid: 12, cpuSeconds: 5, startTicks: 200 });
    expect(scrape({ processes: [worker({ pid: 10, cpuSeconds: 50 }), young, found] })(CPU, nginx)).toBe(2);
  });

  it('take another process with the same PID for another one', () => {
    const scrape = scraping();
    scrape({ processes: [worker({ pid: 10, cpuSeconds: 50, serial: 1 })] });
    const successor = worker({ pid: 10, cpuSeconds: 3, serial: 2, startTicks: TICKS_AT_ZERO + 1500 });
    expect(scrape({ processes: [successor] })(CPU, nginx)).toBe(3);
  });

  it('begin at 0 when the program gets its name; what it counted before stays with the others', () => {
    const scrape = scraping();
    const large = Array.from({ length: 25 }, (_, at) =>
      worker({ pid: 100 + at, name: `large-${'abcdefghijklmnopqrstuvwxyz'[at]}`, residentBytes: 1e9 }),
    );
    const small = worker({ pid: 10, residentBytes: 0, cpuSeconds: 0 });
    expect(scrape({ processes: [...large, small] })(CPU, nginx)).toBeUndefined();
    const busy = scrape({ processes: [...large, { ...small, cpuSeconds: 4 }] });
    expect([busy(CPU, nginx), busy(CPU, other)]).toEqual([0, 4]);
    const later = scrape({ processes: [...large, { ...small, cpuSeconds: 6 }] });
    expect([later(CPU, nginx), later(CPU, other)]).toEqual([2, 4]);
  });

  it('are left out while they are unknown of one of its processes', () => {
    const scrape = scraping();
    const reads = { readBytes: 1000, writeBytes: 0 };
    const hidden = worker({ pid: 11 });
    scrape({ processes: [worker({ pid: 10, ...reads })] });
    const known = scrape({ processes: [worker({ pid: 10, ...reads, readBytes: 1500 })] });
    expect(known('ntop_program_disk_io_bytes_total', { ...nginx, dir: 'read' })).toBe(500);
    const unknown = scrape({ processes: [worker({ pid: 10, ...reads, readBytes: 1500 }), hidden] });
    expect(unknown('ntop_program_disk_io_bytes_total', { ...nginx, dir: 'read' })).toBeUndefined();
    expect(unknown('ntop_program_fds', nginx)).toBeUndefined();
  });

  it('have what its TCP sockets carried, also after they are closed', () => {
    const scrape = scraping();
    const processes = [worker({ pid: 10, fds: 5, startTicks: 200 })];
    const owned = { serial: 1, ownerPid: 10, ownerStartTicks: 200, receivedBytes: 100, sentBytes: 7 };
    const listening = { serial: 2, slot: 1, state: 10, ownerPid: 10, ownerStartTicks: 200 };
    const readings = {
      tcp: { source: 'netlink', complete: true },
      udp: { source: 'netlink', complete: true },
    } as const;
    const sockets = (all: Parameters<typeof fakeSockets>[0], seconds: number) =>
      fakeSockets(all, { seconds, readings });
    scrape({ processes, sockets: sockets([owned], 10) });
    const carried = scrape({ processes, sockets: sockets([{ ...owned, receivedBytes: 150 }, listening], 20) });
    const RECEIVED = { ...nginx, dir: 'receive' };
    expect(carried('ntop_program_network_io_bytes_total', RECEIVED)).toBe(50);
    expect(carried('ntop_program_connections', { ...nginx, state: 'established' })).toBe(1);
    expect(carried('ntop_program_listening_sockets', nginx)).toBe(1);
    const closed = scrape({ processes, sockets: sockets([], 30) });
    expect(closed('ntop_program_network_io_bytes_total', RECEIVED)).toBe(50);
    expect(closed('ntop_program_connections', { ...nginx, state: 'established' })).toBe(0);
    const unknown = scrape({ processes, sockets: { error: 'not permitted' } });
    expect(unknown('ntop_program_connections', { ...nginx, state: 'established' })).toBeUndefined();
  });
});

describe('starts and ends of a program', () => {
  const ENDED = 'ntop_program_ended_total';
  const process = worker({ pid: 10, startTicks: 300, cpuSeconds: 1 });
  const end = { pid: 10, startTicks: 300, name: 'nginx', cpuSeconds: 1.5 };

  it.each([
    ['exit', { event: 'exited', exitStatus: 0 }],
    ['exit', { event: 'exited', exitStatus: undefined }],
    ['failure', { event: 'exited', exitStatus: 1 }],
    ['signal', { event: 'exited', signal: 15 }],
    ['crash', { event: 'crashed', signal: 11 }],
    ['oom', { event: 'oomKilled', signal: 9 }],
  ] as const)('are counted by how it ended: %s, of %j', (reason, how) => {
    const scrape = scraping();
    expect(scrape({ processes: [process], events: fakeBatch([]) })(ENDED, { ...nginx, reason })).toBe(0);
    const ended = scrape({ processes: [], events: fakeBatch([fakeEvent({ ...end, ...how })]) });
    expect(ended(ENDED, { ...nginx, reason })).toBe(1);
    expect(ended(CPU, nginx)).toBe(0.5);
  });

  it('have the CPU time of a process that came and went between two scrapes', () => {
    const scrape = scraping();
    scrape({ processes: [process], events: fakeBatch([]) });
    const short = { pid: 11, startTicks: TICKS_AT_ZERO + 1500, name: 'nginx', cgroup: NGINX, cpuSeconds: 2 };
    const events = fakeBatch([
      fakeEvent({ ...short, event: 'started' }),
      fakeEvent({ ...short, event: 'exited', exitStatus: 0 }),
    ]);
    const ended = scrape({ processes: [process], events });
    expect(ended('ntop_program_started_total', nginx)).toBe(1);
    expect(ended(ENDED, { ...nginx, reason: 'exit' })).toBe(1);
    expect(ended(CPU, nginx)).toBe(2);
  });

  it('count nothing twice of a zombie whose end was told already', () => {
    const scrape = scraping();
    scrape({ processes: [process], events: fakeBatch([]) });
    const zombie = { ...process, state: 'Z', cpuSeconds: 1.5 };
    scrape({ processes: [zombie], events: fakeBatch([fakeEvent({ ...end, event: 'exited', exitStatus: 0 })]) });
    expect(scrape({ processes: [zombie], events: fakeBatch([]) })(CPU, nginx)).toBe(0.5);
  });

  it('are left out where the kernel does not tell of them', () => {
    const scrape = scraping();
    const deaf = scrape({ processes: [process], events: fakeBatch([], { sources: NO_LISTENERS }) });
    expect(deaf('ntop_program_started_total', nginx)).toBeUndefined();
    expect(deaf(ENDED, { ...nginx, reason: 'exit' })).toBeUndefined();
  });
});

describe('names of programs', () => {
  const PROCESSES = 'ntop_program_processes';

  it('are kept until the program had no process for 20 scrapes', () => {
    const scrape = scraping();
    scrape({ processes: [worker({ pid: 10, cpuSeconds: 1 })] });
    scrape({ processes: [worker({ pid: 10, cpuSeconds: 4 })] });
    for (let scrapes = 0; scrapes < 20; scrapes++) {
      const empty = scrape();
      expect([empty(PROCESSES, nginx), empty(CPU, nginx)]).toEqual([0, 3]);
    }
    expect(scrape()(PROCESSES, nginx)).toBeUndefined();
  });

  it('are as many as there is room for; all others count as one', () => {
    const scrape = scraping();
    const letters = 'abcdefghij';
    const hostile = (round: number) =>
      Array.from({ length: 100 }, (_, at) =>
        worker({
          ...{
            pid: 1000 * round + at,
            serial: 1000 * round + at,
            residentBytes: 1e6,
            startTicks: TICKS_AT_ZERO + 1500,
          },
          name: `r${'x'.repeat(round)}${letters[Math.floor(at / 10)]}${letters[at % 10]}`,
        }),
      );
    const all: FakeProcess[] = [];
    for (let round = 1; round <= 5; round++) {
      all.push(...hostile(round));
      const now = scrape({ processes: all });
      const used = now('ntop_program_names', { state: 'used' }) ?? 0;
      expect(used).toBeLessThanOrEqual(75);
      expect(now(PROCESSES, other)).toBe(all.length - used);
    }
    expect(scrape({ processes: all })('ntop_program_names', { state: 'limit' })).toBe(75);
  });

  it('are reported at all times if the user asks for them, as one whatever the units are', () => {
    const scrape = scraping(['nginx']);
    expect(scrape()(PROCESSES, { program: 'nginx' })).toBe(0);
    const there = scrape({ processes: [worker({ pid: 10 }), worker({ pid: 11, cgroup: '' })] });
    expect(there(PROCESSES, { program: 'nginx' })).toBe(2);
    expect(there(PROCESSES, nginx)).toBeUndefined();
    for (let scrapes = 0; scrapes < 25; scrapes++) scrape();
    expect(scrape()(PROCESSES, { program: 'nginx' })).toBe(0);
  });

  it('that the user asks for are found by a whole name of a task too, and kernel threads by theirs', () => {
    const scrape = scraping(['python3.11', 'kernel', 'other', 'systemd-journald']);
    const now = scrape({
      processes: [
        { pid: 2, name: 'kthreadd', kernelThread: true },
        { pid: 10, name: 'python3.11', residentBytes: 1 },
        { pid: 11, name: 'python3', cgroup: NGINX },
        { pid: 12, name: 'systemd-journal' },
      ],
    });
    expect(now(PROCESSES, { program: 'python' })).toBe(2);
    expect(now(PROCESSES, { program: 'systemd-journal' })).toBe(1);
    expect(now(PROCESSES, { program: 'kernel' })).toBe(1);
    expect(now(PROCESSES, other)).toBe(0);
  });

  it('of kernel threads are one, and no process can take theirs or that of the others', () => {
    const scrape = scraping();
    const now = scrape({
      processes: [
        { pid: 2, name: 'kthreadd', kernelThread: true, cpuSeconds: 1 },
        { pid: 3, name: 'kworker/0:1', kernelThread: true },
        { pid: 10, name: 'kernel', residentBytes: 1e9 },
        { pid: 11, name: 'other', residentBytes: 1e9, cgroup: NGINX },
      ],
    });
    expect(now(PROCESSES, { program: 'kernel' })).toBe(2);
    expect(now(PROCESSES, other)).toBe(2);
  });

  it('sum up what the processes have', () => {
    const scrape = scraping();
    const held = { fds: 10, fdLimit: 100, swapBytes: 0, virtualBytes: 5, threads: 2 };
    const now = scrape({
      processes: [
        worker({ pid: 10, ...held, startTicks: 500 }),
        worker({ pid: 11, ...held, fds: 60, startTicks: 900 }),
        worker({ pid: 12, state: 'Z', residentBytes: 0, startTicks: 950 }),
      ],
    });
    expect(now('ntop_program_threads', nginx)).toBe(5);
    expect(now('ntop_program_fds', nginx)).toBe(70);
    expect(now('ntop_program_fd_limit_ratio', nginx)).toBe(0.6);
    expect(now('ntop_program_memory_usage_bytes', nginx)).toBe(2e6);
    expect(now('ntop_program_virtual_bytes', nginx)).toBe(10);
    expect(now('ntop_program_swap_bytes', nginx)).toBe(0);
    expect(now('ntop_program_oldest_start_time_seconds', nginx)).toBe(1_795_000_005);
  });
});

describe('the rows that differ', () => {
  it('are enough to tell what all rows tell', () => {
    const [whole, sparing] = [createMetricsAccount(['cron']), createMetricsAccount(['cron'])];
    let random = 1;
    const below = (most: number) => {
      random = (random * 48_271) % 2_147_483_647;
      return random % most;
    };
    let serial = 0;
    let processes: FakeProcess[] = Array.from({ length: 30 }, (_, slot) => ({ pid: slot + 1, slot, serial: ++serial }));
    for (let reading = 1; reading < 60; reading++) {
      const rows = new Set<number>();
      processes = processes.map((process, slot) => {
        if (below(4) > 0) return process;
        rows.add(slot);
        const now = { ...process, cpuSeconds: (process.cpuSeconds ?? 0) + below(3), residentBytes: below(1000) };
        if (below(3) === 0) return { ...now, name: `p${'abc'[below(3)]}`, fds: [below(9), Number.NaN][below(2)] };
        if (below(4) === 0) return { ...now, pid: below(2) * (slot + 1), serial: ++serial, startTicks: below(200_000) };
        return now;
      });
      const living = processes.filter(({ pid }) => pid > 0);
      const snapshot = fakeSnapshot({ seconds: 10 * reading, processes: living });
      const all = Int32Array.from(rows).sort();
      const changed = { reading: reading === 30 ? 31 : reading, rows: all, texts: all };
      const told = { ...snapshot, processes: { ...snapshot.processes, changed } };
      const [expected, found] = [whole.add(snapshot, NO_NETWORK), sparing.add(told, NO_NETWORK)];
      const write = (account: typeof expected) => writeMetrics({ ...account, own: OWN }, 'classic');
      expect(write(found)).toBe(write(expected));
    }
  });
});
