import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { identityOf } from '../../../src/model/machine/identity.js';
import type { Session } from '../../../src/model/machine/session-table.js';
import { computeRates } from '../../../src/model/sample/rates.js';
import { withSessions } from '../../../src/model/sessions/join.js';
import { sessionProcesses } from '../../../src/model/sessions/processes.js';
import { createActions } from '../../../src/probe/actions.js';
import { createSessionProbe, type SessionProbeOptions } from '../../../src/probe/sessions.js';
import { createParts, createSource } from '../../../src/probe/source.js';
import { isGone } from '../../support/children.js';
import { serveLogind, startBus } from '../../support/logind.js';
import { type SshServer, startSshd } from '../../support/sshd.js';
import { writeUtmp } from '../../support/utmp.js';
import { makeTree, NEEDS } from '../readings.js';

const SIGHUP = 1;
const TCP = {
  ...{ tcp: true, udp: false, raw: false, unix: false, listeningOnly: false },
  ...{ counters: true, owners: true, allOwners: false, allNamespaces: false },
};

it('finds a login on a terminal by processes alone, with address, traffic and command', async () => {
  const server = await startSshd();
  const look = watch(server);
  expect(await look()).toEqual([]);
  const client = await server.login();
  client.type('sleep 4242\n');
  const [session] = await until(look, ([found]) => {
    const { command, connection } = found?.session ?? {};
    return command === 'sleep 4242' && connection !== undefined;
  });
  expect(session?.session).toMatchObject({
    source: 'processes',
    host: '127.0.0.1',
    kind: 'ssh',
    stale: false,
    connection: { remoteAddress: '127.0.0.1', localAddress: '127.0.0.1', localPort: server.port },
  });
  const { terminal, idleSeconds, connection, residentBytes, loginTimeSeconds } = session?.session ?? {};
  expect(terminal).toMatch(/^pts\/\d+$/);
  expect(idleSeconds).toBeGreaterThanOrEqual(0);
  expect(idleSeconds).toBeLessThan(120);
  expect(Math.abs(Date.now() / 1000 - (loginTimeSeconds ?? 0))).toBeLessThan(120);
  expect(connection?.receivedBytes).toBeGreaterThan(1000);
  expect(connection?.sentBytes).toBeGreaterThan(1000);
  expect(connection?.rttMilliseconds).toBeGreaterThan(0);
  expect(residentBytes).toBeGreaterThan(1 << 20);
  expect(session?.uid).toBe(server.uid);
});

it('finds a command without a terminal, and root', async () => {
  const server = await startSshd();
  const user = process.getuid?.() === 0 ? 'root' : userInfo().username;
  await server.login({ user, command: 'echo; read x; true' });
  const look = watch(server);
  const [found] = await until(look, ([one]) => one?.session.host !== undefined);
  expect(found?.session).toMatchObject({ user, kind: 'ssh', terminal: undefined, host: '127.0.0.1' });
  expect(found?.session.command).toMatch(/echo; read x; true$/);
});

it('is one login, however many sources tell of it, until it is hung up', async () => {
  const server = await startSshd();
  const client = await server.login();
  const utmpPath = join(makeTree({}), 'utmp');
  const busPath = await startBus();
  const look = watch(server, { utmpPath, busPath });
  const [plain] = await until(look, (sessions) => sessions.length === 1);
  const seconds = Math.ceil(Date.now() / 1000);
  const { pid = 0, terminal = '' } = plain?.session ?? {};
  writeUtmp(utmpPath, [{ pid: plain?.pids[1] ?? pid, line: terminal, user: 'ada', host: 'laptop.example', seconds }]);
  expect((await look())[0]?.session).toMatchObject({ source: 'utmp', user: 'ada', host: 'laptop.example', pid });
  await serveLogind(busPath, [
    {
      ...{ Id: ['s', '3'], Name: ['s', 'ada'], TTY: ['s', ''], Service: ['s', 'sshd'], Class: ['s', 'user'] },
      ...{ Leader: ['u', pid], Timestamp: ['t', seconds * 1e6], RemoteHost: ['s', '127.0.0.1'] },
    },
  ]);
  // Whom a busy machine keeps from answering in time is asked again later.
  const [joined, ...more] = await until(look, ([one]) => one?.session.source === 'logind');
  expect(more).toEqual([]);
  expect(joined?.session).toMatchObject({ source: 'logind', sources: ['logind', 'utmp'], user: 'ada', pid, terminal });
  expect(joined?.session.serial).toBe(plain?.session.serial);
  expect(joined?.session.leader).toEqual(plain?.session.leader);

  await hangUp(joined);
  await client.ended;
  await until(
    async () => joined?.pids.every(isGone),
    (gone) => gone === true,
  );
  const [left] = await look();
  expect(left?.session).toMatchObject({ stale: true, user: 'ada', slots: [], leader: undefined });
  expect(left?.session.serial).not.toBe(plain?.session.serial);
});

type Found = Awaited<ReturnType<ReturnType<typeof watch>>>[number];

/** Looks again and again; tells only the sessions of one server, and what a file or bus of the test makes up. */
function watch(server: SshServer, sources: SessionProbeOptions = {}) {
  const nowhere = makeTree({});
  const paths = { utmpPath: join(nowhere, 'utmp'), busPath: join(nowhere, 'bus'), ...sources };
  const probe = createSource({ ...createParts(), sessions: createSessionProbe(paths) });
  return async () => {
    const snapshot = await probe.sample({ ...NEEDS, sockets: TCP, sessions: 'now' });
    const sample = withSessions({ snapshot, rates: computeRates(undefined, snapshot) }, undefined);
    const { pid, uid } = snapshot.processes.columns;
    const { parentOf, slotOf } = sessionProcesses(snapshot);
    const isOurs = (slot: number): boolean => slot >= 0 && (pid[slot] === server.pid || isOurs(parentOf(slot)));
    const isTold = ({ leader, stale }: Session) => stale || (leader !== undefined && isOurs(slotOf(leader.pid)));
    return (sample.sessions?.sessions ?? []).filter(isTold).map((session) => ({
      session,
      pids: session.slots.map((slot) => pid[slot] ?? 0),
      identities: session.slots.filter(isOurs).map((slot) => identityOf(sample, slot)),
      uid: uid[session.slots.at(-1) ?? -1],
    }));
  };
}

/** Reaches only processes below the server of the test. */
async function hangUp(found: Found | undefined): Promise<void> {
  const actions = createActions();
  for (const identity of found?.identities ?? []) {
    const held = await actions.hold(identity);
    if (!held.ok) continue;
    await actions.signal(held.hold, SIGHUP);
    actions.release(held.hold);
  }
}

async function until<Value>(look: () => Promise<Value>, fits: (value: Value) => boolean): Promise<Value> {
  for (;;) {
    const value = await look();
    if (fits(value)) return value;
    await wait(20);
  }
}
