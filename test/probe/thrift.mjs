// Prints what samples of many sleeping processes took, as the first process of a PID namespace. Argument: the addon.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';

const SLEEPERS = 200;
const SAMPLES = 40;
const addon = createRequire(import.meta.url)(process.argv[2]);
const crowd = `$| = 1; for (1 .. ${SLEEPERS}) { fork // die or sleep 600 } print "ready"; sleep 600`;
const load = spawn('perl', ['-e', crowd], { stdio: ['ignore', 'pipe', 'inherit'] });
await once(load.stdout, 'data');
await wait(100);

const results = {};
for (const kind of ['gated', 'plain']) {
  const engine = new addon.Engine('/proc', '/sys', kind === 'plain');
  results[kind] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const before = forks();
    const { count } = await engine.sample({ io: false, cgroup: false, threads: false, visibleSlots: [] });
    results[kind].push({ count, forks: forks(), forksBefore: before, ...engine.counts() });
  }
  results[`${kind}Capabilities`] = engine.capabilities();
}
console.log(JSON.stringify(results));
process.exit();

/** Of the whole machine, since boot. */
function forks() {
  return Number(/^processes (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]);
}
