import { describe, expect, it } from 'vitest';
import type { OpenFile } from '../../../src/model/machine/machine.js';
import { detailTitle } from '../../../src/model/pages/detail-title.js';
import { commandAt } from '../../../src/model/view/hit.js';
import { crowd, openSession, type Session, textOf } from '../../support/session.js';
import { fakeSockets } from '../../support/sockets.js';
import { DENIED, GONE } from '../../support/world.js';

function openFile(file: Partial<OpenFile>): OpenFile {
  return {
    fd: 0,
    kind: 'regular',
    path: '/x',
    deleted: false,
    answers: true,
    mode: 'rw',
    position: undefined,
    ...file,
  };
}

function page(session: Session) {
  const { page: view } = session.frame();
  if (view === undefined) throw new Error('no page is open');
  const rows = view.content.rows.slice(view.top, view.top + view.height).map(({ cells }) => cells.join(' ').trim());
  return { title: textOf(view.content.title), rows, top: view.top, all: view.content.rows.length };
}

describe('the detail of a process', () => {
  it('says that it reads, then what was read', async () => {
    const session = openSession({ processes: crowd(3) });
    session.press('home', 'enter');
    expect(page(session).rows).toEqual(['reading …']);
    await session.answer(1, { commandLine: { value: ['/bin/task', '-x'] } });
    expect(page(session).rows[0]).toBe('command /bin/task -x');
    expect(page(session).title).toContain('1 task1');
  });

  it('is read again with each reading', async () => {
    const session = openSession({ processes: crowd(3) });
    session.press('home', 'enter');
    await session.answer(1, {});
    session.sample(crowd(3));
    expect(session.asked()).toEqual([1]);
  });

  it('is not read again while a reading hangs', async () => {
    const session = openSession({ processes: crowd(1) });
    session.press('home', 'enter');
    for (let time = 0; time < 3; time++) session.sample(crowd(1));
    expect(session.asked()).toEqual([1]);
    await session.answer(1, {});
    session.sample(crowd(1));
    expect(session.asked()).toEqual([1]);
  });

  it('survives the death of its process, says ENDED, and asks no more', async () => {
    const session = openSession({ processes: crowd(3) });
    session.press('home', 'enter');
    await session.answer(1, { commandLine: { value: ['/bin/task'] } });
    session.sample(crowd(3).slice(1));
    await session.answer(1, GONE);
    expect(page(session).title).toContain('ENDED');
    expect(page(session).rows[0]).toBe('command /bin/task');
    session.sample(crowd(3).slice(1));
    expect(session.asked()).toEqual([]);
    session.press('escape');
    expect(session.state.layers).toEqual([]);
    expect(session.state.selected).toBe(0);
  });

  it('says in words why it cannot be read, and does not call that the end', async () => {
    const session = openSession({ processes: crowd(3) });
    session.press('home', 'enter');
    await session.answer(1, DENIED);
    expect(page(session).title).not.toContain('ENDED');
    expect(page(session).rows).toEqual(['can not be read: EPERM']);
  });

  it("pays no heed to another process's answer", async () => {
    const session = openSession({ processes: crowd(3) });
    session.press('home', 'enter', 'escape', 'down', 'enter');
    await session.answer(1, { commandLine: { value: ['not this'] } });
    expect(page(session).rows).toEqual(['reading …']);
  });

  it('marks a zombie, and names the parent that has to reap it', async () => {
    const session = openSession({
      processes: [
        { pid: 1, ppid: 0, name: 'careless' },
        { pid: 7, ppid: 1, name: 'gone', state: 'Z' },
      ],
      size: { columns: 120, rows: 40 },
    });
    session.press('end', 'enter');
    await session.answer(7, { executable: { refused: 'ENOENT' } });
    const { rows } = page(session);
    expect(rows).toContain(
      'state Z (zombie): it has ended, and its parent 1 careless has not reaped it yet; signals do nothing to it',
    );
    expect(rows).toContain('program -');
  });

  it('puts states, I/O priority and what is unknown in words', async () => {
    const session = openSession({ processes: [{ pid: 7, state: 'D', ppid: 0 }], size: { columns: 120, rows: 40 } });
    session.press('home', 'enter');
    await session.answer(7, { ioPriority: { value: { class: 'none', level: 0 } } });
    const { rows } = page(session);
    expect(rows).toContain('state D (waiting, uninterruptible), 1 thread, last on CPU 0');
    expect(rows).toContain('I/O priority: default');
    expect(rows).toContain('storage -');
    expect(rows).toContain('faults minor -, major -');
    expect(rows).toContain('CPU -, 0:00.00 total');
  });

  it('counts the open files by kind, of how many there may be, and says which could not be read', async () => {
    const session = openSession({ processes: crowd(1), size: { columns: 120, rows: 40 } });
    session.press('home', 'enter');
    const files = ['regular', 'socket', 'socket', 'pipe'].map((kind, fd) => openFile({ fd, kind }));
    const limits = { value: [{ name: 'Max open files', soft: '1024', hard: '4096', unit: 'files' }] };
    await session.answer(1, { openFiles: { value: files }, openFileTotal: 4, limits });
    expect(page(session).rows).toContain('files 4 of 1024 open: 2 socket, 1 regular, 1 pipe');
    session.press('escape', 'enter');
    await session.answer(1, { openFiles: { value: [] }, openFileTotal: 251 });
    expect(page(session).rows).toContain('files 251 open: 251 not read');
    session.command({ type: 'openTab', tab: 'files' });
    expect(page(session).rows).toEqual(['251 open files, of which none may be read']);
  });

  it('draws what CPU it used on a scale, so that next to nothing does not look like all', async () => {
    const session = openSession({ processes: [{ pid: 7, cpuSeconds: 0 }], size: { columns: 120, rows: 40 } });
    const busy = (cpuSeconds: number) => [{ pid: 7, cpuSeconds }];
    for (const seconds of [0, 0, 0.0015]) session.sample(busy(seconds));
    session.press('home', 'enter');
    await session.answer(7, {});
    expect(page(session).rows.join('\n')).toMatch(/^▁▁▁ {2}scale 0-1%, last \d+s$/m);
    session.sample(busy(0.6));
    expect(page(session).rows.join('\n')).toMatch(/^▁▁▁▇ {2}scale 0-50%, last \d+s$/m);
  });

  it.each([120, 80, 60, 50, 40, 30, 20])(
    'shows the open tab at %i columns, and a click opens another',
    async (columns) => {
      const session = openSession({ processes: crowd(3), size: { columns, rows: 24 } });
      session.press('home', 'enter');
      await session.answer(1, {});
      for (let turn = 0; turn < 7; turn++) {
        const line = session.frame().page?.content.title ?? [];
        const active = line.findIndex(({ tone }) => tone === 'tabActive');
        const left = textOf(line.slice(0, active)).length;
        expect([turn, active >= 0, left + (line[active]?.text.length ?? 0) <= columns]).toEqual([turn, true, true]);
        session.press('tab');
      }
      const { tabs } = detailTitle(session.state, session.top('detail'));
      const row = session.frame().header.length + 1;
      for (const { tab, left, width } of tabs) {
        for (const column of [left, left + width - 1])
          expect(commandAt(session.state, { column, row })).toEqual({ type: 'openTab', tab });
      }
      session.command({ type: 'openTab', tab: 'limits' });
      expect(session.top('detail').tab).toBe('limits');
    },
  );

  it.each([
    ['enter', 'overview'],
    ['w', 'command'],
    ['l', 'files'],
    ['e', 'environment'],
  ])('%s opens it at %s', (key, tab) => {
    const session = openSession({ processes: crowd(3) });
    session.press('home', key);
    expect(session.top('detail').tab).toBe(tab);
  });

  it('names no process as its parent that began later and has only got the PID', async () => {
    const child = { pid: 3, ppid: 2, name: 'child', startTicks: 100 };
    const parents = [
      { pid: 1, name: 'init', startTicks: 1 },
      { pid: 2, ppid: 1, name: 'shell', startTicks: 50 },
    ];
    const session = openSession({ processes: [...parents, child] });
    session.press('end', 'enter');
    await session.answer(3, {});
    expect(page(session).rows).toContain('parents 1 init → 2 shell');
    session.sample([parents[0], { pid: 2, ppid: 1, name: 'stranger', startTicks: 500, serial: 99 }, child]);
    expect(page(session).rows).toContain('parents -');
  });

  it('Tab goes through its parts and round', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('home', 'enter', 'shift+tab');
    expect(session.top('detail').tab).toBe('wait');
    session.press('tab', 'right', 'tab');
    expect(session.top('detail').tab).toBe('files');
  });

  it('y copies the command there, and the PID in the list', async () => {
    const session = openSession({ processes: crowd(3) });
    session.press('home', 'y');
    expect(session.status()).toContain('copied: 1');
    session.press('enter', 'y');
    expect(session.state.notice?.text).toBe('nothing to copy');
    await session.answer(1, { commandLine: { value: ['/bin/task', 'a b'] } });
    session.press('y');
    expect(session.done).toHaveLength(2);
  });

  it('y copies a command as shown, so that nothing of it runs in a shell; Y copies it exactly', async () => {
    const session = openSession({ processes: crowd(1) });
    session.press('home', 'enter');
    await session.answer(1, { commandLine: { value: ['sh', '-c', 'a\nrm -rf b\x1b[A'] } });
    const copied = () => {
      const base64 = /52;c;([^\\]*)/.exec(session.done.at(-1) ?? '')?.[1] ?? '';
      return Buffer.from(base64, 'base64').toString();
    };
    session.press('y');
    expect(copied()).toBe('sh -c a?rm -rf b?[A');
    expect(session.state.notice?.text).toBe('copied as shown, control characters as ?: sh -c a?rm -rf b?[A');
    session.press('Y');
    expect(copied()).toBe('sh -c a\nrm -rf b\x1b[A');
    expect(session.state.notice?.text).toBe('copied exactly: sh -c a?rm -rf b?[A');
  });

  it('y copies nothing that a terminal would not take, and says so', async () => {
    const session = openSession({ processes: crowd(1) });
    session.press('home', 'enter');
    await session.answer(1, { commandLine: { value: ['é'.repeat(40_000)] } });
    session.press('y');
    expect(session.done).toEqual([]);
    expect(session.state.notice).toEqual({
      text: 'not copied: 80000 bytes; terminals accept at most 74994',
      tone: 'danger',
    });
    session.press('escape', 'enter');
    await session.answer(1, { commandLine: { value: ['x'.repeat(74_994)] } });
    session.press('y');
    expect(session.state.notice?.text).toBe('copied: 74994 characters');
  });

  it('shows hostile arguments, paths and variables harmlessly', async () => {
    const evil = 'x\x1b[31m\u202e\x9b2J\u0000y';
    const session = openSession({ processes: [{ pid: 1, name: evil }] });
    session.press('home', 'enter');
    await session.answer(1, {
      commandLine: { value: [evil] },
      executable: { value: evil },
      cgroup: { value: evil },
      root: { value: evil },
      workingDirectory: { refused: 'EACCES' },
      environment: { value: [evil, 'A=漢字'] },
      openFiles: { value: [openFile({ fd: 3, kind: 'socket', path: evil })] },
      threads: { value: [{ pid: 1, name: evil, state: 'R', cpuSeconds: 1 }] },
      limits: { value: [{ name: evil, soft: '1', hard: 'unlimited', unit: '' }] },
    });
    for (let tab = 0; tab < 6; tab++) {
      expect(`${page(session).title}${page(session).rows.join('')}`).not.toMatch(/\p{C}/u);
      session.press('tab');
    }
  });
});

