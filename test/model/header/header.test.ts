import { describe, expect, it } from 'vitest';
import { createHeader, type HeaderInput, headerHeight, headerLines } from '../../../src/model/header/header.js';
import type { CpuTimes, SystemCounters } from '../../../src/model/machine/snapshot.js';
import { createHistory, type History, remember } from '../../../src/model/sample/history.js';
import type { Sample } from '../../../src/model/sample/sample.js';
import { lineWidth } from '../../../src/model/text/line-layout.js';
import { cpuTimes, systemCounters, systemSample } from '../../support/system-sample.js';

const PANES = ['Processes', 'Connections', 'Memory', 'Sessions'].map((label, index) => {
  return { id: label.toLowerCase(), label, key: String(index + 1), active: index === 0 };
});

/** What a CPU did within a second. */
function percents(of: Partial<CpuTimes>): CpuTimes {
  return cpuTimes(Object.fromEntries(Object.entries(of).map(([name, percent]) => [name, percent / 100])));
}

/** Two readings of a machine whose n-th CPU is busy n per cent, up to 100. */
function machine(cpus: number, counters: Partial<SystemCounters> = {}): { sample: Sample; history: History } {
  const ids = Array.from({ length: cpus }, (_, id) => id);
  const first = systemCounters({ cpus: ids.map((id) => cpuTimes({ id })) });
  const second = systemCounters({
    monotonicSeconds: 1001,
    cpuTotal: percents({ user: 21, system: 9, iowait: 5, steal: 2, idle: 63 }),
    cpus: ids.map((id) => ({ ...percents({ user: Math.min(id, 100), idle: Math.max(0, 100 - id) }), id })),
    zram: { usedBytes: 100 * 1024 ** 2, storedBytes: 300 * 1024 ** 2 },
    pressure: {
      cpu: { someMicroseconds: 12_000, fullMicroseconds: undefined },
      memory: { someMicroseconds: 0, fullMicroseconds: 0 },
      io: { someMicroseconds: 41_000, fullMicroseconds: 0 },
    },
    forks: 3,
    ...counters,
  });
  const rows = [{ serial: 1, state: 'R', threads: 3 }, { serial: 2 }, { serial: 3, state: 'Z' }];
  const samples = [systemSample(first), systemSample(second, first, rows)] as const;
  const history = createHistory();
  for (const sample of samples) remember(history, sample);
  return { sample: samples[1], history };
}

function inputOf(changes: Partial<HeaderInput> = {}): HeaderInput {
  return {
    ...machine(4),
    width: 80,
    rows: 24,
    panes: PANES,
    delaySeconds: 1.5,
    paused: false,
    readonly: false,
    cpuBasis: 'core',
    unicode: true,
    show: true,
    clock: '14:02',
    ...changes,
  };
}

function draw(changes: Partial<HeaderInput> = {}): readonly string[] {
  return headerLines(inputOf(changes)).map((line) => line.map(({ text }) => text).join(''));
}

