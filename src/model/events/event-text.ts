import { writeText } from '../list/cell-text.js';
import { signalName } from '../processes/signals.js';
import { formatMoment, formatSpan } from '../text/units.js';
import type { Happening, HappeningKind } from './happening.js';

/** The words for what happened on the screen. A filter takes either kind. */
export const SHORT_WORDS: Readonly<Record<HappeningKind, string>> = {
  started: 'started',
  exited: 'exited',
  crashed: 'crashed',
  oomKilled: 'OOM-killed',
  portOpened: 'port-open',
  portClosed: 'port-close',
  portOwnerChanged: 'port-taken',
  loggedIn: 'login',
  loggedOut: 'logout',
};

export const SHORT_WORD_CELLS = Math.max(...Object.values(SHORT_WORDS).map((word) => word.length));

/**
 * How a process ended, where it listens, where a user has logged in; in words, undefined if there are none. Not safe for
 * a terminal.
 */
export function detailOf({ exitStatus, signal, port, login }: Happening): string | undefined {
  if (port !== undefined) return port.previousPid === undefined ? port.place : `${port.place} ${beforeText(port)}`;
  if (login !== undefined) return placeOfLogin(login);
  if (signal !== undefined) return signalName(signal);
  return exitStatus === undefined ? undefined : `status ${exitStatus}`;
}

/** `status 3`, `SIGKILL`, `crashed, SIGSEGV`; undefined if it is not known. */
export function endText(event: Happening): string | undefined {
  const detail = detailOf(event);
  if (event.event === 'exited' || detail === undefined) return detail;
  return `${SHORT_WORDS[event.event]}, ${detail}`;
}

function beforeText({ previousPid, previousName, previousUser }: NonNullable<Happening['port']>): string {
  return `before: ${previousPid} ${previousName ?? '-'} (${previousUser ?? '-'})`;
}

function placeOfLogin({ terminal, remoteHost, sessionKind }: NonNullable<Happening['login']>): string {
  const from = remoteHost === undefined ? '' : ` from ${remoteHost}`;
  return `${terminal ?? sessionKind}${from}`;
}

/** `4321 nginx`, safe for a terminal. */
export function processText({ pid, name, user }: Happening, unicode = true): string {
  const of = user === undefined ? 'an unknown process' : `a process of ${user}`;
  return writeText(Number.isNaN(pid) ? of : `${pid} ${name ?? '-'}`, { unicode });
}

/** A span of time in at most six cells: 4ms, 1.52s, 45s, 12m, 4h05. */
export function writeSpan(seconds: number): string {
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)}ms`;
  return seconds < 9.995 ? `${seconds.toFixed(2)}s` : formatSpan(seconds);
}

/** For today only the time. */
export function writeMoment(milliseconds: number, now: number): string {
  const [day = '', time = ''] = formatMoment(milliseconds).split(' ');
  return formatMoment(now).startsWith(day) ? time : `${day.slice(2)}`;
}