describe('any page', () => {
  it('scrolls by lines, halves and pages, to the end and no further', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('?');
    const { all, rows } = page(session);
    session.press('down');
    expect(page(session).top).toBe(1);
    session.press('pageDown');
    expect(page(session).top).toBe(rows.length);
    session.press('end', 'down', 'space', 'ctrl+d');
    expect(page(session).top).toBe(all - rows.length);
    session.press('g', 'up');
    expect(page(session).top).toBe(0);
    session.command({ type: 'scrollRows', by: 3 });
    expect(page(session).top).toBe(3);
  });

  it('shows its end, not emptiness, when a wider window makes it shorter', () => {
    const session = openSession({ processes: crowd(3), size: { columns: 30, rows: 24 } });
    session.press('?', 'end');
    session.resize(200, 60);
    const { rows, top, all } = page(session);
    expect(top + rows.length).toBe(all);
    expect(rows.length).toBeGreaterThan(20);
  });

  it.each(['escape', 'q', 'enter'])('%s closes it, and q does not end the program', (key) => {
    const session = openSession({ processes: crowd(3) });
    session.press('h', key);
    expect(session.state.layers).toEqual([]);
    expect(session.quits).toBe(0);
  });

  it('lets no command of the list through', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('home', '?', 'k', 't', 'f9', 'f7', 'z', 'W', 'd', '/');
    expect(session.state.layers).toHaveLength(1);
    expect(session.done).toEqual([]);
  });
});

