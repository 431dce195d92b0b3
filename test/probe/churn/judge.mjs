const TICK_SECONDS = 0.01;
/** What others can change of a process that does not run; of a row that is not on the screen it may be old. */
const CHANGED_BY_OTHERS = new Set(['nice', 'priority', 'commandLine', 'residentBytes', 'sharedBytes']);
/** The state of one that others woke, and that waits for a CPU: until it gets one, it has not run either. */
const RUNNABLE = 'R'.charCodeAt(0);

/**
 * Compares rows (by PID, processes and threads) with what two brute-force readings, one before and one after the sample,
 * agree on. `every`: rows that are not on the screen must be up to date too. Calls `tell(pid, fault)`.
 */
export function judge({ before, after, rows, isOurs, every, tell }) {
  let compared = 0;
  for (const [pid, row] of before) {
    const still = after.get(pid);
    if (!isOurs(row.threadGroupId) || still?.startTicks !== row.startTicks) continue;
    const found = rows.get(pid);
    if (found === undefined) tell(pid, `missing: ${JSON.stringify(row)}`);
    else for (const fault of faultsOf(row, still, found, every)) tell(pid, fault);
    compared += 1;
  }
  for (const [pid, row] of rows) {
    if (isOurs(row.threadGroupId) && !before.has(pid) && !after.has(pid)) tell(pid, 'extra');
  }
  return compared;
}

function faultsOf(before, after, found, every) {
  // Who reads is running whenever it looks at itself.
  if (before.threadGroupId === process.pid) return [];
  const wrong = Object.entries(before).filter(([field, value]) => {
    const agreed = field !== 'ticks' && value === after[field] && !Number.isNaN(value);
    const byOthers = CHANGED_BY_OTHERS.has(field) || (field === 'state' && value === RUNNABLE);
    const mayBeOld = byOthers && !found.isVisible && !every;
    return agreed && !mayBeOld && value !== found[field];
  });
  const faults = wrong.map(([field, value]) => `${field} is ${found[field]}, not ${value}; ${JSON.stringify(before)}`);
  const least = before.ticks * TICK_SECONDS - 1e-9;
  const most = (after.ticks + 2) * TICK_SECONDS;
  if (found.cpuSeconds < least || found.cpuSeconds > most) {
    faults.push(`CPU time ${found.cpuSeconds} is not from ${least} to ${most}`);
  }
  return faults;
}
