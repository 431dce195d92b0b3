import { it } from 'vitest';
import * as library from '../../src/library/index.js';
import { expectNoGrowth } from '../support/growth.js';

const FUNCTIONS: readonly (readonly [string, () => unknown])[] = [
  ['bootTime', library.bootTime],
  ['cgroupLimits', () => library.cgroupLimits()],
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
  ['pressure', () => library.pressure()],
  ['pressure of a group', () => library.pressure('/')],
  ['sensorsBattery', library.sensorsBattery],
  ['sensorsFans', library.sensorsFans],
  ['sensorsTemperatures', () => library.sensorsTemperatures()],
  ['swapMemory', library.swapMemory],
  ['users', library.users],
  ['virtualMemory', library.virtualMemory],
];

it.each(FUNCTIONS)('%s leaves memory and descriptors as they were', { timeout: 0 }, (_, call) => expectNoGrowth(call));
