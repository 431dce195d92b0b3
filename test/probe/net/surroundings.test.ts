import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundleExample } from '../../../scripts/bundle-example.mjs';
import { type SocketTable, UNKNOWN_UID } from '../../../src/model/machine/socket-table.js';
import { createSocketProbe } from '../../../src/probe/sockets.js';
import { PATIENCE_MILLISECONDS } from '../../support/patience.js';
import { asNobody } from '../nobody.js';
import { makeTree } from '../readings.js';
import { startPython, WITHOUT_NETLINK } from './programs.js';
import { rowsOfOwner, SOCKET_NEEDS, sampleOwners, socketRows } from './tables.js';

const ADDON = new URL('../../../build/Release/ntop.node', import.meta.url).pathname;
const LISTEN = 'listener = socket.socket(); listener.bind(("127.0.0.1", 0)); listener.listen()';
const CONNECT = `${LISTEN}; client = socket.create_connection(listener.getsockname()); server = listener.accept()[0]`;
const run = (code: string) => `run(${JSON.stringify(code)})`;

it('finds the sockets of another network namespace, says which it is, and counts their bytes', async () => {
  const python = await startPython(['unshare', '--user', '--map-root-user', '--net']);
  await python.ask(run(`import subprocess; subprocess.run(["ip", "link", "set", "lo", "up"], check=True)`));
  await python.ask(run(`${CONNECT}; client.sendall(bytes(1000)); server.recv(1000)`));
  const probe = createSocketProbe();
  const own = await sampleOwners(probe, SOCKET_NEEDS);
  const isInet = ({ name }: { name: string }) => name === 'tcp';
  expect(rowsOfOwner(own, python.pid).filter(isInet)).toEqual([]);
  const all = await sampleOwners(probe, { ...SOCKET_NEEDS, allNamespaces: true });
  const rows = rowsOfOwner(all, python.pid).filter(isInet);
  const inode = statSync(`/proc/${python.pid}/ns/net`).ino;
  expect(rows.map(({ netNamespace }) => netNamespace)).toEqual([inode, inode, inode]);
  const serialsOf = (table: SocketTable) =>
    socketRows(table).flatMap(({ netNamespace, serial }) => (netNamespace === inode ? serial : []));
  // Read now, for its columns hold only until the second sample after it.
  const serials = serialsOf(all);
  expect(all.netNamespace).toBe(statSync('/proc/self/ns/net').ino);
  // Namespaces of others may end while they are read.
  const refusals = async () => {
    const { readings } = await probe.sample({ ...SOCKET_NEEDS, allNamespaces: true });
    return Object.values(readings).flatMap(({ refused }) => refused ?? []);
  };
  await expect.poll(refusals).toEqual([]);
  expect(own.readNamespaces).toEqual([all.netNamespace]);
  expect(all.readNamespaces).toEqual(expect.arrayContaining([all.netNamespace, inode]));
  // Who may not enter it has the rows from files, which count no bytes.
  const bytes = rows.find(
    ({ remotePort, state }) =>
      state === 1 && remotePort !== 0 && remotePort === rows.find((row) => row.state === 10)?.localPort,
  );
  expect(bytes?.sentBytes).toBe(process.getuid?.() === 0 ? 1000 : Number.NaN);
  const again = await sampleOwners(probe, { ...SOCKET_NEEDS, allNamespaces: true });
  expect(serialsOf(again)).toEqual(serials);
});

it('finds the namespace that a process enters long after it was first seen', async () => {
  const python = await startPython();
  const probe = createSocketProbe();
  const namespaces = async () => (await probe.sample({ ...SOCKET_NEEDS, allNamespaces: true })).readNamespaces;
  for (let round = 0; round < 3; round += 1) await namespaces();
  // CLONE_NEWUSER and CLONE_NEWNET
  await python.ask(run('import ctypes; ctypes.CDLL(None).unshare(0x50000000)'));
  const inode = statSync(`/proc/${python.pid}/ns/net`).ino;
  expect(inode).not.toBe(statSync('/proc/self/ns/net').ino);
  await expect.poll(namespaces, { timeout: PATIENCE_MILLISECONDS }).toContain(inode);
});

it('reads the files of proc where netlink is refused, with owners and without counters', async () => {
  const python = await startPython();
  await python.ask(run(CONNECT));
  const port = await python.ask('listener.getsockname()[1]');
  const output = execFileSync('python3', ['-c', WITHOUT_NETLINK, process.execPath, '-e', TELL, ADDON, String(port)], {
    encoding: 'utf8',
  });
  const { readings, rows } = JSON.parse(output) as { readings: unknown; rows: Record<string, unknown>[] };
  const files = { source: 'files', complete: true };
  expect(readings).toEqual({ tcp: files, udp: files, raw: files, unix: files });
  expect(rows).toHaveLength(3);
  for (const row of rows)
    expect(row).toMatchObject({ ownerPid: python.pid, sentBytes: null, receivedBytes: null, rttMicroseconds: null });
  expect(rows.map(({ serial }) => serial)).toEqual(rows.map(({ again }) => again));
});

