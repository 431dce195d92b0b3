import { expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/cli.js';
import { readUnit } from './unit-file.js';

const { setting, verify } = readUnit('ntop-serve.service');

it('starts a server that only this machine reaches', () => {
  const [program, ...argv] = setting('ExecStart').split(' ');
  expect(program).toBe('/usr/bin/ntop');
  expect(parseArguments(argv)).toMatchObject({ kind: 'serve', host: '127.0.0.1', recordings: undefined });
  expect([setting('IPAddressAllow'), setting('IPAddressDeny')]).toEqual(['localhost', 'any']);
});

it('gives the server a user of its own, and no power that reading does not take', () => {
  expect(setting('DynamicUser')).toBe('yes');
  expect(setting('NoNewPrivileges')).toBe('yes');
  expect(setting('ProtectSystem')).toBe('strict');
  expect(setting('CapabilityBoundingSet')).toBe(readUnit('ntop-record.service').setting('CapabilityBoundingSet'));
  expect(setting('AmbientCapabilities')).toBe(setting('CapabilityBoundingSet'));
});

it('is a unit that systemd takes, where it is installed', verify);
