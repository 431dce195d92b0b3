import type { Duplex } from 'node:stream';
import type { createClient, MessageBus } from 'dbus-native';
import type { LoginRecord, SessionKind, SourceState } from '../model/machine/session-table.js';
import type { Files } from './files.js';

/** The requested properties of a session (org.freedesktop.login1(5)); older releases have fewer. */
type Properties = Partial<
  Record<'Id' | 'Name' | 'TTY' | 'Display' | 'RemoteHost' | 'Service' | 'Type' | 'Class', string> &
    Record<'Timestamp' | 'TimestampMonotonic' | 'Leader' | 'LeaderPIDFDId' | 'IdleSinceHint', number> &
    Record<'Remote' | 'IdleHint', boolean>
>;

export type LogindReading = { readonly source: SourceState; readonly records: readonly LoginRecord[] };

type CreateClient = typeof createClient;

const LOGIND = 'org.freedesktop.login1';
const NO_AUTO_START = 2;
/** Less than the two seconds that SessionProbe may take. */
export const TIME_LIMIT_MILLISECONDS = 1500;
const MOST_SESSIONS = 4096;
const ABSENT: LogindReading = { source: { state: 'absent' }, records: [] };
/** Errors that mean that there is no bus, or no service with that name. */
const ABSENCES: readonly string[] = [
  'ENOENT',
  'ECONNREFUSED',
  'org.freedesktop.DBus.Error.NameHasNoOwner',
  'org.freedesktop.DBus.Error.ServiceUnknown',
];

/**
 * The logins of logind, read over the system bus without starting a service. Never rejects, and has a time limit.
 */
export async function readLogind(socketPath: string, files: Files): Promise<LogindReading> {
  const [connected, status] = await Promise.all([files.connect(socketPath), files.stat(socketPath)]);
  if (!connected.ok) return failed(connected.code);
  const socket = connected.value;
  const now = status.ok ? status.value.nowMilliseconds : Date.now();
  let timer: NodeJS.Timeout | undefined;
  let isLate = false;
  try {
    // Loaded here, because most runs never need it, and before the timeout starts, because loading is not logind's
    // time.
    const { createClient } = (await import('dbus-native')).default;
    timer = setTimeout(() => {
      isLate = true;
      socket.destroy();
    }, TIME_LIMIT_MILLISECONDS);
    const sessions = await askAll(createClient, socket);
    return { source: { state: 'read' }, records: sessions.map((session) => toRecord(session, now)) };
  } catch (error) {
    return failed(isLate ? 'ETIMEDOUT' : reasonOf(error));
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

function failed(reason: string): LogindReading {
  return ABSENCES.includes(reason) ? ABSENT : { source: { state: 'failed', reason }, records: [] };
}

async function askAll(createClient: CreateClient, stream: Duplex): Promise<readonly Properties[]> {
  const bus = createClient({ stream, authMethods: ['EXTERNAL'], plainValues: true, returnBigInt: false });
  // An error of the connection also rejects the pending calls.
  bus.connection.on('error', () => {});
  const sessions = await ask<readonly (readonly unknown[])[]>(bus, '/org/freedesktop/login1', `${LOGIND}.Manager`, [
    'ListSessions',
  ]);
  const paths = sessions.slice(0, MOST_SESSIONS).map((session) => String(session[4]));
  const answers = await Promise.all(paths.map((path) => askOne(bus, path)));
  return answers.filter(isLogin);
}

/** Undefined for a session that ended after it was listed. */
async function askOne(bus: MessageBus, path: string): Promise<Properties> {
  try {
    return await ask<Properties>(bus, path, 'org.freedesktop.DBus.Properties', ['GetAll', `${LOGIND}.Session`]);
  } catch (error) {
    if (reasonOf(error) === 'org.freedesktop.DBus.Error.UnknownObject') return { Class: 'none' };
    throw error;
  }
}

function ask<Answer>(bus: MessageBus, path: string, face: string, [member, ...body]: readonly string[]) {
  const message = { destination: LOGIND, path, interface: face, member, flags: NO_AUTO_START };
  return bus.invoke<Answer>(body.length === 0 ? message : { ...message, signature: 's', body });
}

/** A D-Bus error has a name, a system error a code; a timeout has neither. */
function reasonOf(error: unknown): string {
  const { dbusName, code, message } = error as { dbusName?: string; code?: string; message?: string };
  return dbusName ?? code ?? message ?? String(error);
}

/** Not the login screen, nor sessions of cron and the user's service manager. */
function isLogin({ Class = 'user' }: Properties): boolean {
  return Class.startsWith('user');
}

function toRecord(of: Properties, nowMilliseconds: number): LoginRecord {
  return {
    source: 'logind',
    id: of.Id ?? '',
    user: of.Name ?? '',
    terminal: of.TTY || of.Display || undefined,
    host: of.RemoteHost || undefined,
    loginTimeSeconds: seconds(of.Timestamp),
    loginTimeWithinSeconds: 0,
    loginMonotonicSeconds: seconds(of.TimestampMonotonic),
    idleSeconds: idleSeconds(of, nowMilliseconds),
    kind: kindOf(of),
    leaderPid: of.Leader || undefined,
    leaderPidfdInode: of.LeaderPIDFDId || undefined,
    leaderSeen: undefined,
  };
}

function seconds(microseconds: number | undefined): number | undefined {
  return microseconds ? microseconds / 1e6 : undefined;
}

/** For a session on a terminal, logind reads the terminal, as we do; a desktop reports its idle time to logind. */
function idleSeconds({ IdleHint, IdleSinceHint }: Properties, nowMilliseconds: number): number | undefined {
  const since = seconds(IdleSinceHint);
  if (!IdleHint || since === undefined) return undefined;
  const idle = nowMilliseconds / 1000 - since;
  return idle >= 0 ? idle : undefined;
}

function kindOf({ Type = '', TTY = '', Service = '', Remote }: Properties): SessionKind | undefined {
  if (Service.startsWith('ssh')) return 'ssh';
  if (['x11', 'wayland', 'mir'].includes(Type)) return 'graphical';
  if (Remote === true) return 'other';
  return Type === 'tty' && TTY !== '' ? undefined : 'other';
}
