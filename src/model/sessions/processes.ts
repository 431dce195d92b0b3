import { processForest, relate } from '../list/family.js';
import { identityOf } from '../machine/identity.js';
import type { TerminalUser } from '../machine/session-table.js';
import type { Snapshot } from '../machine/snapshot.js';
import { terminalName } from '../processes/terminal-name.js';
import { NONE, pidIndex } from '../sample/pid-index.js';

/** Processes with the same controlling terminal and session ID. */
export type TerminalGroup = {
  readonly terminal: string;
  readonly device: number;
  /** Their session leader; the oldest process if the leader is not visible. */
  readonly slot: number;
};

/** An ssh connection after its login. */
export type SshConnection = {
  /** The sshd process of the connection. */
  readonly root: number;
  /** The sshd process that runs as the user; for root the same process. */
  readonly server: number;
};

/** The processes of a snapshot, indexed by parent, session ID and terminal. */
export type SessionProcesses = {
  readonly snapshot: Snapshot;
  slotOf(pid: number): number;
  parentOf(slot: number): number;
  readonly terminals: readonly TerminalGroup[];
  readonly connections: readonly SshConnection[];
  /** The leader of a login; for a child of sshd or login(1), that process itself. */
  originOf(slot: number): number;
  /** It, its descendants, and all processes in sessions led by one of them; without `others` and their descendants. */
  membersOf(root: number, others: ReadonlySet<number>): readonly number[];
};

const known = new WeakMap<Snapshot['processes'], SessionProcesses>();

/** Indexes a snapshot once for the search for sessions. Threads are ignored. */
export function sessionProcesses(snapshot: Snapshot): SessionProcesses {
  const found = known.get(snapshot.processes) ?? prepare(snapshot);
  known.set(snapshot.processes, found);
  return found;
}

function prepare(snapshot: Snapshot): SessionProcesses {
  const { columns, texts, slots } = snapshot.processes;
  const { sessionId } = columns;
  const { slotOf, all } = pidIndex(snapshot.processes);
  const { parent, lastChild, siblingBefore } = relate(all, processForest({ snapshot }));
  const parentOf = (slot: number) => parent[slot];
  const connections = findConnections(snapshot, all, parentOf);
  const rootOfServer = new Map(connections.map(({ root, server }) => [server, root]));
  const led = chain(all, slots, (slot) => slotOf(sessionId[slot]));
  /** By slot: the last search that visited it. */
  const visited = new Int32Array(slots);
  let searches = 0;
  return {
    snapshot,
    slotOf,
    parentOf,
    connections,
    terminals: findTerminals(snapshot, all, slotOf),
    originOf(slot) {
      const above = parentOf(slot);
      const isLogin = above !== NONE && texts.name[above] === 'login' && columns.uid[above] === 0;
      return rootOfServer.get(slot) ?? (isLogin ? above : slot);
    },
    membersOf(root, others) {
      searches += 1;
      const found = [root];
      visited[root] = searches;
      const visit = (slot: number) => {
        if (visited[slot] === searches || others.has(slot)) return;
        visited[slot] = searches;
        found.push(slot);
      };
      for (const slot of found) {
        for (let child = lastChild[slot]; child !== NONE; child = siblingBefore[child]) visit(child);
        for (let member = led.last[slot]; member !== NONE; member = led.before[member]) visit(member);
      }
      return found;
    },
  };
}

/** The processes to ask the probe about: one per terminal. */
export function terminalUsers({ snapshot, terminals }: SessionProcesses): readonly TerminalUser[] {
  const { uid } = snapshot.processes.columns;
  return terminals.map(({ slot, device, terminal }) => ({
    identity: identityOf({ snapshot }, slot),
    uid: uid[slot],
    device,
    terminal,
  }));
}

/** Processes whose command lines are read in each sample: sshd writes the user of a login there. */
export function slotsToRead(snapshot: Snapshot): readonly number[] {
  const { slots, columns, texts } = snapshot.processes;
  const found: number[] = [];
  for (let slot = 0; slot < slots; slot++) {
    if (columns.serial[slot] !== 0 && SSHD.includes(texts.name[slot])) found.push(slot);
  }
  return found;
}

/** The title that sshd gives a process after the login of its user. */
const SERVER_TITLE = /^sshd(-session)?: .*@/s;
const SSHD = ['sshd', 'sshd-session'];

/**
 * Any program may be named sshd. A title counts only if its process runs as root, or if the parent is also an sshd that
 * runs as root or as the same user; such a user could only add a session of their own.
 */
function findConnections(
  snapshot: Snapshot,
  all: Int32Array,
  parentOf: (slot: number) => number,
): readonly SshConnection[] {
  const { columns, texts } = snapshot.processes;
  const isSshd = (slot: number) => slot !== NONE && SSHD.includes(texts.name[slot]);
  return [...all].flatMap((server) => {
    if (!isSshd(server) || !SERVER_TITLE.test(texts.commandLine[server])) return [];
    const parent = parentOf(server);
    const above = isSshd(parent) ? columns.uid[parent] : undefined;
    if (columns.uid[server] !== 0 && above !== 0 && above !== columns.uid[server]) return [];
    const isMonitor = above !== undefined && / \[priv\]\0*\s*$/.test(texts.commandLine[parent]);
    return [{ server, root: isMonitor ? parent : server }];
  });
}

/** The oldest first, so that nested ones come after those that contain them. */
function findTerminals(snapshot: Snapshot, all: Int32Array, slotOf: (pid: number) => number): readonly TerminalGroup[] {
  const { terminalDevice, sessionId, startTicks } = snapshot.processes.columns;
  const oldest = new Map<string, number>();
  for (const slot of all) {
    if (terminalDevice[slot] === 0) continue;
    const key = `${terminalDevice[slot]} ${sessionId[slot]}`;
    const known = oldest.get(key);
    if (known === undefined || startTicks[slot] < startTicks[known]) oldest.set(key, slot);
  }
  return [...oldest.values()]
    .map((slot) => {
      const device = terminalDevice[slot];
      const leader = slotOf(sessionId[slot]);
      const leads = leader !== NONE && terminalDevice[leader] === device;
      return { device, terminal: terminalName(device) ?? '', slot: leads ? leader : slot };
    })
    .sort((one, other) => startTicks[one.slot] - startTicks[other.slot]);
}

/** Processes grouped by a slot, as links; NONE ends a chain. */
function chain(all: Int32Array, slots: number, keyOf: (slot: number) => number) {
  const last = new Int32Array(slots).fill(NONE);
  const before = new Int32Array(slots).fill(NONE);
  for (const slot of all) {
    const key = keyOf(slot);
    if (key === NONE) continue;
    before[slot] = last[key];
    last[key] = slot;
  }
  return { last, before };
}
