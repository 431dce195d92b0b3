import { describe, expect, it } from 'vitest';
import { CONNECTIONS } from '../../../src/model/connections/pane.js';
import { type SocketChoice, USUAL_SOCKETS } from '../../../src/model/connections/socket-choice.js';
import { parseFilter } from '../../../src/model/filter/filter.js';
import { type CellContext, findColumn } from '../../../src/model/list/column-kinds.js';
import { makeList } from '../../../src/model/list/list.js';
import { matchesText } from '../../../src/model/list/search.js';
import { PROTOCOLS } from '../../../src/model/machine/socket-table.js';
import { PANES } from '../../../src/model/panes.js';
import type { Sample } from '../../../src/model/sample/sample.js';
import { openSession } from '../../support/session.js';
import { fakeSample } from '../../support/snapshots.js';
import { type FakeSocket, fakeSockets } from '../../support/sockets.js';

const CONTEXT: CellContext = {
  cpuBasis: 'core',
  memoryUnits: 'bytes',
  fullPath: true,
  unicode: true,
  wallClockMilliseconds: 0,
};
const PROCESSES = [
  { pid: 10, uid: 33, startTicks: 5, name: 'nginx', commandLine: ['/usr/sbin/nginx', '-g'] },
  { pid: 20, uid: 1000, startTicks: 9, name: 'curl' },
];
const LISTEN = 10;
const UNCONNECTED = 7;
const ALL: SocketChoice = { ...USUAL_SOCKETS, kinds: new Set(['tcp', 'udp', 'raw', 'unix']) };

const SOCKETS: readonly FakeSocket[] = [
  { serial: 1, local: '0.0.0.0:443', state: LISTEN, wildcard: 1, inode: 11, ownerPid: 10, ownerStartTicks: 5 },
  { serial: 2, local: '10.0.0.1:443', remote: '10.0.0.9:5555', inode: 12, ownerPid: 10, ownerStartTicks: 5 },
  { serial: 3, protocol: 'tcp6', local: '[::ffff:10.0.0.1]:80', remote: '[::ffff:1.2.3.4]:443', inode: 13, uid: 1000 },
  { serial: 4, local: '10.0.0.1:9', remote: '1.1.1.1:53', state: 6, inode: 0, uid: 0 },
  {
    serial: 5,
    protocol: 'udp',
    local: '127.0.0.1:53',
    state: UNCONNECTED,
    inode: 15,
    ownerPid: 20,
    ownerStartTicks: 9,
  },
  { serial: 6, protocol: 'unix', local: '\0bus', state: LISTEN, inode: 16 },
  { serial: 7, protocol: 'udp6', local: '[::1]:5353', remote: '[::1]:99', inode: 17, ownerPid: 20, ownerStartTicks: 8 },
];

function sampleOf(sockets = SOCKETS): Sample {
  return fakeSample({
    processes: PROCESSES,
    userNames: { 0: 'root', 33: 'www', 1000: 'ada' },
    sockets: fakeSockets(sockets),
  });
}

function cell(id: string, serial: number, sample = sampleOf(), context = CONTEXT): string | undefined {
  const table = sample.snapshot.sockets;
  if (table === undefined || 'error' in table) throw new Error('no sockets');
  return findColumn(CONNECTIONS.columns, id)?.text(sample, table.columns.serial.indexOf(serial), context);
}

function value(id: string, serial: number, sample = sampleOf()): unknown {
  const table = sample.snapshot.sockets;
  if (table === undefined || 'error' in table) throw new Error('no sockets');
  return findColumn(CONNECTIONS.columns, id)?.value(sample, table.columns.serial.indexOf(serial));
}

function listed(filter = '', sockets = ALL, rest = {}): readonly number[] {
  const parsed = parseFilter(filter, CONNECTIONS, PANES);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  const sort = { columnId: 'inode', descending: false };
  const shown = { showThreads: false, showKernelThreads: false, hideIdle: false, unicode: true, holdOrder: false };
  const folded = new Set<number>();
  const own = CONNECTIONS.begin(sockets);
  const base = { pane: CONNECTIONS, sample: sampleOf(), filter: parsed.filter, own, tree: false, folded, sort };
  const list = makeList({ ...base, ...shown, ...rest });
  return [...(list?.serials ?? [])].sort((one, other) => one - other);
}

