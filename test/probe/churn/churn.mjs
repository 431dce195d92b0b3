// Compares the probe's table with a brute-force reading, round after round, while processes churn. Prints what was
// wrong. Arguments: the addon's file, the churner, rounds, plain or gated, and whether this is a PID namespace of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { release } from 'node:os';
import { createInterface } from 'node:readline';
import { readTasks } from './brute-force.mjs';
import { judge } from './judge.mjs';

const [addonFile, churnerFile, rounds, kind, place] = process.argv.slice(2);
const addon = createRequire(import.meta.url)(addonFile);
const engine = new addon.Engine('/proc', '/sys', kind === 'plain');
const texts = { name: [], commandLine: [] };
const TICK_SECONDS = 0.01;
/** So many samples, and the rows that did not run have all been read again. */
const SAMPLES_TO_REREAD_ALL = 120;
const churner = spawn(churnerFile, ['churner with a title that is long enough to write over it'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const answers = createInterface(churner.stdout)[Symbol.asyncIterator]();
const faults = [];
const sum = { rounds: 0, samples: 0, forks: 0, rows: 0, born: 0, died: 0, listed: 0, wraps: 0 };
let known = new Map();
let lastPid = 0;
let random = 1;

try {
  if (place === 'namespace') lowerPidMax();
  for (let round = 1; round <= Number(rounds) && faults.length < 10; round += 1) await play(round);
  for (let sample = 0; sample < SAMPLES_TO_REREAD_ALL; sample += 1) await take([]);
  await compare('after all', { every: true, threads: false });
} finally {
  churner.stdin.end();
  await once(churner, 'exit');
}
sum.capabilities = Object.fromEntries(engine.capabilities().map(({ name, chosen }) => [name, chosen]));
console.log(JSON.stringify({ faults, sum }));

async function play(round) {
  if (place === 'namespace' && round % 25 === 0) jumpToLastPids();
  const forks = round % 3 === 0 ? 0 : pick(round % 40 === 1 ? 5000 : 500);
  sum.rounds += 1;
  sum.forks += forks;
  churner.stdin.write(`${forks} ${round}\n`);
  await answers.next();
  noteWrap();
  await compare(`round ${round}`, { every: false, threads: round % 20 >= 15 });
}

async function compare(where, { every, threads }) {
  const slots = Array.from({ length: 400 }, (_, slot) => slot).filter(() => every || pick(3) === 0);
  const before = readTasks(threads);
  const rows = await take(slots, threads);
  const after = readTasks(threads);
  const tell = (pid, what) => faults.push(`${where}: ${pid}: ${what}`);
  // Where others have processes too, only what the churner made is judged.
  const isOurs = place === 'namespace' ? () => true : descendsFrom(churner.pid, before, after);
  sum.rows += judge({ before, after, rows, isOurs, every, tell });
  known = checkSerials(before, rows, tell);
}

/** One that began a while before it was seen last can't be another that got the PID, so it must have kept its row. */
function checkSerials(before, rows, tell) {
  const next = new Map();
  for (const [pid, { startTicks }] of before) {
    const serial = rows.get(pid)?.serial;
    const past = known.get(pid);
    const isSame = past?.startTicks === startTicks && startTicks < past.ticks - 5;
    if (isSame && serial !== undefined && past.serial !== serial) tell(pid, `was ${past.serial}, is ${serial} now`);
    if (serial !== undefined) next.set(pid, { startTicks, serial, ticks: uptimeTicks() });
  }
  return next;
}

async function take(visibleSlots, threads = false) {
  const sample = await engine.sample({ io: pick(9) === 0, cgroup: pick(9) === 0, threads, visibleSlots });
  keep(texts.name, sample.names);
  keep(texts.commandLine, sample.commandLines);
  const counts = engine.counts();
  sum.samples += 1;
  for (const key of ['born', 'died']) sum[key] += counts[key];
  sum.listed += counts.listed ? 1 : 0;
  const visible = new Set(visibleSlots);
  const rows = new Map();
  for (let slot = 0; slot < sample.slots; slot += 1) {
    if (sample.columns.serial[slot] === 0) continue;
    const row = Object.fromEntries(Object.entries(sample.columns).map(([column, values]) => [column, values[slot]]));
    if (rows.has(row.pid)) faults.push(`two rows of ${row.pid}`);
    const [name, commandLine] = [texts.name[slot], texts.commandLine[slot] ?? ''];
    rows.set(row.pid, { ...row, name, commandLine, isVisible: visible.has(slot) });
  }
  if (rows.size !== sample.count) faults.push(`${rows.size} rows where ${sample.count} are counted`);
  return rows;
}

function keep(list, pairs) {
  for (let at = 0; at < pairs.length; at += 2) list[pairs[at]] = pairs[at + 1];
}

/** From Linux 6.14 on every namespace has its own; before, the whole machine would get it. */
function lowerPidMax() {
  const [major, minor] = release().split('.').map(Number);
  if (major > 6 || (major === 6 && minor >= 14)) writeFileSync('/proc/sys/kernel/pid_max', '2500');
}

function jumpToLastPids() {
  const most = Number(readFileSync('/proc/sys/kernel/pid_max', 'utf8'));
  writeFileSync('/proc/sys/kernel/ns_last_pid', String(most - 20));
}

function noteWrap() {
  const last = Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[4]);
  if (last < lastPid) sum.wraps += 1;
  lastPid = last;
}

function descendsFrom(ancestor, ...readings) {
  const parentOf = (pid) => readings.map((reading) => reading.get(pid)?.ppid).find((ppid) => ppid !== undefined);
  return (pid) => {
    for (let at = pid; at !== undefined && at > 1; at = parentOf(at)) if (at === ancestor) return true;
    return false;
  };
}

function uptimeTicks() {
  return Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) / TICK_SECONDS;
}

function pick(below) {
  random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
  return Math.floor((random / 2 ** 32) * below);
}
