import { describe, expect, it } from 'vitest';
import { targetLines } from '../../../src/model/view/note.js';
import { crowd, openSession, type Session, textOf } from '../../support/session.js';
import type { FakeProcess } from '../../support/snapshots.js';

const note = (session: Session) => session.frame().note.map(textOf);

const SERVER: FakeProcess = {
  pid: 7,
  name: 'python3',
  commandLine: ['/usr/bin/python3', '-m', 'http.server', '8080', '--directory', '/srv/www/a/b/c/d/e/f/g/h/i/j/k/l/m'],
};

describe('a dialog that acts', () => {
  it.each(['k', 'r', 'a', 'i'])('%s shows the command line in full, over as many lines as that takes', async (key) => {
    const session = openSession({ processes: [SERVER, ...crowd(3)] });
    await session.press('end', key);
    expect(note(session).slice(0, 2)).toEqual([
      ' /usr/bin/python3 -m http.server 8080 --directory',
      ' /srv/www/a/b/c/d/e/f/g/h/i/j/k/l/m',
    ]);
  });

  it('shows that of each of several, and how many are left out', async () => {
    const session = openSession({ processes: crowd(9, (pid) => ({ commandLine: ['task', `--number=${pid}`] })) });
    await session.press('home', 'space', 'space', 'k');
    expect(note(session).slice(0, 2)).toEqual([' 1 ada task --number=1', ' 2 ada task --number=2']);
    await session.press('escape', 'space', 'space', 'space', 'space', 'space', 'r');
    expect(note(session)).toEqual([
      ' 1 ada task --number=1',
      ' 2 ada task --number=2',
      ' 3 ada task --number=3',
      ' and 4 more',
    ]);
  });

  it('cuts an endless one and lets no control of it through', () => {
    const session = openSession({ processes: [{ pid: 7, commandLine: ['a\x1b[2J', 'x'.repeat(9999)] }] });
    session.press('home', 'r');
    expect(note(session)).toHaveLength(4);
    expect(note(session)[0]).toContain('a?[2J');
    expect(note(session)[3]).toMatch(/x…$/);
  });

  it('says of a zombie that signals do nothing to it, and who its parent is', async () => {
    const session = openSession({
      processes: [
        { pid: 1, name: 'careless' },
        { pid: 7, ppid: 1, name: 'gone', state: 'Z' },
      ],
    });
    await session.press('end', 'k');
    expect(note(session)).toContain(' it is a zombie: signals do nothing to it, its parent 1 careless must reap it');
  });

  it('says only that of a zombie where there is one line', () => {
    const target = { serial: 1, identity: { pid: 7, startTicks: 1, pidfdInode: 0 }, name: 'gone', user: 'ada' };
    const lines = targetLines([{ ...target, command: 'x'.repeat(99), unreaped: 'it is a zombie' }], 40, 1);
    expect(lines.map((line) => textOf(line).trim())).toEqual(['it is a zombie']);
  });

  it('keeps the selected row visible, and takes no room on a small screen', () => {
    const session = openSession({ processes: crowd(100) });
    session.press('home', 'pageDown', 'r');
    expect(session.rows().some((row) => row.endsWith(' task17'))).toBe(true);
    session.resize(80, 12);
    expect(note(session)).toEqual([]);
  });
});

describe('a menu', () => {
  it('says the whole of its chosen entry below', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('f6');
    session.type('state');
    const [, ...lines] = note(session).join(' ').split('S: ');
    const { description } = session.frame().picker?.items[0] ?? {};
    expect(`S: ${lines.join('S: ')}`.replace(/\s+/g, ' ').trim()).toBe(description);
  });

  it('stays as high as it was whichever entry is chosen', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('f6', 'home');
    const heights = new Set<number>();
    for (let turn = 0; turn < 30; turn++) {
      heights.add(note(session).length);
      session.press('down');
    }
    expect(heights.size).toBe(1);
  });

  it.each([
    [':', 'quit', 'Quit'],
    [':', 'exit', 'Quit'],
    [':', 'renice', 'Nice'],
    [':', 'affinity', 'CPU affinity'],
    [':', 'refresh', 'screen'],
    [':', 'reverse', 'order'],
    [':', 'colours', 'Setup'],
    [':', 'theme', 'Setup'],
    [':', 'write', 'Save'],
    ['f6', 'write', 'WRIT/s'],
    ['f6', 'read', 'READ/s'],
    ['f2', 'theme', 'theme'],
    ['f2', 'delay', 'samples'],
  ])('%s finds %j by a name of other programs', (key, typed, label) => {
    const session = openSession({ processes: crowd(3) });
    session.press(key);
    session.type(typed);
    expect(session.frame().picker?.items[0]?.label.toLowerCase()).toContain(label.toLowerCase());
  });
});
