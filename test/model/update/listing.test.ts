import { describe, expect, it } from 'vitest';
import type { ToggleId } from '../../../src/model/list/commands.js';
import { DEFAULT_COLUMN_IDS } from '../../../src/model/processes/columns.js';
import { settingValue } from '../../../src/model/state/settings.js';
import { crowd, openSession, type Session } from '../../support/session.js';
import type { FakeProcess } from '../../support/snapshots.js';

const GIB = 2 ** 30;
const MIXED: readonly FakeProcess[] = [
  { pid: 1, name: 'one', cpuSeconds: 5, residentBytes: 1 * GIB },
  { pid: 2, name: 'two', cpuSeconds: 1, residentBytes: 3 * GIB },
  { pid: 3, name: 'three', cpuSeconds: 9, residentBytes: 2 * GIB },
];

describe('sorting', () => {
  it.each([
    [['M'], [2, 3, 1], '-residentBytes'],
    [['T'], [3, 1, 2], '-cpuSeconds'],
    [['T', 'T'], [3, 1, 2], '-cpuSeconds'],
    [['M', 'M'], [2, 3, 1], '-residentBytes'],
    [['P', 'I', 'P'], [1, 2, 3], '-cpuPercent'],
    [['T', 'I'], [2, 1, 3], '+cpuSeconds'],
    [['T', 'I', 'R'], [3, 1, 2], '-cpuSeconds'],
    [['N'], [1, 2, 3], '+pid'],
  ])('%j gives %j', (keys, pids, sort) => {
    const session = openSession({ processes: MIXED });
    session.press(...keys);
    expect(session.pids()).toEqual(pids);
    expect(session.state.settings.sort).toBe(sort);
  });

  it('marks the column and the direction', () => {
    const session = openSession({ processes: MIXED });
    session.press('T');
    const titles = session
      .frame()
      .list?.titles?.map(({ text }) => text)
      .join('');
    expect(titles).toContain('TIME+▼');
  });

  it('< and > go along the columns that are shown, to their ends and no further', () => {
    const session = openSession({ processes: MIXED });
    session.press('>');
    expect(session.state.settings.sort).toBe(`+${DEFAULT_COLUMN_IDS[1]}`);
    session.press('<', '<', '<');
    expect(session.state.settings.sort).toBe('+pid');
    for (let turn = 0; turn < 20; turn++) session.press('>');
    expect(session.state.settings.sort).toBe('+command');
    session.press('I', '>');
    expect(session.state.settings.sort).toBe('-command');
  });

  it('> begins at the first column when the one that sorts is not shown', () => {
    const session = openSession({ settings: { sort: '-virtualBytes' }, processes: MIXED });
    session.press('>');
    expect(session.state.settings.sort).toBe('+pid');
  });

  it('the menu opens on what sorts now, and sorts by what is chosen', () => {
    const session = openSession({ settings: { sort: '-residentBytes' }, processes: MIXED });
    session.press('f6');
    const { picker } = session.frame();
    expect(picker?.items[picker.selected]?.id).toBe('residentBytes');
    session.type('time+');
    session.press('enter');
    expect(session.state.settings.sort).toBe('-cpuSeconds');
    expect(session.state.layers).toEqual([]);
  });
});

describe('a list of some PIDs', () => {
  it('names them, and of many the first three and how many more', () => {
    const some = openSession({ processes: crowd(20), pids: new Set([1, 2, 30]) });
    expect(some.status()).toContain('pid 1,2,30 → 2 of 20 processes');
    const many = openSession({ processes: crowd(20), pids: new Set(crowd(13).map(({ pid }) => pid)) });
    expect(many.status()).toContain('pid 1,2,3 and 10 more → 13 of 20 processes');
  });
});

