// ntop beside other monitors, on real terminals and a load of our own: npm run bench -- --help
import { hasStrace } from './calls.mjs';
import { compile, temporaryFolder } from './compile.mjs';
import { findContenders, makeEnvironment } from './contenders.mjs';
import { startCpuClock } from './cpu.mjs';
import { burnOf, startLoad } from './load.mjs';
import { countRefreshCalls, measureKeys, measureMinute, measureRefreshes, open } from './measure.mjs';
import { readOptions } from './options.mjs';
import { cellKey, toMarkdown } from './report.mjs';
import { describeRun, saveResults } from './results.mjs';
import { runBench, say, sayMissing } from './start.mjs';
import { summary } from './statistics.mjs';
import { pass } from './terminal.mjs';

const STARTS = 3;
/** Of the time that it should take. */
const MOST = 2;
/** With more, strace slows a scan down so much that frames are drawn without one. */
const MOST_TRACED = 1000;
const ACTIVE_SHARE = 0.05;
const CHURN = 1;

const options = readOptions({
  title: 'npm run bench -- [options]: ntop beside other monitors, on real terminals and a load of its own',
  defaults: { processes: '100,1000,10000', sizes: '120x40', minute: '60', seconds: '6', keys: '60', warm: '15' },
  full: { processes: '100,1000,5000,10000', sizes: '120x40,200x60' },
  others: ['ntop'],
});
await runBench(main);

async function main() {
  const folder = temporaryFolder();
  const { contenders, missing } = findContenders(options);
  const tools = {
    folder,
    env: makeEnvironment(folder),
    crowd: compile('load.c', folder, 'crowd'),
    clock: startCpuClock(compile('cpu-clock.c', folder, 'cpu-clock')),
    strace: hasStrace(),
  };
  sayMissing(missing);
  const loads = options.processes.flatMap((processes) => options.sizes.map((size) => ({ processes, ...size })));
  const minutes = minutesFor(loads, contenders);
  say(`${loads.length} tables, about ${minutes} minutes; after ${MOST * minutes} no new one starts`);
  const end = performance.now() + MOST * minutes * 60_000;
  const cells = [];
  for (const load of loads) if (performance.now() < end) cells.push(await measureCell(tools, contenders, load));
  if (cells.length < loads.length) say(`time is up, ${loads.length - cells.length} tables are left out`);
  await tools.clock.stop();
  const results = {
    ...describeRun('ntop-bench/2', options.node),
    contenders: contenders.map(({ name, version, floor = false }) => ({ name, version, floor })),
    missing,
    cells,
  };
  saveResults(results, { folder: options.output, latest: 'latest.md', keyOf: cellKey, toMarkdown });
}

/** From what starts, keys and refreshes take; contenders that read more slowly than they are asked to take longer. */
function minutesFor(loads, contenders) {
  const { keys, minute, seconds, warm } = options;
  const each = minute + (STARTS + 1) * 1.5 + keys / 8 + seconds + 3;
  const total = loads.reduce((sum, { processes }) => {
    const counted = processes <= MOST_TRACED ? 4 : 0;
    return sum + warm + 5 + contenders.length * (each + counted) * (1 + processes / 10_000);
  }, 0);
  return Math.ceil(total / 60);
}

/** All figures of all contenders at one load and size. */
async function measureCell(tools, contenders, { processes, columns, rows }) {
  const where = `${processes} processes, ${columns}x${rows}`;
  const busy = Math.max(1, Math.round(processes * ACTIVE_SHARE));
  const load = await startLoad(tools.crowd, { idle: processes });
  const screen = { env: tools.env, columns, rows };
  const minutes = {};
  for (const contender of contenders) {
    say(`${where}: ${contender.name} for ${options.minute} seconds`);
    minutes[contender.name] = await measureMinute(contender, tools.clock, screen, options.minute);
  }
  say(`${where}: warming up`);
  const runs = await startAll(tools, contenders, screen);
  say(`${where}: keys`);
  await inTurns(runs, 1, options.keys, async (run, count) => run.keys.push(...(await measureKeys(run, count))));
  say(`${where}: active refreshes`);
  const active = await startLoad(tools.crowd, { idle: 0, busy, burn: burnOf(busy), churn: CHURN });
  await inTurns(runs, 1, options.seconds, async (run, count) =>
    run.active.push(...(await measureRefreshes(run, count))),
  );
  await active.check();
  await active.stop();
  if (tools.strace && processes <= MOST_TRACED) {
    say(`${where}: system calls`);
    for (const run of runs) run.calls = await countRefreshCalls(run, tools.folder);
  }
  for (const { terminal } of runs) await terminal.close();
  say(`${where}: first frames`);
  await inTurns(runs, STARTS, STARTS, async (run) => run.firstFrames.push(await startOnce(run, screen)));
  await load.check();
  await load.stop();
  const results = Object.fromEntries(
    runs.map((run) => [run.contender.name, toResult(run, minutes[run.contender.name], processes)]),
  );
  return { processes, columns, rows, busy, results };
}

/**
 * Starts all contenders and lets them run at once for a while, so that what is compiled while it runs is compiled, and
 * caches are filled; leaves them held.
 */
async function startAll({ clock }, contenders, screen) {
  const runs = [];
  for (const contender of contenders) {
    const { terminal } = await open(contender, screen);
    if (contender.first !== undefined) terminal.press(contender.first);
    runs.push({ contender, clock, terminal, firstFrames: [], active: [], keys: [] });
  }
  await pass(options.warm * 1000);
  for (const { terminal } of runs) terminal.hold();
  return runs;
}

async function startOnce({ contender }, screen) {
  const { terminal, firstFrame } = await open(contender, screen);
  await terminal.close();
  return firstFrame;
}

/** Every contender has a turn in every round, each time from another one on. */
async function inTurns(runs, rounds, count, work) {
  for (let round = 0; round < rounds; round++) {
    const order = [...runs.slice(round), ...runs.slice(0, round)];
    for (const run of order) await work(run, Math.ceil(count / rounds));
  }
}

function toResult({ firstFrames, active, keys, calls }, minute, processes) {
  const of = (refreshes, key) => summary(refreshes.map((refresh) => refresh[key]));
  const known = (values) => values.filter((value) => value !== undefined);
  return {
    cpuMilliseconds: of(minute.refreshes, 'cpuMilliseconds'),
    activeCpuMilliseconds: of(active, 'cpuMilliseconds'),
    bytes: of(minute.refreshes, 'bytes'),
    activeBytes: of(active, 'bytes'),
    periodMilliseconds: of(minute.refreshes, 'periodMilliseconds'),
    threadMilliseconds: minute.threads,
    minuteCpuSeconds: minute.cpuSeconds,
    callsPerProcess: calls === undefined ? undefined : calls / processes,
    keyMilliseconds: summary(known(keys)),
    keysLost: keys.length - known(keys).length,
    firstFrameMilliseconds: summary(known(firstFrames)),
    pssMebibytes: minute.pssMebibytes,
  };
}
