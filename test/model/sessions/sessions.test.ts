import { describe, expect, it } from 'vitest';
import type { LoginReading } from '../../../src/model/machine/session-table.js';
import { sessionProcesses, slotsToRead, terminalUsers } from '../../../src/model/sessions/processes.js';
import {
  BOOT_SECONDS,
  fakeRecord,
  fakeSessions,
  NOBODY_RECORDS,
  PTS_3,
  PTS_4,
  SSH_LOGIN,
  TTY_1,
  UTMP_RECORDS,
} from '../../support/sessions.js';
import { type FakeProcess, fakeSample } from '../../support/snapshots.js';

const shell = (pid: number, rest: Partial<FakeProcess> = {}): FakeProcess => ({
  ...{ pid, sessionId: pid, processGroupId: pid, terminalDevice: PTS_4, name: 'bash', commandLine: ['bash'] },
  ...rest,
});
const brief = (processes: readonly FakeProcess[], ...rest: readonly (readonly ReturnType<typeof fakeRecord>[])[]) =>
  fakeSessions(processes, { records: rest.flat() }).sessions.map(
    ({ source, user, terminal, kind, pid, stale }) =>
      `${source} ${user} ${terminal} ${kind} ${pid}${stale ? ' stale' : ''}`,
  );

describe('where nothing but processes tell of logins', () => {
  it('a connection to sshd is one, from the process it began with to the shell', () => {
    expect(brief(SSH_LOGIN)).toEqual(['processes ada pts/3 ssh 20']);
    const [session] = fakeSessions(SSH_LOGIN).sessions;
    expect(session?.slots).toEqual([1, 2, 3]);
    expect(session?.loginTimeSeconds).toBe(BOOT_SECONDS + 3);
    expect(session?.command).toBe('-bash');
    expect(session?.cpuPercent).toBe(50);
    expect(session?.residentBytes).toBe(4096);
  });

  it("newer sshd's processes are known as well", () => {
    const renamed = SSH_LOGIN.slice(1).map((one) => ({
      ...one,
      ...(one.name === 'sshd' && {
        name: 'sshd-session',
        commandLine: `${one.commandLine}`.replace('sshd', 'sshd-session'),
      }),
    }));
    expect(brief(renamed)).toEqual(['processes ada pts/3 ssh 20']);
  });

  it('root has one process of sshd less', () => {
    const [listener, , , bash] = SSH_LOGIN as [FakeProcess, FakeProcess, FakeProcess, FakeProcess];
    const server = { pid: 20, ppid: 10, name: 'sshd', uid: 0, commandLine: ['sshd: root@pts/3'] };
    expect(brief([listener, server, { ...bash, ppid: 20, uid: 0 }])).toEqual(['processes root pts/3 ssh 20']);
  });

  it('a user who is asked for a password has not logged in', () => {
    const asked = { pid: 21, ppid: 20, name: 'sshd', uid: 105, commandLine: ['sshd: ada [net]'] };
    expect(brief([...SSH_LOGIN.slice(0, 2), asked])).toEqual([]);
  });

  it('a program named sshd does not get a session of another user', () => {
    const fake = { pid: 40, name: 'sshd', uid: 1000, commandLine: ['sshd: root@pts/9'] };
    expect(brief([fake])).toEqual([]);
    expect(brief([...SSH_LOGIN, { ...fake, ppid: 22 }])).toEqual(['processes ada pts/3 ssh 20']);
    expect(brief([...SSH_LOGIN, { ...fake, ppid: 21, uid: 1001 }])).toEqual(['processes ada pts/3 ssh 20']);
  });

  it('a terminal with processes is one, a program that waits for a login is not', () => {
    const getty = shell(31, { name: 'agetty', uid: 0, terminalDevice: TTY_1, commandLine: ['agetty', 'tty1'] });
    expect(brief([getty, shell(40)])).toEqual(['processes ada pts/4 other 40']);
    expect(brief([{ ...getty, name: 'login' }])).toEqual([]);
  });

  it('a login at the console begins with login(1)', () => {
    const login = { pid: 30, name: 'login', uid: 0, commandLine: ['login', '--', 'ada'] };
    const bash = shell(33, { ppid: 30, terminalDevice: TTY_1, startTicks: 500 });
    expect(brief([login, bash])).toEqual(['processes ada tty1 console 30']);
    expect(fakeSessions([login, bash]).sessions[0]?.loginTimeSeconds).toBe(BOOT_SECONDS + 5);
  });

  it('a terminal within another is part of that', () => {
    const sudo = shell(41, { ppid: 40, startTicks: 600, uid: 0, terminalDevice: PTS_3 });
    expect(brief([shell(40, { startTicks: 500 }), sudo])).toEqual(['processes ada pts/4 other 40']);
  });

  it('a user without a name is a number', () => {
    expect(brief([shell(40, { uid: 4242 })])).toEqual(['processes 4242 pts/4 other 40']);
  });

  it('a leader that cannot be seen leaves the oldest on the terminal', () => {
    const outside = [
      shell(51, { sessionId: 0, startTicks: 900 }),
      shell(50, { sessionId: 0, ppid: 0, startTicks: 800 }),
    ];
    expect(brief([outside[1] as FakeProcess, { ...outside[0], ppid: 50 } as FakeProcess])).toEqual([
      'processes ada pts/4 other 50',
    ]);
  });
});

