import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import * as library from '../../src/library/index.js';

const MIB = 1024 ** 2;
/** NTOP_GROWTH_ROUNDS=100000 makes as many of each, however long they take. */
const CALLS = Number(process.env.NTOP_GROWTH_ROUNDS ?? 1000);
const LIMIT_MILLISECONDS = process.env.NTOP_GROWTH_ROUNDS === undefined ? 1000 : Number.POSITIVE_INFINITY;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const FUNCTIONS: readonly (readonly [string, () => unknown])[] = [
  ['bootTime', library.bootTime],
  ['cpuCount', library.cpuCount],
  ['cpuCount of cores', () => library.cpuCount({ logical: false })],
  ['cpuFreq', () => library.cpuFreq()],
  ['cpuPercent', () => library.cpuPercent({ percpu: true })],
  ['cpuStats', library.cpuStats],
  ['cpuTimes', () => library.cpuTimes({ percpu: true })],
  ['cpuTimesPercent', () => library.cpuTimesPercent()],
  ['diskIoCounters', () => library.diskIoCounters({ perdisk: true })],
  ['diskPartitions', () => library.diskPartitions({ all: true })],
  ['diskUsage', () => library.diskUsage('/')],
  ['diskUsage of what is not there', () => library.diskUsage('/nowhere').catch(() => undefined)],
  ['isListening', () => library.isListening(1)],
  ['loadAverage', library.loadAverage],
  ['netConnections', () => library.netConnections('all')],
  ['netIfAddrs', library.netIfAddrs],
  ['netIfStats', library.netIfStats],
  ['netIoCounters', () => library.netIoCounters({ pernic: true })],
  ['swapMemory', library.swapMemory],
  ['users', library.users],
  ['virtualMemory', library.virtualMemory],
];

it.each(FUNCTIONS)('%s leaves memory and descriptors as they were', { timeout: 0 }, async (_, ask) => {
  await askOften(ask, CALLS / 5, LIMIT_MILLISECONDS / 5);
  const before = usage();
  await askOften(ask, CALLS, LIMIT_MILLISECONDS);
  const after = usage();
  expect(after.descriptors).toBeLessThanOrEqual(before.descriptors);
  // A thread that has answered may still be ending.
  expect(after.threads).toBeLessThanOrEqual(before.threads + 1);
  expect(after.heapBytes - before.heapBytes).toBeLessThan(2 * MIB);
  expect(after.residentBytes - before.residentBytes).toBeLessThan(16 * MIB);
});

async function askOften(ask: () => unknown, most: number, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  for (let call = 0; call < most && (call < 20 || performance.now() < end); call += 1) await ask();
}

function usage() {
  collect();
  collect();
  const { rss, heapUsed } = process.memoryUsage();
  return { residentBytes: rss, heapBytes: heapUsed, descriptors: count('fd'), threads: count('task') };
}

function count(folder: string): number {
  return readdirSync(`/proc/self/${folder}`).length;
}
