import { describe, expect, it } from 'vitest';
import { crowd, openSession, type Session } from '../../support/session.js';
import type { FakeProcess } from '../../support/snapshots.js';
import { DENIED, GONE } from '../../support/world.js';

const pageText = (session: Session) => session.frame().page?.content.rows.map(({ cells }) => cells[0]) ?? [];

function chooseSignal(session: Session, name: string): void {
  session.type(name);
  session.press('enter');
}

describe('signals', () => {
  it('the process is held first, then asked about, then signalled and let go', async () => {
    const session = openSession({ processes: crowd(3) });
    await session.press('home', 'k');
    expect(session.held.size).toBe(1);
    expect(session.frame().picker?.title).toBe('Signal 1 task1 (ada)');
    await session.press('enter');
    expect(session.done).toEqual(['signal 1 15']);
    expect(session.held.size).toBe(0);
    expect(session.status()).toContain('SIGTERM sent: 1 task1 (ada)');
  });

  it('SIGKILL asks once more, and only y says yes', async () => {
    const session = openSession({ processes: crowd(3) });
    await session.press('home', 'f9');
    chooseSignal(session, '9 sigkill');
    expect(session.frame().confirm).toMatchObject({ signal: 9 });
    await session.press('enter', 'space', 'Y', 'k', 'down');
    expect(session.done).toEqual([]);
    expect(session.held.size).toBe(1);
    await session.press('y');
    expect(session.done).toEqual(['signal 1 9']);
    expect(session.held.size).toBe(0);
  });

  it.each(['escape', 'n', 'q'])('%s before SIGKILL does nothing and lets go', async (key) => {
    const session = openSession({ processes: crowd(3) });
    await session.press('home', 'k');
    chooseSignal(session, '9 sigkill');
    await session.press(key);
    expect(session.state.layers).toEqual([]);
    expect(session.done).toEqual([]);
    expect(session.held.size).toBe(0);
    expect(session.quits).toBe(0);
  });

  it('Esc in the menu lets all go, once each', async () => {
    const session = openSession({ processes: crowd(3) });
    await session.press('home', 'space', 'space', 'k');
    expect(session.held.size).toBe(2);
    await session.press('escape', 'escape');
    expect(session.held.size).toBe(0);
  });

  it.each(['menu', 'question'])('leaving ntop from the %s lets all go', async (place) => {
    const session = openSession({ processes: crowd(3) });
    await session.press('home', 'space', 'space', 'k');
    if (place === 'question') chooseSignal(session, '9 sigkill');
    await session.press('ctrl+c');
    expect(session.held.size).toBe(0);
    expect(session.quits).toBe(1);
  });

  it('a key pressed too often kills nothing: k, Enter, Enter', async () => {
    const session = openSession({ processes: crowd(3) });
    await session.press('home', 'k', 'enter', 'enter', 'enter');
    expect(session.done).toEqual(['signal 1 15']);
  });
});

describe('a process that is gone', () => {
  it('before the menu opens: it says so, and does not open', async () => {
    const session = openSession({ processes: crowd(3) });
    session.refusals.set(1, GONE);
    await session.press('home', 'k');
    expect(session.state.layers).toEqual([]);
    expect(session.status()).toContain('gone: 1 task1 has ended, nothing was done');
  });

  it('while the menu is open: the menu stays about it, and no other process is hit', async () => {
    const session = openSession({ processes: crowd(3) });
    await session.press('home', 'k');
    session.sample([{ pid: 1, serial: 99, startTicks: 5000, name: 'innocent' }]);
    expect(session.frame().picker?.title).toBe('Signal 1 task1 (ada)');
    session.refusals.set(1, GONE);
    await session.press('enter');
    expect(session.done).toEqual([]);
    expect(session.held.size).toBe(0);
    expect(session.status()).toContain('gone: 1 task1 has ended, nothing was done');
  });

  it('of several: those that live are asked about', async () => {
    const session = openSession({ processes: crowd(4) });
    await session.press('home', 'space', 'space', 'space');
    session.refusals.set(2, GONE);
    await session.press('k');
    expect(session.frame().picker?.title).toBe('Signal 2 processes: 1 task1, 3 task3');
    expect(session.status()).toContain('gone: 2 task2 has ended');
    await session.press('enter');
    expect(session.done).toEqual(['signal 1 15', 'signal 3 15']);
  });

  it('of several that are all gone: a page names each', async () => {
    const session = openSession({ processes: crowd(4) });
    await session.press('home', 'space', 'space');
    session.refusals.set(1, GONE).set(2, GONE);
    await session.press('k');
    expect(pageText(session)).toEqual([
      'gone: 1 task1 has ended, nothing was done',
      'gone: 2 task2 has ended, nothing was done',
    ]);
    await session.press('escape');
    expect(session.state.layers).toEqual([]);
  });
});

