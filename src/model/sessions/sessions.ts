import { identityOf } from '../machine/identity.js';
import { type LoginReading, type Session, type SessionTable, terminalUserKey } from '../machine/session-table.js';
import { commandText } from '../processes/command-line.js';
import { NONE } from '../sample/pid-index.js';
import type { Sample } from '../sample/sample.js';
import { sumOf } from '../sample/selection-sums.js';
import { connectionOf, type Sockets } from './connection.js';
import { findLogins, kindOf, type Login } from './logins.js';
import { nameSessions } from './names.js';
import { type SessionProcesses, sessionProcesses } from './processes.js';

type Input = {
  readonly reading: LoginReading;
  readonly sample: Sample;
  /** Undefined if none were read. */
  readonly sockets: Sockets | undefined;
  readonly processes: SessionProcesses;
};

/** The sessions: the records of the sources joined with the processes and sockets of about the same time. */
export function makeSessions(sample: Sample, reading: LoginReading, sockets: Sockets | undefined): SessionTable {
  const input = { reading, sample, sockets, processes: sessionProcesses(sample.snapshot) };
  const logins = findLogins(reading, input.processes);
  const loginsByRoot = new Map<number, number>();
  for (const { root } of logins) loginsByRoot.set(root, (loginsByRoot.get(root) ?? 0) + 1);
  const roots = new Set(loginsByRoot.keys());
  const isShared = ({ root }: Login) => (loginsByRoot.get(root) ?? 0) > 1;
  const names = nameSessions(logins, input.processes, isShared);
  const sessions = logins.map((login, at) => ({ ...names[at], ...toSession(login, input, roots, isShared(login)) }));
  return { sessions, serial: Float64Array.from(sessions, ({ serial }) => serial), sources: reading.sources };
}

type Unnamed = Omit<Session, 'serial' | 'identity'>;

/** `shared`: another login has the same leader, so only the processes on its terminal belong to it. */
function toSession(login: Login, input: Input, roots: ReadonlySet<number>, shared: boolean): Unnamed {
  const { processes, reading, sample } = input;
  const { records, root, group, stale } = login;
  const own = shared ? (group?.slot ?? NONE) : root;
  const slots = own === NONE ? [] : processes.membersOf(own, roots);
  const { cpuPercent, residentBytes } = sumOf(sample, slots);
  const ssh = root === NONE ? undefined : processes.connections.find((one) => one.root === root);
  const connection = ssh && input.sockets && connectionOf(ssh, input.sockets, processes);
  return {
    source: login.sources[0],
    sources: login.sources,
    user: userOf(login, processes),
    terminal: login.terminal,
    host: records.find(({ host }) => host !== undefined)?.host ?? connection?.remoteAddress,
    kind: kindOf(login, processes),
    loginTimeSeconds: loginTimeOf(login, processes),
    idleSeconds: stale ? undefined : idleSecondsOf(login, reading, processes),
    pid: root === NONE ? records[0]?.leaderPid : sample.snapshot.processes.columns.pid[root],
    leader: root === NONE ? undefined : identityOf(sample, root),
    stale,
    command: commandOf(login, reading, processes, slots),
    slots,
    cpuPercent,
    residentBytes,
    connection,
  };
}

function userOf({ records, root }: Login, processes: SessionProcesses): string {
  const recorded = records.find(({ user }) => user !== '')?.user;
  if (recorded !== undefined || root === NONE) return recorded ?? '';
  const { columns, userNames } = processes.snapshot.processes;
  const uid = columns.uid[userSlot(root, processes)];
  return userNames.get(uid) ?? String(uid);
}

/** The processes of the user, without sshd and login(1). */
function userSlot(root: number, { connections, terminals, originOf }: SessionProcesses): number {
  const server = connections.find((one) => one.root === root)?.server;
  return server ?? terminals.find(({ slot }) => originOf(slot) === root)?.slot ?? root;
}

function loginTimeOf({ records, root }: Login, processes: SessionProcesses): number | undefined {
  const recorded = records.find(({ loginTimeSeconds }) => loginTimeSeconds !== undefined)?.loginTimeSeconds;
  if (recorded !== undefined || root === NONE) return recorded;
  const { system, processes: table } = processes.snapshot;
  if (system.bootTimeSeconds === undefined) return undefined;
  return system.bootTimeSeconds + table.columns.startTicks[userSlot(root, processes)] / system.ticksPerSecond;
}

function idleSecondsOf(login: Login, reading: LoginReading, { snapshot }: SessionProcesses): number | undefined {
  const { group, records, terminal } = login;
  const seen = group && reading.terminals.get(terminalUserKey(identityOf({ snapshot }, group.slot)));
  const recorded = records.find(({ idleSeconds }) => idleSeconds !== undefined)?.idleSeconds;
  return seen?.idleSeconds ?? recorded ?? (group === undefined ? reading.idleSeconds.get(terminal ?? '') : undefined);
}

/** The foreground process of the terminal; without a terminal, the command that sshd started. */
function commandOf(
  { root, group }: Login,
  reading: LoginReading,
  { snapshot, connections, parentOf }: SessionProcesses,
  slots: readonly number[],
): string | undefined {
  if (root === NONE) return undefined;
  const { pid, processGroupId, terminalDevice, startTicks } = snapshot.processes.columns;
  const oldest = (some: readonly number[], otherwise: number) =>
    some.reduce((one, other) => (startTicks[other] < startTicks[one] ? other : one), some[0] ?? otherwise);
  if (group === undefined) {
    const server = connections.find((one) => one.root === root)?.server;
    const started = slots.filter((slot) => slot !== server && parentOf(slot) === server);
    return commandText(snapshot.processes, oldest(started, root));
  }
  const seen = reading.terminals.get(terminalUserKey(identityOf({ snapshot }, group.slot)));
  const inFront = slots.filter(
    (slot) => processGroupId[slot] === seen?.foregroundGroupId && terminalDevice[slot] === group.device,
  );
  const leader = inFront.find((slot) => pid[slot] === seen?.foregroundGroupId);
  return commandText(snapshot.processes, leader ?? oldest(inFront, group.slot));
}
