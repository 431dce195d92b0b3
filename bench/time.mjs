// What the past costs: the ring of the last minutes, a recording of a day, its reader; atop beside it: npm run bench:time
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { optimizeLess } from '../bin/optimized.js';
import { median } from './statistics.mjs';

const ENTRY = `
export { createRing } from '../src/model/timeline/ring.js';
export { DEFAULT_SETTINGS } from '../src/model/state/settings.js';
export { initialState } from '../src/model/state/state.js';
export { goTo, openRecording as showRecording } from '../src/model/update/looking-back.js';
export { seek, seekOn } from '../src/model/update/seeking.js';
export { openRecording } from '../src/recordings/recording.js';
export { openWriter } from '../src/recordings/writer.js';
export { NO_NEEDS } from '../src/model/machine/machine.js';
export { createProbe } from '../src/probe/probe.js';
export { busyMachine } from '../test/support/histories.js';
export { createRandom } from '../test/support/random.js';
`;

// As bin/ntop.js: a screen of now and a recorder are not optimized for, a recording is gone through by what V8 makes of it.
const isDay = process.argv.includes('--day');
if (!isDay) optimizeLess();
const parts = await import(await bundle());
const { createRing, openRecording, openWriter, createProbe, busyMachine, createRandom, NO_NEEDS } = parts;
const { initialState, showRecording, goTo, seek, seekOn, DEFAULT_SETTINGS } = parts;
const folder = mkdtempSync(join(tmpdir(), 'ntop-bench-time-'));
try {
  if (isDay) showDay();
  else await showAll();
} finally {
  rmSync(folder, { recursive: true });
}

async function showAll() {
  console.log(
    'The past of a made-up machine, of which 5 % of the processes are busy (1 s between samples; medians, milliseconds).\n',
  );
  table(
    ['ring', 'add', 'p95', 'bytes a sample', 'ten minutes, MiB', 'step', 'step back', 'jump'],
    [ring(300, 15, 0), ring(1000, 50, 0), ring(1000, 50, 9), ring(10_000, 500, 0)],
  );
  table(
    ['recording', 'bytes a sample', 'writing a sample', 'CPU of that at one in 5 s'],
    [recorded(300, 15, 0, 1), recorded(1000, 50, 0, 1), recorded(1000, 50, 9, 1)],
  );
  spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--day'], { stdio: 'inherit' });
  await live();
  atop();
}

function showDay() {
  table(
    [
      ...['a day, one sample in 5 s', 'MiB', 'opens', 'seeks, median', 'seeks, most', 'all moments read, s'],
      ...['s cpu>90 to its end, s', 'CPU of that, s', 'jump to the middle', 'step back, median'],
    ],
    [day(300, 15)],
  );
}

