import { createFiles, type Files } from '../../probe/files.js';
import { readLogind } from '../../probe/logind.js';
import { utmpPath } from '../../probe/sessions.js';
import { systemBusPath } from '../../probe/system-bus.js';
import { readUtmp } from '../../probe/utmp.js';
import { AccessDenied, NtopError } from '../errors.js';

/** A login. All texts are foreign: not safe for a terminal. */
export type User = {
  readonly name: string;
  /** As below /dev: pts/3, tty1; or a display. null without one. */
  readonly terminal: string | null;
  /** Where from, a name or an address, as it was recorded; null for a local login. */
  readonly host: string | null;
  /** When the login began, in seconds since 1970. */
  readonly started: number;
  /** Of the process that the login began with, which may have ended; null when it was not recorded. */
  readonly pid: number | null;
};

/**
 * Who is logged in, as who(1) has it: from /run/utmp (utmp(5)); on a machine that keeps none, from logind over the
 * system bus. Empty where there is neither. Records that were left behind by a crash are among them. Rejects with
 * AccessDenied or NtopError when there is a file that can't be read, or a logind that does not answer in time.
 */
export async function users(): Promise<readonly User[]> {
  const path = utmpPath();
  const files = createFiles();
  const utmp = await readUtmp(path, files);
  if (utmp.state === 'failed') throw unreadable(path, utmp.reason);
  if (utmp.state === 'absent') return usersOfLogind(files);
  return Object.freeze(
    utmp.entries.map(({ user, line, host, seconds, pid }) =>
      Object.freeze({ name: user, terminal: line || null, host: host || null, started: seconds, pid: pid || null }),
    ),
  );
}

/** In whole seconds, as utmp has them. */
async function usersOfLogind(files: Files): Promise<readonly User[]> {
  const { source, records } = await readLogind(systemBusPath(), files);
  if (source.state === 'failed') throw unreadable('logind', source.reason);
  return Object.freeze(
    records.map(({ user, terminal, host, loginTimeSeconds, leaderPid }) =>
      Object.freeze({
        name: user,
        terminal: terminal ?? null,
        host: host ?? null,
        started: Math.floor(loginTimeSeconds ?? 0),
        pid: leaderPid ?? null,
      }),
    ),
  );
}

function unreadable(what: string, reason: string): NtopError {
  const message = `${what} can't be read: ${reason}`;
  return reason === 'EACCES' ? new AccessDenied({}, message) : new NtopError(reason, message);
}
