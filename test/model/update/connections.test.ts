import { describe, expect, it } from 'vitest';
import { CONNECTIONS } from '../../../src/model/connections/pane.js';
import type { SocketOwner } from '../../../src/model/machine/socket-table.js';
import { needsOf } from '../../../src/model/state/needs.js';
import { ownOf } from '../../../src/model/state/state.js';
import { update } from '../../../src/model/update/update.js';
import { openSession, type Session, textOf } from '../../support/session.js';
import { type FakeSocket, fakeSockets } from '../../support/sockets.js';

const PROCESSES = [
  { pid: 10, uid: 33, startTicks: 5, name: 'nginx' },
  { pid: 20, startTicks: 9, name: 'curl' },
];
const SOCKETS: readonly FakeSocket[] = [
  { serial: 1, local: '0.0.0.0:443', state: 10, wildcard: 1, inode: 11, ownerPid: 10, ownerStartTicks: 5 },
  { serial: 2, local: '10.0.0.1:5555', remote: '10.0.0.9:443', inode: 12, ownerPid: 20, ownerStartTicks: 9 },
  { serial: 3, protocol: 'unix', local: '/run/x', state: 10, inode: 13 },
  { serial: 4, local: '10.0.0.1:9', remote: '10.0.0.9:7', inode: 14 },
];

/** In the pane of the connections, ordered by their numbers. */
function openConnections(sockets = SOCKETS): Session {
  const session = openSession({ processes: PROCESSES, settings: { connectionSort: '+inode' } });
  session.press('2');
  session.sample(PROCESSES, { sockets: fakeSockets(sockets) });
  return session;
}

/** Until what was asked of the world outside has been answered. */
const answered = () => new Promise((resolve) => setImmediate(resolve));

describe('panes', () => {
  it('are opened by digit and Tab, and are found as they were left', () => {
    const session = openSession({ processes: PROCESSES });
    session.press('home', '/');
    session.type('ngi');
    session.press('enter', '2');
    expect(session.state).toMatchObject({ pane: 'connections', search: '', selected: 0 });
    session.press('tab', 'shift+tab');
    expect(session.state.pane).toBe('connections');
    session.press('1');
    expect(session.state).toMatchObject({ pane: 'processes', search: 'ngi' });
    expect(session.selectedPid()).toBe(10);
  });

  it('have columns, order and filter of their own', () => {
    const session = openConnections();
    session.press('\\');
    session.type('port=443');
    session.press('enter', 'I');
    expect(session.rows().map((row) => /:\d+/.exec(row)?.[0])).toEqual([':5555', ':443']);
    session.press('1');
    expect(session.state.filter.text).toBe('');
    expect(session.state.settings.sort).toBe('+pid');
    expect(session.state.settings.connectionSort).toBe('-inode');
  });

  it('do not keep what has ended while they were closed', () => {
    const session = openConnections();
    session.press('home', 'space', '1');
    session.sample(PROCESSES);
    session.press('2');
    session.sample(PROCESSES, { sockets: fakeSockets([{ ...SOCKETS[0], serial: 99, slot: 0 }]) });
    expect(session.state.selected).toBe(0);
    expect([...session.state.tagged]).toEqual([]);
  });

  it('have read what they show, and nothing else', () => {
    const session = openSession({ processes: PROCESSES });
    expect(needsOf(session.state).sockets).toBeUndefined();
    session.press('2');
    expect(needsOf(session.state).sockets).toMatchObject({
      tcp: true,
      unix: false,
      counters: true,
      listeningOnly: false,
    });
    session.press('x', 'l');
    expect(needsOf(session.state).sockets).toMatchObject({ tcp: true, unix: true, listeningOnly: true });
  });

  it('say that they are being read, or why they can not be', () => {
    const session = openSession({ processes: PROCESSES });
    session.press('2');
    expect(session.status()).toContain('reading the connections');
    expect(session.rows()).toEqual([]);
    session.sample(PROCESSES, { sockets: { error: 'Sockets can not be read (EACCES).' } });
    expect(session.status()).toContain('Sockets can not be read (EACCES).');
  });
});

