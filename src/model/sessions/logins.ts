import type { LoginReading, LoginRecord, SessionKind, SessionSource } from '../machine/session-table.js';
import { NONE } from '../sample/pid-index.js';
import { findLeader } from './leader.js';
import type { SessionProcesses, TerminalGroup } from './processes.js';

/** A login, merged from all sources. */
export type Login = {
  readonly sources: readonly SessionSource[];
  /** The records of logind and utmp, in this order. */
  readonly records: readonly LoginRecord[];
  readonly terminal: string | undefined;
  /** The leader process; NONE if it is gone or not visible. */
  readonly root: number;
  readonly stale: boolean;
  /** The processes on its terminal; undefined if it has none or they are not visible. */
  readonly group: TerminalGroup | undefined;
};

/** A getty or login(1) that waits for a login has a terminal, but is not a session. */
const WAITING = ['agetty', 'getty', 'mingetty', 'fgetty', 'ngetty', 'login', 'sulogin'];

/**
 * Merges the records of the sources: the same login appears once, identified by its leader or its terminal. An sshd
 * connection counts even without a record. Processes with a terminal count only if no source records logins: otherwise
 * they are in a window of a desktop or of tmux.
 */
export function findLogins({ records, sources }: LoginReading, processes: SessionProcesses): readonly Login[] {
  const logins: Login[] = [];
  for (const record of records) addRecord(logins, record, processes);
  const isBelow = ancestry(processes);
  const recorded = logins.map((login) => ({ ...login, ...terminalOf(login, processes, isBelow) }));
  const roots = new Set(recorded.map(({ root }) => root));
  const others: Login[] = [];
  for (const { root } of processes.connections) {
    if (roots.has(root)) continue;
    roots.add(root);
    others.push(
      fromProcess(
        root,
        processes.terminals.find((group) => isBelow(group.slot, new Set([root]))),
      ),
    );
  }
  const areRecorded = sources.logind.state === 'read' || sources.utmp.state === 'read';
  for (const group of areRecorded ? [] : processes.terminals) {
    if (isBelow(group.slot, roots) || isWaiting(group.slot, processes)) continue;
    const root = processes.originOf(group.slot);
    roots.add(root);
    others.push(fromProcess(root, group));
  }
  return [...recorded, ...others];
}

/** The kind by the source, or derived from the processes and the terminal. */
export function kindOf({ records, terminal, root }: Login, { connections }: SessionProcesses): SessionKind {
  const recorded = records.find(({ kind }) => kind !== undefined)?.kind;
  if (root !== NONE && connections.some((one) => one.root === root)) return 'ssh';
  return recorded ?? (CONSOLE.test(terminal ?? '') ? 'console' : 'other');
}

const CONSOLE = /^(tty\d|ttyS|ttyAMA|ttyUSB|ttyACM|hvc|xvc|sclp|console$)/;

function addRecord(logins: Login[], record: LoginRecord, processes: SessionProcesses): void {
  const leader = findLeader(record, processes);
  if (leader.state === 'changed') return;
  const root = leader.state === 'found' ? processes.originOf(leader.slot) : NONE;
  const stale = leader.state === 'gone';
  const at = logins.findIndex((login) => isSame(login, record, root, stale));
  const known = logins[at];
  if (known === undefined) {
    const { source, terminal } = record;
    logins.push({ sources: [source], records: [record], terminal, root, stale, group: undefined });
    return;
  }
  logins[at] = {
    ...known,
    sources: [...new Set([...known.sources, record.source])],
    records: [...known.records, record],
    terminal: known.terminal ?? record.terminal,
    root: known.root === NONE ? root : known.root,
  };
}

/** A source has a login only once: two utmp records with the same leader are for two terminals. */
function isSame(login: Login, { source, terminal, user }: LoginRecord, root: number, stale: boolean): boolean {
  if (login.sources.includes(source) || login.stale !== stale) return false;
  const isDesktop = login.records.some(({ kind }) => kind === 'graphical');
  const fits = isDesktop || login.terminal === undefined || terminal === undefined || login.terminal === terminal;
  if (root !== NONE && login.root !== NONE) return root === login.root ? fits : sameText(login.terminal, terminal);
  return sameText(login.terminal, terminal) && login.records[0]?.user === user;
}

function sameText(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one === other;
}

/** The recorded terminal, or the oldest terminal of its descendants. */
function terminalOf(
  login: Login,
  { terminals }: SessionProcesses,
  isBelow: IsBelow,
): Pick<Login, 'terminal' | 'group'> {
  const { terminal, root } = login;
  if (root === NONE) return { terminal, group: undefined };
  const mine = new Set([root]);
  const group = terminals.find((one) => (terminal ?? one.terminal) === one.terminal && isBelow(one.slot, mine));
  return { terminal: terminal ?? group?.terminal, group };
}

function fromProcess(root: number, group: TerminalGroup | undefined): Login {
  return { sources: ['processes'], records: [], terminal: group?.terminal, root, stale: false, group };
}

function isWaiting(slot: number, { snapshot, originOf, membersOf }: SessionProcesses): boolean {
  const { name } = snapshot.processes.texts;
  return WAITING.includes(name[slot]) && originOf(slot) === slot && membersOf(slot, new Set()).length === 1;
}

type IsBelow = (slot: number, roots: ReadonlySet<number>) => boolean;

/** Whether a process or one of its ancestors is in the set. */
function ancestry({ parentOf }: SessionProcesses): IsBelow {
  return (slot, roots) => {
    const seen = new Set<number>();
    for (let at = slot; at !== NONE && !seen.has(at); at = parentOf(at)) {
      if (roots.has(at)) return true;
      seen.add(at);
    }
    return false;
  };
}