it('if logins are recorded, a window with a terminal is not one, but an sshd connection without a record is', () => {
  const window = shell(40);
  const told = (sources: LoginReading['sources']) =>
    fakeSessions([...SSH_LOGIN, window], { sources }).sessions.map(({ pid }) => pid);
  expect(told(NOBODY_RECORDS)).toEqual([20, 40]);
  expect(told(UTMP_RECORDS)).toEqual([20]);
  expect(told({ logind: { state: 'read' }, utmp: { state: 'absent' } })).toEqual([20]);
});

describe('a login that utmp records', () => {
  it('is joined with the processes, whichever process of sshd it names', () => {
    for (const leaderPid of [20, 21]) {
      expect(brief(SSH_LOGIN, [fakeRecord({ leaderPid })])).toEqual(['utmp ada pts/3 ssh 20']);
    }
  });

  it('is stale if its leader is gone, is a zombie, or its PID was reused', () => {
    const stale = ['utmp ada pts/3 other 20 stale'];
    expect(brief([], [fakeRecord()])).toEqual(stale);
    expect(brief([{ pid: 20, state: 'Z' }], [fakeRecord()])).toEqual(stale);
    // It began 950 seconds after the machine, the login came after 900.
    const stranger = { pid: 20, startTicks: 95_000 };
    expect(brief([stranger], [fakeRecord()])).toEqual(stale);
    const [session] = fakeSessions([stranger], { records: [fakeRecord()] }).sessions;
    expect(session).toMatchObject({ slots: [], leader: undefined, command: undefined, cpuPercent: Number.NaN });
  });

  describe('with a PID that another process has', () => {
    const slotsOf = (startTicks: number, record = fakeRecord(), rest = {}) => {
      const login = SSH_LOGIN.slice(1).map((one) => ({ ...one, startTicks: one.pid === 20 ? startTicks : 90_900 }));
      return fakeSessions(login, { records: [record] }, rest).sessions[0];
    };

    it('is that one only when it began no later than a tick after the login', () => {
      expect(slotsOf(90_001)?.slots).toHaveLength(3);
      for (const startTicks of [90_002, 90_300, 90_499]) {
        expect(slotsOf(startTicks)).toMatchObject({ slots: [], leader: undefined, stale: false });
      }
      expect(slotsOf(90_501)).toMatchObject({ slots: [], stale: true });
      const wholeSeconds = fakeRecord({ loginTimeWithinSeconds: 1 });
      expect(slotsOf(90_101, wholeSeconds)?.slots).toHaveLength(3);
      expect(slotsOf(90_102, wholeSeconds)?.slots).toEqual([]);
    });

    it('is not that one because the wall clock was set back', () => {
      const setBack = { system: { bootTimeSeconds: BOOT_SECONDS - 3600 } };
      const stranger = [{ pid: 20, startTicks: 200_000 }, shell(30, { ppid: 20, terminalDevice: PTS_4 })];
      const told = fakeSessions(stranger, { records: [fakeRecord()] }, setBack).sessions[0];
      expect(told).toMatchObject({ slots: [], leader: undefined, stale: false });
      const before = { system: { wallClockMilliseconds: (BOOT_SECONDS + 800) * 1000 } };
      expect(slotsOf(200, fakeRecord(), before)?.slots).toEqual([]);
    });

    it('uses the monotonic clock if the source records it', () => {
      const uptime = { wallClockMilliseconds: (BOOT_SECONDS + 5000) * 1000, monotonicSeconds: 5000 };
      const record = fakeRecord({ source: 'logind', loginMonotonicSeconds: 900 });
      expect(slotsOf(90_001, record, { system: uptime })?.slots).toHaveLength(3);
      expect(slotsOf(90_010, record, { system: uptime })).toMatchObject({ slots: [], stale: true });
      const setForward = {
        ...uptime,
        bootTimeSeconds: BOOT_SECONDS + 60,
        wallClockMilliseconds: uptime.wallClockMilliseconds + 60_000,
      };
      expect(slotsOf(90_001, record, { system: setForward })?.slots).toHaveLength(3);
      // An hour of sleep: the process may have begun before it or after.
      const slept = { ...uptime, monotonicSeconds: 1400 };
      expect(slotsOf(200, record, { system: slept })?.slots).toHaveLength(3);
      expect(slotsOf(90_300, record, { system: slept })).toMatchObject({ slots: [], stale: false });
    });
  });

  it('gives neither name nor host to a later user of its terminal', () => {
    const later = shell(60, { terminalDevice: PTS_3, uid: 0, startTicks: 99_000 });
    const old = fakeRecord({ host: 'old.example', leaderSeen: 'gone' });
    expect(brief([later], [old])).toEqual(['utmp ada pts/3 other 20 stale', 'processes root pts/3 other 60']);
    expect(fakeSessions([later], { records: [old] }).sessions[1]?.host).toBeUndefined();
  });

  it('is not called stale because /proc hides its leader', () => {
    const hidden = fakeRecord({ leaderSeen: 'hidden' });
    expect(brief([], [hidden])).toEqual(['utmp ada pts/3 other 20']);
    const idle = { records: [hidden], idleSeconds: new Map([['pts/3', 77]]) };
    expect(fakeSessions([], idle).sessions[0]).toMatchObject({ idleSeconds: 77, slots: [], residentBytes: Number.NaN });
  });

  it('is left for the next sample if its leader started or ended between two readings', () => {
    expect(brief([], [fakeRecord({ leaderSeen: 'here' })])).toEqual([]);
  });

  it('appears twice if a damaged file has it twice', () => {
    const { sessions } = fakeSessions([], { records: [fakeRecord(), fakeRecord()] });
    expect(new Set(sessions.map(({ serial }) => serial)).size).toBe(2);
    expect(new Set(sessions.map(({ identity }) => identity)).size).toBe(2);
  });

  it('without a time, or on a machine that does not know when it began, is sure of no process', () => {
    expect(brief([{ pid: 20 }], [fakeRecord({ loginTimeSeconds: undefined })])).toEqual(['utmp ada pts/3 other 20']);
    const rest = { system: { bootTimeSeconds: undefined } };
    const [session] = fakeSessions([{ pid: 20 }], { records: [fakeRecord()] }, rest).sessions;
    expect(session).toMatchObject({ leader: undefined, stale: false, slots: [] });
  });

  it('is one of several with the same leader, each with what runs on its own terminal', () => {
    const screen = { pid: 70, name: 'screen', commandLine: ['SCREEN'] };
    const windows = [shell(71, { ppid: 70, terminalDevice: PTS_3 }), shell(72, { ppid: 70, residentBytes: 8192 })];
    const records = ['pts/3', 'pts/4'].map((terminal) => fakeRecord({ terminal, leaderPid: 70 }));
    const { sessions } = fakeSessions([screen, ...windows], { records });
    expect(sessions.map(({ slots }) => slots)).toEqual([[1], [2]]);
    expect(new Set(sessions.map(({ serial }) => serial)).size).toBe(2);
    expect(sessions[1]?.residentBytes).toBe(8192);
  });
});

