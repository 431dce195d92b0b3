// ntop beside other monitors, on real terminals and a load of our own: npm run bench -- --help
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasStrace } from './calls.mjs';
import { compile, temporaryFolder } from './compile.mjs';
import { findContenders, makeEnvironment } from './contenders.mjs';
import { memoryMebibytes, startCpuClock } from './cpu.mjs';
import { burnOf, startLoad } from './load.mjs';
import { describeMachine, nodeVersion, resultName } from './machine.mjs';
import { countRefreshCalls, measureKeys, measureRefreshes, open } from './measure.mjs';
import { enterNamespace, isAlone } from './namespace.mjs';
import { readOptions } from './options.mjs';
import { toMarkdown } from './report.mjs';
import { summary } from './statistics.mjs';

/** Quiet windows: contenders take turns, so that what the machine does meanwhile hits all of them. */
const ROUNDS = 2;
const STARTS = 3;
/** With more, strace slows a scan down so much that frames are drawn without one. */
const MOST_TRACED = 1000;
const ACTIVE_SHARE = 0.05;
const CHURN = 1;

const options = readOptions({
  title: 'npm run bench -- [options]: ntop beside other monitors, on real terminals and a load of its own',
  defaults: { processes: '100,1000', sizes: '120x40', seconds: '6', keys: '60' },
  full: { processes: '100,1000,5000,10000', sizes: '120x40,200x60' },
  others: ['ntop'],
});
await enterNamespace();
try {
  await main();
  process.exit(0);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

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
  for (const { name, package: wanted } of missing) say(`${name} is missing: apt install ${wanted}`);
  if (!tools.strace) say('strace is missing, so no system calls are counted: apt install strace');
  const cells = [];
  for (const processes of options.processes) {
    for (const size of options.sizes) cells.push(await measureCell(tools, contenders, { processes, ...size }));
  }
  await tools.clock.stop();
  write({
    schema: 'ntop-bench/1',
    date: new Date().toISOString(),
    machine: describeMachine(),
    node: nodeVersion(options.node),
    alone: isAlone(),
    contenders: contenders.map(({ name, version, floor = false }) => ({ name, version, floor })),
    missing: missing.map(({ name, package: wanted }) => ({ name, install: `apt install ${wanted}` })),
    cells,
  });
}

/** All figures of all contenders at one load and size. */
async function measureCell(tools, contenders, { processes, columns, rows }) {
  const where = `${processes} processes, ${columns}x${rows}`;
  const busy = Math.max(1, Math.round(processes * ACTIVE_SHARE));
  const load = await startLoad(tools.crowd, { idle: processes });
  const screen = { env: tools.env, columns, rows };
  say(`${where}: first frames`);
  const runs = await startAll(tools, contenders, screen);
  // First, so that programs that are compiled while they run are warm in what follows.
  say(`${where}: keys`);
  await inTurns(runs, 1, options.keys, async (run, count) => run.keys.push(...(await measureKeys(run, count))));
  say(`${where}: quiet refreshes`);
  await inTurns(runs, ROUNDS, options.seconds, async (run, count) =>
    run.quiet.push(...(await measureRefreshes(run, count))),
  );
  say(`${where}: active refreshes`);
  const active = await startLoad(tools.crowd, { idle: 0, busy, burn: burnOf(busy), churn: CHURN });
  const half = Math.ceil(options.seconds / 2);
  await inTurns(runs, 1, half, async (run, count) => run.active.push(...(await measureRefreshes(run, count))));
  await active.check();
  await active.stop();
  if (tools.strace && processes <= MOST_TRACED) {
    say(`${where}: system calls`);
    for (const run of runs) run.calls = await countRefreshCalls(run, tools.folder);
  }
  await load.check();
  const results = Object.fromEntries(runs.map((run) => [run.contender.name, toResult(run, processes)]));
  for (const { terminal } of runs) await terminal.close();
  await load.stop();
  return { processes, columns, rows, busy, results };
}

/** Starts each contender a few times, and leaves the last of each held. */
async function startAll({ clock }, contenders, screen) {
  const runs = contenders.map((contender) => ({
    ...{ contender, clock, firstFrames: [], quiet: [], active: [], keys: [] },
  }));
  for (let start = 1; start <= STARTS; start++) {
    for (const run of runs) {
      const { terminal, firstFrame } = await open(run.contender, screen);
      run.firstFrames.push(firstFrame);
      if (start < STARTS) {
        await terminal.close();
        continue;
      }
      run.terminal = terminal;
      if (run.contender.first !== undefined) terminal.press(run.contender.first);
      terminal.hold();
    }
  }
  return runs;
}

/** Every contender has a turn in every round, each time from another one on. */
async function inTurns(runs, rounds, count, work) {
  for (let round = 0; round < rounds; round++) {
    const order = [...runs.slice(round), ...runs.slice(0, round)];
    for (const run of order) await work(run, Math.ceil(count / rounds));
  }
}

function toResult({ terminal, firstFrames, quiet, active, keys, calls }, processes) {
  const of = (refreshes, key) => summary(refreshes.map((refresh) => refresh[key]));
  const known = (values) => values.filter((value) => value !== undefined);
  return {
    cpuMilliseconds: of(quiet, 'cpuMilliseconds'),
    activeCpuMilliseconds: of(active, 'cpuMilliseconds'),
    bytes: of(quiet, 'bytes'),
    activeBytes: of(active, 'bytes'),
    periodMilliseconds: of(quiet, 'periodMilliseconds'),
    callsPerProcess: calls === undefined ? undefined : calls / processes,
    keyMilliseconds: summary(known(keys)),
    keysLost: keys.length - known(keys).length,
    firstFrameMilliseconds: summary(known(firstFrames)),
    pssMebibytes: memoryMebibytes(terminal.pid),
  };
}

function write(results) {
  const markdown = toMarkdown(results);
  mkdirSync(options.output, { recursive: true });
  const file = join(options.output, `${resultName(results.date, results.machine, results.node)}.json`);
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(options.output, 'latest.md'), markdown);
  console.log(markdown);
}

function say(text) {
  console.error(`bench: ${text}`);
}
