import { describe, expect, it } from 'vitest';
import { columnNames, columnWidth, findColumn, nearestColumn } from '../../../src/model/list/column-kinds.js';
import {
  type CellContext,
  COLUMNS,
  type ColumnId,
  columnById,
  DEFAULT_COLUMN_IDS,
  identityText,
  JSON_COLUMN_IDS,
} from '../../../src/model/processes/columns.js';
import { createProcessGrowth } from '../../../src/model/sample/growth.js';
import type { Sample } from '../../../src/model/sample/sample.js';
import { displayWidth } from '../../../src/model/text/text.js';
import { type FakeProcess, fakeSample } from '../../support/snapshots.js';

const PLAIN: CellContext = {
  cpuBasis: 'core',
  memoryUnits: 'bytes',
  fullPath: true,
  unicode: true,
  wallClockMilliseconds: 0,
};

function sampleOf(process: Partial<FakeProcess>): Sample {
  return fakeSample({ processes: [{ pid: 42, ...process }] });
}

function cell(id: ColumnId, process: Partial<FakeProcess>, context: Partial<CellContext> = {}): string {
  return columnById(id).text(sampleOf(process), 0, { ...PLAIN, ...context });
}

describe('the command of a thread', () => {
  const sample = fakeSample({
    processes: [
      { pid: 7, name: 'server', commandLine: ['/bin/server', '-x'] },
      { pid: 8, threadGroupId: 7, name: 'worker\x1b', commandLine: ['/bin/server', '-x'] },
    ],
  });

  it('starts with the name of the thread; other commands do not', () => {
    expect([0, 1].map((slot) => columnById('command').text(sample, slot, PLAIN))).toEqual([
      '/bin/server -x',
      '{worker?} /bin/server -x',
    ]);
  });

  it('is exact in JSON', () => {
    expect(columnById('command').value(sample, 1)).toBe('/bin/server -x');
  });
});

