// Runs as the first process of a PID namespace, where it can have a PID given twice. Prints what became of the stranger
// that got the PID of a process the library had seen. Argument: the library's file.
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { end, start, startAt, uptimeTicks } from '../support/given-pids.mjs';

const { Process } = await import(process.argv[2]);
const isNumbered = !new Process().ident.endsWith('.0');

/** What can be tried with a process; each is to end with the same error. */
const calls = {
  ...Object.fromEntries(
    Object.keys(new Process().asDict()).map((name) => [`asDict(${name})`, (p) => p.asDict([name])]),
  ),
  exeDeleted: (p) => p.exeDeleted(),
  cwdDeleted: (p) => p.cwdDeleted(),
  parent: (p) => p.parent(),
  parents: (p) => p.parents(),
  children: (p) => p.children({ recursive: true }),
  'sendSignal(0)': (p) => p.sendSignal(0),
  suspend: (p) => p.suspend(),
  resume: (p) => p.resume(),
  terminate: (p) => p.terminate(),
  kill: (p) => p.kill(),
  'nice(11)': (p) => p.nice(11),
  'ionice(idle)': (p) => p.ionice('idle'),
  'cpuAffinity([0])': (p) => p.cpuAffinity([0]),
  'rlimit(core)': (p) => p.rlimit('core'),
  'rlimit(core, [0, 0])': (p) => p.rlimit('core', [0, 0]),
  'cpuPercent(0)': (p) => p.cpuPercent(0),
  oneshot: (p) => p.oneshot(() => p.name()),
};

const results = [];
for (const settles of [false, true]) {
  for (const [call, run] of Object.entries(calls)) results.push({ call, settles, ...(await tryOne(run, settles)) });
}
console.log(JSON.stringify(results));

async function tryOne(run, settles) {
  const [gone, reused] = [await startSeen(settles), await startSeen(settles)];
  await end(gone.child);
  const whileDead = await errorOf(run, gone.stale);
  await end(reused.child);
  const innocent = await startAt(reused.child.pid);
  const before = settingsOf(innocent.pid);
  const { stale } = reused;
  const whileReused = await errorOf(run, stale);
  const stranger = new Process(innocent.pid);
  const facts = {
    whileDead,
    whileReused,
    running: stale.isRunning(),
    equal: stale.equals(stranger) || stale === stranger || stale.ident === stranger.ident,
    inspected: inspect(stale),
    waited: await stale.wait(),
    changed: JSON.stringify(before) !== JSON.stringify(settingsOf(innocent.pid)),
  };
  // A kill on its way would come first.
  return { ...facts, endedBy: await end(innocent, 'SIGTERM') };
}

/**
 * A process and what the library knows of it. Some time after its start the start alone tells a process from all others;
 * right after it only the pidfd does, where the kernel numbers pidfds.
 */
async function startSeen(settles) {
  const child = await start();
  if (settles || !isNumbered) while (uptimeTicks() < startOf(child.pid) + 4);
  return { child, stale: new Process(child.pid) };
}

function settingsOf(pid) {
  const one = new Process(pid);
  return [one.nice(), one.ionice(), one.cpuAffinity(), one.rlimit('core'), one.status() === 'stopped'];
}

async function errorOf(run, stale) {
  try {
    return { value: String(await run(stale)) };
  } catch ({ name, code, message, pid }) {
    return { name, code, message, pid };
  }
}

function startOf(pid) {
  return Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ')[19]);
}