describe('a login of logind', () => {
  const logind = (rest = {}) => fakeRecord({ source: 'logind', id: '3', kind: 'ssh', terminal: undefined, ...rest });

  it('comes first, and what it does not know is added: terminal and host', () => {
    const records = [logind(), fakeRecord({ leaderPid: 21, host: 'laptop.example', user: 'ada' })];
    expect(brief(SSH_LOGIN, records)).toEqual(['logind ada pts/3 ssh 20']);
    expect(fakeSessions(SSH_LOGIN, { records }).sessions[0]).toMatchObject({
      sources: ['logind', 'utmp'],
      host: 'laptop.example',
      terminal: 'pts/3',
    });
  });

  it('identifies its leader, whatever the clock says', () => {
    const record = logind({ leaderPidfdInode: 777, loginTimeSeconds: 5 });
    const with_ = (pidfdInode: number) => SSH_LOGIN.map((one) => (one.pid === 20 ? { ...one, pidfdInode } : one));
    expect(brief(with_(777), [record])).toEqual(['logind ada pts/3 ssh 20']);
    expect(brief(with_(778), [record])).toContain('logind ada undefined ssh 20 stale');
  });

  it('has the idle time of a desktop, which no terminal knows', () => {
    const record = logind({ kind: 'graphical', terminal: 'tty2', leaderPid: 80, idleSeconds: 600 });
    const [session] = fakeSessions([{ pid: 80 }], { records: [record] }).sessions;
    expect(session).toMatchObject({ kind: 'graphical', idleSeconds: 600 });
  });
});

