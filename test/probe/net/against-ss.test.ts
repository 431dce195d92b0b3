import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createSocketProbe } from '../../../src/probe/sockets.js';
import { atEnd } from '../../support/endings.js';
import { startPython } from './programs.js';
import { rowsOfOwner, SOCKET_NEEDS, type SocketRow, ssOf } from './tables.js';

const OPEN_INET = `
made = []
def add(family, type, address, listen=False, only=None):
    s = socket.socket(family, type)
    if only is not None: s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, only)
    s.bind((address, 0))
    if listen: s.listen(7)
    made.append(s)
    return s
four, six, tcp, udp = socket.AF_INET, socket.AF_INET6, socket.SOCK_STREAM, socket.SOCK_DGRAM
t4 = add(four, tcp, '127.0.0.1', True)
t6 = add(six, tcp, '::1', True, 1)
dual = add(six, tcp, '::', True, 0)
add(four, tcp, '0.0.0.0', True)
add(four, udp, '127.0.0.1')
add(six, udp, '::1')
add(six, udp, '::', False, 0)
client = socket.create_connection(t4.getsockname()); server = t4.accept()[0]
mapped = socket.create_connection(('127.0.0.1', dual.getsockname()[1])); mapper = dual.accept()[0]
six = socket.create_connection(t6.getsockname()[:2]); sixer = t6.accept()[0]
peer = add(four, udp, '127.0.0.1'); peer.connect(client.getsockname())
`;

it('lists the sockets of IPv4 and IPv6 that ss lists, with the same addresses, states, queues and inodes', async () => {
  const python = await startPython();
  await python.ask(`run(${JSON.stringify(OPEN_INET)})`);
  const before = ssOf(python.pid);
  const rows = rowsOfOwner(await createSocketProbe().sample({ ...SOCKET_NEEDS, unix: false }), python.pid);
  expect(ssOf(python.pid)).toEqual(before);
  expect(rows).toHaveLength(14);
  expect(rows.map(asSs).sort()).toEqual(before.map(fromSs).sort());
});

it('marks what listens at every address, and whether that takes IPv4 too', async () => {
  const python = await startPython();
  await python.ask(`run(${JSON.stringify(OPEN_INET)})`);
  const rows = rowsOfOwner(await createSocketProbe().sample({ ...SOCKET_NEEDS, listeningOnly: true }), python.pid);
  const told = rows.filter(({ name }) => name !== 'unix').map((row) => [row.name, row.local, row.wildcard, row.v6Only]);
  expect(told.sort()).toEqual(
    [
      ['tcp', '0.0.0.0', 1, 255],
      ['tcp', '127.0.0.1', 0, 255],
      ['tcp6', '::', 1, 0],
      ['tcp6', '::1', 0, 1],
      ['udp', '127.0.0.1', 0, 255],
      ['udp6', '::', 1, 0],
      ['udp6', '::1', 0, 1],
    ].sort(),
  );
});

const NAMES = [
  'plain',
  'with  space ',
  'nl\nb c d e f g h i\n',
  'esc\x1b[2J',
  '\x00abstract',
  '\x00abs\x00nul\n\x00',
  '@at',
];

it('reports the names of unix sockets byte for byte', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-unix-'));
  atEnd(() => rmSync(folder, { recursive: true }));
  const python = await startPython();
  await python.ask(`os.chdir(${JSON.stringify(folder)})`);
  await python.ask(`run(${JSON.stringify(OPEN_UNIX)})`);
  const rows = rowsOfOwner(await createSocketProbe().sample(SOCKET_NEEDS), python.pid);
  const expected = [...NAMES, 'bad\udcff\udc80'].flatMap((name) =>
    [1, 2, 5].map((type) => [name, type, type === 2 ? 7 : 10]),
  );
  const named = rows.filter(({ local, peerInode }) => local !== '' && Number.isNaN(peerInode));
  expect(named.map(({ local, type, state }) => [rename(local), type, state]).sort()).toEqual(expected.sort());
  // The other unnamed ones are those by which this test talks to it.
  const pair = rows.filter(({ local, peerInode }) => local === '' && rows.some(({ inode }) => inode === peerInode));
  expect(pair).toHaveLength(2);
  expect(pair.map(({ peerInode }) => peerInode)).toEqual([...pair].reverse().map(({ inode }) => inode));
});

const OPEN_UNIX = `
made = []
names = [n.encode() for n in json.loads(${JSON.stringify(JSON.stringify(NAMES))})] + [b'bad\\xff\\x80']
for name in names:
    for number, type in ((1, socket.SOCK_STREAM), (2, socket.SOCK_DGRAM), (5, socket.SOCK_SEQPACKET)):
        s = socket.socket(socket.AF_UNIX, type)
        s.bind(name + str(number).encode())
        if number != 2: s.listen()
        made.append(s)
made.append(socket.socketpair())
`;

/** Without the digit that makes the names of the three types differ. */
function rename(local: string): string {
  return local.slice(0, -1);
}

const SS_STATES: Readonly<Record<number, string>> = { 1: 'ESTAB', 7: 'UNCONN', 10: 'LISTEN' };

function asSs(row: SocketRow): string {
  const ip = (address: string, port: number) => {
    const host = row.family === 10 ? `[${address}]` : address;
    if (port !== 0) return `${host}:${port}`;
    return `${host}:*`;
  };
  const [receive, send] =
    row.state === 10 ? [row.pendingConnections, row.backlog] : [row.receiveQueueBytes, row.sendQueueBytes];
  const protocol = row.name.replace('6', '');
  return [
    protocol,
    SS_STATES[row.state],
    receive,
    send,
    ip(row.local, row.localPort),
    ip(row.remote, row.remotePort),
    row.inode,
  ].join(' ');
}

/** ss writes * for an address of IPv6 that takes both families. */
function fromSs(line: string): string {
  const [protocol, state, receive, send, local = '', remote = ''] = line.split(/\s+/);
  const six = line.includes('v6only:');
  const plain = (address: string) => (six ? address.replace(/^\*:/, '[::]:') : address);
  return [protocol, state, receive, send, plain(local), plain(remote), /ino:(\d+)/.exec(line)?.[1]].join(' ');
}
