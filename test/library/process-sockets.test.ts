import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import type { ConnectionKind } from '../../src/library/network/net-connections.js';
import { Process } from '../../src/library/process/process.js';
import { processIter } from '../../src/library/process/process-iter.js';
import { startSleeper } from '../support/children.js';
import { atEnd } from '../support/endings.js';
import { startPsutilOfProcesses } from './psutil.js';

const psutil = await startPsutilOfProcesses();

/** Opens one socket of each kind, and leaves them to a child too. */
const SOCKETS = `
import os, socket, sys, time
tcp4 = socket.socket(); tcp4.bind(("127.0.0.1", 0)); tcp4.listen()
udp4 = socket.socket(type=socket.SOCK_DGRAM); udp4.bind(("127.0.0.1", 0))
pair = socket.socketpair()
out = socket.create_connection(tcp4.getsockname()); into, _ = tcp4.accept()
child = os.fork()
if child == 0:
    sys.stdin.readline()
    os._exit(0)
print(child, flush=True)
sys.stdin.readline()
`;

async function startWithSockets(command: string, args: readonly string[]): Promise<{ parent: number; child: number }> {
  const started = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  atEnd(() => void started.kill('SIGKILL'));
  const [line] = await once(started.stdout, 'data');
  const child = Number(String(line));
  atEnd(() => void started.stdin.end());
  return { parent: started.pid ?? 0, child };
}

const THEIRS = (kind: string) =>
  `sorted([c.fd, int(c.family), int(c.type), c.laddr[1] if c.laddr else None, c.raddr[1] if c.raddr else None, c.status] for c in p.connections("${kind}"))`;

it.each<ConnectionKind>(['inet', 'inet4', 'inet6', 'tcp', 'tcp4', 'udp', 'udp4'])(
  'of kind %s are what psutil says, for each that shares them',
  async (kind) => {
    const { parent, child } = await startWithSockets('/usr/bin/python3', ['-c', SOCKETS]);
    for (const pid of [parent, child]) {
      const mine = await new Process(pid).netConnections(kind);
      const rows = mine.map(({ fd, family, type, laddr, raddr, status }) => {
        const port = typeof laddr === 'string' ? null : laddr?.port;
        return [fd, family, type, port ?? null, raddr?.port ?? null, status];
      });
      expect(rows).toEqual(await psutil(pid, THEIRS(kind)));
      expect(mine.every((socket) => socket.pid === pid && Object.isFrozen(socket))).toBe(true);
    }
  },
);

it('of unix are there too', async () => {
  const { parent } = await startWithSockets('/usr/bin/python3', ['-c', SOCKETS]);
  const all = await new Process(parent).netConnections('all');
  const unix = await new Process(parent).netConnections('unix');
  expect(all.length).toBe(unix.length + (await new Process(parent).netConnections('inet')).length);
  expect(unix.length).toBeGreaterThanOrEqual(2);
});

it('are read at once too, in asDict and in a list, without other owners', async () => {
  const { parent, child } = await startWithSockets('/usr/bin/python3', ['-c', SOCKETS]);
  for (const pid of [parent, child]) {
    const one = new Process(pid);
    for (const kind of ['inet', 'tcp4', 'udp6', 'unix', 'all'] as const) {
      const alone = (await one.netConnections(kind)).map((socket) => ({ ...socket, pids: [pid] }));
      expect(one.netConnectionsSync(kind)).toEqual(alone);
    }
    expect(one.asDict(['netConnections'])).toEqual({ netConnections: one.netConnectionsSync() });
    const listed = [...processIter(['netConnections'])].find((other) => other.pid === pid);
    expect(listed?.info.netConnections).toHaveLength(4);
  }
  expect(() => new Process(parent).netConnectionsSync('tpc' as never)).toThrow(/valid ones are: inet, inet4/);
});

it('of another network namespace are found by their process', async () => {
  if (process.getuid?.() !== 0 || spawnSync('unshare', ['--net', 'true']).status !== 0) {
    return expect(await new Process((await startSleeper()).pid).netConnections()).toEqual([]);
  }
  const up = `import socket, fcntl, struct
s = socket.socket(type=socket.SOCK_DGRAM)
fcntl.ioctl(s, 0x8914, struct.pack("16sh14x", b"lo", 0x49))
s.close()${SOCKETS}`;
  const { parent } = await startWithSockets('unshare', ['--net', '/usr/bin/python3', '-c', up]);
  const found = await new Process(parent).netConnections('tcp');
  expect(found.map(({ status }) => status).sort()).toEqual(['ESTABLISHED', 'ESTABLISHED', 'LISTEN']);
  const atOnce = new Process(parent).netConnectionsSync('tcp');
  expect(atOnce).toEqual(found.map((socket) => ({ ...socket, pids: [parent] })));
});

it('of a kind that is none are refused, and those of a process that is gone', async () => {
  const child = await startSleeper();
  const one = new Process(child.pid);
  await expect(one.netConnections('tpc' as ConnectionKind)).rejects.toThrow(/valid ones are: inet, inet4/);
  await child.end();
  await expect(one.netConnections()).rejects.toMatchObject({ code: 'ERR_NO_SUCH_PROCESS', pid: child.pid });
  expect(() => one.netConnectionsSync()).toThrow(expect.objectContaining({ code: 'ERR_NO_SUCH_PROCESS' }));
});
