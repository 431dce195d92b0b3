import { deepStrictEqual } from 'node:assert';
import { deserialize, serialize } from 'node:v8';
import { expect, it } from 'vitest';
import * as library from '../../src/library/index.js';

/** By the name of the function; each with its choices. */
const QUESTIONS: readonly (readonly [string, () => unknown])[] = [
  ['bootTime', () => library.bootTime()],
  ['cpuCount', () => library.cpuCount()],
  ['cpuFreq', () => library.cpuFreq()],
  ['cpuFreq', () => library.cpuFreq({ percpu: true })],
  ['cpuPercent', () => library.cpuPercent()],
  ['cpuPercent', () => library.cpuPercent({ percpu: true })],
  ['cpuPercent', () => library.cpuPercent(0.01)],
  ['cpuStats', () => library.cpuStats()],
  ['cpuTimes', () => library.cpuTimes()],
  ['cpuTimes', () => library.cpuTimes({ percpu: true })],
  ['cpuTimesPercent', () => library.cpuTimesPercent()],
  ['cpuTimesPercent', () => library.cpuTimesPercent({ percpu: true })],
  ['diskIoCounters', () => library.diskIoCounters()],
  ['diskIoCounters', () => library.diskIoCounters({ perdisk: true })],
  ['diskPartitions', () => library.diskPartitions({ all: true })],
  ['diskUsage', () => library.diskUsage('/')],
  ['isListening', () => library.isListening(1)],
  ['loadAverage', () => library.loadAverage()],
  ['netConnections', () => library.netConnections('all')],
  ['netIfAddrs', () => library.netIfAddrs()],
  ['netIfStats', () => library.netIfStats()],
  ['netIoCounters', () => library.netIoCounters()],
  ['netIoCounters', () => library.netIoCounters({ pernic: true })],
  ['swapMemory', () => library.swapMemory()],
  ['users', () => library.users()],
  ['virtualMemory', () => library.virtualMemory()],
];

it.each(QUESTIONS)('%s answers with plain frozen values that survive JSON, cloning and v8', async (_, ask) => {
  const answer = await ask();
  expectFrozen(answer);
  for (const copy of [JSON.parse(JSON.stringify(answer)), structuredClone(answer), deserialize(serialize(answer))]) {
    deepStrictEqual(copy, answer);
    expect(JSON.stringify(copy)).toBe(JSON.stringify(answer));
  }
});

it('answers that are lists or records are new ones each time', async () => {
  expect(library.virtualMemory()).not.toBe(library.virtualMemory());
  expect(await library.netConnections()).not.toBe(await library.netConnections());
});

function expectFrozen(value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    expect(['string', 'number', 'boolean', 'object']).toContain(typeof value);
    return;
  }
  expect(Object.isFrozen(value)).toBe(true);
  for (const part of Object.values(value)) expectFrozen(part);
}