describe('help', () => {
  it('shows the keys of the chosen preset', () => {
    const keysOf = (keys: 'classic' | 'vim') => {
      const session = openSession({ settings: { keys }, size: { columns: 100, rows: 24 } });
      session.press('?');
      return session.frame().page?.content.rows.map(({ cells }) => cells.join(' ')) ?? [];
    };
    expect(keysOf('classic').join('\n')).toMatch(/F9 k +Send a signal: kill, stop …/);
    expect(keysOf('vim').join('\n')).toMatch(/F9 K +Send a signal: kill, stop …/);
  });
});

describe('the machine', () => {
  it('that can not be read is a sentence, until it can again', () => {
    const session = openSession({ processes: crowd(3) });
    session.fail('/proc is not mounted');
    expect(session.status()).toContain('/proc is not mounted');
    expect(session.pids()).toHaveLength(3);
    session.sample(crowd(3));
    expect(session.status()).not.toContain('/proc');
  });
});

describe('the program', () => {
  it.each([
    ['q', 1],
    ['f10', 1],
    ['ctrl+c', 1],
    ['escape', 0],
  ])('%s ends it %i times', (key, quits) => {
    const session = openSession({ processes: crowd(3) });
    session.press(key);
    expect(session.quits).toBe(quits);
  });

  it('^Z suspends, ^L draws anew', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('ctrl+z', 'ctrl+l');
    expect(session.done).toEqual(['suspend', 'repaint']);
  });
});

