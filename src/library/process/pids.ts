import { getSystemErrorName } from 'node:util';
import { addon } from '../../probe/addon.js';
import { procRoot } from '../../probe/roots.js';
import { checkWhole } from '../checks.js';
import { NtopError } from '../errors.js';
import { isProc, MOST_PID, noProc } from './identify.js';

/** The PIDs of all processes, lowest first. Lists /proc. */
export function pids(): readonly number[] {
  const root = procRoot();
  const found = unwrap(addon().listPids(root), root);
  // At least we are there.
  if (found.length === 0) throw noProc(root);
  return Object.freeze(Array.from(found));
}

/**
 * Whether a process has this PID; a thread's id is none, and a process that may not be looked into has one. Throws a
 * TypeError for what is no whole number, and an NtopError where NTOP_PROCFS names no proc. Reads /proc/PID/status, and
 * asks tgkill(2) where proc is not mounted.
 */
export function pidExists(pid: number): boolean {
  checkWhole('pid', pid, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  if (pid <= 0 || pid > MOST_PID) return false;
  const root = procRoot();
  const exists = unwrap(addon().isPid(root, pid), `PID ${pid}`);
  // Another place without any process is none, and pids() throws.
  if (!exists && root !== '/proc' && !isProc(root)) pids();
  return exists;
}

function unwrap<Value>(answer: Value | number, what: string): Value {
  if (typeof answer !== 'number') return answer;
  const code = getSystemErrorName(-answer);
  throw new NtopError(code, `${what} can't be read (${code})`);
}
