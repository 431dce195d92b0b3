import { describe, expect, it } from 'vitest';
import type { LoginRecord } from '../../../src/model/machine/session-table.js';
import { pageContent } from '../../../src/model/pages/pages.js';
import { needsOf } from '../../../src/model/state/needs.js';
import { fakeBatch, fakeEvent, NO_LISTENERS, START_MILLISECONDS } from '../../support/events.js';
import { openSession, type Session, textOf } from '../../support/session.js';
import { fakeLogins, fakeRecord, UTMP_RECORDS } from '../../support/sessions.js';
import type { FakeProcess } from '../../support/snapshots.js';

const CRON: FakeProcess = { pid: 5, ppid: 1, startTicks: 50, name: 'cron', commandLine: ['cron', '-f'] };
const NGINX: FakeProcess = { pid: 10, ppid: 1, startTicks: 100, pidfdInode: 9, name: 'nginx', commandLine: ['nginx'] };
const STARTED = fakeEvent({ event: 'started', pid: 10, startTicks: 100, parentPid: 1, uid: 1000, name: 'nginx' });
const FAILED = fakeEvent({
  ...{ event: 'exited', pid: 30, startTicks: 100_100, parentPid: 5, uid: 0, name: 'worker' },
  ...{ command: ['worker', '--once'], exitStatus: 3, lifetimeSeconds: 0.25, cpuSeconds: 0.01 },
});
const CRASHED = fakeEvent({ event: 'crashed', pid: 31, startTicks: 1101, parentPid: 5, name: 'broken', signal: 11 });
const SIGNALLED = fakeEvent({ event: 'exited', pid: 32, startTicks: 1102, uid: 0, name: 'slow', signal: 15 });
const ENDED = fakeEvent({ event: 'exited', pid: 33, startTicks: 1103, uid: 0, name: 'true', exitStatus: 0 });

type Options = Parameters<typeof openSession>[0];

/** After a first sample, one with these events. */
function session(events: Parameters<typeof fakeBatch>[0], options: Options = {}, rest = {}): Session {
  const opened = openSession({ processes: [CRON, NGINX], ...options });
  opened.sample([CRON, NGINX], { events: fakeBatch(events, rest) });
  return opened;
}

const LISTED = { settings: { eventColumns: ['time', 'event', 'pid', 'user', 'detail', 'name'] } };
const ALL = [STARTED, FAILED, CRASHED, SIGNALLED, ENDED].map((event, index) => ({
  ...event,
  wallClockMilliseconds: START_MILLISECONDS + 2000 + index,
}));
/** Without their times. */
const rows = (of: Session) => of.rows().map((row) => row.trim().replace(/ +/g, ' ').replace(/^\S+ /, ''));

async function filtered(text: string): Promise<readonly string[]> {
  const opened = session(ALL, LISTED);
  await opened.press('E', 'f4');
  await opened.type(text);
  await opened.press('enter');
  return rows(opened).map((row) => row.split(' ').at(-1) ?? '');
}

