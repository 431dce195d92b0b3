import type { Target } from '../list/targets.js';
import type { Outcome } from '../machine/machine.js';
import type { Result } from './layers.js';

/** The result of an action on one process, in a sentence. */
export function outcomeSentence(userName: string, { target, outcome }: Result): string {
  const named = `${target.identity.pid} ${target.name}`;
  if (outcome.ok) return `done: ${named}`;
  if (outcome.mayHaveStrayed) return `${named} ended meanwhile; may have been applied to its successor PID`;
  return outcome.gone ? `gone: ${named} has ended, nothing was done` : refusal(userName, target, named, outcome);
}

function refusal(userName: string, target: Target, named: string, outcome: Exclude<Outcome, { ok: true }>): string {
  if (outcome.code === 'EPERM' || outcome.code === 'EACCES') {
    return `not permitted: ${named} belongs to ${target.user}; you are ${userName}`;
  }
  return `${REASONS[outcome.code] ?? outcome.code}: ${named}`;
}

const REASONS: { readonly [code: string]: string } = {
  EINVAL: 'the kernel does not accept this value',
  ENOTSOCK: 'it no longer has the socket open, nothing was done',
  EIO: 'its open sockets could not be read, nothing was done',
  ENOTCONN: 'the connection was lost before the answer came; it may have been done',
  EBADF: 'it is no longer held, nothing was done',
  ENOSYS: 'not supported by this kernel',
  EMFILE: 'too many open files to hold it safely',
  ENFILE: 'too many open files to hold it safely',
};
