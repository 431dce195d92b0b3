import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  type LoginReading,
  type LoginRecord,
  type SessionProbe,
  type TerminalReading,
  type TerminalUser,
  terminalUserKey,
} from '../model/machine/session-table.js';
import { type LogindReading, readLogind } from './logind.js';
import { procRoot } from './roots.js';
import { readIdleSeconds, readTerminals } from './terminals.js';
import { readUtmp, type UtmpEntry } from './utmp.js';

export type SessionProbeOptions = {
  /** The file of utmp(5); NTOP_UTMP or /run/utmp when left out. */
  readonly utmpPath?: string;
  /** Socket of the system bus; by default that of DBUS_SYSTEM_BUS_ADDRESS, or the standard path. */
  readonly busPath?: string;
  /** Where proc is mounted; procRoot() when left out. */
  readonly procRoot?: string;
};

const SILENCE_MILLISECONDS = 30_000;

/** The logins of this machine. Reads and connects to nothing until it is used. */
export function createSessionProbe(options: SessionProbeOptions = {}): SessionProbe {
  const { utmpPath: path = utmpPath(), busPath = systemBusPath() } = options;
  const proc = resolve(options.procRoot ?? procRoot());
  const askLogind = logindAsker(busPath);
  return {
    async sample(users) {
      const [logind, utmp, terminals] = await Promise.all([askLogind(), readUtmp(path), terminalsOf(users, proc)]);
      const entries = utmp.state === 'read' ? utmp.entries : [];
      const told = [...logind.records, ...entries.map(toRecord)];
      const records = await Promise.all(told.map((record) => withLife(record, proc)));
      return {
        sources: { logind: logind.source, utmp: utmp.state === 'read' ? { state: 'read' } : utmp },
        records,
        terminals,
        idleSeconds: await idleSecondsOf(records, users),
      };
    },
  };
}

/** A source that timed out is not asked again for a while, because the sessions pane waits for it. */
function logindAsker(busPath: string): () => Promise<LogindReading> {
  let silent: LogindReading | undefined;
  let askAgain = 0;
  return async () => {
    if (silent !== undefined && performance.now() < askAgain) return silent;
    const reading = await readLogind(busPath);
    const isLate = reading.source.state === 'failed' && reading.source.reason === 'ETIMEDOUT';
    silent = isLate ? reading : undefined;
    askAgain = performance.now() + SILENCE_MILLISECONDS;
    return reading;
  };
}

/** The file of utmp(5): NTOP_UTMP or /run/utmp. */
export function utmpPath(): string {
  return process.env.NTOP_UTMP || '/run/utmp';
}

/** The socket in DBUS_SYSTEM_BUS_ADDRESS, or the standard path: other addresses are for other machines. */
export function systemBusPath(): string {
  const path = /^unix:path=([^,;]+)/.exec(process.env.DBUS_SYSTEM_BUS_ADDRESS ?? '')?.[1];
  return path === undefined ? '/run/dbus/system_bus_socket' : unescaped(path);
}

/** A wrongly escaped address: there is no bus. */
function unescaped(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

async function terminalsOf(users: readonly TerminalUser[], procRoot: string): Promise<LoginReading['terminals']> {
  const readings = await readTerminals(procRoot, users);
  const terminals = new Map<string, TerminalReading>();
  for (const [at, reading] of readings.entries()) {
    const user = users[at];
    if (user !== undefined && reading !== undefined) terminals.set(terminalUserKey(user.identity), reading);
  }
  return terminals;
}

/** Terminals whose processes are not visible. */
function idleSecondsOf(
  records: readonly LoginRecord[],
  users: readonly TerminalUser[],
): Promise<LoginReading['idleSeconds']> {
  const known = new Set(users.map(({ terminal }) => terminal));
  const others = records.flatMap(({ terminal }) => (terminal === undefined || known.has(terminal) ? [] : [terminal]));
  return readIdleSeconds(others);
}

function toRecord({ pid, line, id, user, host, seconds, microseconds, address }: UtmpEntry): LoginRecord {
  return {
    source: 'utmp',
    id: `${line}/${id}`,
    user,
    terminal: line || undefined,
    host: host || address || undefined,
    loginTimeSeconds: seconds > 0 ? seconds : undefined,
    // Some programs record whole seconds.
    loginTimeWithinSeconds: microseconds > 0 ? microseconds / 1e6 : 1,
    loginMonotonicSeconds: undefined,
    idleSeconds: undefined,
    kind: line.startsWith(':') || host.startsWith(':') ? 'graphical' : undefined,
    leaderPid: pid > 0 ? pid : undefined,
    leaderPidfdInode: undefined,
    leaderSeen: undefined,
  };
}

async function withLife(record: LoginRecord, procRoot: string): Promise<LoginRecord> {
  const { leaderPid } = record;
  if (leaderPid === undefined || procRoot !== '/proc') return record;
  const isHere = await access(`/proc/${leaderPid}`).then(
    () => true,
    () => false,
  );
  return { ...record, leaderSeen: isHere ? 'here' : hiddenOrGone(leaderPid) };
}

/** Signal 0 is not delivered; it checks whether a process has this PID, even if /proc hides it. */
function hiddenOrGone(pid: number): LoginRecord['leaderSeen'] {
  const code = errorOfSignal0(pid);
  if (code === 'ESRCH') return 'gone';
  // A sandbox that refuses the call also refuses it for our own process; then it says nothing about others.
  const isHidden = code === undefined || (code === 'EPERM' && errorOfSignal0(process.pid) === undefined);
  return isHidden ? 'hidden' : undefined;
}

function errorOfSignal0(pid: number): unknown {
  try {
    process.kill(pid, 0);
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : 'unknown';
  }
}
