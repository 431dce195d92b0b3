import { describe, expect, it } from 'vitest';
import { crowd, openSession } from '../../support/session.js';

describe('the selection', () => {
  it('follows the process, not the line', () => {
    const session = openSession({ settings: { sort: '-cpuPercent' }, processes: crowd(3) });
    session.press('home', 'down');
    expect(session.selectedPid()).toBe(2);
    session.clock += 10_000;
    session.sample(crowd(3, (pid) => ({ cpuSeconds: pid })));
    expect(session.pids()).toEqual([3, 2, 1]);
    session.sample(crowd(3, (pid) => ({ cpuSeconds: pid === 2 ? 9 : pid })));
    expect(session.pids()[0]).toBe(2);
    expect(session.selectedPid()).toBe(2);
  });

  it('is the first row at the start, so that F9 is about that, and one step leads to the second', async () => {
    const session = openSession({ processes: crowd(5) });
    expect(session.selectedPid()).toBe(1);
    await session.press('f9');
    expect(session.frame().picker?.title).toBe('Signal 1 task1 (ada)');
    await session.press('escape', 'down');
    expect(session.selectedPid()).toBe(2);
  });

  it('is the first row until one is chosen, whichever that is', () => {
    const session = openSession({ settings: { sort: '-cpuSeconds' }, processes: crowd(100) });
    session.sample(crowd(100, (pid) => ({ cpuSeconds: pid })));
    expect(session.selectedPid()).toBe(100);
    session.press('I');
    expect(session.selectedPid()).toBe(1);
    session.press('f4');
    session.type('task7');
    expect(session.selectedPid()).toBe(7);
  });

  it('stays with a process that was acted on where it was the first row', () => {
    const session = openSession({ settings: { sort: '-cpuSeconds' }, processes: crowd(3) });
    session.press('f8');
    session.clock += 10_000;
    session.sample(crowd(3, (pid) => ({ cpuSeconds: pid })));
    expect(session.pids()).toEqual([3, 2, 1]);
    expect(session.selectedPid()).toBe(1);
  });

  it.each(['f9', 'f8', 'r', 'a', 'i'])(
    'lets %s reach no process that has just come into the first row',
    async (key) => {
      const session = openSession({ settings: { sort: '-cpuSeconds' }, processes: crowd(3) });
      session.sample(crowd(3, (pid) => ({ cpuSeconds: pid })));
      await session.press(key);
      expect(session.status()).toContain('1 task1 was here until just now: press again for 3 task3');
      expect([session.state.layers, session.done]).toEqual([[], []]);
      await session.press(key);
      expect([...session.state.layers, ...session.done]).toHaveLength(1);
      expect(session.selectedPid()).toBe(3);
    },
  );

  it('is of nothing in the moment after its process has ended: no key meant for that reaches another', () => {
    const session = openSession({ processes: crowd(5) });
    session.press('home', 'down', 'down');
    session.sample(crowd(5).filter(({ pid }) => pid !== 3));
    expect(session.state.selected).toBe(0);
    expect(session.status()).toContain('3 task3 has ended');
    for (const key of ['k', 'f8', 'r', 'enter', 'space', 'y']) {
      session.press(key);
      expect([key, session.status()]).toEqual([key, expect.stringContaining('3 task3 has ended: nothing was done')]);
    }
    expect([session.state.layers, session.done]).toEqual([[], []]);
  });

  it('moves on to the row of what has ended once that was to be seen, and says so until a key is pressed', async () => {
    const session = openSession({ processes: crowd(5) });
    const others = crowd(5).filter(({ pid }) => pid !== 3);
    await session.press('home', 'down', 'down');
    session.sample(others);
    session.sample(others);
    expect(session.state.selected).toBe(0);
    session.sample(others);
    expect(session.selectedPid()).toBe(4);
    expect(session.status()).toContain('3 task3 has ended');
    await session.press('f8');
    expect(session.done).toEqual(['nice 4 1']);
    expect(session.status()).not.toContain('has ended');
  });

  it('does not move on behind a dialog, nor right after it', async () => {
    const session = openSession({ processes: crowd(5) });
    const others = crowd(5).filter(({ pid }) => pid !== 3);
    await session.press('home', 'down', 'down', 'k');
    session.sample(others);
    session.sample(others);
    session.sample(others);
    await session.press('escape');
    session.sample(others);
    expect(session.state.selected).toBe(0);
    session.sample(others);
    expect(session.selectedPid()).toBe(4);
  });

  it('is of a process that ended while another pane was open no more, and says so', () => {
    const session = openSession({ processes: crowd(5) });
    session.press('home', 'down', '4');
    session.sample(crowd(5).filter(({ pid }) => pid !== 2));
    session.press('1', 'k');
    expect(session.status()).toContain('2 task2 has ended: nothing was done');
    expect(session.state.layers).toEqual([]);
  });

  it('names the ended process, even if another one is in its row', () => {
    const session = openSession({ processes: crowd(2) });
    session.press('home');
    session.sample([{ pid: 9, name: 'stranger', slot: 0 }]);
    expect(session.status()).toContain('1 task1 has ended');
  });

  it.each([
    ['down', 4],
    ['up', 2],
  ])('goes on with %s from where its process ended', (key, pid) => {
    const session = openSession({ processes: crowd(5) });
    session.press('home', 'down', 'down');
    session.sample(crowd(5).filter((process) => process.pid !== 3));
    session.press(key);
    expect(session.selectedPid()).toBe(pid);
  });

  it('goes on from the row its process was last seen in, not from the one it was selected in', () => {
    const busy = (pid: number) => crowd(5, (each) => ({ cpuSeconds: each === pid ? 90 : each / 100 }));
    const session = openSession({ settings: { sort: '-cpuSeconds' }, processes: busy(1) });
    session.press('home');
    expect(session.selectedPid()).toBe(1);
    session.clock += 10_000;
    session.sample(crowd(5, (pid) => ({ cpuSeconds: pid })));
    expect(session.pids()).toEqual([5, 4, 3, 2, 1]);
    session.sample(crowd(5, (pid) => ({ cpuSeconds: pid })).filter(({ pid }) => pid !== 1));
    session.press('up');
    expect(session.selectedPid()).toBe(2);
  });

  it('is of the process whatever later gets its PID', () => {
    const session = openSession({ processes: [{ pid: 7, serial: 1 }] });
    session.press('home');
    session.sample([{ pid: 7, serial: 2, startTicks: 900 }]);
    expect(session.state.selected).toBe(0);
  });

  it('stays with a process that a filter hides, says so, and lets nothing be done to it', async () => {
    const session = openSession({ processes: crowd(5) });
    await session.press('home', 'down', 'f4');
    await session.type('task4');
    await session.press('enter');
    expect(session.pids()).toEqual([4]);
    expect(session.status()).toContain('selected: 2 task2, not in the list');
    await session.press('f8', 'k');
    expect(session.done).toEqual([]);
    expect(session.state.layers).toEqual([]);
    expect(session.status()).toContain('not in the list');
    await session.press('escape');
    expect(session.status()).not.toContain('not in the list');
    await session.press('f8');
    expect(session.done).toEqual(['nice 2 1']);
  });
});

