import { describe, expect, it } from 'vitest';
import { SESSIONS } from '../../../src/model/sessions/pane.js';
import { needsOf } from '../../../src/model/state/needs.js';
import { ownOf } from '../../../src/model/state/state.js';
import { pickerItems, pickerTitle } from '../../../src/model/update/pickers.js';
import { update } from '../../../src/model/update/update.js';
import { openSession, type Session } from '../../support/session.js';
import { fakeLogins, fakeRecord, PTS_4, SSH_LOGIN } from '../../support/sessions.js';
import type { FakeProcess } from '../../support/snapshots.js';
import { fakeSockets } from '../../support/sockets.js';
import { DENIED, GONE } from '../../support/world.js';

const SSH_HOST = fakeRecord({ host: '192.0.2.7' });
const OTHER: FakeProcess = { pid: 40, name: 'bash', sessionId: 40, terminalDevice: PTS_4, commandLine: ['bash'] };
const STRANGER: FakeProcess = { pid: 99, name: 'cron' };
const ALL = [...SSH_LOGIN, OTHER, STRANGER];

function look(session: Session, processes: readonly FakeProcess[] = ALL, records = [SSH_HOST]): void {
  session.sample(processes, { sessions: fakeLogins({ records }) });
}

/** The pane of the sessions, where ada has come over ssh and somebody else is on pts/4. */
function openSessions(rest: Parameters<typeof openSession>[0] = {}): Session {
  const session = openSession({ pane: 'sessions', ...rest });
  look(session);
  return session;
}

