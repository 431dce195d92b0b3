import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatBytes, formatDuration } from '../../src/model/text/units.js';
import { type Child, startSleeper, startSpinner, statOf } from '../support/children.js';
import {
  eventually,
  framesOf,
  IS_ROOT,
  openNtop,
  PROGRAM,
  rowOf,
  startNtop,
  tell,
  waitForRow,
} from '../support/e2e.js';
import type { TerminalSession } from '../support/terminal.js';

describe('the first frames', () => {
  it('know no rate, and say so; a moment later they do', async () => {
    const child = await startSleeper();
    const session = await startNtop(['-p', String(child.pid), '--delay', '3600']);
    const rows = (await framesOf(session)).flatMap((frame) =>
      frame.split('\n').filter((line) => new RegExp(`^.\\s*${child.pid} `).test(line)),
    );
    expect(rows[0]).toMatch(/ S +- +[\d.]+ /);
    expect(rows.at(-1)).toMatch(/ S +0\.0 +[\d.]+ /);
  });

  it('show processes of this machine', async () => {
    const child = await startSleeper({ args: ['marked'] });
    const session = await startNtop(['--filter', 'marked']);
    await waitForRow(session, child.pid, ({ COMMAND }) => COMMAND.includes('marked'));
    expect(session.line(0)).toMatch(/^ 1 Processes .* up /);
  });
});

it('what is typed before there is a screen is not lost', async () => {
  const session = await openNtop();
  session.type('q');
  expect(await session.exit).toMatchObject({ code: 0, signal: 0 });
});

describe('a user without an entry in /etc/passwd', () => {
  const uid = '54321';
  const as = IS_ROOT
    ? ['setpriv', '--reuid', uid, '--regid', uid, '--clear-groups']
    : ['unshare', '--user', '--map-user', uid];
  const [command = '', ...args] = [...as, process.execPath, PROGRAM];

  it.each<[string, Record<string, string | undefined>]>([
    ['and without a home', { HOME: undefined, USER: undefined }],
    ['and with a home', { HOME: '/nowhere', USER: undefined }],
  ])('%s gets the screen, with the number as name', async (_, env) => {
    const session = await startNtop([...args, '--user', uid], { command, env });
    await session.waitFor(new RegExp(`^.\\s*${session.pid} ${uid} `, 'm'));
    await session.press('W');
    await session.waitFor(/settings not saved/);
  });
});

describe('a terminal that prints and can do nothing else', () => {
  it.each([
    ['with TERM=dumb', ['TERM=dumb']],
    ['without TERM', ['-u', 'TERM']],
  ])('%s gets text', async (words, env) => {
    const args = [...env, process.execPath, PROGRAM, '-p', String(process.pid)];
    const session = await openNtop(args, { command: 'env' });
    expect(await session.exit).toEqual({ code: 0, signal: 0 });
    expect(session.screen().join('\n')).toMatch(new RegExp(`^ntop: no screen on a terminal ${words}; printing$`, 'm'));
    expect(session.screen().join('\n')).toMatch(new RegExp(`^ *${process.pid} `, 'm'));
    expect(session.bytes().includes(0x1b)).toBe(false);
  });
});

describe('the header', () => {
  it('agrees with free, nproc and the kernel', async () => {
    const session = await openNtop(['--delay', '0.5']);
    const total = Number(/Mem:\s+(\d+)/.exec(tell('free', '-b'))?.[1]);
    const online = readFileSync('/proc/stat', 'utf8').match(/^cpu\d+/gm)?.length;
    await session.waitFor(new RegExp(`Mem .*/${formatBytes(total).replace('.', '\\.')}\\b`));
    await session.waitFor(new RegExp(`CPU .* \\d+%/${online}c`));
    // The load of either side of a sample: one of the two is the one it shows.
    const load = () => readFileSync('/proc/loadavg', 'utf8').split(' ').slice(0, 3).join(' ');
    const known = new Set([load()]);
    await session.waitFor(() => {
      known.add(load());
      return known.has(/load ([\d.]+ [\d.]+ [\d.]+)/.exec(session.screen().join('\n'))?.[1] ?? '');
    });
    expect(online).toBe(Number(tell('getconf', '_NPROCESSORS_ONLN')));
  });
});

describe('a stopped process', () => {
  let child: Child;
  let session: TerminalSession;

  beforeAll(async () => {
    child = await startSpinner();
    await eventually(() => Number(statOf(child.pid)?.[11]) > 20, 'a fifth of a second of CPU time');
    child.signal('SIGSTOP');
    await eventually(() => statOf(child.pid)?.[0] === 'T', 'a stopped child');
    session = await startNtop(['-p', String(child.pid), '--delay', '3600']);
  });

  it('has the state, user, nice value, memory and time of ps', () => {
    const [user, nice, state, kilobytes] = tell('ps', '-o', 'user:32=,ni=,s=,rss=', '-p', String(child.pid)).split(
      /\s+/,
    );
    const stat = statOf(child.pid) ?? [];
    const ticksPerSecond = Number(tell('getconf', 'CLK_TCK'));
    // The kernel's files count user and system time in whole ticks, its clocks do better.
    const ticks = Number(stat[11]) + Number(stat[12]);
    const times = [ticks, ticks + 1, ticks + 2].map((count) => formatDuration(count / ticksPerSecond));
    expect(rowOf(session, child.pid)).toMatchObject({
      USER: user?.slice(0, 8),
      NI: nice,
      S: state,
      RES: formatBytes(Number(kilobytes) * 1024),
    });
    expect(times).toContain(rowOf(session, child.pid)?.['TIME+']);
  });

  it('is said to use no CPU', () => {
    expect(rowOf(session, child.pid)?.['CPU%']).toBe('0.0');
  });
});

it('a busy process is said to use about a CPU, never more', async () => {
  const child = await startSpinner();
  const session = await startNtop(['-p', String(child.pid), '--delay', '0.5']);
  const shareAt = new Map<string | undefined, number>();
  await waitForRow(session, child.pid, (row) => {
    if (Number(row['CPU%']) >= 0) shareAt.set(row['TIME+'], Number(row['CPU%']));
    return shareAt.size === 6;
  });
  const shares = [...shareAt.values()];
  // A reading that had to wait for a CPU takes from the next what it has too much.
  expect(shares.reduce((sum, share) => sum + share) / shares.length).toBeLessThan(115);
  expect(Math.max(...shares)).toBeGreaterThan(5);
});