describe('the list of events', () => {
  it('has what happened, the newest first, with how it ended in words', async () => {
    const opened = session(ALL, LISTED);
    await opened.press('E');
    expect(rows(opened)).toEqual([
      'exited 33 root status 0 true',
      'exited 32 root SIGTERM slow',
      'crashed 31 - SIGSEGV broken',
      'exited 30 root status 3 worker',
      'started 10 ada - nginx',
    ]);
  });

  it('shows time, event, process, user, detail, life, CPU and command on 80 columns', async () => {
    const opened = session([{ ...FAILED, peakResidentBytes: 2 ** 20 }]);
    await opened.press('E');
    expect(textOf(opened.frame().list?.titles ?? [])).toMatch(/TIME▼ +EVENT +PID USER +DETAIL +LIFE +CPU +COMMAND/);
    expect(rows(opened)[0]).toMatch(/^exited 30 root status 3 250ms 10ms worker --once$/);
  });

  it.each([
    ['event=exited status!=0 name~work', ['worker']],
    ['lifetime<1s', ['worker']],
    ['signal~.', ['slow', 'broken']],
    ['signal=SIGTERM', ['slow']],
    ['event=crashed or cpu>5ms', ['broken', 'worker']],
    ['status=0', ['true']],
    ['source=connector user=root', ['true', 'slow', 'worker']],
    ['broken', ['broken']],
  ])('filters by %s', async (text, expected) => {
    expect(await filtered(text)).toEqual(expected);
  });

  it('says where it is from, what is missing, why, and how many events were missed', async () => {
    const header = (of: Session) => of.frame().header.map(textOf).join('\n');
    const opened = session([FAILED], {}, { lost: 12, sources: { kmsg: 'it is not permitted.' } });
    await opened.press('E');
    expect(header(opened)).toContain('from connector, taskstats · 12 missed\n no kmsg: it is not permitted.');
    opened.sample([CRON], { events: fakeBatch([], { sources: NO_LISTENERS }) });
    expect(header(opened)).toContain('from samples, which miss what is shorter · 12 missed\n no connector:');
  });

  it('makes events of the differences of samples where the kernel tells nothing', async () => {
    const opened = session([], LISTED, { sources: NO_LISTENERS });
    await opened.press('E');
    opened.sample([CRON], { events: fakeBatch([], { sources: NO_LISTENERS }) });
    expect(rows(opened)).toEqual(['exited 10 ada - nginx']);
  });

  it('hides kernel threads, unless they are shown', async () => {
    const kernel = [{ pid: 2, ppid: 0, startTicks: 1, kernelThread: true, name: 'kthreadd' }];
    const worker = fakeEvent({ event: 'exited', pid: 40, parentPid: 2, name: 'kworker/0:1', exitStatus: 0 });
    const opened = openSession({ processes: kernel, ...LISTED });
    opened.sample(kernel, { events: fakeBatch([worker]) });
    await opened.press('E');
    expect(rows(opened)).toEqual([]);
    await opened.press('E', 'K', 'E');
    expect(rows(opened)).toEqual(['exited 40 - status 0 kworker/0:1']);
  });

  it('has logins and logouts', async () => {
    const opened = openSession({ processes: [CRON], ...LISTED });
    await opened.press('E');
    const record = fakeRecord({ host: '192.0.2.7', leaderPid: undefined, leaderSeen: undefined });
    const reading = (records: readonly LoginRecord[]) => fakeLogins({ sources: UTMP_RECORDS, records });
    for (const records of [[], [record], []]) opened.sample([CRON], { sessions: reading(records) });
    expect(rows(opened)).toEqual(['logout - ada pts/3 from 192.0.2.7 -', 'login - ada pts/3 from 192.0.2.7 -']);
  });

  it('shows nothing hostile', async () => {
    const evil = { ...FAILED, name: 'e\x1b[2Jvil', command: ['\x1b]0;x\x07', '\u202e'], cgroup: '/\x9b' };
    const opened = session([evil], { settings: { eventColumns: ['time', 'event', 'name', 'cgroup', 'command'] } });
    expect(opened.status()).toContain('e?[2Jvil exited with 3');
    await opened.press('E');
    expect(rows(opened)[0]).toMatch(/e\?\[2Jvil.*\/\?.*\?\]0;x\? \?/);
    await opened.press('enter');
    const { title, rows: facts } = pageContent(opened.state, opened.top('own'));
    const text = [textOf(title), ...facts.flatMap(({ cells }) => cells)].join('');
    expect(text).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e]/u);
  });

  it('is listened for in every pane; ports and logins are read while it is open', async () => {
    const opened = session([]);
    expect(needsOf(opened.state)).toMatchObject({ events: true, sockets: undefined, sessions: 'seldom' });
    await opened.press('E');
    expect(needsOf(opened.state)).toMatchObject({ events: true, sessions: 'now', sockets: { tcp: true, udp: true } });
  });
});

it('says of an event that makes room for newer ones that it is no longer listed, not that its process has ended', async () => {
  const flooded = session([STARTED], LISTED);
  await flooded.press('E', 'down', 'home');
  const flood = Array.from({ length: 10_050 }, (_, at) => ({ ...FAILED, pid: 1000 + at }));
  flooded.sample([CRON, NGINX], { events: fakeBatch(flood) });
  expect(flooded.status()).toContain('started 10 nginx is no longer listed');
});

