// Runs where /proc is mounted anew with hidepid or subset: prints what an engine chose and whose processes it shows.
// Arguments: the addon, and the user to become.
import { createRequire } from 'node:module';

const addon = createRequire(import.meta.url)(process.argv[2]);
const uid = Number(process.argv[3]);
if (uid !== 0) {
  process.setgroups([]);
  process.setgid(uid);
  process.setuid(uid);
}
const engine = new addon.Engine('/proc', '/sys', false);
let sample;
for (let round = 0; round < 35; round += 1) {
  sample = await engine.sample({ io: false, cgroup: false, threads: false, visibleSlots: [] });
}
const { columns, slots } = sample;
const shown = [];
for (let slot = 0; slot < slots; slot += 1) {
  if (columns.serial[slot] !== 0) shown.push({ pid: columns.pid[slot], uid: columns.uid[slot] });
}
const capabilities = Object.fromEntries(engine.capabilities().map(({ name, chosen }) => [name, chosen]));
console.log(JSON.stringify({ own: process.pid, shown, capabilities }));
