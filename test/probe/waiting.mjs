// In PID and mount namespaces of its own: one file of a process in /proc becomes one of a dead server, which waits for ever
// as a process does whose memory map is locked. Says what a sample made of it.
import { execFileSync, spawn } from 'node:child_process';
import { createRequire } from 'node:module';

const [addon, silent, file] = process.argv.slice(2);
const { Engine } = createRequire(import.meta.url)(addon);
const engine = new Engine('/proc', '/sys', false);
const child = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] });
const wanted = { io: file === 'io', cgroup: file === 'cgroup', memory: file === 'status' };
const needs = { ...wanted, threads: false, visibleSlots: [] };

for (let sample = 0; sample < 5; sample++) await engine.sample(needs);
const slot = (await engine.sample(needs)).columns.pid.indexOf(child.pid);
needs.visibleSlots = [slot];
execFileSync('mount', ['--bind', silent, `/proc/${child.pid}/${file}`]);
// It runs, and so something of it may have changed.
await new Promise((resolve) => {
  child.stdout.once('data', resolve);
  child.stdin.write('x');
});

const { count, columns } = await engine.sample(needs);
console.log(JSON.stringify({ count, isThere: columns.pid[slot] === child.pid }));
process.exit(0);
