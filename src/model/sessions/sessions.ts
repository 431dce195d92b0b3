import { commandText } from '../command-line.js';
import { identityOf } from '../identity.js';
import { sumOf } from '../selection-sums.js';
import type { LoginReading, Session, SessionTable } from '../session-table.js';
import type { SocketTable } from '../socket-table.js';
import { connectionOf } from './connection.js';
import { findLogins, kindOf, type Login } from './logins.js';
import { NO_SLOT, type SessionProcesses } from './processes.js';

export type SessionInput = {
  readonly reading: LoginReading;
  /** Of a sample taken at about the same time. */
  readonly processes: SessionProcesses;
  /** TCP with counters and owners; undefined when it was not read. */
  readonly sockets: SocketTable | undefined;
};

/** Who is logged in: what the sources tell, joined with the processes and sockets of about the same moment. */
export function makeSessions(input: SessionInput): SessionTable {
  const logins = findLogins(input.reading, input.processes);
  const loginsByRoot = new Map<number, number>();
  for (const { root } of logins) loginsByRoot.set(root, (loginsByRoot.get(root) ?? 0) + 1);
  const roots = new Set(loginsByRoot.keys());
  return {
    sessions: logins.map((login) => toSession(login, input, roots, (loginsByRoot.get(login.root) ?? 0) > 1)),
    sources: input.reading.sources,
  };
}

/** `shared`: another login began with the same process, so that only those on its terminal are its own. */
function toSession(login: Login, input: SessionInput, roots: ReadonlySet<number>, shared: boolean): Session {
  const { processes, reading } = input;
  const { sample, connections, membersOf } = processes;
  const { records, root, group, stale } = login;
  const own = shared ? (group?.slot ?? NO_SLOT) : root;
  const slots = own === NO_SLOT ? [] : membersOf([own], roots);
  const { cpuPercent, residentBytes } = sumOf(sample, slots);
  const ssh = root === NO_SLOT ? undefined : connections.find((one) => one.root === root);
  const connection = ssh && input.sockets && connectionOf(ssh, input.sockets, processes);
  return {
    key: keyOf(login, processes, shared),
    source: login.sources[0],
    sources: login.sources,
    user: userOf(login, processes),
    terminal: login.terminal,
    host: records.find(({ host }) => host !== undefined)?.host ?? connection?.remoteAddress,
    kind: kindOf(login, processes),
    loginTimeSeconds: loginTimeOf(login, processes),
    idleSeconds: stale ? undefined : idleSecondsOf(login, reading, processes),
    pid: root === NO_SLOT ? records[0]?.leaderPid : sample.snapshot.processes.columns.pid[root],
    leader: root === NO_SLOT ? undefined : identityOf(sample, root),
    stale,
    command: commandOf(login, reading, processes, slots),
    slots,
    cpuPercent,
    residentBytes,
    connection,
  };
}

/** The leader's serial is never another's; without one the record itself must do, which names its PID and moment. */
function keyOf({ root, records, terminal }: Login, { sample }: SessionProcesses, shared: boolean): string {
  const serial = sample.snapshot.processes.columns.serial[root];
  if (root !== NO_SLOT) return shared ? `process ${serial} ${terminal ?? ''}` : `process ${serial}`;
  const { source, id, leaderPid, loginTimeSeconds } = records[0];
  return `${source} ${id} ${leaderPid} ${loginTimeSeconds}`;
}

function userOf({ records, root }: Login, processes: SessionProcesses): string {
  const recorded = records.find(({ user }) => user !== '')?.user;
  if (recorded !== undefined || root === NO_SLOT) return recorded ?? '';
  const { columns, userNames } = processes.sample.snapshot.processes;
  const uid = columns.uid[userSlot(root, processes)];
  return userNames.get(uid) ?? String(uid);
}

/** Who works for the user, not for sshd or login(1). */
function userSlot(root: number, { connections, terminals, originOf }: SessionProcesses): number {
  const server = connections.find((one) => one.root === root)?.server;
  return server ?? terminals.find(({ slot }) => originOf(slot) === root)?.slot ?? root;
}

function loginTimeOf({ records, root }: Login, processes: SessionProcesses): number | undefined {
  const recorded = records.find(({ loginTimeSeconds }) => loginTimeSeconds !== undefined)?.loginTimeSeconds;
  if (recorded !== undefined || root === NO_SLOT) return recorded;
  const { system, processes: table } = processes.sample.snapshot;
  if (system.bootTimeSeconds === undefined) return undefined;
  return system.bootTimeSeconds + table.columns.startTicks[userSlot(root, processes)] / system.ticksPerSecond;
}

function idleSecondsOf(login: Login, reading: LoginReading, { sample }: SessionProcesses): number | undefined {
  const { group, records, terminal } = login;
  const seen = group && reading.terminals.get(sample.snapshot.processes.columns.pid[group.slot]);
  const recorded = records.find(({ idleSeconds }) => idleSeconds !== undefined)?.idleSeconds;
  return seen?.idleSeconds ?? recorded ?? (group === undefined ? reading.idleSeconds.get(terminal ?? '') : undefined);
}

/** Who has the terminal now; without a terminal, what sshd has started for the user. */
function commandOf(
  { root, group }: Login,
  reading: LoginReading,
  { sample, connections, parentOf }: SessionProcesses,
  slots: readonly number[],
): string | undefined {
  if (root === NO_SLOT) return undefined;
  const { processes } = sample.snapshot;
  const { pid, processGroupId, terminalDevice, startTicks } = processes.columns;
  const oldest = (some: readonly number[]) =>
    some.reduce((one, other) => (startTicks[other] < startTicks[one] ? other : one));
  if (group === undefined) {
    const server = connections.find((one) => one.root === root)?.server;
    const started = slots.filter((slot) => parentOf(slot) === server && slot !== server);
    return commandText(processes, started.length > 0 ? oldest(started) : root);
  }
  const foreground = reading.terminals.get(pid[group.slot])?.foregroundGroupId;
  const inFront = slots.filter((slot) => processGroupId[slot] === foreground && terminalDevice[slot] === group.device);
  const leader = inFront.find((slot) => pid[slot] === foreground);
  return commandText(processes, leader ?? (inFront.length > 0 ? oldest(inFront) : group.slot));
}