describe('a list that is sorted anew', () => {
  const sorts: readonly (readonly [string, (session: Session) => void])[] = [
    ['M', (session) => session.press('M')],
    ['I', (session) => session.press('I')],
    ['>', (session) => session.press('>')],
    ['F6', (session) => session.press('f6', 'down', 'enter')],
    [':', (session) => session.press(':', ...'Sort by CPU time', 'enter')],
    ['a title that is clicked', (session) => session.command({ type: 'sortBy', columnId: 'user', turns: true })],
  ];

  it.each(sorts)('by %s is at its top, and Esc shows the selection', (_, sort) => {
    const session = openSession({ processes: crowd(100, (pid) => ({ residentBytes: pid, cpuSeconds: pid })) });
    session.press('home', 'down', 'pageDown', 'pageDown');
    const selected = session.selectedPid();
    sort(session);
    expect(session.state.top).toBe(0);
    session.press('escape');
    expect(session.selectedPid()).toBe(selected);
    expect(session.rows().some((row) => row.endsWith(` task${selected}`))).toBe(true);
  });

  it('lets no key act on a selection that is not on the screen', async () => {
    const session = openSession({ processes: crowd(100, (pid) => ({ residentBytes: pid })) });
    await session.press('home', 'M');
    for (const key of ['f8', 'f9', 'k', 'r', 'a', 'i', 'space', 'c', 'enter', 'y']) {
      await session.press(key);
      expect([key, session.status()]).toEqual([
        key,
        expect.stringContaining('the selected process is not on the screen: Esc shows it'),
      ]);
    }
    expect(session.done).toEqual([]);
    await session.press('escape', 'f8');
    expect(session.done).toEqual(['nice 1 1']);
  });

  it('lets no command of the menu of commands do that either', () => {
    const session = openSession({ processes: crowd(100, (pid) => ({ residentBytes: pid })) });
    session.press('home', 'M', ':', ...'Raise nice', 'enter');
    expect(session.done).toEqual([]);
    expect(session.status()).toContain('is not on the screen');
  });

  it('by a title that is clicked again is turned round', () => {
    const session = openSession({ processes: MIXED });
    for (const sort of ['-residentBytes', '+residentBytes', '-residentBytes']) {
      session.command({ type: 'sortBy', columnId: 'residentBytes', turns: true });
      expect(session.state.settings.sort).toBe(sort);
    }
  });
});

describe('what one key switches', () => {
  it.each<[string, ToggleId, string]>([
    ['t', 'tree', 'Show processes as a tree: on'],
    ['H', 'threads', 'Show user threads: on'],
    ['K', 'kernelThreads', 'Show kernel threads: on'],
    ['p', 'fullPath', 'Show commands with their full path: off'],
    ['0', 'cpuBasis', 'machine'],
    ['%', 'memoryUnits', 'percent'],
    ['#', 'header', 'Show the meters: off'],
  ])('%s switches %s, says so, and switches back', (key, id, sentence) => {
    const session = openSession({ processes: crowd(3) });
    const value = () => settingValue(session.state.settings, id);
    const before = value();
    session.press(key);
    expect(value()).not.toBe(before);
    expect(session.status()).toContain(sentence);
    session.press(key);
    expect(value()).toBe(before);
  });

  it('threads and kernel threads come and go', () => {
    const session = openSession({
      processes: [{ pid: 1 }, { pid: 2, kernelThread: true }, { pid: 10, threadGroupId: 1 }],
    });
    expect(session.pids()).toEqual([1]);
    session.press('K');
    expect(session.pids()).toEqual([1, 2]);
    expect(session.status()).toContain('2 processes');
    session.press('H');
    expect(session.pids()).toEqual([1, 2, 10]);
    // One of them is a thread.
    expect(session.status()).toContain('3 threads');
  });

  it('the list takes the room that the meters leave', () => {
    const session = openSession({ processes: crowd(50) });
    const before = session.rows().length;
    session.press('#');
    expect(session.rows().length).toBe(before + 3);
  });
});

describe('while paused', () => {
  it('the list is still sorted, filtered and folded', () => {
    const session = openSession({ processes: MIXED });
    session.press('z');
    session.press('M');
    expect(session.pids()).toEqual([2, 3, 1]);
    session.press('f4');
    session.type('three');
    session.press('enter');
    expect(session.pids()).toEqual([3]);
    session.press('escape', 'Z');
    expect(session.state.past).toBeUndefined();
  });
});
