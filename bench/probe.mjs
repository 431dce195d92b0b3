// One sample of ntop's probe beside psutil, plain C++ and JavaScript: npm run bench:probe -- --help
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bundleProbe } from './bundle-probe.mjs';
import { countCalls, hasStrace } from './calls.mjs';
import { compile, temporaryFolder } from './compile.mjs';
import { startHelper } from './lines.mjs';
import { burnOf, startLoad } from './load.mjs';
import { nodeVersion } from './machine.mjs';
import { readOptions } from './options.mjs';
import { probeKey, probeMarkdown } from './probe-report.mjs';
import { describeRun, saveResults } from './results.mjs';
import { runBench, say, sayMissing } from './start.mjs';
import { summary } from './statistics.mjs';
import { pass } from './terminal.mjs';

/** A monitor sleeps between its samples, and what it reads leaves the caches of the CPU meanwhile. */
const COLD_MILLISECONDS = 350;
const WARM_UPS = 2;
/** Requests that are answered without a sample, to measure the cost of a request. */
const EMPTY = 4;
const TRACED = 2;

const options = readOptions({
  title: "npm run bench:probe -- [options]: one sample of ntop's probe beside psutil, plain C++ and JavaScript",
  defaults: { processes: '100,1000,10000', active: '0,5,20', rounds: '9' },
});
await runBench(main);

async function main() {
  const folder = temporaryFolder();
  const crowd = compile('load.c', folder, 'crowd');
  const { contenders, missing } = await findContenders(folder);
  sayMissing(missing);
  say(durationText(contenders));
  const cells = [];
  for (const processes of options.processes) {
    for (const active of options.active) {
      say(`${processes} processes, ${active} % active`);
      const busy = Math.round((processes * active) / 100);
      const load = await startLoad(crowd, { idle: processes - busy, busy, burn: burnOf(busy) });
      const results = await measureCell(contenders, { folder, processes });
      await load.check();
      await load.stop();
      cells.push({ processes, active, results });
    }
  }
  const results = {
    ...describeRun('ntop-bench-probe/1', options.node),
    contenders: contenders.map(({ name, version }) => ({ name, version })),
    missing,
    cells,
  };
  const files = { prefix: 'probe-', latest: 'latest-probe.md' };
  saveResults(results, { folder: options.output, ...files, keyOf: probeKey, toMarkdown: probeMarkdown });
}

/** Mostly sleep: a sample of the slowest contenders takes a tenth of a millisecond a process. */
function durationText(contenders) {
  const { processes, active, rounds } = options;
  const questions = WARM_UPS + rounds + EMPTY + 2 * TRACED;
  const total = processes.reduce((sum, count) => {
    return sum + active.length * (2 + contenders.length * questions * (COLD_MILLISECONDS / 1000 + count / 20_000));
  }, 0);
  return `${processes.length * active.length} tables, about ${Math.ceil(total / 60)} minutes`;
}

/** A line a sampler: what runs it, where it comes from, and its version when it is there. */
async function findContenders(folder) {
  const path = (name) => fileURLToPath(new URL(`samplers/${name}`, import.meta.url));
  const python = ['python3', '/usr/bin/python3'].find((command) => psutilOf(command) !== undefined);
  const node = nodeVersion(options.node);
  const all = [
    { name: 'ntop', command: [options.node, path('ntop.mjs'), await bundleProbe('probe')], version: node },
    { name: 'psutil', command: [python, path('python.py')], version: python && psutilOf(python) },
    { name: 'C++', command: [compile('samplers/plain.cc', folder, 'plain')], version: 'open, read, close' },
    { name: 'JavaScript', command: [options.node, path('javascript.mjs')], version: node },
  ].filter(({ name }) => options.only === undefined || options.only.includes(name));
  const missing = all.filter(({ version }) => version === undefined);
  return {
    contenders: all.filter(({ version }) => version !== undefined),
    missing: missing.map(({ name }) => ({ name, install: 'apt install python3-psutil' })),
  };
}

function psutilOf(python) {
  const { status, stdout } = spawnSync(python, ['-c', 'import psutil; print(psutil.__version__)'], {
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : undefined;
}

async function measureCell(contenders, { folder, processes }) {
  const runs = contenders.map(({ name, command: [command, ...args] }) => {
    return { name, helper: startHelper(command, args), first: undefined, samples: [], empty: [] };
  });
  const takeTurns = async (line, rounds, keep) => {
    for (let round = 0; round < rounds; round++) {
      for (const run of runs) {
        await pass(COLD_MILLISECONDS);
        keep(run, JSON.parse(await run.helper.ask(line)));
      }
    }
  };
  await takeTurns('sample', WARM_UPS, (run, answer) => {
    if (answer.count < processes) throw new Error(`bench: ${run.name} sees ${answer.count} processes`);
    run.first ??= answer;
  });
  await takeTurns('sample', options.rounds, (run, answer) => run.samples.push(answer));
  await takeTurns('nothing', EMPTY, (run, answer) => run.empty.push(answer));
  const results = {};
  for (const run of runs) {
    results[run.name] = { ...toResult(run), callsPerProcess: await callsOf(run, folder, processes) };
    await run.helper.stop();
  }
  return results;
}

function toResult({ first, samples, empty }) {
  return {
    firstCpuMilliseconds: first.cpuMilliseconds,
    cpuMilliseconds: summary(samples.map(({ cpuMilliseconds }) => cpuMilliseconds)),
    mainThreadMilliseconds: mainThread(samples, empty),
  };
}

/** Main-thread time of a request with a sample, minus that of one without; Node only. */
function mainThread(samples, empty) {
  const all = [...samples, ...empty].map(({ mainMilliseconds }) => mainMilliseconds);
  if (all[0] === undefined) return undefined;
  const used = all.slice(1).map((value, at) => value - all[at]);
  const [withSample, without] = [used.slice(0, samples.length), used.slice(samples.length)].map(summary);
  return withSample.median - without.median;
}

async function callsOf({ helper }, folder, processes) {
  if (!hasStrace()) return undefined;
  const calls = await countCalls(helper.pid, folder, async () => {
    for (let sample = 0; sample < TRACED; sample++) await helper.ask('sample');
  });
  return calls === undefined ? undefined : calls / TRACED / processes;
}
