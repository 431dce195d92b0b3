import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import {
  AF_INET,
  type ConnectionKind,
  isListening,
  netConnections,
} from '../../src/library/network/net-connections.js';
import { tcpStatus } from '../../src/model/connections/connection-status.js';
import { startPython } from '../probe/net/programs.js';
import { makeTree, statLine } from '../probe/readings.js';
import { atEnd } from '../support/endings.js';

const OPEN_ONE_OF_EACH = `
made = []
for family, address in ((socket.AF_INET, '127.0.0.1'), (socket.AF_INET6, '::1')):
    for type in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        s = socket.socket(family, type); s.bind((address, 0)); made.append(s)
        if type == socket.SOCK_STREAM: s.listen()
for type in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
    s = socket.socket(socket.AF_UNIX, type); s.bind('\\0ntop-%d-%d' % (os.getpid(), type)); made.append(s)
`;

const COUNTS: Readonly<Record<ConnectionKind, number>> = {
  inet: 4,
  inet4: 2,
  inet6: 2,
  tcp: 2,
  tcp4: 1,
  tcp6: 1,
  udp: 2,
  udp4: 1,
  udp6: 1,
  unix: 3,
  all: 7,
};

it('lists only the sockets of a kind', async () => {
  const python = await startPython();
  await python.ask(`run(${JSON.stringify(OPEN_ONE_OF_EACH)})`);
  for (const [kind, count] of Object.entries(COUNTS) as [ConnectionKind, number][]) {
    const own = (await netConnections(kind)).filter(({ pid, laddr }) => pid === python.pid && laddr !== '');
    expect([kind, own.length]).toEqual([kind, count]);
  }
});

it('describes a connection with addresses, state and owner, frozen and fit for JSON', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => void server.close());
  const port = portOf(server);
  const connections = await netConnections('tcp4');
  const found = connections.find(({ laddr }) => typeof laddr === 'object' && laddr?.port === port);
  expect(found).toEqual({
    fd: expect.any(Number),
    family: AF_INET,
    type: 1,
    laddr: { ip: '127.0.0.1', port },
    raddr: null,
    status: 'LISTEN',
    pid: process.pid,
    pids: [process.pid],
    inode: expect.any(Number),
  });
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  expect(structuredClone(found)).toEqual(found);
  for (const part of [connections, found, found?.laddr, found?.pids]) expect(Object.isFrozen(part)).toBe(true);
});

it('says what has changed of a connection that it has described before', async () => {
  const python = await startPython();
  const open = [
    "server = socket.socket(); server.bind(('127.0.0.1', 0)); server.listen()",
    'one = socket.create_connection(server.getsockname()); other = server.accept()[0]',
    'port = one.getsockname()[1]',
  ];
  await python.ask(`run(${JSON.stringify(open.join('; '))})`);
  const port = Number(await python.ask('port'));
  const find = async () =>
    (await netConnections('tcp4')).find(({ laddr, raddr }) => laddr?.port === port && raddr !== null);
  const before = await find();
  expect(before).toMatchObject({ status: 'ESTABLISHED', pid: python.pid, pids: [python.pid] });
  expect(await find()).toEqual(before);
  await python.ask("run('other.shutdown(socket.SHUT_WR)')");
  expect(await find()).toEqual({ ...before, status: 'CLOSE_WAIT' });
  await python.ask("run('os.dup2(one.fileno(), 77); one.close()')");
  expect(await find()).toMatchObject({ fd: 77, pid: python.pid });
  const child = 'child = os.fork()\nif child == 0: os.read(3, 1), os._exit(0)';
  await python.ask(`run(${JSON.stringify(child)})`);
  const pid = Number(await python.ask('child'));
  const pids = [python.pid, pid].sort((one, other) => one - other);
  expect(await find()).toMatchObject({ pid: pids[0], pids });
  await python.ask("run('os.close(77)')");
  expect(await find()).toMatchObject({ pid, pids: [pid] });
  await python.ask("run('os.kill(child, 9); os.waitpid(child, 0)')");
  expect((await find())?.pid ?? null).toBeNull();
});

it('refuses a kind that there is not, and names those that there are', async () => {
  for (const kind of ['TCP', '', 'toString', 'raw']) {
    const refusal = netConnections(kind as ConnectionKind);
    await expect(refusal).rejects.toThrow(RangeError);
    await expect(refusal).rejects.toThrow(
      `invalid kind argument '${kind}'; valid ones are: inet, inet4, inet6, tcp, tcp4, tcp6, udp, udp4, udp6, unix, all`,
    );
  }
});

it('answers whether a socket listens at a port, over IPv4 or IPv6', async () => {
  const server = createServer().listen(0, '::1');
  await once(server, 'listening');
  const port = portOf(server);
  expect([await isListening(port), await isListening(port, 'tcp6'), await isListening(port, 'tcp4')]).toEqual([
    true,
    true,
    false,
  ]);
  expect([await isListening(port, 'udp'), await isListening(0)]).toEqual([false, false]);
  server.close();
  await once(server, 'close');
  expect(await isListening(port)).toBe(false);
});

it('refuses ports that there are not, and kinds without ports', async () => {
  for (const port of [-1, 65_536, 1.5, Number.NaN, '80' as unknown as number]) {
    await expect(isListening(port)).rejects.toThrow(RangeError);
  }
  await expect(isListening(80, 'unix')).rejects.toThrow(RangeError);
  await expect(isListening(80, 'all')).rejects.toThrow(RangeError);
});

