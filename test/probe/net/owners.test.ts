import { expect, it } from 'vitest';
import { netConnections } from '../../../src/library/network/net-connections.js';
import { createSocketProbe } from '../../../src/probe/sockets.js';
import { statOf } from '../../support/children.js';
import { asNobody } from '../nobody.js';
import { startPython } from './programs.js';
import { rowsOfOwner, SOCKET_NEEDS, type SocketRow, sampleOwners, socketRows } from './tables.js';

const LISTEN = 'listener = socket.socket(); listener.bind(("127.0.0.1", 0)); listener.listen()';
const NEEDS = { ...SOCKET_NEEDS, udp: false, raw: false, unix: false };

const run = (code: string) => `run(${JSON.stringify(code)})`;
const startTicksOf = (pid: number) => Number(statOf(pid)?.[19]);
const portOf = '(listener.getsockname()[1])';
/** A child's PID may be lower than its parent's, where PIDs have begun anew. */
const ascending = (pids: readonly number[]) => [...pids].sort((one, other) => one - other);

it('gives a shared socket to the lowest PID, and lists the other owners', async () => {
  const python = await startPython();
  await python.ask(run(LISTEN));
  const children = (await python.ask(run(FORK)).then(() => python.ask('children'))) as number[];
  const probe = createSocketProbe();
  const pids = ascending([python.pid, ...children]);
  const [lowest = 0] = pids;
  const row = rowsOfOwner(await sampleOwners(probe, NEEDS), lowest)[0] as SocketRow;
  expect(row).toMatchObject({ ownerPid: lowest, ownerCount: 4, ownerStartTicks: startTicksOf(lowest) });
  expect(await probe.owners(row.inode)).toEqual(
    pids.map((pid) => ({ pid, startTicks: startTicksOf(pid), fd: row.fd })),
  );
  const listed = (await netConnections('tcp4')).find(
    ({ laddr }) => typeof laddr === 'object' && laddr?.port === row.localPort,
  );
  expect(listed).toMatchObject({ pid: lowest, pids, fd: row.fd });
});

it('gives a shared socket to the next owner when the first closes it or ends', async () => {
  const python = await startPython();
  await python.ask(run(LISTEN));
  const children = (await python.ask(run(FORK)).then(() => python.ask('children'))) as number[];
  const [child = 0] = children;
  const port = await python.ask(portOf);
  const probe = createSocketProbe();
  const find = async () => socketRows(await sampleOwners(probe, NEEDS)).find(({ localPort }) => localPort === port);
  const before = await find();
  expect(before?.ownerPid).toBe(Math.min(python.pid, child));
  await python.ask(run('listener.close()'));
  expect((await probe.owners(before?.inode ?? 0)).map(({ pid }) => pid)).not.toContain(python.pid);
  const connections = await netConnections('tcp');
  expect(connections.find(({ laddr }) => typeof laddr === 'object' && laddr?.port === port)?.pid).toBe(child);
  await python.end();
  expect(await find()).toMatchObject({ serial: before?.serial, ownerPid: child, ownerCount: 3 });
});

it('keeps an owner that can no longer be read', async () => {
  const program = `
import ctypes, os, socket
listener = socket.socket(); listener.bind(('127.0.0.1', 0)); listener.listen()
print(os.fstat(listener.fileno()).st_ino, flush=True)
input()
ctypes.CDLL(None).prctl(${PR_SET_DUMPABLE}, 0)
print(flush=True)
input()`;
  const [pid, before, after] = await asNobody(NOT_DUMPABLE, { needs: NEEDS, program });
  const owner = { pid, startTicks: expect.any(Number), fd: expect.any(Number) };
  expect([before, after]).toEqual([[owner], [{ ...owner, refused: 'EACCES' }]]);
});

it('finds the owner of a socket that takes the number of another one', async () => {
  const python = await startPython();
  await python.ask(run(LISTEN));
  const probe = createSocketProbe();
  const before = rowsOfOwner(await sampleOwners(probe, NEEDS), python.pid)[0];
  await python.ask(run(`listener.close(); ${LISTEN}`));
  const after = rowsOfOwner(await sampleOwners(probe, NEEDS), python.pid)[0];
  expect(after?.fd).toBe(before?.fd);
  expect(after?.inode).not.toBe(before?.inode);
  expect(after?.serial).not.toBe(before?.serial);
});

