import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/cli.js';

const UNIT = readFileSync(join(import.meta.dirname, '../../contrib/ntop-record.service'), 'utf8');

function settingOf(name: string): string {
  const [, value] = new RegExp(`^${name}=(.*)$`, 'm').exec(UNIT) ?? [];
  return value ?? '';
}

it('starts a recorder with options that it knows, in the folder that it may write into', () => {
  const [program, ...argv] = settingOf('ExecStart').split(' ');
  expect(program).toBe('/usr/bin/ntop');
  expect(parseArguments(argv)).toMatchObject({ kind: 'record', path: `%S/${settingOf('StateDirectory')}` });
});

it('gives the recorder no power that reading does not take', () => {
  expect(settingOf('NoNewPrivileges')).toBe('yes');
  expect(settingOf('ProtectSystem')).toBe('strict');
  expect(settingOf('CapabilityBoundingSet').split(' ')).not.toContain('CAP_KILL');
});

it('is a unit that systemd takes, where it is installed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-unit-'));
  try {
    const path = join(folder, 'ntop-record.service');
    // Neither the program nor its man page are installed where the tests run.
    writeFileSync(path, UNIT.replace('/usr/bin/ntop', '/bin/true').replace(/^Documentation=.*\n/m, ''));
    const { error, status, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
    if (error === undefined) expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
