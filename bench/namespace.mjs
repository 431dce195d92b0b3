import { spawn, spawnSync } from 'node:child_process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const MARK = 'NTOP_BENCH_NAMESPACE';
// The second way is for users without root, on kernels that permit it.
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
  const inside = process.env[MARK] !== undefined;
  const way = inside ? undefined : findWay();
  if (way !== undefined) process.exit(await runAgain(way));
  if (!inside) console.error('bench: no namespaces here; the load comes on top of the processes of this machine');
  // What was started is ended by handlers of this event, which a signal alone does not cause.
  for (const signal of SIGNALS) process.on(signal, () => process.exit(1));
  process.on('disconnect', () => process.exit(1));
}

function findWay() {
  return WAYS.find((flags) => spawnSync('unshare', [...flags, 'true'], { stdio: 'ignore' }).status === 0);
}

/** The channel closes when the first run ends, for whatever reason. */
async function runAgain(way) {
  const child = spawn('unshare', [...way, process.execPath, ...process.execArgv, ...process.argv.slice(1)], {
    env: { ...process.env, [MARK]: 'private' },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of SIGNALS) process.on(signal, () => child.connected && child.disconnect());
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}
