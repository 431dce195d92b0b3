// Runs where /proc is another one than usual, as some user: prints what the library sees there of itself and of the first
// process, and whether it acts by PIDs that mean others. Arguments: the library's file, and the user to become.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const { Process, pids, pidExists, processIter } = await import(process.argv[2]);
const uid = Number(process.argv[3]);
// Loads the addon, which another user may not be able to.
try {
  pidExists(1);
} catch {}
if (uid !== 0) {
  process.setgroups([]);
  process.setgid(uid);
  process.setuid(uid);
}
const child = spawn('sleep', ['60'], { stdio: 'ignore' });
await once(child, 'spawn');
const attempt = (run) => {
  try {
    return run();
  } catch ({ name, code }) {
    return { name, code };
  }
};
const first = attempt(() => new Process(1));
const ask = (run) => (first instanceof Process ? attempt(() => run(first)) : first);
const result = {
  own: process.pid,
  pids: attempt(() => pids().length),
  listed: attempt(() => [...processIter(['name', 'uids'])].map(({ pid }) => pid)),
  firstExists: pidExists(1),
  firstInfo: ask((one) => one.asDict(['name', 'status'])),
  firstRuns: ask((one) => one.isRunning()),
  firstIsItself: ask((one) => one === new Process(1)),
  firstSignal: ask((one) => one.sendSignal(0)),
  ownName: attempt(() => new Process().name()),
  ownChildSignal: attempt(() => new Process(child.pid).sendSignal('SIGUSR1')),
};
const exit = once(child, 'exit');
setTimeout(() => child.kill('SIGKILL'), 200);
console.log(JSON.stringify({ ...result, childEndedBy: (await exit)[1] }));
