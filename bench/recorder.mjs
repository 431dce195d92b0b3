// What the whole recorder uses of a core, with all its threads: npm run bench:recorder -- --processes 1000 --active 5
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compile, temporaryFolder } from './compile.mjs';
import { threadTimes } from './cpu.mjs';
import { burnOf, startLoad } from './load.mjs';
import { pass } from './terminal.mjs';

const DEFAULTS = { processes: '1000', active: '5', delay: '5', warmup: '20', seconds: '120' };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: Object.fromEntries(
    Object.entries(DEFAULTS).map(([name, value]) => [name, { type: 'string', default: value }]),
  ),
});
const [processes, active, delay, warmUp, seconds] = Object.keys(DEFAULTS).map((name) => Number(values[name]));
const folder = temporaryFolder();
const busy = Math.round((processes * active) / 100);
const load = await startLoad(compile('load.c', folder, 'crowd'), { idle: processes - busy, busy, burn: burnOf(busy) });
const path = join(folder, 'bench.ntr');
const program = fileURLToPath(new URL('../bin/ntop.js', import.meta.url));
// What follows `--` goes to ntop, such as --sections.
const recorder = spawn(process.execPath, [program, 'record', path, '-d', String(delay), ...positionals], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
try {
  await pass(warmUp * 1000);
  const before = { times: threadTimes(recorder.pid), bytes: statSync(path).size };
  await pass(seconds * 1000);
  report(before, { times: threadTimes(recorder.pid), bytes: statSync(path).size });
  await load.check();
} finally {
  recorder.kill('SIGINT');
  await once(recorder, 'exit');
  await load.stop();
}

function report(before, after) {
  const samples = seconds / delay;
  const kinds = Object.entries(after.times).map(([kind, time]) => [kind, (time - (before.times[kind] ?? 0)) / 1e6]);
  const all = kinds.reduce((sum, [, milliseconds]) => sum + milliseconds, 0);
  const [machineLoad] = readFileSync('/proc/loadavg', 'utf8').split(' ');
  console.log(
    `ntop record, one sample in ${delay} s, ${processes} processes of which ${active} % are busy, load ${machineLoad}`,
  );
  console.log(`${(all / seconds / 10).toFixed(2)} % of a core, ${(all / samples).toFixed(1)} ms a sample`);
  console.log(kinds.map(([kind, milliseconds]) => `${kind} ${(milliseconds / samples).toFixed(1)}`).join(', '));
  console.log(`${Math.round((after.bytes - before.bytes) / samples)} bytes a sample`);
}