describe('what came of it', () => {
  it('a refusal names the owner and the current user', async () => {
    const session = openSession({ processes: [{ pid: 1234, name: 'nginx', uid: 0 }] });
    session.refusals.set(1234, DENIED);
    await session.press('home', 'k', 'enter');
    expect(session.status()).toContain('not permitted: 1234 nginx belongs to root; you are ada');
  });

  it('of a signal to a zombie is said to be nothing', async () => {
    const session = openSession({
      processes: [
        { pid: 1, name: 'careless' },
        { pid: 7, ppid: 1, name: 'gone', state: 'Z' },
      ],
      size: { columns: 160, rows: 24 },
    });
    await session.press('end', 'k', 'enter');
    expect(session.status()).toContain(
      'SIGTERM sent: 7 gone (ada), but it is a zombie: signals do nothing to it, its parent 1 careless must reap it',
    );
  });

  it('several with one refusal are a page, with a result each', async () => {
    const session = openSession({ processes: [{ pid: 1 }, { pid: 2, uid: 0 }, { pid: 3 }] });
    session.refusals.set(2, DENIED);
    await session.press('home', 'c', 'space', 'space', 'space');
    await session.press('U', 'home', 'space', 'space', 'space', 'k', 'enter');
    expect(
      session
        .frame()
        .page?.content.title.map(({ text }) => text)
        .join(''),
    ).toBe('SIGTERM sent  2 done, 1 not');
    expect(pageText(session)).toEqual(['done: 1 p1', 'not permitted: 2 p2 belongs to root; you are ada', 'done: 3 p3']);
  });

  it('several that all went well are one sentence', async () => {
    const session = openSession({ processes: crowd(3) });
    await session.press('home', 'space', 'space', 'k', 'enter');
    expect(session.status()).toContain('SIGTERM sent: 2 processes');
    expect(session.state.layers).toEqual([]);
  });

  it('other refusals are words, not numbers', async () => {
    const session = openSession({ processes: crowd(1) });
    session.refusals.set(1, { ok: false, code: 'EINVAL', gone: false });
    await session.press('home', 'f8');
    expect(session.status()).toContain('the kernel does not accept this value: 1 task1');
  });

  it('hostile names are harmless in it', async () => {
    const session = openSession({ processes: [{ pid: 1, name: 'a\x1b[2Jb' }] });
    await session.press('home', 'k');
    expect(session.frame().picker?.title).toBe('Signal 1 a?[2Jb (ada)');
    await session.press('enter');
    expect(session.status()).toContain('SIGTERM sent: 1 a?[2Jb');
  });
});