describe('the list of sessions', () => {
  it('shows the logins with origin and command, in the order of login', () => {
    const session = openSessions();
    expect(session.rows()[0]).toMatch(/^ ada +pts\/4 +- .* proc +bash$/);
    expect(session.rows()[1]).toMatch(/^ ada +pts\/3 +192\.0\.2\.7 .* utmp +-bash$/);
    expect(session.status()).toContain('2 sessions');
  });

  it('keeps the order while the user moves, even if there are new logins', () => {
    const session = openSessions();
    const terminals = () => session.rows().map((row) => row.match(/pts\/\d/)?.[0]);
    session.press('home');
    const newcomer = fakeRecord({
      id: 'pts/7/ts/7',
      user: 'eve',
      terminal: 'pts/7',
      leaderPid: 99,
      loginTimeSeconds: 1,
    });
    look(session, ALL, [newcomer, SSH_HOST]);
    expect(terminals()).toEqual(['pts/4', 'pts/3', 'pts/7']);
  });

  it('says that it is being read until it has been', () => {
    const session = openSession({ pane: 'sessions', processes: ALL });
    expect(session.status()).toContain('reading the sessions');
    expect(needsOf(session.state)).toMatchObject({ sessions: 'now', sockets: { tcp: true, owners: true } });
  });

  it('answers to filter, search, sort and the users that are shown', () => {
    const session = openSessions();
    session.press('f4');
    session.type('host=192.0.2.7 and kind=ssh and idle=0');
    expect(session.rows()).toEqual([]);
    session.press('ctrl+u');
    session.type('tty~pts source=utmp');
    session.press('enter');
    expect(session.rows()).toHaveLength(1);
    session.press('escape', '/');
    session.type('192.0');
    session.press('enter');
    expect(session.state.selected).toBe(20);
    session.command({ type: 'sortBy', columnId: 'terminal' });
    expect(session.rows()[0]).toContain('pts/3');
    expect(openSessions({ users: { names: new Set(['eve']), negate: false } }).rows()).toEqual([]);
    expect(openSessions({ pids: new Set([22]) }).rows()).toHaveLength(1);
  });

  it('draws no byte that a host, a user or a terminal has made up', () => {
    const session = openSession({ pane: 'sessions' });
    look(session, [], [fakeRecord({ host: '\x1b[2Jevil', user: 'a\nb', terminal: 'p\u202ets', leaderSeen: 'gone' })]);
    expect(session.rows()[0]).toMatch(/^ a.b +p.ts +.\[2Jevil/);
    expect(session.rows()[0]).not.toMatch(/\p{C}/u);
  });

  it('knows the address of a connection also while sockets are not read, and once it is lost', async () => {
    const session = openSession({ pane: 'sessions' });
    const reading = { sessions: fakeLogins({ records: [fakeRecord()] }) };
    const connection = { serial: 1, remote: '192.0.2.9:50022', ownerPid: 20, ownerStartTicks: 200 };
    session.sample(SSH_LOGIN, { ...reading, sockets: fakeSockets([connection]) });
    expect(session.rows()[0]).toContain('192.0.2.9');
    session.sample(SSH_LOGIN, reading);
    session.sample(SSH_LOGIN, { ...reading, sockets: fakeSockets([]) });
    expect(session.rows()[0]).toContain('192.0.2.9');
    await session.press('home', 'k');
    expect(pickerTitle(session.top('picker'))).toContain('Hang up ada from 192.0.2.9 on pts/3');
  });

  it('does not give the address of a session to a later one', () => {
    const session = openSession({ pane: 'sessions' });
    const connection = { serial: 1, remote: '192.0.2.9:50022', ownerPid: 20, ownerStartTicks: 200 };
    session.sample(SSH_LOGIN, { sessions: fakeLogins(), sockets: fakeSockets([connection]) });
    const later = SSH_LOGIN.map((one) => ({ ...one, serial: one.pid + 1000, startTicks: 99_999 }));
    session.sample(later, { sessions: fakeLogins() });
    expect(session.rows()).toHaveLength(1);
    expect(session.rows()[0]).toMatch(/pts\/3 +- /);
  });

  it('says which source can not be read', () => {
    const session = openSession({ pane: 'sessions' });
    const sources = { logind: { state: 'failed', reason: 'ETIMEDOUT' }, utmp: { state: 'absent' } } as const;
    session.sample([], { sessions: fakeLogins({ sources }) });
    expect(session.status()).toContain("logind can't be read: ETIMEDOUT");
  });

  it('fits on the smallest terminals', () => {
    for (const [columns, rows] of [
      [20, 5],
      [40, 12],
      [60, 20],
    ] as const) {
      const session = openSessions({ size: { columns, rows } });
      expect(session.rows().every((line) => line.length <= columns)).toBe(true);
      expect(session.rows().at(-1)).toMatch(/^ ada/);
    }
  });
});

describe('Enter on a session', () => {
  it('shows its processes alone, as a tree, with those that come later; Esc comes back', () => {
    const session = openSessions();
    session.press('end', 'enter');
    expect(session.state.pane).toBe('processes');
    expect(session.pids()).toEqual([20, 21, 22]);
    expect(session.selectedPid()).toBe(20);
    expect(session.state.list?.prefixes).toBeDefined();
    expect(session.status()).toContain('session ada from 192.0.2.7 on pts/3');
    expect(needsOf(session.state).sessions).toBe('now');
    look(session, [...ALL, { pid: 50, ppid: 22, startTicks: 400, name: 'vim' }]);
    expect(session.pids()).toEqual([20, 21, 22, 50]);
    session.press('escape');
    expect(session.state.pane).toBe('sessions');
    expect(session.state.selected).toBe(20);
    session.press('1');
    expect(session.pids()).toContain(99);
  });

  it('shows no other process when it has ended, not even those that reused its PIDs', () => {
    const session = openSessions();
    session.press('end', 'enter');
    const reused = ALL.map((one, slot) => ({ ...one, slot, serial: one.pid + 1000, startTicks: 99_999 }));
    look(session, reused);
    expect(session.pids()).toEqual([]);
  });

  it('leaves the tree as the person set it, in the settings file too', () => {
    const session = openSessions();
    session.press('end', 'enter');
    expect(session.state.list?.prefixes).toBeDefined();
    const { effects } = update(session.state, { type: 'command', command: { type: 'save' }, now: 0 });
    expect(effects).toMatchObject([{ type: 'save', settings: { tree: false } }]);
    session.press('t');
    expect(session.status()).toContain('a session is always a tree: Esc leaves it');
    session.press('home', '-');
    expect(session.pids()).toEqual([20]);
    session.press('escape', '1');
    expect(session.state.list?.prefixes).toBeUndefined();
    session.press('home', '-');
    expect(session.status()).toContain('only in the tree: press t');
  });

  it('needs processes that are known', () => {
    const session = openSession({ pane: 'sessions' });
    look(session, [], [fakeRecord({ leaderSeen: 'gone' })]);
    session.press('home', 'enter');
    expect(session.state.pane).toBe('sessions');
    expect(session.status()).toContain('no process of this session is known');
  });
});

describe('k on a session', () => {
  const titles = (session: Session) => pickerTitle(session.top('picker'));
  const items = (session: Session) => pickerItems(session.state, session.top('picker')).map(({ label }) => label);

  it('names user, host and terminal, and holds all its processes before it asks', async () => {
    const session = openSessions();
    await session.press('end', 'k');
    expect(titles(session)).toBe('Hang up ada from 192.0.2.7 on pts/3: 3 processes');
    expect(items(session)).toEqual([' 1 HUP', '15 TERM', ' 9 KILL']);
    expect([...session.held].map(({ identity }) => identity.pid)).toEqual([20, 21, 22]);
    expect(session.done).toEqual([]);
    await session.press('escape');
    expect(session.held.size).toBe(0);
  });

  it('hangs up, then offers harder means against those that stay, until none is left', async () => {
    const session = openSessions();
    await session.press('end', 'k', 'enter');
    expect(session.done).toEqual(['signal 20 1', 'signal 21 1', 'signal 22 1']);
    expect(items(session)).toEqual(['15 TERM', ' 9 KILL']);
    look(session, [...SSH_LOGIN.slice(0, 1), ...SSH_LOGIN.slice(3).map((one) => ({ ...one, slot: 3 })), STRANGER]);
    expect(titles(session)).toBe('Hung up ada from 192.0.2.7 on pts/3; still running: 1 process');
    expect([...session.held].map(({ identity }) => identity.pid)).toEqual([22]);
    await session.press('enter');
    expect(session.done.slice(3)).toEqual(['signal 22 15']);
    expect(session.held.size).toBe(0);
    expect(session.state.layers).toEqual([]);
  });

  it('closes by itself once all have ended', async () => {
    const session = openSessions();
    await session.press('end', 'k', 'enter');
    look(session, [OTHER]);
    expect(session.state.layers).toEqual([]);
    expect(session.held.size).toBe(0);
    expect(session.status()).toContain('hung up: ada from 192.0.2.7 on pts/3; all its processes have ended');
  });

  it('asks once more before it kills, by name', async () => {
    const session = openSessions();
    await session.press('end', 'k', 'end', 'enter');
    expect(session.done).toEqual([]);
    expect(session.top('confirm').targets[0]?.session).toBe('ada from 192.0.2.7 on pts/3');
    await session.press('y');
    expect(session.done).toEqual(['signal 20 9', 'signal 21 9', 'signal 22 9']);
    expect(session.held.size).toBe(0);
  });

  it('takes all tagged sessions, and each process once', async () => {
    const session = openSessions();
    await session.press('home', 'space', 'space', 'k');
    expect(titles(session)).toMatch(/^Hang up ada on pts\/4 and ada from 192\.0\.2\.7 on pts\/3: 4 processes$/);
  });

  it('leaves out processes that ended between the sample and the key, and reports refusals', async () => {
    const session = openSessions();
    session.refusals.set(21, GONE);
    await session.press('end', 'k');
    expect(titles(session)).toContain('2 processes');
    session.refusals.set(20, DENIED);
    await session.press('enter');
    expect(session.top('results').results.map(({ target, outcome }) => [target.identity.pid, outcome.ok])).toEqual([
      [20, false],
      [22, true],
    ]);
    await session.press('escape', 'escape');
    expect(session.held.size).toBe(0);
  });

  it('does not report processes that exit during a hang-up as failures', async () => {
    const session = openSessions();
    await session.press('end', 'k');
    for (const pid of [21, 22]) session.refusals.set(pid, GONE);
    await session.press('enter');
    expect(items(session)).toEqual(['15 TERM', ' 9 KILL']);
    expect(session.status()).toContain('SIGHUP sent: 20 sshd (root) of ada from 192.0.2.7 on pts/3');
    session.refusals.set(20, GONE);
    await session.press('enter');
    expect(session.state.layers).toEqual([]);
    expect(session.status()).toContain('the process is gone, nothing was done');
  });

  it('is refused in read-only mode, and without a session', () => {
    const readonly = openSessions({ readonly: true });
    readonly.press('end', 'k');
    expect(readonly.status()).toContain('read-only');
    const session = openSession({ pane: 'sessions', processes: [STRANGER] });
    look(session, [STRANGER], []);
    session.press('k');
    expect(session.status()).toContain('select a session first');
    expect(session.held.size + readonly.held.size).toBe(0);
  });
});

describe('the status line, in every pane', () => {
  it('announces logins and logouts', () => {
    const session = openSession({ processes: [STRANGER] });
    look(session, [STRANGER], []);
    expect(session.status()).not.toContain('log');
    look(session);
    expect(session.status()).toContain(' login: ada from 192.0.2.7 on pts/3 ');
    look(session, [STRANGER], []);
    expect(session.status()).toContain(' logout: ada from 192.0.2.7 on pts/3 ');
    session.press('home');
    expect(session.status()).not.toContain('log');
  });

  it('keeps what went wrong before it', () => {
    const session = openSession({ processes: [STRANGER] });
    look(session, [STRANGER], []);
    session.press('-');
    look(session, [...SSH_LOGIN, STRANGER]);
    expect(session.status()).toContain('only in the tree: press t  login: ada');
  });

  it('does not announce a further terminal without a record', () => {
    const session = openSession({ processes: [STRANGER] });
    look(session, [STRANGER], []);
    look(session, [STRANGER, OTHER], []);
    expect(ownOf(session.state, SESSIONS).known?.sessions).toHaveLength(1);
    expect(session.status()).not.toContain('log');
  });

  it('is silent when that is not wanted, and then nothing is read for it', () => {
    const session = openSession({ settings: { loginNotices: false } });
    look(session, [STRANGER], []);
    look(session);
    expect(session.status()).not.toContain('login');
    expect(needsOf(session.state).sessions).toBeUndefined();
  });
});
