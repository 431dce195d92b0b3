import { describe, expect, it } from 'vitest';
import { hasTab } from '../../../src/model/list/pane.js';
import { PANES } from '../../../src/model/panes.js';
import { listHeight } from '../../../src/model/state/layout.js';
import { needsOf } from '../../../src/model/state/needs.js';
import type { Line } from '../../../src/model/text/line.js';
import { displayWidth } from '../../../src/model/text/text.js';
import { commandAt, wheelCommand } from '../../../src/model/view/hit.js';
import type { Frame } from '../../../src/model/view/view.js';
import { fakeDevice, fakeFileSystem } from '../../support/disks.js';
import { crowd, openSession, type Session, textOf } from '../../support/session.js';
import type { FakeProcess } from '../../support/snapshots.js';

const SIZES = [1, 2, 3, 4, 5, 8, 11, 12, 13, 20, 24, 29, 30, 40, 80];
const WIDTHS = [1, 2, 7, 20, 30, 59, 60, 80, 119, 120, 160, 250];

/** Rows of the terminal that a frame fills. */
function filled({ header, status, bodyHeight, footer }: Frame): number {
  return header.length + (status ? 1 : 0) + bodyHeight + (footer ? 1 : 0);
}

function linesAround({ header, status, footer }: Frame): readonly Line[] {
  return [...header, ...(status ? [status] : []), ...(footer ? [footer] : [])];
}

function listLines({ list }: Frame): number {
  return (list?.rows.length ?? 0) + (list?.titles ? 1 : 0);
}

const titles = (session: Session) => textOf(session.frame().list?.titles ?? []);