describe('a socket', () => {
  it.each([
    ['local', 1, '*:443'],
    ['local', 2, '10.0.0.1:443'],
    ['local', 3, '10.0.0.1:80'],
    ['local', 6, '@bus'],
    ['local', 7, '[::1]:5353'],
    ['remote', 1, '-'],
    ['remote', 3, '1.2.3.4:443'],
    ['remote', 6, '-'],
    ['state', 1, 'LISTEN'],
    ['state', 2, 'ESTAB'],
    ['state', 4, 'TIME_WAIT'],
    ['state', 5, 'UNCONN'],
    ['state', 6, 'LISTEN'],
    ['name', 2, 'nginx'],
    ['user', 2, 'www'],
    ['command', 2, '/usr/sbin/nginx -g'],
    ['receivedBytes', 2, '-'],
  ])('has in %s (%i) %s', (id, serial, text) => {
    expect(cell(id, serial)).toBe(text);
  });

  it('is exact for scripts where the screen is short', () => {
    expect(value('localAddress', 3)).toBe('::ffff:10.0.0.1');
    expect(value('localAddress', 6)).toBe('\0bus');
    expect(value('state', 2)).toBe('ESTABLISHED');
  });

  it('has the user of the socket while its owner is unknown', () => {
    expect(cell('user', 3)).toBe('ada');
    expect(cell('name', 3)).toBe('-');
  });

  it('has no user without a descriptor, although the kernel reports root', () => {
    expect(cell('user', 4)).toBe('-');
    expect(value('pids', 4)).toEqual([]);
  });

  it('does not belong to a process that reused the PID of its owner', () => {
    expect(cell('pid', 7)).toBe('20');
    expect(cell('name', 7)).toBe('-');
    expect(CONNECTIONS.processSlot(sampleOf(), 6)).toBe(-1);
  });

  it('has the PIDs of all owners', () => {
    const sample = sampleOf([{ serial: 1, local: '0.0.0.0:80', ownerPid: 10, ownerStartTicks: 5, sharers: [10, 20] }]);
    expect(value('pids', 1, sample)).toEqual([10, 20]);
    expect(value('pids', 3)).toBeUndefined();
  });

  it('lets no byte of its name through to the terminal', () => {
    const sample = sampleOf([{ serial: 1, protocol: 'unix', local: '/tmp/\u001b[31m\nx' }]);
    expect(cell('local', 1, sample)).toBe('/tmp/?[31m?x');
    expect(CONNECTIONS.describe(sample, 0)).toBe('unix /tmp/?[31m?x');
  });

  it('has the name of its address once that is wanted and known, and no byte of it that is not safe', () => {
    const hostNames = new Map([
      ['1.2.3.4', 'evil\u001b]0;x\u0007.example'],
      ['10.0.0.1', 'web-01'],
    ]);
    expect(cell('remote', 3, sampleOf(), { ...CONTEXT, hostNames })).toBe('evil?]0;x?.example:443');
    expect(cell('local', 3, sampleOf(), { ...CONTEXT, hostNames })).toBe('web-01:80');
    expect(cell('remote', 2, sampleOf(), { ...CONTEXT, hostNames })).toBe('10.0.0.9:5555');
  });
});