describe('the header', () => {
  it('has four lines at 80x24', () => {
    expect(draw()).toEqual([
      ' 1 Processes  2 Connections  3 Memory  4 Sessions   web-01  up 3d04  1.5s  14:02',
      ' CPU ▕██▒░        ▏ 32%/4c us21 sy9 wa5 st2      load 0.42 0.31 0.28',
      ' Mem ▕███▓▒░░░    ▏ 6.0/16.0G avail 10.0G        3 tasks 1R 0D 1Z 5 threads',
      ' Swp ▕███         ▏ 1.0/4.0G zram 100M           pressure c1 m0 i4     CPU%/core',
    ]);
  });

  it('shows - for every figure before the first sample', () => {
    const lines = draw({ sample: undefined, history: createHistory() });
    expect(lines).toHaveLength(4);
    expect(lines[0]).toContain(' -  up -  1.5s  14:02');
    expect(lines.slice(1).join('\n')).not.toMatch(/\d/);
  });

  it('knows memory, load and uptime already on the first frame, but no rate', () => {
    const lines = draw({ sample: systemSample(systemCounters()), history: createHistory() });
    expect(lines[1]).toMatch(/-\/4c +us- sy- wa- st- +load 0\.42/);
    expect(lines[2]).toContain('6.0/16.0G');
    expect(lines[3]).toContain('pressure c- m- i-');
  });

  it('stands still while figures change from quiet to busy', () => {
    const busy = { cpuTotal: percents({ user: 85, system: 14, iowait: 1, idle: 0 }) };
    const waiting = {
      cpu: { someMicroseconds: 648_000, fullMicroseconds: undefined },
      memory: { someMicroseconds: 123_000, fullMicroseconds: 0 },
      io: { someMicroseconds: 999_000, fullMicroseconds: 0 },
    };
    for (const width of [80, 120]) {
      const ends = (changes: Partial<HeaderInput>) =>
        draw({ width, ...changes })
          .slice(1, 4)
          .map((line) => [line.indexOf('▏'), line.search(/load|tasks|pressure/), line.search(/disk|net|new/)]);
      expect(ends(machine(2, { ...busy, pressure: waiting }))).toEqual(ends(machine(2)));
      expect(draw({ width, ...machine(2, busy) })[1]).toContain('us85 sy14');
    }
  });

  it('has room at 80 columns for all that a CPU does', () => {
    const all = { cpuTotal: percents({ user: 15, nice: 15, system: 30, iowait: 10, steal: 20, idle: 10 }) };
    expect(draw(machine(2, all))[1]).toMatch(/▕.*us15 ni15 sy30 wa10 st20 +load/);
  });

  it('has no number of CPUs where they are not counted', () => {
    expect(draw(machine(0))[1]).toContain('%/-c');
  });

  it('says of what CPU% is a share', () => {
    expect(draw({ cpuBasis: 'machine' }).at(-1)).toMatch(/CPU%\/all$/);
  });

  it('is ASCII where there is no more', () => {
    for (const [width, rows] of [
      [80, 24],
      [120, 40],
      [40, 8],
    ] as const) {
      expect(draw({ width, rows, unicode: false }).join('')).toMatch(/^[\x20-\x7e]*$/);
    }
  });

  it('says in words that it stands still, lags behind or refuses to act', () => {
    const [tabs] = draw({ paused: true, staleSeconds: 12.4, readonly: true, width: 100 });
    expect(tabs).toMatch(/PAUSED .*STALE 12s .*READONLY/);
    expect(draw({ paused: true, width: 20, rows: 5 })[0]).toMatch(/^PAUSED /);
    expect(draw({ paused: true, width: 20 })[0]).toContain('PAUSED');
  });

  it('keeps the name of the machine from the terminal when it is no text', () => {
    const { sample, history } = machine(4, { hostname: '\u001b]0;evil\u0007宽宽\u202e' });
    expect(draw({ sample, history })[0]).not.toMatch(/[\u0000-\u001f\u202e]/);
  });

  it('is only the tabs when the meters are off, and nothing on a low terminal', () => {
    expect(draw({ show: false })).toHaveLength(1);
    expect(draw({ show: false, width: 200, rows: 60 })).toHaveLength(1);
    expect(draw({ show: false, rows: 11 })).toEqual([]);
  });

  it('becomes one line below 12 rows', () => {
    expect(draw({ rows: 12 })).toHaveLength(4);
    expect(draw({ rows: 11 })).toEqual([
      'CPU 32%/4c Mem 6.0/16.0G Swp 1.0/4.0G load 0.42 0.31 0.28 3 tasks 1R 0D 1Z 5thr',
    ]);
    expect(draw({ rows: 5, width: 20 })).toEqual(['CPU 32%/4c']);
  });

  it('drops details first, then the texts at the right, then the bars', () => {
    const memory = (width: number) => draw({ width })[2] ?? '';
    expect(memory(77)).toMatch(/▕.*avail.*tasks/);
    expect(memory(60)).toMatch(/▕.*tasks/);
    expect(memory(60)).not.toMatch(/avail/);
    expect(memory(45)).toMatch(/▕.*avail/);
    expect(memory(45)).not.toMatch(/tasks/);
    expect(memory(30)).toMatch(/▕.*6.0\/16.0G$/);
    expect(memory(20)).toBe(' Mem 6.0/16.0G');
  });

  it('shortens other tabs to their numbers, then drops uptime, delay, the clock and the host, in this order', () => {
    const tabs = (width: number) => draw({ width })[0] ?? '';
    expect(tabs(80)).toMatch(/Sessions .*web-01 {2}up 3d04 {2}1.5s {2}14:02$/);
    expect(tabs(72)).toMatch(/1 Processes {2}2 {2}3 {2}4 .*web-01 {2}up 3d04 {2}1.5s {2}14:02$/);
    expect(tabs(48)).toMatch(/1 Processes {2}2 {2}3 {2}4 .*web-01 {2}1.5s {2}14:02$/);
    expect(tabs(40)).toMatch(/1 Processes {2}2 {2}3 {2}4 .*web-01 {2}14:02$/);
    expect(tabs(32)).toMatch(/1 Processes {2}2 {2}3 {2}4 .*web-01$/);
    expect(tabs(24)).toMatch(/1 Processes {2}2 {2}3 {2}4/);
    expect(tabs(20)).toMatch(/^ 1 {2}2 {2}3 {2}4/);
  });

  it.each([1, 2, 4, 33, 128, 1024])('is never wider than the terminal, with %i CPUs', (cpus) => {
    const hostname = '主机'.repeat(30);
    const { sample, history } = machine(cpus, { hostname });
    for (let width = 1; width <= 250; width += 3) {
      for (const rows of [1, 5, 11, 12, 24, 30, 40, 80]) {
        const input = inputOf({ sample, history, width, rows, paused: rows === 24, unicode: width % 2 === 0 });
        const lines = headerLines(input);
        expect(Math.max(...lines.map(lineWidth)), `${width}x${rows}`).toBeLessThanOrEqual(width);
        expect(lines.length).toBe(headerHeight(input));
        expect(lines.length).toBeLessThanOrEqual(width < 160 ? 8 : 16);
      }
    }
  });
});