describe('a frame', () => {
  it.each(SIZES)('fills a terminal of %i rows exactly, and no line is wider than it', (rows) => {
    for (const columns of WIDTHS) {
      const size = { columns, rows };
      for (const session of [openSession({ size }), openSession({ processes: crowd(100), size })]) {
        const frame = session.frame();
        expect([columns, filled(frame)]).toEqual([columns, rows]);
        for (const line of linesAround(frame)) expect(displayWidth(textOf(line))).toBeLessThanOrEqual(columns);
        expect(listLines(frame)).toBeLessThanOrEqual(frame.bodyHeight);
      }
    }
  });

  it.each(PANES)('has room for 15 rows or more at 80x24 in $id', ({ id }) => {
    const session = openSession({ pane: id });
    const interfaces = ['eth0', 'eth1', 'lo'].map((name) => ({
      name,
      isUp: true,
      speedMegabits: 1000,
      duplex: 'full' as const,
      mtuBytes: 1500,
      addresses: [],
      errors: 0,
      drops: 0,
    }));
    const names = Array.from({ length: 30 }, (_, index) => `d${index}`);
    session.sample(crowd(100), {
      interfaces,
      devices: names.map((name, index) => fakeDevice({ name, serial: index + 1 })),
      fileSystems: names.map((name, index) => fakeFileSystem({ mountPoint: `/${name}`, serial: index + 1 })),
    });
    expect(listHeight(session.state)).toBeGreaterThanOrEqual(15);
  });

  it('has 17 processes or more at 80x24', () => {
    expect(openSession({ processes: crowd(100) }).rows().length).toBeGreaterThanOrEqual(17);
  });

  it('shows a dash where a rate is not known yet, and the rate at the next reading', () => {
    const session = openSession({ processes: [{ pid: 1, cpuSeconds: 10 }] });
    expect(session.rows()[0]).toMatch(/ S +- /);
    session.sample([{ pid: 1, cpuSeconds: 10.75 }]);
    expect(session.rows()[0]).toMatch(/ S +50\.0 /);
  });

  it('drops columns below 60 cells, the command last', () => {
    const at = (columns: number) => titles(openSession({ processes: crowd(1), size: { columns, rows: 24 } }));
    expect(at(60)).toContain('CPU%');
    expect(at(60)).toContain('NI');
    expect(at(45)).not.toContain('NI');
    expect(at(45)).toContain('CPU%');
    expect(at(20)).toMatch(/^ +PID▲ COMMAND/);
  });

  it.each(PANES)('keeps a blank between the mark of the sorted column and the next title in $id', (pane) => {
    const session = openSession({ processes: crowd(3), size: { columns: 400, rows: 24 } });
    session.command({ type: 'openPane', pane: pane.id });
    for (const { id } of pane.columns) {
      session.command({ type: 'sortBy', columnId: id });
      expect([id, titles(session)]).toEqual([id, expect.not.stringMatching(/[▼▲]\S/)]);
    }
    session.command({ type: 'sortBy', columnId: pane.mainColumnId });
    expect(titles(session)).toMatch(/[▼▲]/);
  });

  it('shows more columns on a wide screen, unless the user has chosen columns', () => {
    const wide = { columns: 160, rows: 40 };
    const session = openSession({ processes: crowd(3), size: wide });
    for (const title of ['THR', 'VIRT', 'READ/s', 'WRIT/s', 'START', 'CONTAINER'])
      expect(titles(session)).toContain(title);
    expect(titles(openSession({ processes: crowd(3), size: { ...wide, columns: 159 } }))).not.toContain('VIRT');
    const chosen = openSession({ processes: crowd(3), size: wide, settings: { columns: ['pid', 'command'] } });
    expect(titles(chosen).trim()).toMatch(/^PID.? COMMAND$/);
  });

  it('reads for the columns of a wide screen what they need', () => {
    const session = openSession({ processes: crowd(3), size: { columns: 159, rows: 40 } });
    expect(needsOf(session.state)).toMatchObject({ io: false, cgroup: false });
    session.resize(160, 40);
    expect(needsOf(session.state)).toMatchObject({ io: true, cgroup: true });
  });

  it('says on a wide screen which rows of the list are on it', () => {
    const session = openSession({ processes: crowd(100), size: { columns: 160, rows: 24 } });
    const place = () => textOf(session.frame().status ?? []).trimEnd();
    expect(place()).toMatch(/ rows 1-17 of 100$/);
    session.press('end');
    expect(place()).toMatch(/ rows 84-100 of 100$/);
  });

  it('makes the columns of process ids wide enough for the longest', () => {
    const session = openSession({ processes: [{ pid: 4_194_304, name: 'last' }] });
    expect(session.rows()[0]).toMatch(/^ 4194304 ada/);
  });

  it('marks what a search found', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('/');
    session.type('ASK2');
    const [, row] = session.frame().list?.rows ?? [];
    expect(row?.line.find(({ tone }) => tone === 'match')?.text).toBe('ask2');
    expect(row?.over).toBe('selected');
  });

  it('draws ASCII alone where there is no more', () => {
    const session = openSession({
      settings: { unicode: false, tree: true },
      processes: crowd(9, (pid) => ({ ppid: pid - 1 })),
    });
    session.press('home', 'space', 'down', 'F', '-', 'f4');
    session.type('task');
    const frame = session.frame();
    const rows = (frame.list?.rows ?? []).map(({ line }) => line);
    for (const line of [...frame.header, frame.status ?? [], frame.list?.titles ?? [], ...rows, frame.footer ?? []]) {
      expect(textOf(line)).toMatch(/^[\x20-\x7e]*$/);
    }
  });

  it('says what share of a machine the memory and CPU columns are, when asked to', () => {
    const session = openSession({ processes: [{ pid: 1, cpuSeconds: 0, residentBytes: 2 ** 32 }] });
    session.sample([{ pid: 1, cpuSeconds: 1.5, residentBytes: 2 ** 32 }]);
    expect(session.rows()[0]).toContain('100');
    session.press('0', '%');
    expect(session.rows()[0]).toMatch(/25\.0 +25\.0 +25\.0/);
  });
});

describe('the footer', () => {
  it('has ten keys of eight cells on 80 columns', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('home');
    expect(session.footer()).toBe('F1Help  F2Setup F3SearchF4FilterF5Tree  F6Sort  F7Nice- F8Nice+ F9Kill  F10Quit');
  });

  it.each([
    [20, 'F1Help  F10Quit'],
    [24, 'F1Help  F2Setup F10Quit'],
    [8, 'F10Quit'],
    [3, 'F10'],
  ])('at %i columns it is %j', (columns, text) => {
    expect(openSession({ size: { columns, rows: 24 } }).footer()).toBe(text);
  });

  it('greys what is not possible now', () => {
    const off = (session: Session) =>
      session
        .frame()
        .footer?.filter(({ tone }) => tone === 'keyOff')
        .map(({ text }) => text.trim());
    expect(off(openSession({ processes: [] }))).toEqual(['Nice-', 'Nice+', 'Kill']);
    expect(off(openSession({ processes: crowd(3) }))).toEqual([]);
  });

  it('says what the keys of a dialog are', async () => {
    const session = openSession({ processes: crowd(3) });
    await session.press('home', 'k');
    expect(session.footer()).toBe('Enter Choose  Esc Close');
    await session.press('escape', 'u');
    expect(session.footer()).toBe('Enter Choose  Esc Close  Space Toggle');
    await session.press('escape', 'enter');
    expect(session.footer()).toContain('Tab Next tab');
  });

  it('shows the end of a prompt that is longer than the line, where one types', () => {
    for (const columns of [10, 20, 40, 80]) {
      const session = openSession({ size: { columns, rows: 24 }, processes: crowd(3) });
      session.press('home', 'r');
      session.type(`${'7'.repeat(100)}end`);
      expect([columns, session.footer()]).toEqual([columns, expect.stringContaining('end█')]);
      session.press('home');
      expect([columns, session.footer()]).toEqual([columns, expect.stringContaining('█7')]);
    }
  });

  it('gives its place to what must not be missed where there is no status line', () => {
    const session = openSession({ processes: crowd(3), size: { columns: 80, rows: 10 } });
    session.press('-');
    expect(session.footer()).toContain('only in the tree');
    session.press('home');
    expect(session.footer()).toContain('F10Quit');
  });
});

