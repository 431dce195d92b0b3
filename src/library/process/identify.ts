import { existsSync, readlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { getSystemErrorName } from 'node:util';
import type { Identity } from '../../model/machine/identity.js';
import { addon } from '../../probe/addon.js';
import { procRoot } from '../../probe/roots.js';
import { checkWhole } from '../checks.js';
import { NoSuchProcess, NtopError } from '../errors.js';

/** The kernel has no more. */
export const MOST_PID = 2 ** 31 - 1;

/** A process that was found at some moment. */
export class Identified {
  readonly identity: Identity;
  /** As good as the identity for reading, and quicker. */
  readonly proof: Identity;

  /** `startTells`: the start alone identifies it. */
  constructor(identity: Identity, startTells: boolean) {
    this.identity = identity;
    this.proof = startTells ? { ...identity, pidfdInode: 0 } : identity;
  }
}

/** The process that has a PID at this moment. Throws NoSuchProcess, a TypeError for what is no PID, a RangeError below 0. */
export function identify(pid: number): Identified {
  checkWhole('pid', pid, 0, Number.MAX_SAFE_INTEGER);
  if (pid === 0) throw new NoSuchProcess({ pid }, 'no process has PID 0');
  if (pid > MOST_PID) throw new NoSuchProcess({ pid }, 'PID out of range');
  const into = new Float64Array(3);
  const error = addon().identifyProcess(procRoot(), pid, into);
  if (error === constants.errno.ESRCH) throw isProc(procRoot()) ? new NoSuchProcess({ pid }) : noProc(procRoot());
  if (error !== 0) throw new NtopError(getSystemErrorName(-error), 'process can not be read', { pid });
  const [startTicks = 0, pidfdInode = 0, isTelling = 0] = into;
  return new Identified({ pid, startTicks, pidfdInode }, isTelling === 1);
}

/** Our own PID as /proc numbers it: that may be of another PID namespace than ours. */
export function ownPid(): number {
  try {
    return Number(readlinkSync(join(procRoot(), 'self')));
  } catch {
    return process.pid;
  }
}

/** For a place where no processes are listed. */
export function noProc(root: string): NtopError {
  return new NtopError('ENOENT', `${root} has no processes; is proc mounted there?`);
}

/** One of another namespace has no self; one with subset=pid has nothing else. */
export function isProc(root: string): boolean {
  return ['self', 'stat'].some((name) => existsSync(join(root, name)));
}
