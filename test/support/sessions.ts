import type { LoginReading, LoginRecord, SessionTable } from '../../src/model/machine/session-table.js';
import { makeSessions } from '../../src/model/sessions/sessions.js';
import { type FakeProcess, type FakeReading, fakeSample } from './snapshots.js';

export const PTS_3 = 0x8803;
export const PTS_4 = 0x8804;
export const TTY_1 = 0x0401;

/** When fakeSnapshot's machine began. */
export const BOOT_SECONDS = 1_795_000_000;

/** Of sources. */
export const NOBODY_RECORDS: LoginReading['sources'] = { logind: { state: 'absent' }, utmp: { state: 'absent' } };
export const UTMP_RECORDS: LoginReading['sources'] = { logind: { state: 'absent' }, utmp: { state: 'read' } };

/** A login over ssh as utmp has it, an hour after processes usually begin. */
export function fakeRecord(record: Partial<LoginRecord> = {}): LoginRecord {
  return {
    source: 'utmp',
    id: 'pts/3/ts/3',
    user: 'ada',
    terminal: 'pts/3',
    host: undefined,
    loginTimeSeconds: BOOT_SECONDS + 900,
    loginTimeWithinSeconds: 0,
    loginMonotonicSeconds: undefined,
    idleSeconds: undefined,
    kind: undefined,
    leaderPid: 20,
    leaderPidfdInode: undefined,
    leaderSeen: undefined,
    ...record,
  };
}

export function fakeLogins(reading: Partial<LoginReading> = {}): LoginReading {
  return {
    sources: NOBODY_RECORDS,
    records: [],
    terminals: new Map(),
    idleSeconds: new Map(),
    ...reading,
  };
}

/** Who is logged in, on a machine with these processes where the sources tell this. */
export function fakeSessions(
  processes: readonly FakeProcess[],
  reading: Partial<LoginReading> = {},
  rest: FakeReading = {},
): SessionTable {
  const sample = fakeSample({ processes, ...rest }, { ...rest, seconds: -1, processes: processes.map(idle) });
  return makeSessions(sample, fakeLogins(reading), undefined);
}

/** What sshd runs for a user: 10 listens, 20 began with the connection, 21 serves it, 22 is the shell. */
export const SSH_LOGIN: readonly FakeProcess[] = [
  {
    pid: 10,
    name: 'sshd',
    uid: 0,
    sessionId: 10,
    commandLine: ['sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups'],
  },
  { pid: 20, ppid: 10, name: 'sshd', uid: 0, sessionId: 20, startTicks: 200, commandLine: ['sshd: ada [priv]'] },
  { pid: 21, ppid: 20, name: 'sshd', sessionId: 20, startTicks: 300, commandLine: ['sshd: ada@pts/3'] },
  {
    ...{ pid: 22, ppid: 21, name: 'bash', sessionId: 22, processGroupId: 22, terminalDevice: PTS_3 },
    ...{ startTicks: 310, commandLine: ['-bash'], residentBytes: 4096, cpuSeconds: 0.5 },
  },
];

function idle(process: FakeProcess): FakeProcess {
  return { ...process, cpuSeconds: 0 };
}
