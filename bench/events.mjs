// What it costs to hear of processes that start and end: npm run bench:events
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compile, temporaryFolder } from './compile.mjs';
import { startHelper } from './lines.mjs';
import { median } from './statistics.mjs';

const STORM = { title: 'in a storm, one after the other', count: 10_000, pause: 0, target: 75 };
const CALM = { title: 'one every 2 ms', count: 1000, pause: 2000, target: 250 };
const ROUNDS = 5;

const { Events } = createRequire(import.meta.url)('../build/Release/ntop.node');
await main();
// The kernel tells of processes in its first namespaces only, so this bench enters none of its own.
process.exit(0);

async function main() {
  const program = compile('storm.c', temporaryFolder(), 'storm');
  console.log('| microseconds a process | alone | heard of | more | listening thread | both | target | lost |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const load of [STORM, CALM]) console.log(`| ${(await measure(program, load)).join(' | ')} |`);
}

/** Medians of some rounds with and without a listener, in turns. */
async function measure(program, { title, count, pause, target }) {
  const storm = startHelper(program, [String(count), String(pause)]);
  const rounds = [];
  await storm.ask('');
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measureRound(storm, count));
  await storm.stop();
  const of = (key) => median(rounds.map((round) => round[key]));
  const [alone, heard, thread] = ['alone', 'heard', 'thread'].map(of);
  const both = median(rounds.map((round) => round.heard - round.alone + round.thread));
  const figures = [alone, heard, heard - alone, thread, both].map((figure) => figure.toFixed(1));
  return [title, ...figures, target, rounds.reduce((sum, round) => sum + round.lost, 0)];
}

async function measureRound(storm, count) {
  const alone = Number(await storm.ask('')) / 1000;
  const before = new Set(readdirSync('/proc/self/task'));
  let lost = 0;
  let begin;
  const begun = new Promise((resolve) => {
    begin = resolve;
  });
  const events = new Events('/proc', () => {
    lost += events.take().lost;
    begin();
  });
  await begun;
  const listener = readdirSync('/proc/self/task').find((tid) => !before.has(tid));
  // The list of all processes, which is read at the start, is none of the storm's cost.
  await settled(listener);
  const cpu = cpuOf(listener);
  const heard = Number(await storm.ask('')) / 1000;
  const thread = (await settled(listener)) - cpu;
  events.end();
  return { alone, heard, thread: thread / count / 1000, lost };
}

/** Nanoseconds that a thread has used. */
function cpuOf(tid) {
  return Number(readFileSync(`/proc/self/task/${tid}/schedstat`, 'utf8').split(' ')[0]);
}

/** The same once it has nothing left to do. */
async function settled(tid) {
  for (let last = -1; ; ) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const now = cpuOf(tid);
    if (now - last < 1e6) return now;
    last = now;
  }
}
