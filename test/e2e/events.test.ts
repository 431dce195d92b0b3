import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startSleeper } from '../support/children.js';
import { assertOwnOutput, ESC, eventually, PROGRAM, startNtop } from '../support/e2e.js';
import { atEnd } from '../support/endings.js';

type Event = Readonly<Record<string, unknown>> & { readonly event: string; readonly pid: number };

type Watch = { readonly child: ChildProcess; readonly lines: readonly string[]; readonly told: readonly string[] };

/** Prints events until the test ends; it listens from when it has said so. */
async function watch(...args: readonly string[]): Promise<Watch> {
  const child = spawn(process.execPath, [PROGRAM, 'events', '--no-config', '-d', '0.3', ...args]);
  const exit = once(child, 'close');
  atEnd(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  const [lines, told]: [string[], string[]] = [[], []];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  createInterface({ input: child.stderr }).on('line', (line) => told.push(line));
  await eventually(() => told.some((line) => line.includes('watching processes')), 'ntop to listen');
  return { child, lines, told };
}

const eventsOf = ({ lines }: Watch) => lines.map((line): Event => JSON.parse(line));
const isHeard = ({ told }: Watch) => told.some((line) => line.includes('from connector'));

/** Until it has ended. */
async function run(code: string): Promise<{ readonly pid: number; readonly ended: unknown[] }> {
  const child = spawn('sh', ['-c', code], { stdio: 'ignore' });
  const ended = await once(child, 'exit');
  return { pid: child.pid as number, ended };
}

async function endOf(watched: Watch, pid: number): Promise<Event> {
  const isIt = (event: Event) => event.pid === pid && event.event !== 'started';
  await eventually(() => eventsOf(watched).some(isIt), `the end of ${pid}`).catch((error: Error) => {
    throw new Error(`${error.message}; printed: ${watched.lines.slice(0, 20).join('\n')}`);
  });
  return eventsOf(watched).find(isIt) as Event;
}

describe('ntop events', () => {
  it.each([
    ['exit 3', { event: 'exited', exitStatus: 3, signal: null }],
    ['exit 0', { event: 'exited', exitStatus: 0, signal: null }],
    ['kill -TERM $$', { event: 'exited', exitStatus: null, signal: 'SIGTERM' }],
    ['ulimit -c 0; kill -SEGV $$', { event: 'crashed', exitStatus: null, signal: 'SIGSEGV' }],
  ])('prints how a process ended between two samples: %s', async (code, expected) => {
    const watched = await watch('--json');
    const { pid } = await run(code);
    if (!isHeard(watched)) return expect(watched.told.join('\n')).toMatch(/no connector: \S+ .*\./);
    expect(await endOf(watched, pid)).toMatchObject({ schema: 'ntop.events/1', ppid: process.pid, ...expected });
  });

  it('prints one end for each of a hundred processes, and none for one that lives', async () => {
    const living = await startSleeper();
    const watched = await watch('--json');
    const all: { readonly pid: number }[] = [];
    for (let round = 0; round < 20; round += 1) {
      all.push(...(await Promise.all(Array.from({ length: 5 }, () => run('exit 1')))));
    }
    if (!isHeard(watched)) return expect(watched.told.join('\n')).toContain('samples');
    const ends = () => eventsOf(watched).filter(({ event }) => event !== 'started');
    const endsOf = (pid: number) => ends().filter((event) => event.pid === pid);
    await eventually(() => all.every(({ pid }) => endsOf(pid).length > 0), 'all to end');
    expect(all.map(({ pid }) => endsOf(pid).length)).toEqual(all.map(() => 1));
    expect(endsOf(living.pid)).toEqual([]);
  });

  it('knows a process that was there before by the samples, and ends well', async () => {
    const child = await startSleeper({ name: 'old-worker' });
    const watched = await watch('--json', '-n1', '--filter', `pid=${child.pid} and not event=started`);
    const exit = once(watched.child, 'close');
    await child.end();
    expect(await exit).toEqual([0, null]);
    expect(eventsOf(watched)).toMatchObject([{ event: 'exited', pid: child.pid, name: 'old-worker' }]);
  });

  it('prints columns as text, and ends well on SIGINT', async () => {
    const watched = await watch();
    const exit = once(watched.child, 'close');
    await eventually(() => watched.lines.length > 0, 'the titles');
    expect(watched.lines[0]).toMatch(/TIME EVENT +PID USER +DETAIL/);
    watched.child.kill('SIGINT');
    expect(await exit).toEqual([0, null]);
  });
});

describe('the screen', () => {
  it('keeps a process that has ended for some seconds, with how it ended, and never acts on it', async () => {
    const [ends, lives] = [await startSleeper(), await startSleeper()];
    const session = await startNtop(['-p', `${ends.pid},${lives.pid}`, '-s', '+pid', '-d', '0.3']);
    await session.waitFor(new RegExp(`${ends.pid} `));
    await ends.end();
    await session.waitFor(new RegExp(`^ *${ends.pid} .* \\((?:SIGKILL|ended)\\) `, 'm'));
    await session.press('end', 'k');
    await session.waitFor(new RegExp(`Signal ${lives.pid} `));
    await session.press(ESC);
    await session.waitFor((screen) => !screen.some((line) => line.includes(`${ends.pid} `)));
    assertOwnOutput(session);
  });

  it('lists the end of a process, shows what is known of it, and goes back', async () => {
    const child = await startSleeper({ name: 'e\x1b[2Jvil' });
    const session = await startNtop(['-p', String(child.pid), '-d', '0.3']);
    await session.press('E');
    await session.waitFor(/ E Events .*\n[\s\S]* EVENT +PID USER +DETAIL/);
    await session.waitFor(/ from (?:connector|samples)/);
    await child.end();
    await session.waitFor(new RegExp(`exited +${child.pid} `));
    await session.press('\r');
    await session.waitFor(new RegExp(`^ *exited ${child.pid} e\\?\\[2Jvil`, 'm'));
    await session.waitFor(new RegExp(`Parent +${process.pid} `));
    await session.press(ESC);
    await session.waitFor(/ EVENT +PID USER +DETAIL/);
    await session.press(ESC);
    await session.waitFor(/PID USER +NI S/);
    assertOwnOutput(session);
  });

  it('goes to a process that lives', async () => {
    const session = await startNtop(['-u', '-d', '0.3']);
    await session.press('E', '\\');
    await session.press(...'name=new-worker', '\r');
    const pidTold = () => /started +(\d+) +\w/.exec(session.screen().join('\n'))?.[1];
    // When too much happens on the machine, a start is told without what it is of.
    for (; pidTold() === undefined; await sleep(500)) await startSleeper({ name: 'new-worker' });
    const pid = pidTold();
    // Told just before it was read, it has no row to go to before the next sample.
    for (let isThere = false; !isThere; ) {
      await session.press('home', '\r');
      await session.waitFor(/PID USER +NI S|Known from/);
      isThere = /PID USER +NI S/.test(session.screen().join('\n'));
      if (!isThere) await session.press(ESC);
    }
    await session.waitFor(new RegExp(`${pid} `));
    assertOwnOutput(session);
  });
});
