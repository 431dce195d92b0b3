// Carries out one question a line, in the namespaces in which it runs, and answers with a line of JSON: a shell command, a
// reading of disks, a walk for deleted files. Usage: world-program.mjs ADDON
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const addon = createRequire(import.meta.url)(process.argv[2]);
const reader = new addon.DiskReader('/proc', '/sys');

async function answer({ sh, deleted }) {
  if (sh !== undefined) {
    return execFileSync('sh', ['-e', '-c', sh], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }
  if (deleted) return (await new addon.DeletedWalk('/proc').run()).value;
  const began = performance.now();
  const reading = await reader.read(true, true);
  return { ...reading, seconds: (performance.now() - began) / 1000 };
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    console.log(JSON.stringify({ value: await answer(JSON.parse(line)) }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
// Without waiting for threads that a file system keeps.
process.kill(process.pid, 'SIGKILL');
