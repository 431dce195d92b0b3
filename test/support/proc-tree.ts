import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from './endings.js';

type Made = {
  readonly pid: number;
  readonly ppid?: number;
  /** Without one it is a kernel thread. */
  readonly command?: string;
  readonly startTicks?: number;
  readonly residentPages?: number;
};

const KERNEL_THREAD = 0x200000;

/** A /proc of our own making; the result is where it lies. */
export function makeProc(processes: readonly Made[]): string {
  const root = mkdtempSync(join(tmpdir(), 'ntop-proc-'));
  atEnd(() => rmSync(root, { recursive: true, force: true }));
  fillProc(root, processes);
  return root;
}

export function fillProc(root: string, processes: readonly Made[]): void {
  for (const one of processes) addProcess(root, one);
  writeFileSync(join(root, 'meminfo'), 'MemTotal: 1048576 kB\nMemFree: 524288 kB\nMemAvailable: 786432 kB\n');
  writeFileSync(join(root, 'uptime'), '100000.00 100000.00\n');
  const cpus = ['cpu ', 'cpu0'].map((name) => `${name} 100 0 100 1000 0 0 0 0 0 0\n`);
  writeFileSync(join(root, 'stat'), `${cpus.join('')}btime 1700000000\n`);
}

/** Leaves nothing in it. */
export function emptyProc(root: string): void {
  for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true });
}

/** The machine's own /proc as if no processes but these were in it. */
export function narrowProc(pids: readonly number[]): string {
  const root = mkdtempSync(join(tmpdir(), 'ntop-proc-'));
  atEnd(() => rmSync(root, { recursive: true, force: true }));
  for (const name of ['stat', 'meminfo', 'uptime', 'loadavg', 'pressure', ...pids.map(String)]) {
    symlinkSync(`/proc/${name}`, join(root, name));
  }
  return root;
}

function addProcess(root: string, { pid, ppid = 0, command, startTicks = 100, residentPages = 10 }: Made): void {
  const flags = command === undefined ? KERNEL_THREAD : 0;
  const name = command?.split(' ')[0] ?? `kworker/${pid}`;
  const counters = `0 0 0 0 0 0 0 0 20 0 1 0 ${startTicks} 1048576 ${residentPages}`;
  mkdirSync(join(root, String(pid)));
  writeFileSync(
    join(root, `${pid}/stat`),
    `${pid} (${name}) S ${ppid} ${pid} ${pid} 0 -1 ${flags} ${counters}${' 0'.repeat(28)}\n`,
  );
  writeFileSync(join(root, `${pid}/statm`), `256 ${residentPages} 0 0 0 0 0\n`);
  writeFileSync(join(root, `${pid}/cmdline`), command === undefined ? '' : `${command.replaceAll(' ', '\0')}\0`);
}

/** Programs with the PIDs from 1 on, each called `task` and its number. */
export function crowdOf(count: number): readonly Made[] {
  return Array.from({ length: count }, (_, index) => ({ pid: index + 1, command: `task${index + 1} --serve` }));
}
