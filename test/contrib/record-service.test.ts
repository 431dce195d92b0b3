import { expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/cli.js';
import { readUnit } from './unit-file.js';

const { setting, verify } = readUnit('ntop-record.service');

it('starts a recorder with options that it knows, in the folder that it may write into', () => {
  const [program, ...argv] = setting('ExecStart').split(' ');
  expect(program).toBe('/usr/bin/ntop');
  expect(parseArguments(argv)).toMatchObject({ kind: 'record', path: `%S/${setting('StateDirectory')}` });
});

it('gives the recorder no power that reading does not take', () => {
  expect(setting('NoNewPrivileges')).toBe('yes');
  expect(setting('ProtectSystem')).toBe('strict');
  expect(setting('CapabilityBoundingSet').split(' ')).not.toContain('CAP_KILL');
});

it('is a unit that systemd takes, where it is installed', verify);
