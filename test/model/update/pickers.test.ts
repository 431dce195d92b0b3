import { describe, expect, it } from 'vitest';
import { DEFAULT_COLUMN_IDS } from '../../../src/model/processes/columns.js';
import type { PickerView } from '../../../src/model/view/view.js';
import { crowd, openSession, type Session } from '../../support/session.js';
import type { FakeProcess } from '../../support/snapshots.js';
import { fakeSockets } from '../../support/sockets.js';
import { DENIED, GONE } from '../../support/world.js';

function picker(session: Session): PickerView {
  const { picker: view } = session.frame();
  if (view === undefined) throw new Error('no menu is open');
  return view;
}

const chosen = (session: Session) => picker(session).items[picker(session).selected];
const ticked = (session: Session) =>
  picker(session)
    .items.filter((item) => item.ticked)
    .map(({ id }) => id);

const USERS: readonly FakeProcess[] = [
  { pid: 1, uid: 0 },
  { pid: 2, uid: 1000 },
  { pid: 3, uid: 33 },
  { pid: 4, uid: 33 },
];
const named = { userNames: { 0: 'root', 1000: 'ada', 33: 'www' } };

function openWithUsers(): Session {
  const session = openSession();
  session.sample(USERS, named);
  return session;
}

describe('any menu', () => {
  it('moves from end to end, and no further', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('S', 'up');
    expect(chosen(session)?.id).toBe('delaySeconds');
    session.press('end');
    expect(chosen(session)?.id).toBe('unicode');
    session.press('home', 'pageUp', 'home');
    expect(chosen(session)?.id).toBe('delaySeconds');
  });

  it('is narrowed by letters and widened by backspace', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('f6');
    session.type('cpu');
    expect(picker(session)).toMatchObject({ typed: 'cpu', selected: 0 });
    expect(picker(session).items.length).toBeLessThan(8);
    session.press('backspace', 'backspace', 'backspace');
    expect(picker(session).items.length).toBeGreaterThan(8);
  });

  it('does nothing at Enter when nothing fits what was typed', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('f6');
    session.type('zzz');
    session.press('up', 'down', 'space', 'left', 'enter');
    expect(session.top('picker').typed).toBe('zzz ');
    expect(session.state.settings.sort).toBe('+pid');
  });

  it('takes a paste as text, and no control of it', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('f6');
    session.input({ type: 'paste', text: 'a\x1b[2J\n' });
    expect(picker(session).typed).toBe('a?[2J');
  });

  it('keeps the chosen entry on the screen however low that is', () => {
    for (const rows of [1, 2, 3, 5, 8, 13, 24]) {
      const session = openSession({ processes: crowd(3), size: { columns: 80, rows } });
      session.press('f9', 'down');
      session.press('f6', 'end');
      const view = session.frame().picker;
      if (view !== undefined) expect([rows, view.items[view.selected] !== undefined]).toEqual([rows, true]);
    }
  });

  it('closes at Esc and leaves everything as it was', () => {
    for (const key of ['f6', 'u', 'f', 'S', ':']) {
      const session = openSession({ processes: crowd(3) });
      session.press(key);
      const before = session.state;
      session.press('home', 'escape');
      const { holdUntil } = session.state;
      expect([key, session.state]).toEqual([key, { ...before, layers: [], holdUntil }]);
    }
  });
});

