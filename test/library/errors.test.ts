import { deserialize, serialize } from 'node:v8';
import { expect, it } from 'vitest';
import {
  AccessDenied,
  NoSuchProcess,
  NotAvailable,
  NtopError,
  TimeoutExpired,
  ZombieProcess,
} from '../../src/library/errors.js';
import { isListening, netConnections } from '../../src/library/network/net-connections.js';
import { pidExists } from '../../src/library/process/pids.js';
import { Process } from '../../src/library/process/process.js';
import { waitProcs } from '../../src/library/process/wait-procs.js';
import { sendfileOnce } from '../../src/library/sendfile/sendfile-once.js';
import { cpuPercent } from '../../src/library/system/cpu-percent.js';
import { diskUsage } from '../../src/library/system/file-systems.js';

const SUBJECT = { pid: 8217, processName: 'node' };

it.each([
  [new NoSuchProcess(SUBJECT), 'NoSuchProcess', 'ERR_NO_SUCH_PROCESS', {}],
  [new ZombieProcess({ ...SUBJECT, ppid: 7 }), 'ZombieProcess', 'ERR_ZOMBIE_PROCESS', { ppid: 7 }],
  [new AccessDenied(SUBJECT), 'AccessDenied', 'ERR_ACCESS_DENIED', {}],
  [new TimeoutExpired(1.5, SUBJECT), 'TimeoutExpired', 'ERR_TIMEOUT_EXPIRED', { seconds: 1.5 }],
  [new NotAvailable('ioCounters', SUBJECT), 'NotAvailable', 'ERR_NOT_AVAILABLE', {}],
])('%s says what it is about, also as a plain object on its way to another thread', (error, name, code, more) => {
  const told = { name, code, ...SUBJECT, path: null, syscall: null, ...more };
  expect(error).toMatchObject(told);
  expect(error).toBeInstanceOf(NtopError);
  expect(error.message).toMatch(/ \(pid=8217, name='node'\)$/);
  const plain = { ...told, message: error.message };
  expect(deserialize(serialize(error.toJSON()))).toEqual(plain);
  expect(structuredClone(error.toJSON())).toEqual(plain);
  expect(JSON.parse(JSON.stringify(error))).toEqual(plain);
});

it('a zombie is no such process, for a program that looks no further', () => {
  expect(new ZombieProcess({ pid: 1 })).toBeInstanceOf(NoSuchProcess);
});

it('says null of what it does not know', () => {
  expect(new TimeoutExpired(2)).toMatchObject({ pid: null, processName: null, message: 'time is over after 2 s' });
  expect(new ZombieProcess({ pid: 1 })).toMatchObject({ pid: 1, processName: null, ppid: null });
});

it('keeps a hostile name exact, but out of its message', () => {
  const error = new NoSuchProcess({ pid: 5, processName: 'a\x1b[2J\nb\u009b' });
  expect(error.processName).toBe('a\x1b[2J\nb\u009b');
  expect(error.message).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
});

const self = () => new Process() as unknown as Record<string, (...values: unknown[]) => unknown>;

it.each<readonly [code: string, ask: () => unknown]>([
  ['ERR_INVALID_ARG_TYPE', () => pidExists('1' as never)],
  ['ERR_INVALID_ARG_TYPE', () => cpuPercent('1' as never)],
  ['ERR_INVALID_ARG_TYPE', () => diskUsage(1 as never)],
  ['ERR_INVALID_ARG_TYPE', () => waitProcs([1 as never])],
  ['ERR_INVALID_ARG_TYPE', () => self().asDict?.('name')],
  ['ERR_INVALID_ARG_TYPE', () => self().sendSignal?.(null)],
  ['ERR_INVALID_ARG_TYPE', () => self().ionice?.(undefined, 4)],
  ['ERR_INVALID_ARG_TYPE', () => sendfileOnce(1, 1, 0.5, 1)],
  ['ERR_INVALID_ARG_VALUE', () => diskUsage('')],
  ['ERR_INVALID_ARG_VALUE', () => netConnections('raw' as never)],
  ['ERR_INVALID_ARG_VALUE', () => self().asDict?.(['nmae'])],
  ['ERR_INVALID_ARG_VALUE', () => self().sendSignal?.('SIGNONE')],
  ['ERR_INVALID_ARG_VALUE', () => self().memoryPercent?.('rsss')],
  ['ERR_INVALID_ARG_VALUE', () => self().rlimit?.('files')],
  ['ERR_INVALID_ARG_VALUE', () => self().wait?.()],
  ['ERR_OUT_OF_RANGE', () => new Process(-1)],
  ['ERR_OUT_OF_RANGE', () => isListening(65_536)],
  ['ERR_OUT_OF_RANGE', () => self().nice?.(20)],
  ['ERR_OUT_OF_RANGE', () => waitProcs([], { timeout: -1 })],
  ['ERR_OUT_OF_RANGE', () => sendfileOnce(1, 1, -1, 1)],
])('a wrong argument has the code %s, as in Node', async (code, ask) => {
  const failed = async () => ask();
  await expect(failed()).rejects.toMatchObject({ code });
  await expect(failed()).rejects.toBeInstanceOf(code === 'ERR_INVALID_ARG_TYPE' ? TypeError : RangeError);
});

it('a path that can not be read stands in the error, with the call that was refused', async () => {
  const refused = { name: 'NtopError', code: 'ENOENT', path: 'no/where', syscall: 'statvfs', pid: null };
  await expect(diskUsage('no/where')).rejects.toMatchObject(refused);
});
