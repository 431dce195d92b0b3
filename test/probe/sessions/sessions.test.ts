import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { spawn } from 'node-pty';
import { expect, it } from 'vitest';
import { type TerminalUser, terminalUserKey } from '../../../src/model/machine/session-table.js';
import type { Files } from '../../../src/probe/files.js';
import { createSessionProbe, type SessionProbeOptions } from '../../../src/probe/sessions.js';
import { statOf } from '../../support/children.js';
import { atEnd } from '../../support/endings.js';
import { serveLogind, startBus } from '../../support/logind.js';
import { utmpRecord, writeUtmp } from '../../support/utmp.js';
import { identify, makeTree, statLine } from '../readings.js';

function probeOf(options: SessionProbeOptions = {}) {
  const nowhere = makeTree({});
  return createSessionProbe({ utmpPath: join(nowhere, 'utmp'), busPath: join(nowhere, 'bus'), ...options });
}

/** A shell of ours on a terminal of its own, which runs a program. */
async function startOnTerminal(): Promise<TerminalUser & { readonly foreground: () => number }> {
  const child = spawn('/bin/sh', ['-i'], { env: { PS1: '' } });
  const ended = new Promise((resolve) => child.onExit(resolve));
  atEnd(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const foreground = () => Number(statOf(child.pid)?.[5]);
  child.write('sleep 600\n');
  while (foreground() === child.pid || foreground() <= 0) await wait(5);
  const device = Number(statOf(child.pid)?.[4]);
  const terminal = execFileSync('ps', ['-o', 'tty=', '-p', String(child.pid)], { encoding: 'utf8' }).trim();
  return { identity: await identify(child.pid), uid: process.geteuid?.() ?? 0, device, terminal, foreground };
}

it('reports the foreground group of a terminal, and its idle time', async () => {
  const user = await startOnTerminal();
  const { terminals, sources } = await probeOf().sample([user]);
  const reading = terminals.get(terminalUserKey(user.identity));
  expect(reading?.foregroundGroupId).toBe(user.foreground());
  expect(reading?.foregroundGroupId).not.toBe(user.identity.pid);
  const sinceInput = (Date.now() - statSync(`/dev/${user.terminal}`).atimeMs) / 1000;
  expect(reading?.idleSeconds).toBeGreaterThanOrEqual(0);
  expect(reading?.idleSeconds).toBeLessThanOrEqual(sinceInput);
  expect(sources).toEqual({ logind: { state: 'absent' }, utmp: { state: 'absent' } });
});

it('reports nothing about a terminal through a reused PID', async () => {
  const user = await startOnTerminal();
  const before = { ...user, identity: { ...user.identity, startTicks: user.identity.startTicks - 1 } };
  expect((await probeOf().sample([before])).terminals.size).toBe(0);
});

it('does not take a terminal of this machine for one of the same name in a container', async () => {
  const user = await startOnTerminal();
  const { pid, startTicks } = user.identity;
  // Its own view of /dev can't be seen here, as that of another user's process can't.
  const procRoot = makeTree({ [`${pid}/stat`]: statLine(pid, { startTicks }) });
  const idle = async (other: Partial<TerminalUser>) =>
    (await probeOf({ procRoot }).sample([{ ...user, ...other }])).terminals.get(terminalUserKey(user.identity))
      ?.idleSeconds;
  expect(await idle({})).toBeGreaterThanOrEqual(0);
  expect(await idle({ uid: user.uid + 1 })).toBeUndefined();
  expect(await idle({ device: user.device + 1 })).toBeUndefined();
});

it('follows no name of a terminal out of /dev, and takes nothing else there for one', async () => {
  const utmpPath = join(makeTree({}), 'utmp');
  const user = await startOnTerminal();
  writeUtmp(
    utmpPath,
    ['../etc/passwd', '/etc/passwd', 'shm', 'a b', '\x1b[2J', '..', user.terminal].map((line) => ({ line })),
  );
  const { idleSeconds, records } = await probeOf({ utmpPath }).sample([]);
  expect(records).toHaveLength(7);
  expect([...idleSeconds.keys()]).toEqual([user.terminal]);
});

it('knows of a recorded leader whether anybody has its PID', async () => {
  const utmpPath = join(makeTree({}), 'utmp');
  writeUtmp(utmpPath, [{ pid: process.pid }, { pid: 4_194_305 }, { pid: 0 }, { pid: -5 }]);
  const { records } = await probeOf({ utmpPath }).sample([]);
  expect(records.map(({ leaderPid, leaderSeen }) => [leaderPid, leaderSeen])).toEqual([
    [process.pid, 'here'],
    [4_194_305, 'gone'],
    [undefined, undefined],
    [undefined, undefined],
  ]);
});

it('asks nothing but the files that it is given, which may be those of another machine', async () => {
  const now = 1_900_000_000_000;
  const asked: string[] = [];
  const look =
    <Value>(found: Readonly<Record<string, Value>>) =>
    async (path: string) => {
      asked.push(path);
      const value = found[path];
      return value === undefined ? ({ ok: false, code: 'ENOENT' } as const) : ({ ok: true, value } as const);
    };
  const terminal = (device: number, idleSeconds: number) => ({
    ...{ mode: 0o020620, uid: 1000, device, nowMilliseconds: now },
    accessedMilliseconds: now - 1000 * idleSeconds,
  });
  const files: Files = {
    read: look({
      '/run/far': utmpRecord({ pid: 42, line: 'pts/0', host: 'laptop' }),
      '/proc/50/stat': Buffer.from(statLine(50, { startTicks: 7 })),
    }),
    list: look({}),
    link: look({}),
    connect: look({}),
    stat: look({ '/dev/pts/0': terminal(1, 90), '/proc/50/root/dev/pts/9': terminal(9, 5) }),
  };
  const probe = createSessionProbe({ utmpPath: '/run/far', busPath: '/run/bus', procRoot: '/proc', files, seePid });
  const identity = { pid: 50, startTicks: 7, pidfdInode: 0 };
  const reading = await probe.sample([{ identity, uid: 1000, device: 9, terminal: 'pts/9' }]);
  expect(reading).toMatchObject({
    sources: { logind: { state: 'absent' }, utmp: { state: 'read' } },
    records: [{ user: 'ada', host: 'laptop', leaderPid: 42, leaderSeen: 'hidden' }],
    idleSeconds: new Map([['pts/0', 90]]),
  });
  expect(reading.terminals.get(terminalUserKey(identity))).toMatchObject({ idleSeconds: 5 });
  expect(asked).toContain('/run/bus');
});

const seePid = async (pid: number) => (pid === 42 ? ('hidden' as const) : ('gone' as const));

it('reports the contents of each record, and marks a desktop', async () => {
  const utmpPath = join(makeTree({}), 'utmp');
  writeUtmp(utmpPath, [
    { line: 'pts/9', id: 'ts/9', host: '', address: [192, 0, 2, 7], seconds: 0 },
    { line: ':0', host: ':0' },
  ]);
  const { records } = await probeOf({ utmpPath }).sample([]);
  expect(records).toMatchObject([
    { id: 'pts/9/ts/9', user: 'ada', host: '192.0.2.7', kind: undefined, loginTimeSeconds: undefined },
    { terminal: ':0', kind: 'graphical' },
  ]);
});

it('keeps nothing open, however often it is asked', async () => {
  const bus = await startBus();
  await serveLogind(bus, []);
  const user = await startOnTerminal();
  const probe = probeOf({ busPath: bus });
  await probe.sample([user]);
  const before = readdirSync('/proc/self/fd').length;
  for (let round = 0; round < 30; round += 1) {
    const { sources } = await probe.sample([user]);
    expect(sources.logind).toEqual({ state: 'read' });
  }
  // What was closed last may still be on its way.
  expect(readdirSync('/proc/self/fd').length).toBeLessThan(before + 10);
});
