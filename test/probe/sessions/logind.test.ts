import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createFiles } from '../../../src/probe/files.js';
import { type LogindReading, readLogind } from '../../../src/probe/logind.js';
import { atEnd } from '../../support/endings.js';
import { type FakeSession, serveLogind, serveSilence, startBus } from '../../support/logind.js';
import { makeTree } from '../readings.js';

const FILES = createFiles();

const SSH: FakeSession = {
  Id: ['s', '3'],
  User: ['(uo)', [1000, '/org/freedesktop/login1/user/_1000']],
  Name: ['s', 'ada'],
  Timestamp: ['t', 1_795_000_000_500_000],
  TTY: ['s', 'pts/3'],
  Display: ['s', ''],
  Remote: ['b', true],
  RemoteHost: ['s', '192.0.2.7'],
  Service: ['s', 'sshd'],
  Scope: ['s', 'session-3.scope'],
  TimestampMonotonic: ['t', 900_500_000],
  Leader: ['u', 4321],
  Type: ['s', 'tty'],
  Class: ['s', 'user'],
  State: ['s', 'active'],
  IdleHint: ['b', false],
  IdleSinceHint: ['t', 0],
};
const local = (rest: FakeSession): FakeSession => ({
  ...SSH,
  Remote: ['b', false],
  RemoteHost: ['s', ''],
  Service: ['s', 'login'],
  ...rest,
});

async function readSessions(sessions: readonly FakeSession[], ended: readonly string[] = []) {
  const bus = await startBus();
  await serveLogind(bus, sessions, ended);
  // On a busy machine it may answer too late.
  const isInTime = ({ source }: LogindReading) => source.state !== 'failed' || source.reason !== 'ETIMEDOUT';
  for (;;) {
    const reading = await readLogind(bus, FILES);
    if (isInTime(reading)) return reading;
  }
}

it('reports an ssh session like logind', async () => {
  expect(await readSessions([SSH])).toEqual({
    source: { state: 'read' },
    records: [
      {
        source: 'logind',
        id: '3',
        user: 'ada',
        terminal: 'pts/3',
        host: '192.0.2.7',
        loginTimeSeconds: 1_795_000_000.5,
        loginTimeWithinSeconds: 0,
        loginMonotonicSeconds: 900.5,
        idleSeconds: undefined,
        kind: 'ssh',
        leaderPid: 4321,
        leaderPidfdInode: undefined,
        leaderSeen: undefined,
      },
    ],
  });
});

it('distinguishes consoles and desktops, and reports the idle time of a desktop', async () => {
  const hourAgo = (Date.now() - 3_600_000) * 1000;
  const { records } = await readSessions([
    local({ TTY: ['s', 'tty1'] }),
    local({ Type: ['s', 'wayland'], TTY: ['s', 'tty2'], IdleHint: ['b', true], IdleSinceHint: ['t', hourAgo] }),
    local({ Type: ['s', 'x11'], TTY: ['s', ''], Display: ['s', ':0'], Class: ['s', 'user-early'] }),
    local({ Type: ['s', 'web'], TTY: ['s', ''], Service: ['s', 'cockpit'], LeaderPIDFDId: ['t', 12345] }),
  ]);
  expect(records.map(({ kind, terminal }) => [kind, terminal])).toEqual([
    [undefined, 'tty1'],
    ['graphical', 'tty2'],
    ['graphical', ':0'],
    ['other', undefined],
  ]);
  expect(records[1]?.idleSeconds).toBeGreaterThanOrEqual(3600);
  expect(records[3]?.leaderPidfdInode).toBe(12345);
});

it('leaves out login screens, cron jobs and service managers', async () => {
  const classes = ['greeter', 'lock-screen', 'background', 'manager', 'manager-early', 'none'];
  const { records } = await readSessions(classes.map((name) => local({ Class: ['s', name] })));
  expect(records).toEqual([]);
});

it('leaves out a session that has ended since it was listed', async () => {
  const { source, records } = await readSessions([SSH], ['/org/freedesktop/login1/session/_39']);
  expect(source).toEqual({ state: 'read' });
  expect(records.map(({ id }) => id)).toEqual(['3']);
});

it('says of a machine without a bus, or without logind on it, that it has none', async () => {
  const tree = makeTree({ file: '' });
  expect(await readLogind(join(tree, 'none'), FILES)).toEqual({ source: { state: 'absent' }, records: [] });
  expect(await readLogind(join(tree, 'file'), FILES)).toEqual({ source: { state: 'absent' }, records: [] });
  expect(await readLogind(await startBus(), FILES)).toEqual({ source: { state: 'absent' }, records: [] });
});

it('does not wait for a logind that never answers, nor for a bus that says nothing', async () => {
  const bus = await startBus();
  await serveSilence(bus);
  const mute = join(makeTree({}), 'mute');
  const server = createServer().listen(mute);
  atEnd(() => void server.close());
  const readings = await Promise.all([readLogind(bus, FILES), readLogind(mute, FILES)]);
  expect(readings.map(({ source }) => source.state)).toEqual(['failed', 'failed']);
});

it('survives a bus that talks nonsense', async () => {
  const path = join(makeTree({}), 'noise');
  const server = createServer((socket) =>
    socket.on('error', () => {}).write('OK 00\r\n'.repeat(3) + '\xff'.repeat(99)),
  );
  server.listen(path);
  atEnd(() => void server.close());
  expect((await readLogind(path, FILES)).source.state).toBe('failed');
});