it('has its columns, all of them empty, where there is no socket at all', () => {
  const code = `const { SocketEngine } = require(process.argv[1]);
    new SocketEngine('/proc').sample(JSON.parse(process.argv[2])).then(({ slots, columns }) =>
      console.log(JSON.stringify([slots, columns.serial.length, columns.receivedBytes.length])));`;
  const alone = ['--user', '--map-root-user', '--net', '--pid', '--fork', '--mount-proc'];
  const needs = JSON.stringify({ ...SOCKET_NEEDS, unix: false, allNamespaces: true });
  const said = execFileSync('unshare', [...alone, process.execPath, '-e', code, ADDON, needs], { encoding: 'utf8' });
  expect(JSON.parse(said)).toEqual([0, 0, 0]);
});

it('lists eight thousand sockets at once, each with its owner', async () => {
  const python = await startPython();
  await python.ask(
    run(
      `import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)`,
    ),
  );
  const most = ((await python.ask('resource.getrlimit(resource.RLIMIT_NOFILE)[0]')) as number) - 100;
  const count = Math.min(8000, most);
  await python.ask(run(`made = [socket.socket(socket.AF_UNIX) for _ in range(${count})]`));
  await python.ask(run('for n, s in enumerate(made): s.bind("\\0ntop-many-%d-%d" % (os.getpid(), n))'));
  const rows = rowsOfOwner(await sampleOwners(createSocketProbe(), SOCKET_NEEDS), python.pid);
  expect(new Set(rows.filter(({ local }) => local.startsWith('\0ntop-many-')).map(({ local }) => local)).size).toBe(
    count,
  );
});

it('goes on while processes and sockets come and go, and leaves no descriptor open', async () => {
  const probe = createSocketProbe();
  const python = await startPython();
  await sampleOwners(probe, SOCKET_NEEDS);
  const before = readdirSync('/proc/self/fd').length;
  const serials = new Set<number>();
  for (let round = 0; round < 40; round += 1) {
    const told = python.ask(run(`${CONNECT}; os.fork() or os._exit(0); os.wait()`));
    for (const row of rowsOfOwner(
      await probe.sample({ ...SOCKET_NEEDS, allNamespaces: round % 4 === 0 }),
      python.pid,
    )) {
      if (row.state === 10 && row.name === 'tcp') serials.add(row.serial);
    }
    await told;
  }
  expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before);
  expect(serials.size).toBeGreaterThan(1);
});

it('knows no user of a unix socket from files, and does not take that for root', async () => {
  const line = '0000000000000000: 00000002 00000000 00010000 0001 01    14 /run/a\n';
  const procRoot = makeTree({ 'net/tcp': '', 'net/udp': '', 'net/raw': '', 'net/unix': line });
  const [row] = socketRows(await createSocketProbe({ procRoot }).sample(SOCKET_NEEDS));
  expect(row).toMatchObject({ uid: UNKNOWN_UID, inode: 14, local: '/run/a', state: 10, netNamespace: NaN });
});

it('answers all simultaneous requests', async () => {
  const probe = createSocketProbe();
  const tables = await Promise.all([probe.sample(SOCKET_NEEDS), probe.owners(1), probe.sample(SOCKET_NEEDS)]);
  expect(tables[1]).toEqual([]);
  expect(tables[2].count).toBeGreaterThan(0);
});

it('lets an ordinary user read the namespaces of their own processes only', async () => {
  const body = `
    const engine = new addon.SocketEngine('/proc');
    const { count, readings } = await engine.sample(input);
    return [count > 0, readings.tcp];`;
  expect(await asNobody(body, { ...SOCKET_NEEDS, allNamespaces: true })).toEqual([
    true,
    { source: 'netlink', complete: true },
  ]);
});

it('has an example in at most 65 lines that prints what netstat prints', async () => {
  const python = await startPython();
  await python.ask(run(`${CONNECT}; open("/proc/self/comm", "w").write("esc\\x1b[2Jlonger than it")`));
  const port = await python.ask('listener.getsockname()[1]');
  const peer = await python.ask('client.getsockname()[1]');
  const file = join('examples', 'netstat.ts');
  expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThanOrEqual(66);
  const bundled = await bundleExample('netstat');
  const output = execFileSync(process.execPath, [bundled], { encoding: 'utf8' });
  const lines = output.split('\n').map((line) => line.split(/\s{1,}/).join(' '));
  expect(lines[0]).toBe('Proto Local address Remote address Status PID Program name');
  const owner = `${python.pid} esc?[2Jlonger t`;
  expect(lines).toEqual(
    expect.arrayContaining([
      `tcp 127.0.0.1:${port} - LISTEN ${owner}`,
      `tcp 127.0.0.1:${peer} 127.0.0.1:${port} ESTABLISHED ${owner}`,
      `tcp 127.0.0.1:${port} 127.0.0.1:${peer} ESTABLISHED ${owner}`,
    ]),
  );
});

const TELL = `
  const { SocketEngine } = require(process.argv[1]);
  const port = Number(process.argv[2]);
  const needs = { tcp: true, udp: true, raw: true, unix: true, counters: true, owners: true, allOwners: true };
  const engine = new SocketEngine('/proc');
  const slotsAt = ({ slots, columns }) => Array.from({ length: slots }, (_, slot) => slot).filter((slot) =>
    columns.serial[slot] !== 0 && [columns.localPort[slot], columns.remotePort[slot]].includes(port));
  engine.sample(needs).then(async (one) => {
    const other = await engine.sample(needs);
    const rows = slotsAt(one).map((slot) => ({
      ...Object.fromEntries(Object.keys(one.columns).map((name) => [name, one.columns[name][slot]])),
      again: other.columns.serial[slot],
    }));
    console.log(JSON.stringify({ readings: one.readings, rows }));
  });
`;