describe('a connection', () => {
  it('leads to its process', () => {
    const session = openConnections();
    session.press('home', 'down', 'enter');
    expect(session.state.pane).toBe('processes');
    expect(session.selectedPid()).toBe(20);
  });

  it('leads nowhere when its process is not known', () => {
    const session = openConnections();
    session.press('home', 'space', 'end', 'enter');
    expect(session.state.pane).toBe('connections');
    expect(session.status()).toContain('the socket may belong to the kernel');
  });

  it.each([
    [{ searchingOwners: true }, 14, 'still looking for its process: try again in a moment'],
    [{ unreadableProcesses: 3 }, 14, 'owner unknown: only root can see processes of other users'],
    [{ unreadableProcesses: 3 }, 0, 'no process has this socket open'],
  ])('says why its process is not known: %j, inode %i', (table, inode, sentence) => {
    const session = openConnections();
    const [, , , unowned] = SOCKETS;
    session.sample(PROCESSES, { sockets: fakeSockets([{ ...unowned, inode }], table) });
    session.press('home', 'f9');
    expect(session.status()).toContain(sentence);
    expect(session.state.layers).toEqual([]);
  });

  it('does not lead to a process that reused the PID of its owner', () => {
    const session = openConnections([{ ...SOCKETS[0], ownerStartTicks: 4 }]);
    session.press('home', 'k');
    expect(session.status()).toContain('its process has just ended or just started');
    expect(session.held.size).toBe(0);
  });

  it('has its process signalled, with the port in the question', async () => {
    const session = openConnections();
    session.socketOwners.set(11, [{ pid: 10, startTicks: 5, fd: 3 }]);
    await session.press('home', 'k');
    await answered();
    expect(session.frame().picker?.title).toBe('Signal 10 nginx (33), tcp port 443');
    await session.press('enter');
    expect(session.done).toEqual(['signal 10 15']);
    expect(session.held.size).toBe(0);
  });

  it.each<[string, readonly { pid: number; startTicks: number; fd: number }[]]>([
    ['nobody', []],
    ['another process', [{ pid: 20, startTicks: 9, fd: 3 }]],
    ['a stranger with its PID', [{ pid: 10, startTicks: 6, fd: 3 }]],
  ])('is left alone if its owner is %s at the time of the key', async (_, owners) => {
    const session = openConnections();
    session.socketOwners.set(11, owners);
    session.press('home', 'k');
    await answered();
    expect(session.state.layers).toEqual([]);
    expect(session.status()).toContain('it no longer has the socket open, nothing was done: 10 nginx');
    expect(session.held.size).toBe(0);
  });

  it('that has been closed, and was tagged with another of its process, leaves that one to be asked for', async () => {
    const other = { ...SOCKETS[0], serial: 9, inode: 10, local: '0.0.0.0:8443' };
    const session = openConnections([...SOCKETS, other]);
    session.socketOwners.set(10, []).set(11, [{ pid: 10, startTicks: 5, fd: 4 }]);
    session.press('home', 'space', 'space', 'k');
    await answered();
    expect(session.frame().picker?.title).toBe('Signal 10 nginx (33), tcp port 8443, tcp port 443');
  });

  it.each<[string, readonly SocketOwner[] | Error, string]>([
    ['was refused', [{ pid: 10, startTicks: 5, fd: 3, refused: 'EACCES' }], 'not permitted: 10 nginx belongs to 33'],
    ['lacked descriptors', [{ pid: 10, startTicks: 5, fd: 3, refused: 'EMFILE' }], 'too many open files to hold it'],
    ['failed', new Error('no'), 'its open sockets could not be read, nothing was done: 10 nginx'],
  ])('is left alone when the last look %s, and that is said', async (_, reply, sentence) => {
    const session = openConnections();
    session.socketOwners.set(11, reply);
    session.press('home', 'k');
    await answered();
    expect(session.state.layers).toEqual([]);
    expect(session.status()).toContain(sentence);
    expect(session.held.size).toBe(0);
  });

  it('is signalled when a copy of its descriptor could be looked at', async () => {
    const session = openConnections();
    const owner = { pid: 10, startTicks: 5 };
    session.socketOwners.set(11, [
      { ...owner, fd: 3, refused: 'EMFILE' },
      { ...owner, fd: 4 },
    ]);
    session.press('home', 'k');
    await answered();
    expect(session.frame().picker?.title).toContain('Signal 10 nginx');
  });

  it('is asked about before the keys that follow act, however long that takes', async () => {
    const session = openConnections();
    session.socketOwners.set(11, [{ pid: 10, startTicks: 5, fd: 3 }]);
    await session.press('home');
    const typed = session.press('k', 'escape', 'down');
    expect(session.state.selected).toBe(1);
    await typed;
    expect(session.state.layers).toEqual([]);
    expect(session.state.selected).toBe(2);
    expect(session.held.size).toBe(0);
  });

  it('can not be signalled when nothing may be changed', () => {
    const session = openSession({ processes: PROCESSES, readonly: true, pane: 'connections' });
    session.sample(PROCESSES, { sockets: fakeSockets(SOCKETS) });
    session.press('home', 'k');
    expect(session.status()).toContain('read-only');
  });

  it('is copied as its two ends', () => {
    const session = openConnections();
    session.press('home', 'down', 'y');
    expect(session.status()).toContain('copied: tcp 10.0.0.1:5555 - 10.0.0.9:443');
  });
});

