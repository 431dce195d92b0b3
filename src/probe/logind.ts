import type { MessageBus } from 'dbus-native';
import type { LoginRecord, SessionKind, SourceState } from '../model/machine/session-table.js';
import type { Files } from './files.js';
import { askOverBus, NO_AUTO_START, reasonOf, whyNot } from './system-bus.js';

/** The requested properties of a session (org.freedesktop.login1(5)); older releases have fewer. */
type Properties = Partial<
  Record<'Id' | 'Name' | 'TTY' | 'Display' | 'RemoteHost' | 'Service' | 'Type' | 'Class', string> &
    Record<'Timestamp' | 'TimestampMonotonic' | 'Leader' | 'LeaderPIDFDId' | 'IdleSinceHint', number> &
    Record<'Remote' | 'IdleHint', boolean>
>;

export type LogindReading = { readonly source: SourceState; readonly records: readonly LoginRecord[] };

const LOGIND = 'org.freedesktop.login1';
const MOST_SESSIONS = 4096;
/**
 * The logins of logind, read over the system bus without starting a service. Never rejects, and has a time limit.
 */
export async function readLogind(socketPath: string, files: Files): Promise<LogindReading> {
  const [connected, status] = await Promise.all([files.connect(socketPath), files.stat(socketPath)]);
  if (!connected.ok) return failed(connected.code);
  const socket = connected.value;
  const now = status.ok ? status.value.nowMilliseconds : Date.now();
  const answer = await askOverBus(socket, askAll);
  if (!answer.ok) return failed(answer.reason);
  return { source: { state: 'read' }, records: answer.value.map((session) => toRecord(session, now)) };
}

function failed(reason: string): LogindReading {
  return { source: whyNot(reason), records: [] };
}

async function askAll(bus: MessageBus): Promise<readonly Properties[]> {
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
