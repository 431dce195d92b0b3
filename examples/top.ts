// A top in a page: `top.mjs 5` shows five refreshes, a second apart; without a number it goes on until ^C.
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuPercent, loadAverage, type Picked, processIter, virtualMemory } from '../src/library/index.js';
import { clean, fit } from '../src/model/text/text.js';

const ATTRIBUTES = ['pid', 'username', 'cpuPercent', 'memoryInfo', 'status', 'cpuTimes', 'name', 'cmdline'] as const;
const HEADER = ['PID', 'USER', 'CPU %', 'MEM MiB', 'STATUS', 'TIME', 'COMMAND'];
const WIDTHS = [7, 12, 6, 8, 12, 9];

const refreshes = Number(process.argv[2] ?? Number.POSITIVE_INFINITY);
// Percentages compare with the call before.
cpuPercent();
readProcesses();
for (let refresh = 0; refresh < refreshes; refresh += 1) {
  await sleep(1000);
  const { rows = 24, columns = 80, isTTY = false } = process.stdout;
  const lines = [...summary(), ...[HEADER, ...readProcesses()].map(toLine)];
  const page = isTTY ? lines.slice(0, rows - 1).map((line) => fit(line, columns, 'left')) : lines;
  console.log(`${isTTY ? '\x1b[H\x1b[2J' : ''}${page.join('\n')}`);
}

function summary(): string[] {
  const { total, used } = virtualMemory();
  const load = loadAverage().map((average) => average.toFixed(2));
  return [`CPU ${cpuPercent()} %  load ${load.join(' ')}  memory ${mebibytes(used)} of ${mebibytes(total)} MiB`, ''];
}

/** Processes with the highest CPU use first. */
function readProcesses(): string[][] {
  const infos = [...processIter(ATTRIBUTES)].map(({ info }) => info);
  return infos.sort((one, other) => (other.cpuPercent ?? 0) - (one.cpuPercent ?? 0)).map(toCells);
}

/** null: not permitted. */
function toCells(info: Picked<(typeof ATTRIBUTES)[number]>): string[] {
  const { pid, username, cpuPercent: percent, memoryInfo, status, cpuTimes, name, cmdline } = info;
  const command = cmdline === null || cmdline.length === 0 ? `[${name}]` : cmdline.join(' ');
  const memory = memoryInfo === null ? '-' : mebibytes(memoryInfo.rss);
  const seconds = cpuTimes === null ? '-' : (cpuTimes.user + cpuTimes.system).toFixed(2);
  return [`${pid}`, username ?? '-', percent?.toFixed(1) ?? '-', memory, status ?? '-', seconds, command];
}

/** Names and arguments are the processes' own choice: clean() makes them safe for the terminal. */
function toLine(cells: readonly string[]): string {
  return cells
    .map((cell, column) => fit(clean(cell), WIDTHS[column] ?? 80, 'left'))
    .join(' ')
    .trimEnd();
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 ** 2).toFixed(0);
}
