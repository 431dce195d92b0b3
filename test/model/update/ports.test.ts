import { describe, expect, it } from 'vitest';
import { EVENTS } from '../../../src/model/events/pane.js';
import { commandFor } from '../../../src/model/keys/keymap.js';
import type { PortName } from '../../../src/model/machine/socket-kinds.js';
import { PANES } from '../../../src/model/panes.js';
import { needsOf } from '../../../src/model/state/needs.js';
import { ownOf } from '../../../src/model/state/state.js';
import { openSession, type Session } from '../../support/session.js';
import type { FakeProcess } from '../../support/snapshots.js';
import { type FakeSocket, fakeSockets } from '../../support/sockets.js';

const NGINX: FakeProcess = { pid: 10, uid: 1000, startTicks: 5, name: 'nginx' };
const APACHE: FakeProcess = { pid: 20, uid: 0, startTicks: 9, name: 'apache2' };
const PROCESSES = [NGINX, APACHE];

const owned = ({ pid, startTicks = 0 }: FakeProcess) => ({
  ownerPid: pid,
  ownerStartTicks: startTicks,
  ownerCount: 1,
});
const HTTP: FakeSocket = { serial: 1, inode: 11, local: '0.0.0.0:80', state: 10, wildcard: 1, ...owned(NGINX) };
const TAKEN: FakeSocket = { ...HTTP, serial: 9, ...owned(APACHE) };
const SERVED: FakeSocket = { serial: 2, inode: 12, local: '10.0.0.1:80', remote: '10.0.0.9:4711', ...owned(NGINX) };
const DNS: FakeSocket = { serial: 3, inode: 13, protocol: 'udp', local: '127.0.0.1:53', state: 7, ...owned(NGINX) };
const UNIX: FakeSocket = { serial: 4, inode: 14, protocol: 'unix', local: '/run/x', state: 10 };
const RAW: FakeSocket = { serial: 5, inode: 15, protocol: 'raw', local: '0.0.0.0:1', state: 7 };

type Options = Parameters<typeof openSession>[0];

/** In the pane of the connections, ordered by their inodes, with nothing selected. */
function openConnections(sockets = [HTTP, SERVED, DNS, RAW], options: Options = {}): Session {
  const session = openSession({ pane: 'connections', settings: { connectionSort: '+inode' }, ...options });
  read(session, sockets);
  return session;
}

function read(session: Session, sockets: readonly FakeSocket[], processes: readonly FakeProcess[] = PROCESSES): void {
  session.sample(processes, { sockets: fakeSockets(sockets) });
}

/** The lines of the list of what happened, without their times. */
function events(session: Session): readonly string[] {
  return session.rows().map((row) => row.replace(/ +/g, ' ').replace(/^.?\S+ /, ''));
}

/** Only these columns, so that an end of a line is not cut. */
const LISTED = { eventColumns: ['time', 'event', 'pid', 'user', 'name', 'detail'] };

const marks = (session: Session) => session.rows().map((row) => row.charAt(0));

describe('w on a connection', () => {
  it('watches its port, marks all that have it, and says how to see what happens', () => {
    const session = openConnections();
    session.press('home', 'w');
    expect(session.status()).toContain('watching 80/tcp: E shows what happens there');
    expect(marks(session)).toEqual(['◆', '◆', ' ', ' ']);
    session.press('w');
    expect(session.status()).toContain('80/tcp is no longer watched');
    expect(marks(session)).toEqual([' ', ' ', ' ', ' ']);
  });

  it('means the port at its own end, and TCP and UDP each for themselves', () => {
    const session = openConnections();
    session.press('home', 'down', 'w', 'down', 'w');
    expect([...ownOf(session.state, EVENTS).ports.ports]).toEqual(['80/tcp', '53/udp']);
  });

  it.each([
    ['that is a unix socket', [UNIX], ['x', 'home'], 'it has no port that could be watched'],
    ['that is a raw socket', [RAW], ['home'], 'it has no port that could be watched'],
    ['where there is none', [], [], 'select a socket first'],
  ])('is refused for one %s', (_, sockets, keys, sentence) => {
    const session = openConnections(sockets);
    session.press(...keys, 'w');
    expect(session.status()).toContain(sentence);
    expect(ownOf(session.state, EVENTS).ports.ports.size).toBe(0);
  });

  it('reports nothing that was open before, and nothing after the watch has ended', () => {
    const session = openConnections();
    session.press('home', 'w');
    read(session, [HTTP, SERVED]);
    session.press('w');
    read(session, []);
    session.press('E');
    expect(events(session)).toEqual([]);
  });

  it('starts without knowledge of namespaces after it was restarted', () => {
    const elsewhere: FakeSocket = { ...HTTP, serial: 7, inode: 17, netNamespace: 7 };
    const readBoth = (session: Session) =>
      session.sample(PROCESSES, { sockets: fakeSockets([HTTP, elsewhere], { readNamespaces: [1, 7] }) });
    const session = openConnections([HTTP]);
    readBoth(session);
    session.press('home', 'w');
    readBoth(session);
    session.press('w');
    read(session, [HTTP]);
    session.press('w');
    readBoth(session);
    expect(ownOf(session.state, EVENTS).ports.newest).toBeUndefined();
  });

  it('can begin anew, and then knows what has come meanwhile', () => {
    const session = openConnections();
    session.press('home', 'w', 'w');
    read(session, [HTTP, { ...HTTP, serial: 8, inode: 18, local: '10.0.0.1:80' }]);
    session.press('w');
    read(session, [HTTP, { ...HTTP, serial: 8, inode: 18, local: '10.0.0.1:80' }]);
    expect(ownOf(session.state, EVENTS).ports.newest).toBeUndefined();
  });
});