it('finds the owner of a socket that takes the number of a file, or comes from another process', async () => {
  const [one, other] = await Promise.all([startPython(), startPython()]);
  await one.ask(run('file = open("/dev/null")'));
  const probe = createSocketProbe();
  await sampleOwners(probe, NEEDS);
  await one.ask(run(`file.close(); ${LISTEN}`));
  expect(rowsOfOwner(await sampleOwners(probe, NEEDS), one.pid)).toHaveLength(1);
  const port = await one.ask(portOf);
  await one.ask(run('listener.close()'));
  await other.ask(run(`listener = socket.socket(); listener.bind(("127.0.0.1", ${port})); listener.listen()`));
  const rows = socketRows(await sampleOwners(probe, NEEDS)).filter(({ localPort }) => localPort === port);
  expect(rows.map(({ ownerPid }) => ownerPid)).toEqual([other.pid]);
});

it('reports when a socket was first seen, except for those that existed before', async () => {
  const python = await startPython();
  await python.ask(run(LISTEN));
  const old = await python.ask(portOf);
  const probe = createSocketProbe();
  const seen = async (port: unknown) => {
    const table = await probe.sample(NEEDS);
    const row = socketRows(table).find(({ localPort }) => localPort === port);
    return [row?.firstSeenSeconds, table.monotonicSeconds];
  };
  expect((await seen(old))[0]).toBeNaN();
  await python.ask(run(`first = listener; ${LISTEN}`));
  const young = await python.ask(portOf);
  const [firstSeen, now] = await seen(young);
  expect(firstSeen).toBe(now);
  expect((await seen(young))[0]).toBe(firstSeen);
  expect((await seen(old))[0]).toBeNaN();
});

it('lists for an ordinary user all sockets, with counters and users, but owners only of its own', async () => {
  const python = await startPython();
  await python.ask(run(`${LISTEN}; client = socket.create_connection(listener.getsockname())`));
  const port = await python.ask(portOf);
  const [rows, unreadable, mine] = (await asNobody(AS_NOBODY, { needs: NEEDS, port })) as [
    SocketRow[],
    number,
    SocketRow[],
  ];
  expect(rows).toHaveLength(3);
  const uid = process.getuid?.() ?? 0;
  for (const row of rows)
    expect(row).toMatchObject({ uid, ...(uid === 0 ? { ownerPid: -1, fd: -1 } : { ownerPid: python.pid }) });
  expect(rows.find(({ remotePort }) => remotePort === port)).toMatchObject({ sentBytes: 0, receivedBytes: 0 });
  expect(unreadable).toBeGreaterThan(0);
  expect(mine.every(({ ownerPid }) => ownerPid > 0)).toBe(true);
  expect(mine).toHaveLength(1);
});

const AS_NOBODY = `
  const engine = new addon.SocketEngine('/proc');
  const server = require('node:net').createServer().listen(0);
  await new Promise((resolve) => server.once('listening', resolve));
  const { columns, slots, unreadableProcesses } = await engine.sample(input.needs);
  const own = server.address().port;
  server.close();
  const rowsOf = (port) => Array.from({ length: slots }, (_, slot) => slot)
    .filter((slot) => columns.serial[slot] !== 0 && [columns.localPort[slot], columns.remotePort[slot]].includes(port))
    .map((slot) => Object.fromEntries(Object.keys(columns).map((name) => [name, columns[name][slot]])));
  return [rowsOf(input.port), unreadableProcesses, rowsOf(own)];`;

const PR_SET_DUMPABLE = 4;

/** A child hides its descriptors, as one does that changes its user. */
const NOT_DUMPABLE = `
  const engine = new addon.SocketEngine('/proc');
  const child = require('node:child_process').spawn('python3', ['-c', input.program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = require('node:readline').createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const inode = Number((await lines.next()).value);
  await engine.sample(input.needs);
  const before = await engine.owners(inode);
  child.stdin.write('\\n');
  await lines.next();
  const after = await engine.owners(inode);
  child.kill();
  return [child.pid, before, after];`;

/** Children that end when this test does. */
const FORK = `
children = []
for _ in range(3):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, b'x')
        os.read(3, 1)
        os._exit(0)
    os.read(reader, 1); os.close(reader); os.close(writer)
    children.append(child)
children.sort()
`;
