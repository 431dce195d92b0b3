// Runs as the first process of a PID namespace, where it can have a PID given twice. Prints what became of the
// stranger that got the PID of a process ntop had seen. Arguments: the addon's file.
import { createRequire } from 'node:module';
import { end, start, startAt, uptimeTicks } from '../support/given-pids.mjs';

const addon = createRequire(import.meta.url)(process.argv[2]);
const NEEDS = { io: false, cgroup: false, threads: false, visibleSlots: [] };
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

async function find(engine, pid) {
  const { columns } = await engine.sample(NEEDS);
  const slot = columns.pid.findIndex((id, at) => id === pid && columns.serial[at] !== 0);
  return Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[slot]]));
}