describe('nice values', () => {
  it.each([
    ['f7', 'nice 1 4', 'nice 5 to 4'],
    [']', 'nice 1 4', 'nice 5 to 4'],
    ['f8', 'nice 1 6', 'nice 5 to 6'],
    ['[', 'nice 1 6', 'nice 5 to 6'],
  ])('%s steps from what the kernel says now', async (key, done, sentence) => {
    const session = openSession({ processes: crowd(1) });
    session.nices.set(1, 5);
    await session.press('home', key);
    expect(session.done).toEqual([done]);
    expect(session.status()).toContain(sentence);
  });

  it.each(['f7', 'f8'])(
    '%s on a process that ends at that moment says that its successor may have been changed',
    async (key) => {
      const session = openSession({ processes: crowd(1) });
      session.refusals.set(1, { ...GONE, mayHaveStrayed: true });
      await session.press('down', key);
      expect(session.status()).toContain('1 task1 ended meanwhile; may have been applied to its successor PID');
      expect(session.status()).not.toContain('nothing was done');
    },
  );

  it('two steps between two readings are two steps', async () => {
    const session = openSession({ processes: crowd(1) });
    await session.press('home', 'f8', 'f8');
    expect(session.done).toEqual(['nice 1 1', 'nice 1 2']);
  });

  it('stops at the ends', async () => {
    const session = openSession({ processes: crowd(1) });
    session.nices.set(1, 19);
    await session.press('home', 'f8');
    expect(session.done).toEqual(['nice 1 19']);
  });

  it('r sets a value', () => {
    const session = openSession({ processes: crowd(1) });
    session.press('home', 'r');
    expect(session.footer()).toContain('Nice value for 1 task1 (ada), -20 to 19:');
    session.type('-5');
    session.press('enter');
    expect(session.done).toEqual(['nice 1 -5']);
    expect(session.state.layers).toEqual([]);
  });

  it.each(['20', '-21', '1.5', 'x', '', '--1', '5 5', '999'])('r refuses %j, in words', (text) => {
    const session = openSession({ processes: crowd(1) });
    session.press('home', 'r');
    session.type(text);
    session.press('enter');
    expect(session.status()).toContain('invalid nice value: use a whole number from -20 to 19');
    expect(session.done).toEqual([]);
    session.press('escape');
    expect(session.state.layers).toEqual([]);
    expect(session.done).toEqual([]);
  });

  it('r is about the process it was opened for, wherever the selection goes meanwhile', async () => {
    const session = openSession({ processes: crowd(3) });
    await session.press('home', 'r');
    session.sample(crowd(3).slice(1));
    await session.type('7');
    session.refusals.set(1, GONE);
    await session.press('enter');
    expect(session.done).toEqual([]);
    expect(session.status()).toContain('gone: 1 task1 has ended');
  });
});

describe('threads', () => {
  const THREADED: readonly FakeProcess[] = [
    { pid: 2, threads: 3, name: 'server' },
    { pid: 20, threadGroupId: 2, name: 'worker' },
    { pid: 21, threadGroupId: 2, name: 'worker' },
  ];

  it('stand for their process, which is what the menu names', async () => {
    const session = openSession({ settings: { threads: true }, processes: THREADED });
    await session.press('end', 'k');
    expect(session.frame().picker?.title).toBe('Signal 2 server (ada)');
    await session.press('enter');
    expect(session.done).toEqual(['signal 2 15']);
  });

  it('of one process, all tagged, are one target', async () => {
    const session = openSession({ settings: { threads: true }, processes: THREADED });
    await session.press('home', 'space', 'space', 'space', 'k', 'enter');
    expect(session.done).toEqual(['signal 2 15']);
  });

  it('without a process are no targets', () => {
    for (const key of ['k', 'f8', 'r', 'a', 'i']) {
      const session = openSession({ settings: { threads: true }, processes: THREADED.slice(1) });
      session.press('end', key);
      expect(session.done).toEqual([]);
      expect([key, session.status()]).toEqual([key, expect.stringContaining('the process is gone, nothing was done')]);
    }
  });
});

describe('--readonly', () => {
  it.each(['k', 'f9', 'f7', 'f8', '[', ']', 'r', 'a', 'i'])('refuses %s, with the reason', (key) => {
    const session = openSession({ readonly: true, processes: crowd(3) });
    session.press('home', key);
    expect(session.status()).toContain('not in read-only mode (--readonly)');
    expect(session.state.layers).toEqual([]);
    expect(session.done).toEqual([]);
    expect(session.asked()).toEqual([]);
  });

  it('refuses from the palette too, and greys the keys', () => {
    const session = openSession({ readonly: true, processes: crowd(3) });
    session.press('home', ':');
    session.type('raise nice');
    session.press('enter');
    expect(session.done).toEqual([]);
    const off = session
      .frame()
      .footer?.filter(({ tone }) => tone === 'keyOff')
      .map(({ text }) => text.trim());
    expect(off).toEqual(['Nice-', 'Nice+', 'Kill']);
  });
});