describe('the table of columns', () => {
  it('has the ids that scripts rely on, in the order of the contract', () => {
    expect(JSON_COLUMN_IDS.join(' ')).toBe(
      'pid ppid user uid state priority nice threads cpuPercent memoryPercent residentBytes virtualBytes sharedBytes ' +
        'cpuSeconds startTime terminal name command readBytesPerSecond writeBytesPerSecond ' +
        'receiveBytesPerSecond sendBytesPerSecond container',
    );
  });

  it('gives no name two meanings', () => {
    const names = COLUMNS.flatMap((column) => [...new Set(columnNames(column))]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('leaves thirty cells for the command on a screen of eighty', () => {
    const sample = sampleOf({ pid: 100_000 });
    const widths = DEFAULT_COLUMN_IDS.slice(0, -1).map((id) => columnWidth(columnById(id), sample) + 1);
    expect(80 - widths.reduce((sum, width) => sum + width, 0)).toBe(30);
  });

  it('has headers that fit their columns', () => {
    expect(COLUMNS.filter(({ header, width }) => header.length > width)).toEqual([]);
  });

  it('finds a column by id, alias or header in any case', () => {
    expect(
      ['cpuPercent', 'CPU', 'cpu%', 'MEM', 'res', 'virt', 's', 'ni', 'tty', 'cmd'].map(
        (name) => findColumn(COLUMNS, name)?.id,
      ),
    ).toEqual([
      'cpuPercent',
      'cpuPercent',
      'cpuPercent',
      'memoryPercent',
      'residentBytes',
      'virtualBytes',
      'state',
      'nice',
      'terminal',
      'command',
    ]);
    expect(findColumn(COLUMNS, 'cpux')).toBeUndefined();
    expect(findColumn(COLUMNS, 'constructor')).toBeUndefined();
  });

  it('knows what a mistyped name meant', () => {
    expect(nearestColumn(COLUMNS, 'cpux')?.id).toBe('cpuPercent');
    expect(nearestColumn(COLUMNS, 'residnetBytes')?.id).toBe('residentBytes');
    expect(nearestColumn(COLUMNS, 'zzzzzzzz')).toBeUndefined();
  });

  it('makes room for long process ids when there are any', () => {
    expect(columnWidth(columnById('pid'), sampleOf({ pid: 99_999 }))).toBe(5);
    expect(columnWidth(columnById('ppid'), sampleOf({ pid: 4_194_304 }))).toBe(7);
  });
});

describe('a cell', () => {
  it.each<[string, ColumnId, Partial<FakeProcess>, Partial<CellContext>, string]>([
    ['names the user', 'user', { uid: 0 }, {}, 'root'],
    ['gives a user without a name by number', 'user', { uid: 54_321 }, {}, '54321'],
    ['shows a dash while a rate is not known', 'cpuPercent', {}, {}, '-'],
    ['shows a dash for what was not permitted', 'readBytesPerSecond', {}, {}, '-'],
    ['shows sizes', 'residentBytes', { residentBytes: 2 ** 30 }, {}, '1.0G'],
    ['shows memory as a share', 'residentBytes', { residentBytes: 2 ** 30 }, { memoryUnits: 'percent' }, '6.3'],
    ['shows real-time priority', 'priority', { priority: -100 }, {}, 'RT'],
    ['names the terminal', 'terminal', { terminalDevice: 0x8803 }, {}, 'pts/3'],
    ['shows a dash without a terminal', 'terminal', {}, {}, '-'],
    ['names the container', 'container', { cgroup: '/docker/0123456789abcdef'.padEnd(72, '0') }, {}, '0123456789ab'],
    ['shows a dash outside of containers', 'container', { cgroup: '/user.slice' }, {}, '-'],
    ['joins arguments', 'command', { commandLine: ['/usr/bin/env', '', 'x y'] }, {}, '/usr/bin/env  x y'],
    ['leaves out the folder', 'command', { commandLine: ['/usr/bin/env', '/a'] }, { fullPath: false }, 'env /a'],
    [
      'leaves out the folder of a program that rewrote its arguments',
      'command',
      { commandLine: '/opt/x/chrome --type=gpu --dir=/tmp/a' },
      { fullPath: false },
      'chrome --type=gpu --dir=/tmp/a',
    ],
    [
      'keeps a title that is no path',
      'command',
      { commandLine: ['sshd: ada@pts/3'] },
      { fullPath: false },
      'sshd: ada@pts/3',
    ],
    ['disarms arguments', 'command', { commandLine: ['a\x1b[2J', '\u202eb'] }, {}, 'a?[2J ?b'],
    ['disarms names', 'name', { name: 'a\nb' }, {}, 'a?b'],
    ['keeps to ASCII where it must', 'command', { commandLine: ['café', '進'] }, { unicode: false }, 'cafe ?'],
    ['counts open descriptors', 'fds', { fds: 5012 }, {}, '5012'],
    ['shows descriptors in percent of their limit', 'fdsPercent', { fds: 512, fdLimit: 1024 }, {}, '50.0'],
    ['shows no share of what is not limited', 'fdsPercent', { fds: 512, fdLimit: Number.POSITIVE_INFINITY }, {}, '0.0'],
    ['shows a dash for descriptors that were not counted', 'fds', {}, {}, '-'],
    ['shows a dash for a share of an unknown limit', 'fdsPercent', { fds: 5 }, {}, '-'],
    ['names the wait channel', 'waitChannel', { waitChannel: 'percpu_rwsem_wait' }, {}, 'percpu_rwsem_wait'],
    ['disarms wait channels', 'waitChannel', { waitChannel: 'a\x1b[2Jb' }, {}, 'a?[2Jb'],
    ['shows a dash for a wait channel that must not be known', 'waitChannel', {}, {}, '-'],
    ['shows since when it is blocked', 'uninterruptibleSeconds', { state: 'D', ranSeconds: 380 }, {}, '2m'],
    ['shows a dash for what is not blocked', 'uninterruptibleSeconds', { state: 'S', ranSeconds: 380 }, {}, '-'],
    ['shows a dash where it is unknown since when', 'uninterruptibleSeconds', { state: 'D' }, {}, '-'],
    ['knows TCP rates not yet', 'sendBytesPerSecond', {}, {}, '-'],
  ])('%s', (_, id, process, context, text) => {
    expect(cell(id, process, context)).toBe(text);
  });

  it('counts CPU in cores, or in shares of the machine', () => {
    const sample = fakeSample({ seconds: 1, processes: [{ pid: 1, cpuSeconds: 2 }] }, { processes: [{ pid: 1 }] });
    const column = columnById('cpuPercent');
    expect(column.text(sample, 0, PLAIN)).toBe('200');
    expect(column.text(sample, 0, { ...PLAIN, cpuBasis: 'machine' })).toBe('50.0');
  });

  it('shows what grew since it was first shown, with its sign', () => {
    const growth = createProcessGrowth();
    const cells = [
      { fds: 10, residentBytes: 2 ** 20 },
      { fds: 25, residentBytes: 3 * 2 ** 20 },
      { fds: 7, residentBytes: 2 ** 20 },
    ].map((held) => {
      const sample = { ...sampleOf(held), growth };
      return (['fdsGrowth', 'residentGrowthBytes'] as const).map((id) => columnById(id).text(sample, 0, PLAIN));
    });
    expect(cells).toEqual([
      ['0', '0B'],
      ['+15', '+2.0M'],
      ['-3', '0B'],
    ]);
    expect(cell('fdsGrowth', { fds: 5 })).toBe('-');
  });

  it('does not clean megabytes to draw a line', () => {
    expect(cell('command', { commandLine: ['x'.repeat(2 ** 21)] }).length).toBeLessThan(10_000);
  });

  it('knows no share of an unknown total', () => {
    const sample = fakeSample({ processes: [{ pid: 1, residentBytes: 5 }], system: { memory: undefined } });
    expect(columnById('memoryPercent').value(sample, 0)).toBeUndefined();
    expect(columnById('residentBytes').text(sample, 0, { ...PLAIN, memoryUnits: 'percent' })).toBe('-');
  });

  it('shows the start time by hour today, then by day, then by year', () => {
    const at = (text: string) => new Date(text).getTime();
    const started = (boot: string) =>
      columnById('startTime').text(
        fakeSample({ processes: [{ pid: 1, startTicks: 250 }], system: { bootTimeSeconds: at(boot) / 1000 } }),
        0,
        { ...PLAIN, wallClockMilliseconds: at('2026-11-23T18:00') },
      );
    expect(started('2026-11-23T09:05')).toBe('09:05');
    expect(started('2026-03-02T23:59')).toBe('Mar02');
    expect(started('2025-12-31T23:00')).toBe('2025');
  });

  it('never holds a control character, and fits the figures into their columns', () => {
    const hostile = { name: '\x1b]0;\u009b\u202e', commandLine: ['\x1b[2J\n'], cgroup: '/lxc/\x1b[31m' };
    const huge = {
      residentBytes: 2 ** 34,
      virtualBytes: 2 ** 47,
      sharedBytes: 2 ** 40,
      cpuSeconds: 1e8,
      threads: 32_768,
    };
    const sample = fakeSample(
      {
        seconds: 1,
        processes: [{ pid: 4_194_304, uid: 4_294_967_294, ...hostile, ...huge, readBytes: 1e15, minorFaults: 1e12 }],
      },
      { processes: [{ pid: 4_194_304, readBytes: 0 }] },
    );
    for (const column of COLUMNS) {
      const text = column.text(sample, 0, PLAIN);
      expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
      if (column.align === 'right') expect(displayWidth(text)).toBeLessThanOrEqual(columnWidth(column, sample));
    }
  });
});

describe('a value', () => {
  it('keeps text exact, for JSON', () => {
    const sample = sampleOf({ name: 'a\x1b\udcff', commandLine: ['\x1b[2J'] });
    expect(columnById('name').value(sample, 0)).toBe('a\x1b\udcff');
    expect(columnById('command').value(sample, 0)).toBe('\x1b[2J');
  });

  it('is undefined, never NaN, when not known', () => {
    const sample = sampleOf({});
    for (const column of COLUMNS) expect(column.value(sample, 0)).not.toBeNaN();
  });

  it('says since when a process runs in seconds since 1970', () => {
    const system = { bootTimeSeconds: 1000 };
    const sample = fakeSample({ processes: [{ pid: 1, startTicks: 250 }], system });
    expect(columnById('startTime').value(sample, 0)).toBe(1002.5);
  });
});

it('an identity differs when the process does, though its PID and start are the same', () => {
  const one = identityText(sampleOf({ pidfdInode: 900 }), 0);
  expect(one).toBe(identityText(sampleOf({ pidfdInode: 900, serial: 5 }), 0));
  expect(one).not.toBe(identityText(sampleOf({ pidfdInode: 901 }), 0));
  expect(one).not.toBe(identityText(sampleOf({ pidfdInode: 900, startTicks: 7 }), 0));
});