describe('the files of a process', () => {
  async function rowsOf(value: readonly OpenFile[], openFileTotal = value.length) {
    const session = openSession({ processes: crowd(3), size: { columns: 120, rows: 40 } });
    session.press('l');
    await session.answer(1, { openFiles: { value }, openFileTotal });
    return session.frame().page?.content.rows.map(({ cells }) => cells) ?? [];
  }

  it('say which of them gives no answer, and which was deleted', async () => {
    const rows = await rowsOf([
      openFile({ fd: 3, kind: 'unknown', answers: false, path: '/mnt/dead/f' }),
      openFile({ fd: 4, deleted: true, path: '/tmp/gone' }),
    ]);
    expect(rows).toEqual([
      ['3', 'no answer', 'rw', '-', '/mnt/dead/f'],
      ['4', 'regular', 'rw', '-', '/tmp/gone  (deleted)'],
    ]);
  });

  it('say how many there are when not all are shown', async () => {
    const rows = await rowsOf([openFile({ fd: 3 })], 6000);
    expect(rows.at(-1)?.join(' ')).toContain('the first 1 of 6000');
  });
});

describe('the sockets of a process', () => {
  const files = (paths: readonly string[]) => ({
    openFiles: {
      value: paths.map((path, fd) => openFile({ fd, kind: 'socket', path })),
    },
  });
  const sockets = [
    { serial: 1, inode: 77, local: '127.0.0.1:80', state: 10, receivedBytes: 0 },
    { serial: 2, inode: 78, local: '10.0.0.1:80', remote: '10.0.0.2:5555', receivedBytes: 0, sentBytes: 0 },
  ];

  async function opened(key: string) {
    const session = openSession({ processes: crowd(3), size: { columns: 120, rows: 40 } });
    session.press('home', key);
    for (const [seconds, bytes] of [
      [1, 0],
      [2, 2048],
    ] as const) {
      const counted = sockets.map((socket) => ({ ...socket, receivedBytes: bytes, sentBytes: bytes }));
      session.sample(crowd(3), { sockets: fakeSockets(counted, { seconds }) });
    }
    await session.answer(1, files(['socket:[77]', 'socket:[78]', 'socket:[99]', '/dev/null']));
    return session.frame().page?.content.rows.map(({ cells }) => cells) ?? [];
  }

  it('are named among its files, by address and state', async () => {
    const rows = await opened('l');
    expect(rows.map((cells) => cells[4])).toEqual([
      'tcp 127.0.0.1:80 LISTEN in 2.0K/s out 2.0K/s',
      'tcp 10.0.0.1:80 - 10.0.0.2:5555 ESTAB in 2.0K/s out 2.0K/s',
      'socket:[99]',
      '/dev/null',
    ]);
  });

  it('stand on its overview', async () => {
    const rows = await opened('enter');
    const at = rows.findIndex(([label]) => label === 'sockets');
    expect(rows[at]?.[1]).toContain('tcp 127.0.0.1:80 LISTEN');
    expect(rows[at + 1]).toEqual(['', expect.stringContaining('10.0.0.2:5555')]);
  });
});