describe('moving', () => {
  const cases: readonly (readonly [readonly string[], number])[] = [
    [['down', 'down'], 3],
    [['down', 'up', 'up'], 1],
    [['end'], 100],
    [['G', 'g'], 1],
    [['home', 'pageDown'], 17],
    [['home', 'pageDown', 'pageUp'], 1],
    [['home', 'ctrl+d'], 9],
    [['end', 'ctrl+u'], 92],
    [['end', 'pageDown'], 100],
    [['end', 'ctrl+b', 'ctrl+f'], 100],
  ];
  it.each(cases)('%s selects %i', (keys, pid) => {
    const session = openSession({ processes: crowd(100) });
    session.press(...keys);
    expect(session.selectedPid()).toBe(pid);
    const shown = session.rows().map((row) => Number(row.trim().split(/\s+/)[0]));
    expect(shown).toContain(pid);
  });

  it('starts at what is seen when the selection was scrolled away, and says where that is', () => {
    const session = openSession({ processes: crowd(100) });
    session.press('home', 'down');
    for (let turn = 0; turn < 10; turn++) session.command({ type: 'scrollRows', by: 3 });
    expect(session.state.top).toBe(30);
    expect(session.status()).toContain('selected: 2 task2 in row 2');
    session.press('down');
    expect(session.selectedPid()).toBe(31);
  });

  it('never goes beyond an empty list, or before the first reading', () => {
    for (const session of [openSession(), openSession({ processes: [] })]) {
      session.press('home', 'up', 'end', 'home', 'pageDown', 'ctrl+d', 'n', 'space', 'F', 'backspace', 'enter');
      expect(session.state).toMatchObject({ selected: 0, top: 0, layers: [] });
    }
  });

  it('shifts to the left and back, and no further than the start', () => {
    const session = openSession({ processes: [{ pid: 1, commandLine: ['/bin/long', 'x'.repeat(100), 'end'] }] });
    session.press('right', 'right');
    expect(session.state.shift).toBe(16);
    for (let turn = 0; turn < 20; turn++) session.press('right');
    session.press('left', 'left', 'left');
    for (let turn = 0; turn < 40; turn++) session.press('left');
    expect(session.state.shift).toBe(0);
  });

  it('keeps a seen selection in sight when the window shrinks, and leaves the top alone otherwise', () => {
    const session = openSession({ processes: crowd(100) });
    session.press('home', 'pageDown');
    session.resize(80, 12);
    expect(session.rows().some((row) => row.includes('task17'))).toBe(true);
    session.command({ type: 'scrollRows', by: 50 });
    const { top } = session.state;
    session.resize(80, 11);
    expect(session.state.top).toBe(top);
  });

  it('fills the screen again when the window grows at the end of the list', () => {
    const session = openSession({ processes: crowd(30), size: { columns: 80, rows: 12 } });
    session.press('end');
    session.resize(80, 40);
    expect(session.rows()).toHaveLength(30);
  });
});

