import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { statOf } from '../support/children.js';
import { PROGRAM } from '../support/e2e.js';

const TICKS_PER_SECOND = 100;
const POLL_MILLISECONDS = 20;

/** One sample of ntop as it prints it. */
export function printed(pane: string, ...args: readonly string[]): Readonly<Record<string, unknown>> {
  const words = [PROGRAM, pane, '--no-config', '--json', ...args];
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1e8 }));
}

export function uptimeSeconds(): number {
  return Number.parseFloat(readFileSync('/proc/uptime', 'latin1'));
}

export type CpuHistory = {
  /** What it had used at this time, in seconds of the epoch, at most and at least. */
  atMost(time: number): number;
  atLeast(time: number): number;
};

/** Follows the CPU time of a process until `end`, which waits for a reading after the given time. */
export function followCpu(pid: number): { end(after: number): Promise<CpuHistory> } {
  const polls: { readonly before: number; readonly after: number; readonly seconds: number }[] = [];
  const poll = () => {
    const before = Date.now() / 1000;
    const [user, system] = statOf(pid)?.slice(11, 13) ?? [];
    polls.push({ before, after: Date.now() / 1000, seconds: (Number(user) + Number(system)) / TICKS_PER_SECOND });
  };
  poll();
  const timer = setInterval(poll, POLL_MILLISECONDS);
  return {
    async end(time) {
      while ((polls.at(-1)?.before ?? 0) <= time)
        await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
      clearInterval(timer);
      return {
        atMost: (time) => polls.find(({ before }) => before >= time)?.seconds ?? Number.NaN,
        atLeast: (time) => polls.findLast(({ after }) => after <= time)?.seconds ?? Number.NaN,
      };
    },
  };
}