describe('what happens at a watched port', () => {
  /** Watches port 80 from the start, in the pane of the processes. */
  function watched(rest: Options = {}): Session {
    const session = openSession({ asked: { events: new Set<PortName>(['80/tcp']) }, ...rest });
    read(session, [HTTP]);
    return session;
  }

  it('is shown in any pane, and no key hides it before it could be read', () => {
    const session = watched();
    read(session, [TAKEN]);
    expect(session.status()).toContain('80/tcp changed owner from 10 nginx to 20 apache2 (E lists it)');
    session.press('home', 'z', 'z', 'escape', '2', '1');
    expect(session.status()).toContain('80/tcp changed owner from 10 nginx to 20 apache2 (E lists it)');
  });

  it.each([
    ['opened', [], [HTTP], '80/tcp opened by 10 nginx (E lists it)'],
    ['closed', [HTTP], [], '80/tcp closed, owner was 10 nginx (E lists it)'],
    [
      'opened by who may not be known',
      [],
      [{ ...HTTP, ownerPid: -1, uid: 0 }],
      '80/tcp opened by a process of root (E lists it)',
    ],
    [
      'opened by an unknown process',
      [],
      [{ ...HTTP, ownerPid: -1 }],
      '80/tcp opened by an unknown process (E lists it)',
    ],
  ])('is said in a sentence when it is %s', (_, before, after, sentence) => {
    const session = openSession({ asked: { events: new Set<PortName>(['80/tcp']) } });
    read(session, before);
    read(session, after);
    expect(session.status()).toContain(sentence);
  });

  it('goes before what was said earlier, and behind what is said to the next key', () => {
    const session = openConnections();
    session.press('home', 'down', 'w');
    read(session, [TAKEN, SERVED]);
    expect(session.status()).toMatch(/changed owner from .* watching 80/);
    session.press('w');
    expect(session.status()).toMatch(/no longer watched .* changed owner from/);
  });

  it('stays as a number until the person has looked', () => {
    const session = watched();
    read(session, [TAKEN]);
    read(session, []);
    expect(session.status()).toContain('80/tcp closed, owner was 20 apache2 (2 events, E lists them)');
    session.clock += 10_000;
    expect(session.status()).toContain('2 port events: E lists them');
    session.press('E', 'escape');
    expect(session.status()).not.toContain('port event');
  });

  it('is kept with time, process and user, the newest first', () => {
    const session = watched({ settings: LISTED });
    read(session, [TAKEN]);
    read(session, []);
    session.press('E');
    for (const row of session.rows()) expect(row).toMatch(/^.\d\d:\d\d:\d\d /);
    expect(events(session)).toEqual([
      'port-close 20 root apache2 tcp *:80',
      'port-taken 20 root apache2 tcp *:80 before: 10 nginx (ada)',
    ]);
  });

  it('says the day of what happened on another one', () => {
    const session = watched();
    read(session, [TAKEN]);
    session.sample(PROCESSES, { seconds: 3 * 86_400, sockets: fakeSockets([TAKEN]) });
    session.press('E');
    expect(session.rows()[0]).toMatch(/^.\d\d-\d\d-\d\d /);
  });

  it('comes in while the list of it is open, and does not move what is being read', () => {
    const session = watched({ size: { columns: 80, rows: 12 } });
    for (let round = 0; round < 20; round += 1) read(session, round % 2 === 0 ? [] : [HTTP]);
    session.press('E', 'end', 'up', 'up');
    const shown = session.rows();
    session.clock += 10_000;
    read(session, []);
    read(session, [HTTP]);
    expect(session.rows()).toEqual(shown);
    session.press('home');
    expect(session.state.list?.count).toBe(22);
    session.press('escape');
    expect(session.status()).not.toContain('port event');
  });

  it('takes the place of the footer where there is no status line', () => {
    const session = watched({ size: { columns: 80, rows: 8 } });
    read(session, []);
    expect(session.footer()).toContain('80/tcp closed');
    session.press('E', 'escape');
    expect(session.footer()).toContain('F1');
  });

  it('never shows a byte of a hostile name', () => {
    const session = watched({ settings: LISTED });
    const evil = { ...APACHE, name: 'e\x1b[2J\u202evil' };
    session.sample([evil], { sockets: fakeSockets([TAKEN]), userNames: { 0: 'r\noot', 1000: 'a\x07da' } });
    expect(session.status()).toContain('changed owner from 10 nginx to 20 e?[2J?vil');
    session.press('E');
    expect(events(session)).toEqual(['port-taken 20 r?oot e?[2J?vil tcp *:80 before: 10 nginx (ada)']);
  });

  it('is shown in ASCII if Unicode is off', () => {
    const session = openConnections([HTTP], { settings: { unicode: false, connectionSort: '+inode' } });
    session.press('home', 'w');
    expect(marks(session)).toEqual(['!']);
    read(session, [TAKEN], [{ ...APACHE, name: 'näme' }]);
    expect(session.status()).toContain('changed owner from 10 nginx to 20 name');
  });
});