describe('the connections shown', () => {
  it.each([
    ['all', '', [1, 2, 3, 4, 5, 6, 7]],
    ['a port at either end', 'port=443', [1, 2, 3]],
    ['no end at a port', 'port!=443', [4, 5, 7]],
    ['a local port', 'lport=443', [1, 2]],
    ['a state', 'state=listen', [1, 6]],
    ['a state and a port', 'port=443 state=established', [2, 3]],
    ['a state as the screen says it', 'state=estab', [2, 3, 7]],
    ['all states but one', 'state!=estab', [1, 4, 5, 6]],
    ['a user', 'user=www', [1, 2]],
    ['a PID', 'pid=20', [5, 7]],
    ['a part of an address', '10.0.0.9', [2]],
    ['a part of a program', 'ngin', [1, 2]],
    ['digits alone: a port or a PID', '20', [5, 7]],
  ])('are, by filter, %s', (_, filter, serials) => {
    expect(listed(filter)).toEqual(serials);
  });

  it.each([
    ['state=listn', 'unknown state listn; did you mean LISTEN?'],
    ['state!=time-wait', 'unknown state time-wait; did you mean TIME_WAIT?'],
    ['state=esta', 'unknown state esta; did you mean ESTABLISHED?'],
    ['proto=tpc', 'unknown protocol tpc; did you mean tcp?'],
    ['proto=quic', 'unknown protocol quic; use tcp, tcp6, udp, udp6, raw, raw6, unix'],
    ['cong=bad', 'unknown congestion bad; use open, disorder, cwr, recovery, loss'],
  ])('are none by %s, and it says why', (filter, message) => {
    expect(parseFilter(filter, CONNECTIONS, PANES)).toMatchObject({ problem: { message } });
  });

  it('have a state that a filter understands as the screen says it', () => {
    for (let state = 0; state < 16; state += 1) {
      const socket: FakeSocket = { serial: 1, state, local: '10.0.0.1:80', remote: '10.0.0.2:81' };
      const sample = sampleOf([socket]);
      expect(listed(`state=${cell('state', 1, sample)}`, ALL, { sample })).toEqual([1]);
    }
  });

  it('say so while the filter is typed', () => {
    const session = openSession({ pane: 'connections', processes: PROCESSES });
    session.press('f4');
    session.type('state=listn');
    expect(session.status()).toContain('unknown state listn; did you mean LISTEN?');
  });

  it('have only states and protocols that a filter knows', () => {
    const states = Array.from({ length: 16 }, (_, state) => state);
    const kinds = PROTOCOLS.slice(1).flatMap((protocol) => states.map((state) => ({ protocol, state })));
    const sample = sampleOf(kinds.map((socket, index) => ({ ...socket, serial: index + 1 })));
    for (const column of CONNECTIONS.columns.filter(({ id }) => id === 'state' || id === 'protocol')) {
      const had = new Set(kinds.map((_, slot) => column.value(sample, slot)));
      expect([...had].filter((text) => !column.choices?.includes(String(text)))).toEqual([]);
    }
  });

  it.each<[string, SocketChoice, readonly number[]]>([
    ['TCP and UDP, as a rule', USUAL_SOCKETS, [1, 2, 3, 4, 5, 7]],
    ['those that wait for others', { ...ALL, listeningOnly: true }, [1, 5, 6]],
    ['UDP', { ...ALL, kinds: new Set(['udp']) }, [5, 7]],
    ['IPv6, and unix sockets, which have no version', { ...ALL, versions: new Set([6]) }, [3, 6, 7]],
  ])('are, when asked for, %s', (_, choice, serials) => {
    expect(listed('', choice)).toEqual(serials);
  });

  it('can be those of some users or processes', () => {
    expect(listed('', ALL, { users: { names: new Set(['ada']), negate: false } })).toEqual([3, 5]);
    expect(listed('', ALL, { pids: new Set([10]) })).toEqual([1, 2]);
  });

  it('are found by a search for digits at their ports, and for text in their addresses', () => {
    const sample = sampleOf();
    const found = (text: string) =>
      SOCKETS.filter((_, slot) => matchesText(CONNECTIONS, sample, slot, text)).map(({ serial }) => serial);
    expect(found('5353')).toEqual([7]);
    expect(found('1.2.3')).toEqual([3]);
  });

  it('say what is missing and what would show it', () => {
    const sockets = fakeSockets([], {
      unreadableProcesses: 3,
      unreadNamespaces: 2,
      readings: {
        tcp: { source: 'files', complete: true },
        unix: { source: 'none', complete: false, refused: 'EACCES' },
      },
    });
    const remarks = CONNECTIONS.remarks?.(fakeSample({ sockets }), CONNECTIONS.begin()).join('\n');
    expect(remarks).toContain('no unix sockets (EACCES)');
    expect(remarks).toContain('need root');
    expect(remarks).toContain('2 network namespaces');
    expect(remarks).toContain('no rates');
    expect(CONNECTIONS.remarks?.(sampleOf(), CONNECTIONS.begin())).toEqual([]);
  });
});

it('at 80 columns state, rates, process and program stand beside the ends of ordinary connections', () => {
  const session = openSession({ pane: 'connections', size: { columns: 80, rows: 24 } });
  const sockets = [{ serial: 1, local: '127.0.0.1:58684', remote: '127.0.0.1:57506', state: 6 }];
  session.sample(PROCESSES, { sockets: fakeSockets(sockets) });
  expect(
    session
      .frame()
      .list?.titles?.map(({ text }) => text)
      .join(''),
  ).toMatch(/PROTO LOCAL +REMOTE +STATE +RECV\/s.*SEND\/s +PID +NAME/);
  expect(session.rows()[0]).toContain('TIME_WAIT');
});

