import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { atEnd } from './endings.js';

/** Takes a mebibyte a step, after the first line of its input. */
const GROW = `<STDIN>; my @all; while (1) { push @all, 'x' x 1048576; select undef, undef, undef, 0.04 }`;

/** A process that takes more and more memory once it is let loose; in a group with a limit it is killed for it. */
export function startGreedy() {
  const child = spawn('perl', ['-e', GROW], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.on('error', () => {});
  const exit = once(child, 'exit').then(([code, signal]) => code ?? signal);
  atEnd(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  return { pid: child.pid as number, exit, letLoose: () => void child.stdin.write('\n') };
}