describe('the user menu', () => {
  it('lists the users with the numbers of their processes', () => {
    const session = openWithUsers();
    session.press('u');
    expect(picker(session).items.map(({ label, hint }) => `${label} ${hint}`.trim())).toEqual([
      'all users',
      'ada 1',
      'root 1',
      'www 2',
    ]);
  });

  it('counts threads and kernel threads only where they are listed', () => {
    const session = openSession();
    const root = [
      { pid: 1, uid: 0 },
      { pid: 2, uid: 0, kernelThread: true },
      { pid: 10, uid: 0, threadGroupId: 1 },
    ];
    session.sample(root, named);
    const countNow = () => {
      session.press('u');
      const hint = picker(session).items.find(({ label }) => label === 'root')?.hint;
      session.press('escape');
      return hint;
    };
    expect(countNow()).toBe('1');
    session.press('K');
    expect(countNow()).toBe('2');
    session.press('H');
    expect(countNow()).toBe('3');
  });

  const entries = (session: Session) => {
    session.press('u');
    return picker(session).items.map(({ label, hint }) => `${label} ${hint}`.trim());
  };

  it('counts no process that a filter or -p leaves out, and keeps the names of its user', async () => {
    const filtered = openWithUsers();
    await filtered.press('f4');
    await filtered.type('pid>2');
    await filtered.press('enter');
    const given = openSession({ pids: new Set([3, 4]) });
    given.sample(USERS, named);
    for (const session of [filtered, given]) {
      expect(session.pids()).toEqual([3, 4]);
      expect(entries(session)).toEqual(['all users', 'ada 0', 'root 0', 'www 2']);
    }
  });

  it('counts all processes again where one user was chosen, for another may be chosen now', () => {
    const session = openWithUsers();
    session.press('u', 'end', 'enter');
    expect(entries(session)).toEqual(['all users', 'ada 1', 'root 1', 'www 2']);
  });

  it('offers the users of processes where nothing was read yet, and where rows have none, without a number', () => {
    for (const pane of ['connections', 'groups'] as const) {
      const session = openSession({ pane });
      session.sample(USERS, named);
      expect(entries(session)).toEqual(['all users', 'ada', 'root', 'www']);
    }
  });

  it('counts connections where they are listed', () => {
    const session = openSession({ pane: 'connections' });
    const sockets = [1, 2, 2].map((ownerPid, at) => ({
      serial: at + 1,
      ownerPid,
      uid: [0, 1000, 1000][at],
      local: '[::1]:80',
    }));
    session.sample(USERS, { ...named, sockets: fakeSockets(sockets) });
    expect(entries(session)).toEqual(['all users', 'ada 2', 'root 1', 'www 0']);
  });

  it('Enter shows the processes of one user', () => {
    const session = openWithUsers();
    session.press('u', 'end', 'enter');
    expect(session.pids()).toEqual([3, 4]);
    expect(session.status()).toContain('user www');
  });

  it('Space picks several', () => {
    const session = openWithUsers();
    session.press('u', 'down', 'space', 'down', 'space', 'enter');
    expect(session.pids()).toEqual([1, 2]);
  });

  it('goes from one user to another, and back to all', () => {
    const session = openWithUsers();
    session.press('u', 'end', 'enter', 'u');
    expect(ticked(session)).toEqual(['www']);
    session.press('home', 'down', 'enter');
    expect(session.pids()).toEqual([2]);
    session.press('u', 'home', 'enter');
    expect(session.pids()).toEqual([1, 2, 3, 4]);
    expect(session.state.users).toBeUndefined();
  });

  it('stays on the chosen user when other users appear and disappear', () => {
    const session = openWithUsers();
    session.press('u', 'end');
    session.sample([...USERS, { pid: 5, uid: 7 }], { userNames: { ...named.userNames, 7: 'backup' } });
    expect(chosen(session).label).toBe('www');
    session.sample(USERS.slice(2), named);
    session.press('enter');
    expect(session.pids()).toEqual([3, 4]);
  });

  it('unticking the last one shows all', () => {
    const session = openWithUsers();
    session.press('u', 'end', 'enter', 'u', 'end', 'space', 'enter');
    expect(session.state.users).toBeUndefined();
  });

  it('Esc in the list takes the choice back', () => {
    const session = openWithUsers();
    session.press('u', 'end', 'enter', 'escape');
    expect(session.pids()).toHaveLength(4);
  });

  it('shows hostile names harmlessly', () => {
    const session = openSession();
    session.sample([{ pid: 1, uid: 5 }], { userNames: { 5: 'e\x1b]0;vil' } });
    session.press('u');
    expect(picker(session).items[1]?.label).toBe('e?]0;vil');
    session.press('home', 'enter');
    expect(session.pids()).toEqual([1]);
  });
});

