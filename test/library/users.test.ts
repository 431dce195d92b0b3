import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { users } from '../../src/library/index.js';
import { makeTree } from '../probe/readings.js';
import { serveLogind, serveSilence, startBus } from '../support/logind.js';
import { writeUtmp } from '../support/utmp.js';

afterEach(() => vi.unstubAllEnvs());

/** Says where records are, and where nothing is. */
function useSources({ utmp, bus }: { readonly utmp?: string; readonly bus?: string }): void {
  const nowhere = makeTree({});
  vi.stubEnv('NTOP_UTMP', utmp ?? join(nowhere, 'utmp'));
  vi.stubEnv('DBUS_SYSTEM_BUS_ADDRESS', `unix:path=${bus ?? join(nowhere, 'bus')},guid=1`);
}

it('lists the users that who(1) lists, with terminal, host, time and PID', async () => {
  const utmp = join(makeTree({}), 'utmp');
  writeUtmp(utmp, [
    { type: 2, line: '~', user: 'reboot', pid: 0 },
    { user: 'ada', line: 'pts/3', host: '2001:db8::1', pid: 4321, seconds: 1_795_000_000 },
    { user: 'alan', line: 'tty1', host: '', pid: 77, seconds: 1_795_000_060 },
    { user: 'grace', line: '', host: ':0', pid: 0, seconds: 2_147_483_647 },
  ]);
  useSources({ utmp });
  const found = await users();
  expect(found).toEqual([
    { name: 'ada', terminal: 'pts/3', host: '2001:db8::1', started: 1_795_000_000, pid: 4321 },
    { name: 'alan', terminal: 'tty1', host: null, started: 1_795_000_060, pid: 77 },
    { name: 'grace', terminal: null, host: ':0', started: 2_147_483_647, pid: null },
  ]);
  const names = execFileSync('who', ['--count', utmp], { encoding: 'utf8' }).split('\n')[0]?.split(' ');
  expect(found.map(({ name }) => name)).toEqual(names);
});

it('asks logind on a machine without that file', async () => {
  const bus = await startBus();
  await serveLogind(bus, [
    {
      ...{ Id: ['s', 'c1'], Name: ['s', 'ada'], TTY: ['s', 'tty2'], Class: ['s', 'user'], Leader: ['u', 99] },
      ...{ Timestamp: ['t', 1_795_000_000_900_000], RemoteHost: ['s', ''] },
    },
  ]);
  useSources({ bus });
  // One that a busy machine keeps from answering in time is refused.
  const asked = () => users().catch(({ code }) => code);
  const ada = { name: 'ada', terminal: 'tty2', host: null, started: 1_795_000_000, pid: 99 };
  await expect.poll(asked).toEqual([ada]);
});

it('lists no user on a machine that keeps no records, nor where the address of the bus is none', async () => {
  useSources({});
  expect(await users()).toEqual([]);
  useSources({ bus: '/nowhere/100%' });
  expect(await users()).toEqual([]);
});

it('refuses what is there and can not be read', async () => {
  useSources({ utmp: makeTree({}) });
  await expect(users()).rejects.toMatchObject({ code: 'EISDIR', name: 'NtopError' });
});

it('takes a logind that never answers for no empty machine', async () => {
  const bus = await startBus();
  await serveSilence(bus);
  useSources({ bus });
  await expect(users()).rejects.toMatchObject({ code: 'ETIMEDOUT', message: "logind can't be read: ETIMEDOUT" });
});
