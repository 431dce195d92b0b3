// Runs as the first process of a PID namespace: prints whether lists ever mistake a process for one that had its PID.
// Argument: the library's file.
import { readFileSync } from 'node:fs';
import { end, start, startAt, uptimeTicks } from '../support/given-pids.mjs';

const { processIter } = await import(process.argv[2]);
const ATTRIBUTES = ['pid', 'name', 'cmdline', 'uids', 'createTime'];

const results = [];
for (const settles of [false, true]) {
  for (let round = 0; round < 5; round += 1) results.push(await tryOne(settles));
}
console.log(JSON.stringify(results));

async function tryOne(settles) {
  const { child, listed: first } = await startListed(settles);
  const underWay = processIter(ATTRIBUTES);
  const before = [underWay.next().value];
  await end(child);
  const successor = await startAt(child.pid);
  const during = find([...before, ...underWay], child.pid);
  const after = find(processIter(ATTRIBUTES), child.pid);
  await end(successor);
  return {
    firstRuns: first.isRunning(),
    isAnother: during !== first && during !== undefined && !during.equals(first),
    staysTheSame: after === during,
    isLeftOutAtLast: find(processIter(ATTRIBUTES), child.pid) === undefined,
  };
}

/** A process that a list has met, right after its start or when its start alone tells it from others. */
async function startListed(settles) {
  const child = await start();
  if (settles) while (uptimeTicks() < startOf(child.pid) + 4);
  return { child, listed: find(processIter(ATTRIBUTES), child.pid) };
}

function find(list, pid) {
  return [...list].find((one) => one.pid === pid);
}

function startOf(pid) {
  return Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ')[19]);
}