it('calls the states of TCP by their names, and a new one UNKNOWN', () => {
  expect([1, 10, 11].map(tcpStatus)).toEqual(['ESTABLISHED', 'LISTEN', 'CLOSING']);
  expect([0, 12, 13].map(tcpStatus)).toEqual(['UNKNOWN', 'UNKNOWN', 'UNKNOWN']);
});

const HEADER = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';

const inetLine = (local: string, remote: string, state: string, inode: number) =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 1 0 100 0 0 10 0\n`;

const unixLine = (type: number, state: string, inode: number, name: string) =>
  `0000000000000000: 00000002 00000000 ${state === '01' ? '00010000' : '00000000'} 000${type} ${state} ${String(inode).padStart(5)}${name === '' ? '' : ` ${name}`}\n`;

it('reads the files of another proc as they are, IPv6 or not', async () => {
  const files = {
    stat: 'cpu 1 2 3 4\n',
    '7/stat': statLine(7),
    'net/tcp': `${HEADER}${inetLine('0100007F:1F90', '00000000:0000', '0A', 11)}${inetLine('0100007F:1F90', '0200007F:01BB', '0D', 12)}${inetLine('0100007F:1F90', '0200007F:01BC', '06', 0)}`,
    'net/udp': `${HEADER}${inetLine('00000000:0035', '00000000:0000', '07', 13)}`,
    'net/unix': `Num       RefCount Protocol Flags    Type St Inode Path\n${unixLine(1, '01', 14, '/run/a b')}${unixLine(5, '03', 15, 'nl\nb c d e f g h i')}${unixLine(2, '01', 16, '@x')}${unixLine(1, '03', 17, '')}`,
  };
  const procRoot = makeTree(files);
  const told = await withProc(procRoot, () => netConnections('all'));
  expect(told.map(({ laddr, raddr, status, type }) => [laddr, raddr, status, type])).toEqual([
    [{ ip: '127.0.0.1', port: 8080 }, null, 'LISTEN', 1],
    [{ ip: '127.0.0.1', port: 8080 }, { ip: '127.0.0.2', port: 443 }, 'UNKNOWN', 1],
    [{ ip: '127.0.0.1', port: 8080 }, { ip: '127.0.0.2', port: 444 }, 'TIME_WAIT', 1],
    [{ ip: '0.0.0.0', port: 53 }, null, 'NONE', 2],
    ['/run/a b', null, 'NONE', 1],
    ['nl\nb c d e f g h i', null, 'NONE', 5],
    ['\0x', null, 'NONE', 2],
    ['', null, 'NONE', 1],
  ]);
  expect(await withProc(procRoot, () => netConnections('tcp6'))).toEqual([]);
});

it('distinguishes sockets without owners by their inodes; without a descriptor there is no inode', async () => {
  const procRoot = makeTree({
    'net/tcp': `${HEADER}${inetLine('0100007F:1F90', '0200007F:01BC', '06', 0)}`,
    'net/unix': `Num       RefCount Protocol Flags    Type St Inode Path\n${unixLine(1, '03', 17, '')}${unixLine(1, '03', 18, '')}`,
  });
  expect((await withProc(procRoot, () => netConnections('unix'))).map(({ inode }) => inode)).toEqual([17, 18]);
  expect((await withProc(procRoot, () => netConnections('tcp4'))).map(({ inode }) => inode)).toEqual([null]);
});

it('writes addresses of IPv6 as inet_ntop does', async () => {
  const six = (local: string, inode: number) => inetLine(`${local}:01BB`, `${'0'.repeat(32)}:0000`, '0A', inode);
  const procRoot = makeTree({
    'net/tcp': HEADER,
    'net/tcp6':
      HEADER +
      six('B80D0120000000000000000001000000', 1) +
      six('0000000000000000FFFF00000100007F', 2) +
      six('000080FE00000000FF00FC020100FEFF', 3),
  });
  const told = await withProc(procRoot, () => netConnections('tcp'));
  expect(told.map(({ laddr }) => laddr)).toEqual([
    { ip: '2001:db8::1', port: 443 },
    { ip: '::ffff:127.0.0.1', port: 443 },
    { ip: 'fe80::2fc:ff:fffe:1', port: 443 },
  ]);
});

it.each([
  ['/nowhere', 'ENOENT'],
  [makeTree({}), 'ENOENT'],
  [makeTree({ net: 'no directory' }), 'ENOTDIR'],
])('rejects with what is wrong with the path when there are no sockets to read (%s: %s)', async (root, code) => {
  const refused = { name: 'NtopError', code, path: `${root}/net`, pid: null };
  await expect(withProc(root, () => netConnections())).rejects.toMatchObject(refused);
  await expect(withProc(root, () => netConnections())).rejects.toThrow(`Sockets can't be read: ${root}/net: `);
  await expect(withProc(root, () => isListening(80))).rejects.toMatchObject(refused);
});

async function withProc<Answer>(procRoot: string, ask: () => Promise<Answer>): Promise<Answer> {
  process.env.NTOP_PROCFS = procRoot;
  try {
    return await ask();
  } finally {
    delete process.env.NTOP_PROCFS;
  }
}

function portOf(server: ReturnType<typeof createServer>): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