describe('a header after another', () => {
  it('says what it would say as the first one, whatever has changed', () => {
    const lines = createHeader();
    const machines = [
      machine(4),
      machine(4, { cpuTotal: percents({ user: 22, system: 9, iowait: 5, steal: 2, idle: 62 }) }),
      machine(4, { memory: undefined, load: undefined }),
      machine(4, { uptimeSeconds: 5, hostname: '主机', forks: 900 }),
      machine(5),
      machine(40),
    ];
    const changes: readonly Partial<HeaderInput>[] = [
      {},
      ...machines,
      { clock: '14:03' },
      { paused: true },
      { staleSeconds: 3 },
      { staleSeconds: 4 },
      { readonly: true },
      { cpuBasis: 'machine' },
      { unicode: false },
      { show: false },
      { delaySeconds: 3 },
      { panes: PANES.map((pane, index) => ({ ...pane, active: index === 1 })) },
    ];
    for (const [width, rows] of [
      ...[80, 100, 119, 120, 121, 161, 200].map((width) => [width, 40]),
      [80, 24],
      [40, 11],
    ]) {
      for (const change of changes.flatMap((one) => [one, {}])) {
        const input = inputOf({ ...machines[0], width, rows, ...change });
        expect(lines(input)).toEqual(headerLines(input));
      }
    }
  });
});

describe('the large header', () => {
  const large = { width: 120, rows: 40 };

  it('adds disks, interfaces, cores and what happened lately', () => {
    const lines = draw(large);
    expect(lines).toHaveLength(8);
    expect(lines[1]).toContain('disk read - write -');
    expect(lines[2]).toContain('net in - out -');
    expect(lines[3]).toContain('new procs 3/s');
    expect(lines[4]).toMatch(/^ {2}0 ▕ +▏ {3}0% {2}CPU 32% +scale 0-100%, last 1s/);
    expect(lines[7]).toMatch(/^ {2}3 ▕█+ +▏ {3}3% +⢸$/);
  });

  it('needs both, columns and rows', () => {
    expect(draw({ width: 119, rows: 40 })).toHaveLength(4);
    expect(draw({ width: 120, rows: 29 })).toHaveLength(4);
    expect(draw({ width: 120, rows: 30 })).toHaveLength(7);
  });

  it('shows memory, network and disks over time too on a wide screen, the taller the more rows there are', () => {
    expect(draw({ width: 160, rows: 40 })[4]).toMatch(/ CPU .* Mem .* Net in .* Disk read /);
    expect([30, 40, 60, 200].map((rows) => draw({ width: 160, rows }).length)).toEqual([8, 10, 14, 16]);
  });

  it('calls a CPU off that was there before', () => {
    const { history } = machine(4);
    const { sample } = machine(3);
    expect(draw({ ...large, sample, history })[7]).toMatch(/^ {2}3 ▕ +▏ {2}off/);
  });

  it('leaves none of 128 CPUs out', () => {
    const grid = draw({ ...large, ...machine(128) }).slice(4);
    expect(grid.map((line) => /^ (\d+-\d+) /.exec(line)?.[1])).toEqual(['0-31', '32-63', '64-95', '96-127']);
    expect(grid.map((line) => [...line.slice(0, 60).matchAll(/[▁-█]/g)].length)).toEqual([32, 32, 32, 32]);
  });

  it('shows means over groups, and says so, where CPUs are too many', () => {
    const grid = draw({ ...large, ...machine(1024) }).slice(4);
    expect(grid[0]).toMatch(/^ 0-258 avg7 /);
    expect(grid[3]).toMatch(/^ 777-1023 avg7 /);
  });

  it('gives each CPU a figure where bars have no room', () => {
    expect(draw({ ...large, ...machine(32) })[7]).toMatch(/^ 24-31 +24% +25% +26% +27% +28% +29% +30% +31% /);
  });
});