describe('the column menu', () => {
  it('Space hides and shows, and the entry stays the chosen one', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('f', 'down', 'space');
    expect(session.state.settings.columns).not.toContain('user');
    expect(chosen(session)?.id).toBe('user');
    session.press('space');
    expect(session.state.settings.columns.slice(-2)).toEqual(['user', 'command']);
    expect(chosen(session)?.id).toBe('user');
  });

  it('→ and ← move a column, and the entry stays the chosen one', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('f', 'right');
    expect(session.state.settings.columns.slice(0, 2)).toEqual(['user', 'pid']);
    expect(chosen(session)?.id).toBe('pid');
    session.press('left', 'left');
    expect(session.state.settings.columns).toEqual(DEFAULT_COLUMN_IDS);
  });

  it('Enter closes it and keeps what Space has chosen', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('f');
    session.type('ppid');
    session.press('space', 'enter');
    expect(session.state.layers).toEqual([]);
    expect(session.state.settings.columns).toContain('ppid');
  });

  it('leaves one column at least', () => {
    const session = openSession({ settings: { columns: ['pid'] }, processes: crowd(3) });
    session.press('f', 'space');
    expect(session.state.settings.columns).toEqual(['pid']);
    expect(session.status()).toContain('at least one column must stay');
  });

  it('shows the change beside it at once', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('f', 'down', 'space');
    const titles = session
      .frame()
      .list?.titles?.map(({ text }) => text)
      .join('');
    expect(titles).not.toContain('USER');
  });
});

describe('setup', () => {
  it('Space and → go to the next value, ← to the one before', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('f2');
    session.type('theme');
    session.press('space');
    expect(session.state.settings.theme).toBe('light');
    session.press('left', 'left');
    expect(session.state.settings.theme).toBe('mono');
    session.press('right', 'enter');
    expect(session.state.settings.theme).toBe('light');
  });

  it('says where other settings are changed', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('S', 'space');
    expect(session.status()).toContain('d in the list sets the delay');
  });

  it('switches the mouse at once', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('S');
    session.type('mouse');
    session.press('space');
    expect(session.done).toEqual(['mouse false']);
  });

  it('W saves, and says so', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('W');
    expect(session.done).toEqual(['save']);
    expect(session.status()).toContain('saved with theme default');
  });
});

describe('leaving with settings that are not saved', () => {
  const changed = () => {
    const session = openSession({ processes: crowd(3) });
    session.press('S');
    session.type('theme');
    session.press('right', 'escape');
    return session;
  };

  it.each(['q', 'f10'])('%s asks once, and the second ends', (key) => {
    const session = changed();
    session.press(key);
    expect(session.quits).toBe(0);
    expect(session.status()).toContain('unsaved settings: W in the list saves them, the same key again quits');
    session.press(key);
    expect(session.quits).toBe(1);
  });

  it('asks again where another key came in between', () => {
    const session = changed();
    session.press('q', 'down', 'q');
    expect(session.quits).toBe(0);
  });

  it('asks about columns too, and in a menu', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('f', 'space', 'f10');
    expect(session.quits).toBe(0);
    session.press('f10');
    expect(session.quits).toBe(1);
  });

  it('^C never asks', () => {
    const session = changed();
    session.press('ctrl+c');
    expect(session.quits).toBe(1);
  });

  it.each([
    ['saved', ['W']],
    ['changed back', ['S', 't', 'h', 'e', 'm', 'e', 'left', 'escape']],
  ])('asks nothing once they are %s', (_, keys) => {
    const session = changed();
    session.press(...keys, 'q');
    expect(session.quits).toBe(1);
  });

  it('asks nothing about sorting, tree, threads and filter', () => {
    const session = openSession({ processes: crowd(3) });
    session.press('M', 't', 'H', 'f6', 'down', 'enter', 'f4', 'x', 'enter', 'q');
    expect(session.quits).toBe(1);
  });
});

