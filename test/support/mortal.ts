import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

/**
 * Starts a program that the kernel ends with the test, however that ends (PR_SET_PDEATHSIG in prctl(2)): for those that
 * do not end with their standard input. All its output has to be read.
 */
export function spawnMortal(command: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn('setpriv', ['--pdeathsig', 'KILL', command, ...args], { stdio: 'pipe' });
}
