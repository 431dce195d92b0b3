import { describe, expect, it } from 'vitest';
import { crowd, openSession, type Session } from '../../support/session.js';
import type { FakeProcess } from '../../support/snapshots.js';

/** 1 ─ 2 ─ 3, 1 ─ 4, and 5 beside them. */
const FAMILY: readonly FakeProcess[] = [
  { pid: 1, ppid: 0 },
  { pid: 2, ppid: 1 },
  { pid: 3, ppid: 2 },
  { pid: 4, ppid: 1 },
  { pid: 5, ppid: 0 },
];

function tagged({ state }: Session): readonly number[] {
  return [...state.tagged].sort();
}

function selectPid(session: Session, pid: number): void {
  session.press('home');
  for (let row = session.pids().indexOf(pid); row > 0; row--) session.press('down');
  expect(session.selectedPid()).toBe(pid);
}

describe('tags', () => {
  it('Space tags, goes on to the next row, and tags that', () => {
    const session = openSession({ processes: crowd(4) });
    session.press('home', 'space', 'space');
    expect(tagged(session)).toEqual([1, 2]);
    expect(session.selectedPid()).toBe(3);
    expect(session.status()).toContain('2 tagged');
    expect(session.rows()[0]).toMatch(/^●/);
  });

  it('Space takes a tag away again', () => {
    const session = openSession({ processes: crowd(4) });
    session.press('home', 'space', 'up', 'space');
    expect(tagged(session)).toEqual([]);
  });

  it('U takes all away', () => {
    const session = openSession({ processes: crowd(4) });
    session.press('home', 'space', 'space', 'U');
    expect(tagged(session)).toEqual([]);
    expect(session.status()).toContain('nothing is tagged');
  });

  it('are shown beside a long notice, which replaces the sums', () => {
    const session = openSession({ processes: crowd(9), size: { columns: 90, rows: 24 } });
    session.press('home', 'space', '\\');
    session.type('task');
    session.press('enter');
    expect(session.status()).toMatch(/RES .* 1 tagged/);
    session.press('+');
    expect(session.status()).toMatch(/only in the tree: press t {2}filter task → 9 of 9 processes {2}.* 1 tagged/);
    expect(session.status()).not.toContain('RES');
  });

  it('end with their process, and do not pass to a process that reuses its PID', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('home', 'space', 'space');
    session.sample([{ pid: 1, serial: 77, startTicks: 999 }, ...crowd(3).slice(1)]);
    expect(tagged(session)).toEqual([2]);
  });

  it.each([
    [1, [1, 2, 3, 4]],
    [2, [2, 3]],
    [3, [3]],
  ])('c on %i tags the branch %j', (pid, branch) => {
    const session = openSession({ processes: FAMILY });
    selectPid(session, pid);
    session.press('c');
    expect(tagged(session)).toEqual(branch);
  });

  it('c ends in a ring of parents', () => {
    const session = openSession({
      processes: [
        { pid: 1, ppid: 3 },
        { pid: 2, ppid: 1 },
        { pid: 3, ppid: 2 },
        { pid: 4, ppid: 4 },
      ],
    });
    session.press('home', 'c');
    expect(tagged(session)).toEqual([1, 2, 3]);
  });

  it('c leaves out a process that is older than its parent: the PID of the parent was reused', () => {
    const session = openSession({
      processes: [
        { pid: 50, ppid: 1, startTicks: 900 },
        { pid: 51, ppid: 50, startTicks: 950 },
        { pid: 52, ppid: 50, startTicks: 100 },
      ],
    });
    session.press('home', 'c');
    expect(tagged(session)).toEqual([50, 51]);
  });

  it('c tags processes, not each of their threads', () => {
    const session = openSession({
      processes: [
        { pid: 2, ppid: 1, threads: 2 },
        { pid: 3, ppid: 2 },
        { pid: 20, threadGroupId: 2, ppid: 1 },
      ],
    });
    session.press('home', 'c');
    expect(tagged(session)).toEqual([2, 3]);
  });

  it('c is quick in a chain of ten thousand', () => {
    const chain = Array.from({ length: 10_000 }, (_, index) => ({ pid: 10_000 - index, ppid: 9999 - index }));
    const session = openSession({ processes: chain });
    session.press('home');
    const began = performance.now();
    session.press('c');
    expect(session.state.tagged.size).toBe(10_000);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe('the tree', () => {
  it('t nests, and t again makes it flat', () => {
    const session = openSession({ processes: FAMILY });
    session.press('t');
    expect(session.pids()).toEqual([1, 2, 3, 4, 5]);
    expect(session.rows()[2]).toContain('└─ p3');
    expect(session.status()).toContain('Show processes as a tree: on');
    session.press('f5');
    expect(session.state.settings.tree).toBe(false);
  });

  it('- folds a branch and shows its number of processes, and + unfolds it', () => {
    const session = openSession({ processes: FAMILY });
    session.press('t', 'home', '-');
    expect(session.pids()).toEqual([1, 5]);
    expect(session.rows()[0]).toContain('(Σ of 4)');
    session.press('+');
    expect(session.pids()).toEqual([1, 2, 3, 4, 5]);
  });

  it('a folded row has sums in all columns that can be summed up, each with its mark', () => {
    const session = openSession({
      settings: {
        columns: [
          'pid',
          'threads',
          'cpuPercent',
          'memoryPercent',
          'residentBytes',
          'virtualBytes',
          'cpuSeconds',
          'command',
        ],
      },
      processes: [],
    });
    const family = (seconds: number) =>
      FAMILY.slice(0, 3).map((process) => ({
        ...process,
        threads: 2,
        cpuSeconds: 10 + seconds,
        residentBytes: 2 ** 30,
        virtualBytes: 2 ** 31,
      }));
    session.sample(family(0));
    session.sample([...family(0.15), { pid: 30, threadGroupId: 3, cpuSeconds: 99, residentBytes: 2 ** 33 }]);
    session.press('t', 'H', 'home', '-');
    expect(session.rows()[0]).toMatch(/^ +1 Σ +6 Σ30\.0 Σ18\.8 Σ3\.0G Σ6\.0G Σ *0:30\.45 \+ \(Σ of 3\) p1$/);
  });

  it('a sum is unknown where nothing is known, and known where something is', () => {
    const session = openSession({ settings: { columns: ['pid', 'cpuPercent', 'command'] }, processes: FAMILY });
    session.press('t', 'home', '-');
    expect(session.rows()[0]).toMatch(/^ +1 Σ +- /);
    session.sample([...FAMILY.slice(0, 4), { pid: 9, ppid: 1 }]);
    expect(session.rows()[0]).toMatch(/^ +1 Σ *0\.0 /);
  });

  it('* folds everything, and unfolds everything', () => {
    const session = openSession({ processes: FAMILY });
    session.press('t', '*');
    expect(session.pids()).toEqual([1, 5]);
    session.press('*');
    expect(session.pids()).toEqual([1, 2, 3, 4, 5]);
  });

  it('- on a process without children changes nothing, so that * folds at the first press', () => {
    const session = openSession({ processes: FAMILY });
    session.press('t');
    selectPid(session, 5);
    session.press('-');
    expect(session.status()).toContain('it has no children');
    session.press('*');
    expect(session.pids()).toEqual([1, 5]);
  });

  it('folding wants a tree, and a process', () => {
    const session = openSession({ processes: FAMILY });
    session.press('-');
    expect(session.status()).toContain('only in the tree: press t');
    const empty = openSession({ processes: [] });
    empty.press('t', '-');
    expect(empty.status()).toContain('select a process first');
  });

  it('backspace goes to the parent, up to one that is not there', () => {
    const session = openSession({ processes: FAMILY });
    selectPid(session, 3);
    session.press('backspace');
    expect(session.selectedPid()).toBe(2);
    session.press('backspace');
    expect(session.selectedPid()).toBe(1);
    session.press('backspace');
    expect(session.selectedPid()).toBe(1);
    expect(session.status()).toContain('it has no parent here');
  });

  it.each([
    ['by the filter', [], 'its parent 1 p1 is hidden by the filter: Esc takes it back', ['f4', 'p', '2', 'enter']],
    ['by the users', [{ uid: 0 }], 'its parent 1 p1 is hidden: it belongs to another user', ['u', ...'ada', 'enter']],
    ['as a kernel thread', [{ kernelThread: true }], 'its parent 1 p1 is hidden: it is a kernel thread', []],
  ])('backspace says that the parent is hidden %s', (_, [rest = {}], sentence, keys) => {
    const session = openSession({
      processes: [
        { pid: 1, ppid: 0, ...rest },
        { pid: 2, ppid: 1 },
      ],
    });
    session.press(...keys, 'home', 'backspace');
    expect(session.status()).toContain(sentence);
  });

  it("backspace goes from a thread to its process, not to that one's parent", () => {
    const session = openSession({
      settings: { threads: true },
      processes: [
        { pid: 1, ppid: 0 },
        { pid: 2, ppid: 1 },
        { pid: 20, threadGroupId: 2, ppid: 1 },
      ],
    });
    selectPid(session, 20);
    session.press('backspace');
    expect(session.selectedPid()).toBe(2);
  });

  it('keeps a seen selection in sight when it changes shape', () => {
    const session = openSession({ processes: crowd(100, (pid) => ({ ppid: pid > 50 ? 1 : 0 })) });
    session.press('home');
    for (let turn = 0; turn < 40; turn++) session.press('down');
    session.press('t');
    expect(session.rows().some((row) => row.includes('task41'))).toBe(true);
  });
});