async function bundle() {
  const outfile = fileURLToPath(new URL('../build/bench/time.mjs', import.meta.url));
  const { version } = await import('../package.json', { with: { type: 'json' } }).then((json) => json.default);
  const define = { NTOP_VERSION: JSON.stringify(version) };
  const resolveDir = fileURLToPath(new URL('.', import.meta.url));
  await build({
    stdin: { contents: ENTRY, resolveDir },
    outfile,
    define,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
  return outfile;
}

function table(titles, rows) {
  console.log(`| ${titles.join(' | ')} |\n| --- |${' ---: |'.repeat(titles.length - 1)}`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
  console.log();
}

function timed(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function percentile(times, share) {
  return [...times].sort((one, other) => one - other)[Math.floor(share * (times.length - 1))];
}

function ring(processes, busy, births) {
  const machine = busyMachine(createRandom(1), { processes, busy, births, namesRows: true });
  const made = createRing({ minutes: 20, mebibytes: 64 });
  const samples = 600;
  const times = [];
  for (let at = 0; at < samples; at++) {
    const snapshot = machine.next().value;
    times.push(timed(() => made.add(snapshot, NO_NEEDS)));
  }
  const { bytes } = made;
  const jump = timed(() => made.moment(1));
  const forth = Array.from({ length: 100 }, (_, at) => timed(() => made.moment(at + 2)));
  const back = Array.from({ length: 100 }, (_, at) => timed(() => made.moment(100 - at)));
  const name = `${processes}${births > 0 ? `, ${births} new a second` : ''}`;
  return [
    name,
    median(times).toFixed(3),
    percentile(times, 0.95).toFixed(3),
    Math.round(bytes / samples),
    (bytes / 2 ** 20).toFixed(2),
    median(forth).toFixed(2),
    median(back).toFixed(2),
    jump.toFixed(1),
  ];
}

function recorded(processes, busy, births, interval) {
  const path = join(folder, `${processes}-${births}.ntr`);
  const machine = busyMachine(createRandom(1), { processes, busy, births, interval, namesRows: true });
  const { writer } = openWriter({ path, needs: NO_NEEDS, intervalSeconds: interval });
  const times = [];
  for (let at = 0; at < 600; at++) {
    const snapshot = machine.next().value;
    times.push(timed(() => writer.add(snapshot)));
  }
  const { bytes, samples } = writer.close();
  const name = `${processes}${births > 0 ? `, ${births} new a second` : ''}`;
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  return [name, Math.round(bytes / samples), median(times).toFixed(3), `${((mean / 5000) * 100).toFixed(3)} %`];
}

function day(processes, busy) {
  const path = join(folder, 'day.ntr');
  const machine = busyMachine(createRandom(2), { processes, busy, births: 0, interval: 5, namesRows: true });
  const { writer } = openWriter({ path, needs: NO_NEEDS, intervalSeconds: 5 });
  for (let at = 0; at < 17_280; at++) writer.add(machine.next().value);
  const { bytes } = writer.close();
  let recording;
  const opens = timed(() => {
    ({ recording } = openRecording(path));
  });
  const random = createRandom(3);
  const seeks = Array.from({ length: 60 }, () => timed(() => recording.moment(random.number(recording.end))));
  const reading = timed(() => {
    for (let at = 0; at < recording.end; at++) recording.moment(at);
  });
  const shown = onScreen(recording);
  recording.close();
  return [
    processes,
    (bytes / 2 ** 20).toFixed(1),
    opens.toFixed(0),
    median(seeks).toFixed(1),
    Math.max(...seeks).toFixed(1),
    (reading / 1000).toFixed(1),
    ...shown,
  ];
}

/** As a user goes through it: with the list of each moment that is shown, and what graphs have of those before it. */
function onScreen(recording) {
  const begun = initialState({
    settings: DEFAULT_SETTINGS,
    pane: 'processes',
    readonly: true,
    userName: 'ada',
    filter: { text: '', filter: undefined },
    size: { columns: 120, rows: 40 },
  });
  const first = showRecording(begun, recording, { host: 'bench', utcOffsetMinutes: () => 0 }, 0);
  const before = process.cpuUsage();
  let state;
  const search = timed(() => {
    state = seek(first, 1, 'cpu>90');
    while (state.past.seeking !== undefined) state = seekOn(state);
  });
  const { user, system } = process.cpuUsage(before);
  const jump = timed(() => {
    state = goTo(state, Math.floor(recording.end / 2));
  });
  const steps = Array.from({ length: 20 }, () =>
    timed(() => {
      state = goTo(state, state.past.index - 1);
    }),
  );
  return [(search / 1000).toFixed(1), ((user + system) / 1e6).toFixed(1), jump.toFixed(0), median(steps).toFixed(0)];
}

/** The same with what is really read of this machine, whose rows the probe names. */
async function live() {
  const probe = createProbe();
  const made = createRing({ minutes: 20, mebibytes: 64 });
  const path = join(folder, 'live.ntr');
  const { writer } = openWriter({ path, needs: NO_NEEDS, intervalSeconds: 1 });
  const [adds, writes] = [[], []];
  let count = 0;
  for (let at = 0; at < 40; at++) {
    const snapshot = await probe.sample({ ...NO_NEEDS, cgroup: true });
    count = snapshot.processes.count;
    adds.push(timed(() => made.add(snapshot, NO_NEEDS)));
    writes.push(timed(() => writer.add(snapshot)));
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const { bytes, samples } = writer.close();
  table(
    [
      'this machine, a sample each half second',
      'add to the ring',
      'bytes a sample in it',
      'write',
      'bytes a sample written',
    ],
    [
      [
        `${count} processes`,
        median(adds).toFixed(3),
        Math.round(made.bytes / 40),
        median(writes).toFixed(3),
        Math.round(bytes / samples),
      ],
    ],
  );
}

function atop() {
  const path = join(folder, 'atop.raw');
  const samples = 10;
  const run = spawnSync('atop', ['-w', path, '1', String(samples)], { encoding: 'utf8' });
  if (run.error !== undefined) return console.log('atop is not installed, so it is not beside these.');
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length;
  console.log(`atop: ${Math.round(statSync(path).size / samples)} bytes a sample at ${processes} processes.`);
}