describe('the order', () => {
  const turned = (from: number) => crowd(3, (pid) => ({ cpuSeconds: from + (pid === 3 ? 5 : 0) }));

  it('holds while a person moves, and says so', () => {
    const session = openSession({ settings: { sort: '-cpuSeconds' }, processes: crowd(3) });
    session.press('home');
    session.sample(turned(0));
    expect(session.pids()).toEqual([1, 2, 3]);
    expect(session.status()).toContain('sorting paused while you move');
  });

  it('is not said to be held where there is no room, and no number is cut for it', async () => {
    const session = openSession({
      settings: { sort: '-cpuSeconds' },
      processes: crowd(20),
      size: { columns: 66, rows: 12 },
    });
    await session.press('f4');
    await session.type('pid>7');
    await session.press('enter', 'end');
    expect(session.status()).toContain(' → 13 of 20 processes  sorting paused while you move');
    await session.press('space', 'down');
    expect(session.status()).toMatch(/ → 13 of 20 processes {2}\S 1 tagged$/);
    session.resize(28, 12);
    expect(session.status()).toMatch(/^ filter pid>7 → 13 of 20 {2}\S/);
    session.resize(22, 12);
    expect(session.status()).toMatch(/^ filter pid>7 {2}\S 1 ta/);
  });

  it('is given free a moment after', () => {
    const session = openSession({ settings: { sort: '-cpuSeconds' }, processes: crowd(3) });
    session.press('home');
    session.clock += 2000;
    session.sample(turned(0));
    expect(session.pids()).toEqual([3, 1, 2]);
    expect(session.status()).not.toContain('sorting paused while you move');
  });

  it('puts new processes at the end while sorting is paused', () => {
    const session = openSession({ settings: { sort: '-cpuSeconds' }, processes: crowd(2) });
    session.press('home');
    session.sample([...crowd(2), { pid: 9, cpuSeconds: 100 }]);
    expect(session.pids()).toEqual([1, 2, 9]);
  });

  it('changes at once when another order is asked for', () => {
    const session = openSession({ settings: { sort: '-cpuSeconds' }, processes: crowd(3) });
    session.press('home', 'N', 'I');
    expect(session.pids()).toEqual([3, 2, 1]);
    expect(session.status()).not.toContain('sorting paused while you move');
  });
});

describe('follow', () => {
  it('keeps the selected process on the screen wherever it goes', () => {
    const session = openSession({ settings: { sort: '-cpuSeconds' }, processes: crowd(100) });
    session.press('home', 'F');
    expect(session.status()).toContain('FOLLOW 1 task1');
    session.clock += 10_000;
    session.sample(crowd(100, (pid) => ({ cpuSeconds: pid })));
    expect(session.pids().indexOf(1)).toBe(99);
    expect(session.rows().some((row) => row.startsWith('»') && row.includes('task1'))).toBe(true);
  });

  it('ends with its process, and says so', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('home', 'F');
    session.sample(crowd(3).slice(1));
    expect(session.state.follow).toBe(false);
    expect(session.status()).toContain('1 task1 has ended');
  });

  it('ends when the person goes to another process', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('home', 'F', 'down');
    expect(session.state.follow).toBe(false);
  });

  it('ends with a second F, or with Esc', () => {
    for (const key of ['F', 'escape']) {
      const session = openSession({ processes: crowd(3) });
      session.press('home', 'F', key);
      expect([key, session.state.follow]).toEqual([key, false]);
    }
  });

  it('needs a process', () => {
    const session = openSession({ processes: [] });
    session.press('F');
    expect(session.status()).toContain('select a process first');
  });
});