describe('the CPUs a process may run on', () => {
  it('opens on what is in force, once that is known', async () => {
    const session = openSession({ processes: crowd(3) });
    await session.press('home', 'a');
    expect(picker(session).title).toContain('reading');
    expect(session.asked()).toEqual([1]);
    await session.answer(1, { affinity: { value: [1, 3] } });
    expect(picker(session).title).not.toContain('reading');
    expect(ticked(session)).toEqual(['1', '3']);
    await session.press('home', 'space', 'enter');
    expect(session.done).toEqual(['affinity 1 0,1,3']);
    expect(session.status()).toContain('CPUs 0 1 3: 1 task1 (ada)');
  });

  it('takes no choice before: it would be one of what was not there yet', async () => {
    const session = openSession({ processes: crowd(3) });
    session.press('home', 'a', 'space', 'enter');
    expect(session.status()).toContain('still reading the current value');
    expect(session.done).toEqual([]);
    await session.answer(1, { affinity: { value: [0, 1] } });
    expect(ticked(session)).toEqual(['0', '1']);
  });

  it("pays no heed to another process's answer, nor to a second one", async () => {
    const session = openSession({ processes: crowd(3) });
    session.press('home', 'a', 'escape', 'down', 'a');
    await session.answer(1, { affinity: { value: [3] } });
    expect(ticked(session)).toEqual([]);
    await session.answer(2, { affinity: { value: [2] } });
    expect(ticked(session)).toEqual(['2']);
  });

  it('refuses none at all, and stays open', async () => {
    const session = openSession({ processes: crowd(3) });
    session.press('home', 'a');
    await session.answer(1, { affinity: { value: [0] } });
    session.press('space', 'enter');
    expect(session.status()).toContain('a process needs at least one CPU');
    expect(session.top('picker').purpose).toBe('affinity');
    expect(session.done).toEqual([]);
  });

  it('closes in words when the process has ended or may not be read', async () => {
    for (const [refusal, sentence] of [
      [GONE, 'gone: 1 task1 has ended'],
      [DENIED, 'not permitted: 1 task1 belongs to ada'],
    ] as const) {
      const session = openSession({ processes: crowd(3) });
      session.press('home', 'a');
      await session.answer(1, refusal);
      expect(session.state.layers).toEqual([]);
      expect(session.status()).toContain(sentence);
    }
  });
});

describe('the I/O priority of a process', () => {
  it('opens on what is in force, and sets what is chosen', async () => {
    const session = openSession({ processes: crowd(3) });
    await session.press('home', 'i');
    await session.answer(1, { ioPriority: { value: { class: 'best-effort', level: 4 } } });
    expect(chosen(session)?.id).toBe('best-effort 4');
    await session.press('down', 'enter');
    expect(session.done).toEqual(['ionice 1 best-effort 5']);
    expect(session.status()).toContain('I/O priority best-effort 5: 1 task1 (ada)');
  });

  it('does not move what a person has chosen meanwhile', async () => {
    const session = openSession({ processes: crowd(3) });
    session.press('home', 'i', 'down', 'down');
    const before = chosen(session)?.id;
    await session.answer(1, { ioPriority: { value: { class: 'idle', level: 0 } } });
    expect(chosen(session)?.id).toBe(before);
    expect(ticked(session)).toEqual(['idle 0']);
  });

  it('takes all tagged processes', async () => {
    const session = openSession({ processes: crowd(3) });
    session.press('home', 'space', 'space', 'i');
    await session.answer(1, {});
    session.press('enter');
    expect(session.done).toEqual(['ionice 1 none 0', 'ionice 2 none 0']);
  });
});

describe('a late answer about a process', () => {
  it('leaves the signal menu alone: what was chosen there stays chosen', async () => {
    const session = openSession({ processes: crowd(3) });
    await session.press('home', 'enter', 'escape', 'k', 'end');
    const before = chosen(session);
    await session.answer(1, {});
    expect(chosen(session)).toEqual(before);
    expect(before?.label).toContain('RTMAX');
  });
});

describe('the palette', () => {
  it('runs what it names', () => {
    const session = openSession({ processes: crowd(3) });
    session.press(':');
    session.type('tree view');
    expect(picker(session).items.map(({ label }) => label)).toEqual(['Toggle tree view']);
    session.press('enter');
    expect(session.state.settings.tree).toBe(true);
    expect(session.state.layers).toEqual([]);
  });

  it('opens dialogs, and says why something is not possible', async () => {
    const empty = openSession({ processes: [] });
    await empty.press(':');
    await empty.type('signal');
    await empty.press('enter');
    expect(empty.status()).toContain('select a process first');
    const session = openSession({ processes: crowd(3) });
    await session.press('home', ':');
    await session.type('signal');
    await session.press('enter');
    expect(session.top('picker').purpose).toBe('signal');
  });

  it('every command of it can be run on an empty machine', () => {
    const session = openSession();
    session.press(':');
    const { length } = session.top('picker').palette;
    for (let index = 0; index < length; index++) {
      const fresh = openSession({ size: { columns: 80, rows: 200 } });
      fresh.press(':', ...Array<string>(index).fill('down'), 'enter');
      expect(() => fresh.frame()).not.toThrow();
    }
  });
});
