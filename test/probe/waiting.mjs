// In PID and mount namespaces of its own: one file of a process in /proc becomes a pipe, which waits for ever as a
// process does whose memory map is locked. Says what a sample made of it, and whether this thread went on meanwhile.
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setImmediate as turn } from 'node:timers/promises';

const [addon, pipe, file] = process.argv.slice(2);
const { Engine } = createRequire(import.meta.url)(addon);
const engine = new Engine('/proc', '/sys', false);
const child = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] });
const wanted = { io: file === 'io', cgroup: file === 'cgroup', memory: file === 'status' };
const needs = { ...wanted, threads: false, visibleSlots: [] };

for (let sample = 0; sample < 5; sample++) await engine.sample(needs);
const slot = (await engine.sample(needs)).columns.pid.indexOf(child.pid);
needs.visibleSlots = [slot];
execFileSync('mount', ['--bind', pipe, `/proc/${child.pid}/${file}`]);
// It runs, and so something of it may have changed.
await new Promise((resolve) => {
  child.stdout.once('data', resolve);
  child.stdin.write('x');
});

const sampling = engine.sample(needs);
const writer = await readerAt(pipe);
const { count, columns } = await sampling;
closeSync(writer);
console.log(JSON.stringify({ count, isThere: columns.pid[slot] === child.pid }));
process.exit(0);

/** A pipe can be opened so only while somebody waits at its other end. */
async function readerAt(path) {
  for (;;) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if (error.code !== 'ENXIO') throw error;
      await turn();
    }
  }
}