describe('a click', () => {
  const session = openSession({ processes: crowd(100) });
  const at = (column: number, row: number, on = session) => commandAt(on.state, { column, row });

  it('on a column title sorts by it', () => {
    const { header, status } = session.frame();
    const row = header.length + (status ? 1 : 0);
    for (const [title, columnId] of [
      ['PID', 'pid'],
      ['USER', 'user'],
      ['CPU%', 'cpuPercent'],
      ['COMMAND', 'command'],
    ] as const) {
      expect(at(titles(session).indexOf(title), row)).toEqual({ type: 'sortBy', columnId, turns: true });
    }
  });

  it.each([80, 120, 60])('on the tab of a pane opens it, at %i columns', (columns) => {
    const open = openSession({ processes: crowd(3), size: { columns, rows: 24 } });
    const line = textOf(open.frame().header[0]);
    for (const { id, key } of PANES.filter(hasTab))
      expect(commandAt(open.state, { column: line.indexOf(key), row: 0 })).toEqual({ type: 'openPane', pane: id });
    expect(commandAt(open.state, { column: columns - 3, row: 0 })).toBeUndefined();
    open.press('f6');
    expect(commandAt(open.state, { column: 2, row: 0 })).toBeUndefined();
  });

  it('on a row selects it', () => {
    expect(at(10, 6)).toEqual({ type: 'selectRow', row: 0 });
    expect(at(79, 22)).toEqual({ type: 'selectRow', row: 16 });
    const short = openSession({ processes: crowd(2) });
    short.command({ type: 'selectRow', row: 9 });
    expect(short.selectedPid()).toBe(1);
    short.command({ type: 'selectRow', row: 1 });
    expect(short.selectedPid()).toBe(2);
  });

  it('on a key of the footer does what it says', () => {
    expect(at(0, 23)).toEqual({ type: 'openHelp' });
    expect(at(39, 23)).toEqual({ type: 'toggle', setting: 'tree' });
    expect(at(79, 23)).toEqual({ type: 'quit', asks: true });
  });

  it('on the meters opens what is read from the hardware', () => {
    expect(at(5, 2)).toEqual({ type: 'openPane', pane: 'sensors' });
  });

  it('elsewhere, and beyond the screen, is nothing', () => {
    for (const [column, row] of [
      [79, 0],
      [10, 4],
      [10, 24],
      [500, 500],
      [0, 999],
    ] as const) {
      expect(at(column, row)).toBeUndefined();
    }
  });

  it('on the list beside a menu, or below a page, is nothing', () => {
    for (const key of ['f6', '?', '/']) {
      const open = openSession({ processes: crowd(100) });
      open.press(key);
      expect([key, at(70, 10, open)]).toEqual([key, undefined]);
    }
  });

  it('on an entry of a menu chooses it', () => {
    const open = openSession({ processes: crowd(100) });
    open.press('f6', 'end');
    const { items, selected } = open.frame().picker ?? { items: [], selected: 0 };
    const command = at(3, 6 + 2, open);
    if (command === undefined) throw new Error('the click meant nothing');
    open.command(command);
    const after = open.top('picker');
    expect(selected).toBe(items.length - 1);
    expect(open.frame().picker?.items[open.frame().picker?.selected ?? -1]?.id).toBe(items[2]?.id);
    expect(after.index).toBeGreaterThan(2);
  });

  it('on words that stand in the place of the footer is nothing', async () => {
    const low = openSession({ processes: crowd(3), size: { columns: 80, rows: 10 } });
    await low.press('k');
    expect(at(79, 9, low)).toBeUndefined();
  });

  it('in a question answers it only at its words', async () => {
    const open = openSession({ processes: crowd(3) });
    await open.press('home', 'k');
    await open.type('9 sigkill');
    await open.press('enter');
    expect(open.footer()).toBe('y Kill  Esc Cancel');
    expect(at(2, 23, open)).toEqual({ type: 'accept' });
    expect(at(40, 23, open)).toBeUndefined();
    expect(at(2, 10, open)).toBeUndefined();
  });
});

