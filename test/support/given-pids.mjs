// For programs that run as the first process of a PID namespace, where the next PID can be chosen.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';

const ATTEMPTS = 50;

/** A process of its own that sleeps. */
export async function start() {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  await once(child, 'spawn');
  return child;
}

/** One with a PID that another one had. */
export async function startAt(pid) {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    writeFileSync('/proc/sys/kernel/ns_last_pid', String(pid - 1));
    const child = await start();
    if (child.pid === pid) return child;
    await end(child);
  }
  throw new Error('the PID was not given again');
}

/** Ends a child of ours; the signal that has really ended it. */
export async function end(child, signal = 'SIGKILL') {
  const exit = once(child, 'exit');
  child.kill(signal);
  return (await exit)[1];
}

/** Since the machine was started, in hundredths of a second, as start times of processes are. */
export function uptimeTicks() {
  return Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 100;
}
