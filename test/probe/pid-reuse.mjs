// Runs as the first process of a PID namespace, where it can have a PID given twice. Prints what became of the
// stranger that got the PID of a process ntop had seen. Arguments: the addon's file.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const addon = createRequire(import.meta.url)(process.argv[2]);
const NEEDS = { io: false, cgroup: false, threads: false, visibleSlots: [] };
const ATTEMPTS = 50;
const SIGKILL = 9;

/** What can be tried with what was learnt of the victim; each ends with an outcome. */
const actions = {
  signalHeld: ({ held, identity }) => addon.signal(held.handle, identity, SIGKILL),
  holdAndSignal: ({ identity }) => {
    const held = addon.hold(identity);
    if (!held.ok) return held;
    const outcome = addon.signal(held.handle, identity, SIGKILL);
    addon.release(held.handle);
    return outcome;
  },
  signalWithoutPidfd: ({ identity }) => addon.signal(-1, identity, SIGKILL),
  nice: ({ identity }) => addon.nice(identity),
  setNice: ({ identity }) => addon.setNice(identity, 18),
  setIoPriority: ({ identity }) => addon.setIoPriority(identity, 3, 0),
  setAffinity: ({ identity }) => addon.setAffinity(identity, [0]),
  detail: ({ identity }) => addon.readDetail('/proc', identity),
};

const results = [];
for (const [name, act] of Object.entries(actions)) {
  const engine = new addon.Engine('/proc', '/sys');
  const victim = await start();
  const before = await find(engine, victim.pid);
  const { startTicks, pidfdInode } = before;
  const identity = { pid: victim.pid, startTicks, pidfdInode };
  const held = addon.hold(identity);
  // Without inodes two that begin in one tick can't be told apart; with them they must be.
  while (pidfdInode === 0 && uptimeTicks() < startTicks + 2);
  await end(victim);
  const whileDead = await act({ held, identity });
  const innocent = await startAt(victim.pid);
  const whileReused = await act({ held, identity });
  const after = await find(engine, innocent.pid);
  results.push({
    name,
    held: held.ok,
    whileDead,
    whileReused,
    sameSerial: before.serial === after.serial,
    settings: await settingsOf(after),
    inherited: await settingsOf(await find(engine, process.pid)),
  });
  addon.release(held.handle);
  // A kill on its way would come first.
  results.at(-1).endedBy = await end(innocent, 'SIGTERM');
}
console.log(JSON.stringify(results));

/** Its nice value, its priority for storage and its CPUs. */
async function settingsOf({ pid, startTicks, pidfdInode }) {
  const identity = { pid, startTicks, pidfdInode };
  const { detail } = await addon.readDetail('/proc', identity);
  return { nice: addon.nice(identity), ioPriority: detail.ioPriority.value, affinity: detail.affinity.value };
}

async function start() {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  await once(child, 'spawn');
  return child;
}

async function startAt(pid) {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    writeFileSync('/proc/sys/kernel/ns_last_pid', String(pid - 1));
    const child = await start();
    if (child.pid === pid) return child;
    await end(child);
  }
  throw new Error('the PID was not given again');
}

async function end(child, signal = 'SIGKILL') {
  const exit = once(child, 'exit');
  child.kill(signal);
  return (await exit)[1];
}

async function find(engine, pid) {
  const { columns } = await engine.sample(NEEDS);
  const slot = columns.pid.findIndex((id, at) => id === pid && columns.serial[at] !== 0);
  return Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[slot]]));
}

function uptimeTicks() {
  return Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 100;
}