describe('the wheel', () => {
  it('scrolls the list by three rows and leaves the selection, and a menu by one', () => {
    const session = openSession({ processes: crowd(100) });
    session.command(wheelCommand(session.state, 1));
    expect(session.state).toMatchObject({ top: 3, selected: 1 });
    session.press('f6');
    const before = session.top('picker').index;
    session.command(wheelCommand(session.state, 1));
    expect(session.top('picker').index).toBe(before + 1);
  });
});

describe('a figure that can be read two ways', () => {
  const busy = () => {
    const session = openSession({ processes: [{ pid: 1, cpuSeconds: 0, residentBytes: 2 ** 30 }] });
    session.sample([{ pid: 1, cpuSeconds: 1, residentBytes: 2 ** 30 }]);
    return session;
  };

  it('says so where CPU% 100 is the whole machine, in the sums too', () => {
    const session = busy();
    const ofOneCore = /CPU ([\d.]+)%/.exec(session.status())?.[1];
    session.press('0', 'home');
    const ofAll = /CPU ([\d.]+)% of all CPUs/.exec(session.status())?.[1];
    const cpus = session.state.sample?.snapshot.system.cpus.length ?? 0;
    expect(Number(ofAll)).toBeCloseTo(Number(ofOneCore) / cpus, 0);
  });

  it('has a % in its title where memory is a share', () => {
    const session = busy();
    expect(titles(session)).toContain(' RES ');
    session.press('%');
    expect(titles(session)).toContain(' RES%');
  });
});

describe('a column that sorts and is not among those that were chosen', () => {
  const sorted = (columns: number) => {
    const session = openSession({ processes: crowd(3), size: { columns, rows: 24 } });
    session.press('f6');
    session.type('majf');
    session.press('enter');
    return session;
  };

  it('is shown for as long as it sorts', () => {
    const session = sorted(80);
    expect(titles(session)).toMatch(/TIME\+ MAJF\/s▼ COMMAND$/);
    expect(session.state.settings.columns).not.toContain('majorFaultsPerSecond');
    session.press('P');
    expect(titles(session)).not.toContain('MAJF');
  });

  it('leaves a narrow screen last, and then the status line names it', () => {
    expect(titles(sorted(28))).toMatch(/PID +MAJF\/s▼ COMMAND$/);
    const narrow = sorted(20);
    expect(titles(narrow)).not.toContain('MAJF');
    expect(narrow.status()).toContain('sorted by');
  });
});

describe('a row', () => {
  const tones = (process: FakeProcess, before: FakeProcess = process) => {
    const session = openSession({ settings: { threads: true }, processes: [before] });
    session.sample([process]);
    return session.frame().list?.rows[0]?.line.map(({ text, tone }) => [text.trim(), tone]) ?? [];
  };

  it('of a process that keeps a CPU busy is coloured', () => {
    const line = tones({ pid: 7, cpuSeconds: 1 }, { pid: 7, cpuSeconds: 0 });
    expect(line).toContainEqual(['7', 'busy']);
    expect(line).toContainEqual(['p7', 'busy']);
  });

  it('of a process that has a tenth of the memory is coloured', () => {
    expect(tones({ pid: 7, residentBytes: 2 * 2 ** 30 })).toContainEqual(['2.0G', 'huge']);
    expect(tones({ pid: 7, residentBytes: 2 ** 30 })).toContainEqual(['1.0G', 'normal']);
  });

  it('of a thread looks like one, and has no memory of its own', () => {
    const line = tones({ pid: 7, threadGroupId: 3, name: 'worker', residentBytes: 9 * 2 ** 30 });
    expect(line).toContainEqual(['{worker} worker', 'thread']);
    expect(line).toContainEqual(['9.0G', 'thread']);
  });
});