describe('Enter on an event', () => {
  it('goes to its process, if it still lives', async () => {
    const opened = session([STARTED], LISTED);
    await opened.press('E', 'enter');
    expect(opened.state.pane).toBe('processes');
    expect(opened.selectedPid()).toBe(10);
  });

  it('opens a page with what is known of it and of its ancestors, once it has ended', async () => {
    const opened = session([FAILED], LISTED);
    await opened.press('E', 'enter');
    const { title, rows: facts } = pageContent(opened.state, opened.top('own'));
    expect(textOf(title)).toBe('exited 30 worker');
    const text = facts.map(({ cells }) => cells.join(': ')).join('\n');
    expect(text).toMatch(/How: status 3\nUser: root\nUID: 0\nCommand: worker --once\nLived: 250ms\nCPU time: 10ms/);
    expect(text).toMatch(/Parent: 5 cron/);
    await opened.press('escape');
    expect(opened.state.pane).toBe('events');
  });

  it.each([
    ['another process has its PID', { ...NGINX, startTicks: 101, serial: 99 }],
    ['another process began in the same tick', { ...NGINX, pidfdInode: 10, serial: 99 }],
    ['it is a zombie', { ...NGINX, state: 'Z' }],
  ])('opens the page where %s, and k refuses', async (_, process) => {
    const opened = session([{ ...STARTED, pidfdInode: 9 }], LISTED);
    opened.sample([CRON, process], { events: fakeBatch([]) });
    await opened.press('E', 'k');
    expect(opened.status()).toContain('10 nginx has ended: nothing was done');
    expect(opened.state.layers).toEqual([]);
    await opened.press('enter');
    expect(opened.top('own').part).toBe('events');
  });

  it('k signals its process, if it lives', async () => {
    const opened = session([STARTED], LISTED);
    await opened.press('E', 'k');
    expect(opened.top('picker').targets[0]?.identity).toEqual({ pid: 10, startTicks: 100, pidfdInode: 9 });
  });
});

describe('the status line', () => {
  const failures = (count: number, name = (pid: number) => `w${pid}`) =>
    Array.from({ length: count }, (_, index) => ({ ...FAILED, pid: 100 + index, name: name(index), exitStatus: 1 }));

  it('tells of a process that fails, crashes or is killed for memory, and for some time only', () => {
    const opened = session([FAILED]);
    expect(opened.status()).toContain('30 worker exited with 3: E lists it');
    opened.sample([CRON], { events: fakeBatch([CRASHED]) });
    expect(opened.status()).toContain('31 broken crashed (SIGSEGV): E lists it');
    opened.sample([CRON], { events: fakeBatch([{ ...CRASHED, event: 'oomKilled', signal: 9 }]) });
    expect(opened.status()).toContain('31 broken killed for memory: E lists it');
    opened.clock += 10_000;
    expect(opened.status()).not.toContain('broken');
  });

  it.each([
    ['ended well', [ENDED]],
    ['was ended by a signal', [SIGNALLED]],
    ['started', [STARTED]],
  ])('says nothing of one that %s', (_, events) => {
    expect(session(events).status()).not.toContain(': E lists it');
  });

  it.each([
    ['of one parent', failures(12), '12 processes of cron exited with 1: E lists them'],
    ['of one name', failures(12, () => 'sh'), '12 processes named sh exited with 1'],
  ])('makes one sentence of many %s', (_, events, sentence) => {
    expect(session(events).status()).toContain(sentence);
  });

  it('tells of the same failure once in five minutes', () => {
    const opened = session([FAILED]);
    opened.clock += 20_000;
    opened.sample([CRON], { events: fakeBatch([FAILED]) });
    expect(opened.status()).not.toContain('worker');
    opened.clock += 300_000;
    opened.sample([CRON], { events: fakeBatch([FAILED]) });
    expect(opened.status()).toContain('worker');
  });

  it('gives way to filters and marks, and on a low terminal to the footer', async () => {
    const opened = session([{ ...FAILED, name: 'a-long-name-that-takes-room-of-the-line' }]);
    await opened.press('/');
    await opened.type('nginx');
    await opened.press('enter', 'F');
    expect(opened.status()).toContain('FOLLOW');
    expect(opened.status()).not.toContain('a-long-name');
    opened.resize(80, 8);
    expect(opened.footer()).not.toContain('exited');
  });

  it.each([
    ['crashes', [FAILED], false],
    ['crashes', [CRASHED], true],
    ['none', [CRASHED], false],
  ])('with the setting %s it tells only of what that says', (eventNotices, events, isTold) => {
    const opened = session(events, { settings: { eventNotices } as never });
    expect(opened.status().includes(': E lists it')).toBe(isTold);
  });
});
