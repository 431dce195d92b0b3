import { countCalls } from './calls.mjs';
import { showsProcesses } from './contenders.mjs';
import { memoryMebibytes, threadTimes } from './cpu.mjs';
import { openTerminal, pass } from './terminal.mjs';

const START_MILLISECONDS = 30_000;
const KEY_MILLISECONDS = 3000;
/** For a program that is slowed down by tracing. */
const TRACED_MILLISECONDS = 60_000;
const TRACED_REFRESHES = 3;

/** Starts a contender and waits for its first process; undefined time when it shows none. */
export async function open(contender, { env, columns, rows }) {
  const terminal = openTerminal({ ...contender, env, columns, rows });
  const arrived = await terminal.until(() => showsProcesses(terminal), START_MILLISECONDS);
  return { terminal, firstFrame: arrived === undefined ? undefined : arrived - terminal.began };
}

/** Some refreshes in a row, while no other contender runs. */
export async function measureRefreshes({ terminal, clock }, count) {
  return awake(terminal, () => refreshesUntil(terminal, clock, (refreshes) => refreshes.length === count));
}

/** The part of a minute after which a program is taken for settled: its code compiled, its caches full. */
const UNSETTLED = 1 / 3;

/**
 * A contender alone from its start on, for so many seconds: all that it used in them, the refreshes of its steady state
 * one by one without a gap, what each kind of its threads used in one of these, and its memory at the end.
 */
export async function measureMinute(contender, clock, screen, seconds) {
  const { terminal, firstFrame } = await open(contender, screen);
  const at = (share) => terminal.began + share * seconds * 1000;
  try {
    await pass(at(UNSETTLED) - performance.now());
    await terminal.refresh();
    const before = threadTimes(terminal.pid);
    const refreshes = await refreshesUntil(terminal, clock, () => performance.now() >= at(1));
    const threads = perRefresh(before, threadTimes(terminal.pid), refreshes.length);
    const cpuSeconds = (await clock.nanoseconds(terminal.pid)) / 1e9;
    return { firstFrame, refreshes, threads, cpuSeconds, pssMebibytes: memoryMebibytes(terminal.pid) };
  } finally {
    await terminal.close();
  }
}

/** Milliseconds a refresh by kind of thread. */
function perRefresh(before, after, refreshes) {
  const kinds = Object.entries(after).map(([kind, nanoseconds]) => {
    return [kind, (nanoseconds - (before[kind] ?? 0)) / 1e6 / Math.max(1, refreshes)];
  });
  return Object.fromEntries(kinds);
}

/** The cost of each refresh from the end of the previous frame, so that nothing in between is left out. */
async function refreshesUntil(terminal, clock, isEnough) {
  const refreshes = [];
  let before = await reading(terminal, clock);
  while (!isEnough(refreshes) && (await terminal.refresh())) {
    const after = await reading(terminal, clock);
    refreshes.push({
      cpuMilliseconds: (after.nanoseconds - before.nanoseconds) / 1e6,
      bytes: after.bytes - before.bytes,
      periodMilliseconds: after.time - before.time,
    });
    before = after;
  }
  return refreshes;
}

/**
 * Milliseconds from a key to the bytes that move what it moves. Keys come at any moment, those of a refresh too. One
 * that moves nothing is undefined.
 */
export async function measureKeys(run, count) {
  return awake(run.terminal, async () => {
    // The first key may only make the bar appear; after two more of them there is room to go up and down.
    for (let key = 0; key < 3; key++) await measureKey(run, 'down');
    const times = [];
    while (times.length < count && !isHopeless(times)) {
      times.push(await measureKey(run, times.length % 2 === 0 ? 'down' : 'up'));
    }
    return times;
  });
}

async function measureKey({ terminal, contender }, key) {
  await pass(20 + Math.random() * 40);
  const before = contender.moved(terminal);
  const pressed = performance.now();
  terminal.press(key);
  const arrived = await terminal.until(() => contender.moved(terminal) !== before, KEY_MILLISECONDS);
  return arrived === undefined ? undefined : arrived - pressed;
}

function isHopeless(times) {
  return times.length >= 5 && times.every((time) => time === undefined);
}

/** System calls of one refresh, from the end of a frame to the end of another; undefined where they can't be counted. */
export async function countRefreshCalls({ terminal }, folder) {
  return awake(terminal, async () => {
    let refreshes = 0;
    const calls = await countCalls(terminal.pid, folder, async () => {
      while (refreshes < TRACED_REFRESHES && (await terminal.refresh(TRACED_MILLISECONDS))) refreshes += 1;
    });
    return calls === undefined || refreshes === 0 ? undefined : calls / refreshes;
  });
}

/** Lets a contender run for as long as something takes, from the end of its first regular frame on. */
async function awake(terminal, work) {
  terminal.resume();
  try {
    await terminal.refresh();
    return await work();
  } finally {
    terminal.hold();
  }
}

async function reading(terminal, clock) {
  return {
    nanoseconds: await clock.nanoseconds(terminal.pid),
    bytes: terminal.bytes(),
    time: performance.now(),
  };
}
