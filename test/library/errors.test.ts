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

const SUBJECT = { pid: 8217, processName: 'node' };

it.each([
  [new NoSuchProcess(SUBJECT), 'NoSuchProcess', 'ERR_NO_SUCH_PROCESS', {}],
  [new ZombieProcess({ ...SUBJECT, ppid: 7 }), 'ZombieProcess', 'ERR_ZOMBIE_PROCESS', { ppid: 7 }],
  [new AccessDenied(SUBJECT), 'AccessDenied', 'ERR_ACCESS_DENIED', {}],
  [new TimeoutExpired(1.5, SUBJECT), 'TimeoutExpired', 'ERR_TIMEOUT_EXPIRED', { seconds: 1.5 }],
  [new NotAvailable('ioCounters', SUBJECT), 'NotAvailable', 'ERR_NOT_AVAILABLE', {}],
])('%s says what it is about, also as a plain object on its way to another thread', (error, name, code, more) => {
  const told = { name, code, ...SUBJECT, ...more };
  expect(error).toMatchObject(told);
  expect(error).toBeInstanceOf(NtopError);
  expect(error.message).toMatch(/ \(pid=8217, name='node'\)$/);
  const plain = { ...told, message: error.message };
  expect(deserialize(serialize(error.toJSON()))).toEqual(plain);
  expect(structuredClone(error.toJSON())).toEqual(plain);
  expect(JSON.parse(JSON.stringify(error))).toEqual(plain);
});

it('a zombie is no such process, for who asks no further', () => {
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