describe('what a session runs now', () => {
  const at = (foregroundGroupId: number | undefined) => new Map([['40 100', { idleSeconds: 8, foregroundGroupId }]]);
  const job = (pid: number, group: number, text: string) =>
    shell(pid, { ppid: 40, sessionId: 40, processGroupId: group, startTicks: 500 + pid, commandLine: [text] });
  const processes = [shell(40), job(41, 41, 'background'), job(42, 42, 'first'), job(43, 42, 'second')];

  for (const [name, foreground, expected] of [
    ['is what has the terminal, not what runs in the background', 42, 'first'],
    ['is the shell itself when that waits', 40, 'bash'],
    ['is the shell when nobody knows', undefined, 'bash'],
    ['is the shell when what had it is gone', 99, 'bash'],
  ] as const) {
    it(name, () => {
      const [session] = fakeSessions(processes, { terminals: at(foreground) }).sessions;
      expect(session).toMatchObject({ command: expected, idleSeconds: 8 });
    });
  }

  it('is the rest of a pipe after its first program has ended', () => {
    const [session] = fakeSessions(processes.toSpliced(2, 1), { terminals: at(42) }).sessions;
    expect(session?.command).toBe('second');
  });
});

it('counts what a session has left behind in its own kernel session, and nothing twice', () => {
  const orphan = { pid: 90, ppid: 1, sessionId: 22, residentBytes: 100 };
  const below = { pid: 91, ppid: 90, sessionId: 91, residentBytes: 10 };
  const own = shell(95, { ppid: 22, startTicks: 400, residentBytes: 1000 });
  const server = { pid: 96, ppid: 95, startTicks: 500, name: 'sshd', uid: 0, commandLine: ['sshd: root@notty'] };
  const { sessions } = fakeSessions([...SSH_LOGIN, orphan, below, own, server]);
  expect(sessions.map(({ residentBytes, slots }) => [residentBytes, slots.length])).toEqual([
    [5206, 6],
    [0, 1],
  ]);
});

it('takes no thread for a process', () => {
  const thread = { pid: 23, threadGroupId: 22, ppid: 21, sessionId: 22, terminalDevice: PTS_3, residentBytes: 1 << 20 };
  expect(fakeSessions([...SSH_LOGIN, thread]).sessions[0]?.slots).toEqual([1, 2, 3]);
});

it('survives parents that form a ring', () => {
  const ring = [shell(40, { ppid: 41 }), shell(41, { ppid: 40, sessionId: 40 })];
  expect(brief(ring)).toEqual(['processes ada pts/4 other 40']);
});

it('asks about the session leader of each terminal, and reads the command lines of sshd again', () => {
  const { snapshot } = fakeSample({ processes: SSH_LOGIN });
  expect(terminalUsers(sessionProcesses(snapshot))).toEqual([
    { identity: { pid: 22, startTicks: 310, pidfdInode: 0 }, uid: 1000, device: PTS_3, terminal: 'pts/3' },
  ]);
  expect(slotsToRead(snapshot)).toEqual([0, 1, 2]);
});
