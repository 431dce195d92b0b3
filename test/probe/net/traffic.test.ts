import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, vi } from 'vitest';
import type { SocketProbe } from '../../../src/model/machine/socket-table.js';
import { createSocketProbe } from '../../../src/probe/sockets.js';
import { atEnd } from '../../support/endings.js';
import { PATIENCE_MILLISECONDS } from '../../support/patience.js';
import { startPython } from './programs.js';
import { rowsOfOwner, SOCKET_NEEDS, type SocketRow } from './tables.js';

const MIB = 1024 ** 2;
const PATIENCE = { timeout: PATIENCE_MILLISECONDS };
/** tcpi_ca_state and tcpi_total_retrans of the client, from the kernel itself. */
const TCP_INFO = `(lambda info: [info[1], struct.unpack_from('I', info, 100)[0]])(client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104))`;

it('counts exactly what a program has sent and received, from nothing to its end', async () => {
  const python = await startPython();
  await python.ask(`run(${JSON.stringify(CONNECT)})`);
  const probe = createSocketProbe();
  const [client = NONE, server = NONE] = await ends(probe, python.pid);
  expect([client.sentBytes, client.receivedBytes, server.sentBytes, server.receivedBytes]).toEqual([0, 0, 0, 0]);
  await python.ask(
    "run('client.sendall(bytes(123456)); take(server, 123456); server.sendall(bytes(789)); take(client, 789)')",
  );
  // What was received is sent only when the kernel has said so to the other end, and on a busy machine it says it twice.
  await vi.waitFor(async () => {
    const [client2 = NONE, server2 = NONE] = await ends(probe, python.pid);
    expect([client2.sentBytes, client2.receivedBytes, server2.sentBytes, server2.receivedBytes]).toEqual([
      123_456, 789, 789, 123_456,
    ]);
    expect([client2.serial, server2.serial]).toEqual([client.serial, server.serial]);
    expect(client2.rttMicroseconds).toBeGreaterThan(0);
    expect([client2.congestionState, client2.retransmits]).toEqual(await python.ask(TCP_INFO));
  }, PATIENCE);
  await python.ask('run(\'client.shutdown(socket.SHUT_WR); assert server.recv(1) == b""\')');
  const [client3 = NONE, server3 = NONE] = await ends(probe, python.pid);
  expect(server3.state).toBe(8);
  expect([4, 5]).toContain(client3.state);
  expect([client3.sentBytes, server3.receivedBytes]).toEqual([123_456, 123_456]);
});

it('shows what an HTTP server on loopback carries, within five per cent', async () => {
  const body = Buffer.alloc(8 * MIB);
  const server = createServer((_, response) => response.end(body)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  const [response] = await once(get({ port, agent }), 'response');
  let bytes = 0;
  for await (const data of response) bytes += data.length;
  expect(bytes).toBe(8 * MIB);
  await vi.waitFor(async () => {
    const rows = rowsOfOwner(await createSocketProbe().sample(SOCKET_NEEDS), process.pid);
    const sent = rows.find((row) => row.localPort === port && row.state === 1);
    const received = rows.find((row) => row.remotePort === port && row.state === 1);
    for (const carried of [sent?.sentBytes ?? 0, received?.receivedBytes ?? 0]) {
      expect(carried).toBeGreaterThanOrEqual(bytes);
      expect(carried).toBeLessThan(bytes * 1.05);
    }
  }, PATIENCE);
  agent.destroy();
});

it('has unknown bytes, not 0, if they are not counted', async () => {
  const python = await startPython();
  await python.ask(`run(${JSON.stringify(CONNECT)})`);
  await python.ask(
    'run(\'datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); datagrams.bind(("127.0.0.1", 0))\')',
  );
  const rows = rowsOfOwner(await createSocketProbe().sample(SOCKET_NEEDS), python.pid);
  const silent = rows.filter(({ name, state }) => name !== 'tcp' || state === 10);
  expect(silent.map(({ name }) => name)).toEqual(expect.arrayContaining(['tcp', 'udp', 'unix']));
  for (const row of silent) expect([row.sentBytes, row.receivedBytes, row.rttMicroseconds]).toEqual([NaN, NaN, NaN]);
});

it('reports connections waiting to be accepted, and their maximum', async () => {
  const python = await startPython();
  await python.ask(
    'run(\'listener = socket.socket(); listener.bind(("127.0.0.1", 0)); listener.listen(5); clients = [socket.create_connection(listener.getsockname()) for _ in range(3)]\')',
  );
  const expected = { pendingConnections: 3, backlog: 5, receiveQueueBytes: NaN, sendQueueBytes: NaN };
  // A client is connected a moment before it stands in the queue.
  await vi.waitFor(async () => {
    const rows = rowsOfOwner(await createSocketProbe().sample(SOCKET_NEEDS), python.pid);
    expect(rows.find(({ name, state }) => name === 'tcp' && state === 10)).toMatchObject(expected);
  }, PATIENCE);
});

const NONE = {} as Partial<SocketRow>;

const CONNECT = `
def take(s, n):
    while n > 0: n -= len(s.recv(n))
listener = socket.socket(); listener.bind(('127.0.0.1', 0)); listener.listen()
client = socket.create_connection(listener.getsockname()); server = listener.accept()[0]
`;

/** Client and server of the one connection that a program has with itself. */
async function ends(probe: SocketProbe, pid: number): Promise<readonly SocketRow[]> {
  const rows = rowsOfOwner(await probe.sample(SOCKET_NEEDS), pid).filter(({ name }) => name === 'tcp');
  const port = rows.find(({ state }) => state === 10)?.localPort;
  return [
    rows.find((row) => row.remotePort === port),
    rows.find((row) => row.localPort === port && row.state !== 10),
  ].filter((row) => row !== undefined);
}