describe('on a narrow screen', () => {
  const rowAt = (columns: number, local: string, remote = '10.11.12.13:5555') => {
    const session = openSession({ pane: 'connections', size: { columns, rows: 24 } });
    const protocol = local.startsWith('[') ? 'tcp6' : 'tcp';
    const owned = { ownerPid: 10, ownerStartTicks: 5, ownerCount: 1 };
    session.sample(PROCESSES, {
      sockets: fakeSockets([{ serial: 1, protocol, local, remote, state: 1, ...owned }]),
    });
    return session.rows()[0]?.slice(0, columns).trimEnd();
  };

  it('addresses are cut before kind and rates leave, but not before what matters less does', () => {
    const ends = ['[2001:db8::1234:5678]:49152', '[2001:db8::8765:4321]:443'] as const;
    const [local, remote] = ends;
    expect(rowAt(80, ...ends)).toBe(' tcp6  [2001:db8::1234:+:49152 [2001:db8::8765:43+:443       -    10 nginx');
    expect(rowAt(110, ...ends)).toBe(` tcp6  ${local} ${remote} ESTAB           -      -    10 nginx`);
  });

  it.each([
    [60, '192.168.1.100:443', ' tcp   192.168.1.100:443 10.11.12.13:5555    10 nginx'],
    [52, '192.168.1.100:443', ' 192.168.1.100:443 10.11.12.13:5555    10 nginx'],
    [36, '192.168.1.100:443', ' 192.168.1.100:443    10 nginx'],
    [30, '192.168.1.100:443', ' 192.168.1.100:443 nginx'],
    [20, '192.168.1.100:443', ' 192.+:443 nginx'],
    [20, '[2001:db8::1234:5678]:49152', ' [2+:49152 nginx'],
    [20, '127.0.0.1:80', ' 127.0+:80 nginx'],
    [20, '*:80', ' *:80      nginx'],
  ])('of %i cells port and program of %s are in sight', (columns, local, row) => {
    expect(rowAt(columns, local)).toBe(row);
  });
});

describe('an address that is too long', () => {
  const LOCAL = '[2001:db8:1111:2222:3333:4444:5555:6666]:8443';
  const rowOf = (socket: Partial<FakeSocket>) => {
    const session = openSession({ pane: 'connections', asked: { connections: ALL }, size: { columns: 200, rows: 24 } });
    session.sample(PROCESSES, { sockets: fakeSockets([{ serial: 1, state: LISTEN, ...socket }]) });
    return session.rows()[0];
  };

  it('keeps its port, and says that something is missing before it', () => {
    expect(rowOf({ protocol: 'tcp6', local: LOCAL })).toMatch(/ \[2001:db8:1111:2222:33\+:8443 - +LISTEN/);
  });

  it('pushes nothing out of its place, even if it is a name that ends like a port', () => {
    const named = rowOf({ protocol: 'unix', local: `/run/x:${'7'.repeat(90)}` });
    expect(named?.indexOf('LISTEN')).toBe(rowOf({ protocol: 'tcp6', local: LOCAL })?.indexOf('LISTEN'));
  });
});

describe('among many that are about to go', () => {
  const gone = (serial: number) => ({ serial, local: '10.0.0.1:80', remote: `10.0.0.2:${serial}`, state: 6, inode: 0 });
  const flood = Array.from({ length: 2000 }, (_, index) => gone(index + 1));
  const late = { serial: 2001, local: '0.0.0.0:80', state: LISTEN, wildcard: 1, inode: 9 };
  const latest = { serial: 2002, protocol: 'udp', local: '10.0.0.1:53', state: UNCONNECTED, inode: 8 } as const;
  const open = (sockets: readonly FakeSocket[]) => {
    const session = openSession({ pane: 'connections', size: { columns: 100, rows: 24 } });
    session.sample(PROCESSES, { sockets: fakeSockets(sockets) });
    return session;
  };

  it('what is open stands first, however late it was opened', () => {
    const states = open([...flood, late, latest])
      .rows()
      .map((row) => /LISTEN|UNCONN|TIME_WAIT/.exec(row)?.[0]);
    expect(states.slice(0, 4)).toEqual(['LISTEN', 'UNCONN', 'TIME_WAIT', 'TIME_WAIT']);
  });

  it('but an order that was asked for is kept', () => {
    const session = open([...flood, late]);
    session.command({ type: 'sortBy', columnId: 'state' });
    session.press('I', 'home');
    expect(session.rows()[0]).toContain('TIME_WAIT');
  });

  it('the status line says how many they are, and nothing where there is none', () => {
    expect(open([...flood, late]).status()).toContain('2001 sockets, 2000 TIME_WAIT');
    expect(open([late]).status()).not.toMatch(/TIME_WAIT|,/);
    const session = open([...flood, { ...late, state: 1, receivedBytes: 0, sentBytes: 0 }]);
    const next = { ...late, state: 1, receivedBytes: 1500, sentBytes: 3000 };
    session.sample(PROCESSES, { sockets: fakeSockets([...flood, next], { seconds: 1.5 }) });
    expect(session.status()).toMatch(/TCP in 1000B\/s out 2\.0K\/s, 2000 TIME_WAIT/);
  });
});