describe('the list of what happened', () => {
  it('has all ports that listen while it is open, and those that were open before are no events', () => {
    const session = openConnections([HTTP], { settings: LISTED });
    session.press('E');
    read(session, [HTTP, DNS]);
    expect(events(session)).toEqual([]);
    read(session, [DNS, SERVED]);
    expect(events(session)).toEqual(['port-close 10 ada nginx tcp *:80']);
    session.press('escape');
    read(session, []);
    session.press('E');
    expect(events(session)).toHaveLength(1);
    expect(session.status()).not.toContain('port event');
  });

  it('goes on with watched ports only once it is closed', () => {
    const session = openConnections([HTTP, DNS], { settings: { ...LISTED, connectionSort: '+inode' } });
    session.press('home', 'w', 'E');
    read(session, [HTTP, DNS]);
    session.press('E');
    read(session, [HTTP, DNS]);
    read(session, []);
    expect(session.status()).toContain('80/tcp closed');
    session.press('E');
    expect(events(session)).toEqual(['port-close 10 ada nginx tcp *:80']);
    read(session, [HTTP]);
    read(session, [HTTP]);
    expect(events(session)).toEqual(['port-open 10 ada nginx tcp *:80', 'port-close 10 ada nginx tcp *:80']);
  });

  it('is in the palette of every pane', () => {
    for (const { id: pane } of PANES) {
      const command = commandFor(':', ':', { mode: 'list', pane, preset: 'vim', searching: false, past: false });
      const entries = command?.type === 'openPalette' ? command.entries : [];
      expect(entries.map(({ label }) => label)).toContain('Events');
    }
  });
});

describe('for watched ports', () => {
  const WAITING = { tcp: true, udp: false, unix: false, listeningOnly: true, owners: true, allNamespaces: true };

  it('listening sockets and their owners are read, whatever pane is open', () => {
    const session = openSession({ asked: { events: new Set<PortName>(['80/tcp']) } });
    expect(needsOf(session.state).sockets).toMatchObject(WAITING);
  });

  it('nothing is read that the open pane has not read already', () => {
    const session = openConnections();
    const before = needsOf(session.state).sockets;
    session.press('home', 'w');
    expect(needsOf(session.state).sockets).toEqual({ ...before, owners: true });
  });

  it('stops reading when no port is watched', () => {
    const session = openConnections();
    session.press('home', 'w', '1');
    expect(needsOf(session.state).sockets).toMatchObject(WAITING);
    session.press('2');
    read(session, [HTTP]);
    session.press('home', 'w', '1');
    expect(needsOf(session.state).sockets).toBeUndefined();
  });
});