describe('the kinds', () => {
  it('l shows only listening sockets, and all again', () => {
    const session = openConnections();
    session.press('l');
    expect(session.rows()).toHaveLength(1);
    session.press('l');
    expect(session.rows()).toHaveLength(3);
  });

  it('l shows those with what they have: pending connections and backlog, by port, and no rates', () => {
    const session = openSession({ pane: 'connections', size: { columns: 100, rows: 24 } });
    const listen = { protocol: 'tcp6', state: 10, wildcard: 1 } as const;
    const sockets = fakeSockets([
      { serial: 1, ...listen, local: '[::]:443', backlog: 511, pendingConnections: 3 },
      { serial: 2, ...listen, local: '[::]:80', v6Only: 1 },
      { serial: 3, state: 10, wildcard: 1, local: '0.0.0.0:22' },
    ]);
    session.sample([], { sockets });
    expect(textOf(session.frame().list?.titles ?? [])).toContain('RECV/s');
    session.press('l');
    const titles = textOf(session.frame().list?.titles ?? []);
    expect(titles).toMatch(/PROTO LOCAL▲ +PEND BACKLOG +AGE +PID USER +NAME/);
    expect(session.rows().map((row) => row.trim().split(/\s+/).slice(0, 4))).toEqual([
      ['tcp', '*:22', '-', '-'],
      ['tcp6', '[::]:80', '-', '-'],
      ['tcp6', '*:443', '3', '511'],
    ]);
    session.press('l');
    expect(textOf(session.frame().list?.titles ?? [])).toContain('RECV/s▼');
    expect(session.state.settings.connectionSort).toBe('-receiveBytesPerSecond');
  });

  it('x shows unix sockets too', () => {
    const session = openConnections();
    session.press('x');
    expect(session.rows().some((row) => row.includes('/run/x'))).toBe(true);
  });
});

describe('names of addresses', () => {
  it('come when they are known; until then the address stands there, and R brings it back', async () => {
    const session = openConnections();
    session.hostNames.set('10.0.0.9', 'db-02');
    session.press('R');
    expect(session.rows().join('\n')).toContain('10.0.0.9:443');
    await answered();
    expect(session.rows().join('\n')).toContain('db-02:443');
    expect(session.status()).toContain('host names (R: numbers)');
    expect(session.rows().join('\n')).toContain('10.0.0.1:5555');
    session.press('R');
    expect(session.rows().join('\n')).not.toContain('db-02');
  });

  it('are asked for those that come later', async () => {
    const session = openConnections([]);
    session.hostNames.set('10.0.0.9', 'db-02');
    session.press('R');
    session.sample(PROCESSES, { sockets: fakeSockets(SOCKETS) });
    await answered();
    expect(session.rows().join('\n')).toContain('db-02:443');
  });

  it('are kept and not asked for again while a socket has the address, and forgotten some time after', async () => {
    const session = openConnections();
    const asked: string[] = [];
    session.hostNames.get = (address) => {
      asked.push(address);
      return address.replace('10.', 'h');
    };
    session.resize(80, 130);
    session.press('R');
    for (let round = 0; round < 30; round++) {
      const visitors = Array.from({ length: 100 }, (_, index) => ({
        serial: 100 * round + index + 10,
        slot: index + SOCKETS.length,
        inode: index + 20,
        remote: `10.1.${round}.${index}:5000`,
      }));
      session.sample(PROCESSES, { sockets: fakeSockets([...SOCKETS, ...visitors]) });
      if (round > 0) expect(session.rows()[1]).toContain('h0.0.9:443');
      await answered();
      expect(session.rows()[1]).toContain('h0.0.9:443');
      expect(session.rows()[60]).toContain(`h1.${round}.`);
    }
    expect(ownOf(session.state, CONNECTIONS).hostNames?.size).toBeLessThan(1200);
    expect(asked).toHaveLength(new Set(asked).size);
  });

  it('are ignored if they come too late', () => {
    const session = openConnections();
    session.press('R', 'R');
    const late = {
      type: 'own',
      part: 'connections',
      message: { address: '10.9.9.9', name: 'late' },
      now: session.clock,
    } as const;
    expect(ownOf(update(session.state, late).state, CONNECTIONS).hostNames).toBeUndefined();
    session.press('R');
    expect(ownOf(update(session.state, late).state, CONNECTIONS).hostNames?.has('10.9.9.9')).toBe(false);
  });
});

it('what is for processes only is not offered among the connections', () => {
  const session = openConnections();
  expect(session.footer()).not.toContain('Nice');
  session.press('home', 't', 'c', 'f7', 'a', 'e');
  expect(session.state.settings.tree).toBe(false);
  expect(session.state.layers).toEqual([]);
  expect(session.done).toEqual([]);
});
