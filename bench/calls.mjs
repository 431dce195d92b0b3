import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export function hasStrace() {
  return spawnSync('strace', ['-V'], { stdio: 'ignore' }).status === 0;
}

/** System calls of a process during an action; undefined if strace is not permitted. */
export async function countCalls(pid, folder, work) {
  const file = join(folder, `calls-${pid}`);
  const strace = spawn('strace', ['-f', '-c', '-o', file, '-p', String(pid)], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exit = new Promise((resolve) => strace.on('error', resolve).on('exit', resolve));
  await Promise.race([exit, new Promise((resolve) => strace.stderr.once('data', resolve))]);
  await work();
  strace.kill('SIGINT');
  await exit;
  return totalOf(file);
}

/** The calls in the last line of its table: share, seconds, µs per call, calls, maybe errors, "total". */
function totalOf(file) {
  try {
    const [, calls] = /^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)(?:\s+\d+)?\s+total$/m.exec(readFileSync(file, 'utf8')) ?? [];
    return calls === undefined ? undefined : Number(calls);
  } catch {
    return undefined;
  }
}
