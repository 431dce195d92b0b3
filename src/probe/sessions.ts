import { resolve } from 'node:path';
import {
  type LoginReading,
  type LoginRecord,
  type SessionProbe,
  type TerminalReading,
  type TerminalUser,
  terminalUserKey,
} from '../model/machine/session-table.js';
import { addon } from './addon.js';
import { createFiles, type Files } from './files.js';
import { type LogindReading, readLogind } from './logind.js';
import { procRoot } from './roots.js';
import { systemBusPath } from './system-bus.js';
import { readIdleSeconds, readTerminals } from './terminals.js';
import { readUtmp, type UtmpEntry } from './utmp.js';

export type SessionProbeOptions = {
  /** The file of utmp(5); NTOP_UTMP or /run/utmp when left out. */
  readonly utmpPath?: string;
  /** Socket of the system bus; by default that of DBUS_SYSTEM_BUS_ADDRESS, or the standard path. */
  readonly busPath?: string;
  /** Where proc is mounted; procRoot() when left out. */
  readonly procRoot?: string;
  /** Those of this machine when left out. */
  readonly files?: Files;
  /** Whether a process has this PID, on the machine of the files. */
  readonly seePid?: (pid: number) => Promise<LoginRecord['leaderSeen']>;
  /** Of the machine of the files, as Node names it. */
  readonly architecture?: string;
};

const SILENCE_MILLISECONDS = 30_000;

/** The logins of this machine. Reads and connects to nothing until it is used. */
export function createSessionProbe(options: SessionProbeOptions = {}): SessionProbe {
  const { utmpPath: path = utmpPath(), busPath = systemBusPath(), files = createFiles() } = options;
  const { seePid = async (pid) => addon().seePid(pid) } = options;
  const proc = resolve(options.procRoot ?? procRoot());
  const askLogind = logindAsker(busPath, files);
  return {
    async sample(users) {
      const [logind, utmp, terminals] = await Promise.all([
        askLogind(),
        readUtmp(path, files, options.architecture),
        terminalsOf(files, users, proc),
      ]);
      const entries = utmp.state === 'read' ? utmp.entries : [];
      const found = [...logind.records, ...entries.map(toRecord)];
      const records = proc === '/proc' ? await Promise.all(found.map((record) => withLife(record, seePid))) : found;
      return {
        sources: { logind: logind.source, utmp: utmp.state === 'read' ? { state: 'read' } : utmp },
        records,
        terminals,
        idleSeconds: await idleSecondsOf(files, records, users),
      };
    },
  };
}

/** A source that timed out is not asked again for a while, because the sessions pane waits for it. */
function logindAsker(busPath: string, files: Files): () => Promise<LogindReading> {
  let silent: LogindReading | undefined;
  let askAgain = 0;
  return async () => {
    if (silent !== undefined && performance.now() < askAgain) return silent;
    const reading = await readLogind(busPath, files);
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

async function terminalsOf(
  files: Files,
  users: readonly TerminalUser[],
  procRoot: string,
): Promise<LoginReading['terminals']> {
  const readings = await readTerminals(files, procRoot, users);
  const terminals = new Map<string, TerminalReading>();
  for (const [at, reading] of readings.entries()) {
    const user = users[at];
    if (user !== undefined && reading !== undefined) terminals.set(terminalUserKey(user.identity), reading);
  }
  return terminals;
}

/** Terminals whose processes are not visible. */
function idleSecondsOf(
  files: Files,
  records: readonly LoginRecord[],
  users: readonly TerminalUser[],
): Promise<LoginReading['idleSeconds']> {
  const known = new Set(users.map(({ terminal }) => terminal));
  const others = records.flatMap(({ terminal }) => (terminal === undefined || known.has(terminal) ? [] : [terminal]));
  return readIdleSeconds(files, others);
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

async function withLife(record: LoginRecord, seePid: NonNullable<SessionProbeOptions['seePid']>): Promise<LoginRecord> {
  const { leaderPid } = record;
  return leaderPid === undefined ? record : { ...record, leaderSeen: await seePid(leaderPid) };
}
