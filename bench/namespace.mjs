import { spawn, spawnSync } from 'node:child_process';

const MARK = 'NTOP_BENCH_NAMESPACE';
// The second way is for people who are not root, on kernels that let them.
const WAYS = [
  ['-pfm', '--mount-proc', '--kill-child'],
  ['-Urpfm', '--mount-proc', '--kill-child'],
];

/** Whether /proc holds nothing but the bench. */
export function isAlone() {
  return process.env[MARK] === 'private';
}

/**
 * Runs the program again in PID and mount namespaces of its own, so that /proc holds the load, the contenders and
 * nothing else, and everything ends with it. Returns at once in the second run, or where that is not permitted.
 */
export async function enterNamespace() {
  if (process.env[MARK] !== undefined) {
    // Of the first run nothing else would be heard: a PID 1 gets no signals that it does not ask for.
    process.on('disconnect', () => process.exit(1));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
    return;
  }
  const way = WAYS.find((flags) => spawnSync('unshare', [...flags, 'true'], { stdio: 'ignore' }).status === 0);
  if (way === undefined) {
    console.error('bench: no namespaces here; the load comes on top of the processes of this machine');
    return;
  }
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const child = spawn('unshare', [...way, ...again], {
    env: { ...process.env, [MARK]: 'private' },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGKILL'));
  const status = await new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
  process.exit(status);
}
