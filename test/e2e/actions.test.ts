import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sequenceOfKey } from '../../src/ui/key-sequences.js';
import { type Child, isGone, ownNice, startFamily, startSleeper, startStubborn, stateOf } from '../support/children.js';
import {
  ESC,
  eventually,
  IS_ROOT,
  openNtop,
  PROGRAM,
  rowOf,
  selectedPid,
  startNtop,
  tell,
  waitForRow,
} from '../support/e2e.js';
import { atEnd } from '../support/endings.js';
import { narrowProc } from '../support/proc-tree.js';
import type { TerminalSession } from '../support/terminal.js';

const NOBODY = 65_534;
const USER_NAMESPACE = IS_ROOT ? [] : ['--user', '--map-root-user'];
const NAMESPACE = [...USER_NAMESPACE, '--pid', '--fork', '--kill-child', '--mount-proc'];

/** ntop with nothing but these in its list, and the first of them selected. */
async function startWith(pids: readonly number[], ...args: readonly string[]): Promise<TerminalSession> {
  const session = await startNtop(['-p', pids.join(), '--sort', '+pid', '--delay', '0.5', ...args]);
  await select(session, pids[0] ?? 0);
  return session;
}

async function select(session: TerminalSession, pid: number): Promise<void> {
  await session.press('/');
  session.type(String(pid));
  await session.press('enter');
  await session.waitFor(() => selectedPid(session) === pid);
}

/** Through the dialog: k, what the signal is called, Enter. */
async function send(session: TerminalSession, signal: string, title = /^Signal /m): Promise<void> {
  await session.press('k');
  await session.waitFor(title);
  session.type(signal);
  await session.waitFor(new RegExp(`^Signal .*${signal}`, 'm'));
  await session.press('enter');
}

describe('a signal', () => {
  it('ends the process it is sent to, and the screen says so', async () => {
    const child = await startSleeper();
    const session = await startWith([child.pid]);
    await session.press('f9');
    await session.waitFor(new RegExp(`^Signal ${child.pid} sh \\(\\S+\\)`, 'm'));
    await session.press('enter');
    await session.waitFor(`SIGTERM sent: ${child.pid} sh`);
    expect(await child.exit).toBe('SIGTERM');
    await session.waitFor(() => rowOf(session, child.pid) === undefined);
  });

  it('goes nowhere when the dialog is closed', async () => {
    const child = await startSleeper();
    const session = await startWith([child.pid]);
    await session.press('k');
    await session.waitFor(/^Signal /m);
    await session.press(ESC, 'space');
    await session.waitFor('1 tagged');
    expect(isGone(child.pid)).toBe(false);
  });

  it.each([
    ['Down', 'down'],
    ['Up', 'up'],
    ['a letter', 'c'],
    ['P, which could begin a reply of the terminal', 'P'],
    ['another Esc', 'escape'],
  ])('goes nowhere when Esc, %s and Enter are typed while ntop gets no CPU', async (_, key) => {
    const child = await startSleeper();
    const session = await startWith([child.pid]);
    await session.press('k');
    await session.waitFor(/^Signal /m);
    // What a loaded machine does now and then.
    session.signal('SIGSTOP');
    await eventually(() => stateOf(session.pid) === 'T', 'a stopped ntop');
    session.type(['escape', key, 'enter'].map(sequenceOfKey).join(''));
    session.signal('SIGCONT');
    // Enter in the list opens the page of the process.
    await session.waitFor(/overview|SIGTERM sent/);
    expect(session.screen().join('\n')).not.toContain('SIGTERM sent');
    expect(isGone(child.pid)).toBe(false);
  });

  it('that can not be caught takes one step more, and Esc there does nothing', async () => {
    const child = await startStubborn();
    const session = await startWith([child.pid]);
    await send(session, 'SIGTERM');
    await session.waitFor('SIGTERM sent');
    await send(session, 'SIGKILL');
    await session.waitFor(`Send SIGKILL to ${child.pid} sh`);
    await session.press('enter', ESC);
    await session.waitFor(/PID▲/);
    expect(isGone(child.pid)).toBe(false);
    await send(session, 'SIGKILL');
    await session.waitFor(`Send SIGKILL to ${child.pid} sh`);
    await session.press('y');
    await session.waitFor('SIGKILL sent');
    expect(await child.exit).toBe('SIGKILL');
  });

  it('stops a process and lets it go on, which its state shows', async () => {
    const child = await startSleeper();
    const session = await startWith([child.pid]);
    await send(session, 'SIGSTOP');
    await waitForRow(session, child.pid, ({ S }) => S === 'T');
    expect(stateOf(child.pid)).toBe('T');
    await send(session, 'SIGCONT');
    await waitForRow(session, child.pid, ({ S }) => S === 'S');
  });

  it('reaches all tagged processes, and no other', async () => {
    const children = await Promise.all([startSleeper(), startSleeper(), startSleeper(), startSleeper()]);
    const [spared, ...doomed] = children as [Child, Child, Child, Child];
    const session = await startWith(children.map(({ pid }) => pid));
    for (const { pid } of doomed) {
      await select(session, pid);
      await session.press('space');
    }
    await session.waitFor('3 tagged');
    await select(session, spared.pid);
    await session.press('k');
    await session.waitFor('Signal 3 processes');
    await session.press('enter');
    await session.waitFor('SIGTERM sent: 3 processes');
    expect(await Promise.all(doomed.map(({ exit }) => exit))).toEqual(['SIGTERM', 'SIGTERM', 'SIGTERM']);
    await session.waitFor(() => doomed.every(({ pid }) => rowOf(session, pid) === undefined));
    expect(isGone(spared.pid)).toBe(false);
  });

  it('reaches a whole branch that was tagged with c', async () => {
    const family = await startFamily(2);
    const session = await startWith([family.pid, ...family.below], '--tree');
    await session.press('c', 'k');
    await session.waitFor('Signal 3 processes');
    await session.press('enter');
    await session.waitFor('SIGTERM sent: 3 processes');
    await eventually(() => [family.pid, ...family.below].every(isGone), 'the end of all three');
  });
});

describe('a process that ends while its dialog is open', () => {
  it('is said to be gone, and nothing is done', async () => {
    const child = await startSleeper();
    const session = await startWith([child.pid]);
    await session.press('k');
    await session.waitFor(/^Signal /m);
    await child.end();
    await session.press('enter');
    await session.waitFor(`gone: ${child.pid} sh has ended, nothing was done`);
  });

  it('is named beside those that were reached', async () => {
    const [one, other] = (await Promise.all([startSleeper(), startSleeper()])) as [Child, Child];
    const session = await startWith([one.pid, other.pid]);
    await session.press('g', 'space', 'space', 'k');
    await session.waitFor('Signal 2 processes');
    await one.end();
    await session.press('enter');
    await session.waitFor(`gone: ${one.pid} sh`);
    expect(await other.exit).toBe('SIGTERM');
  });
});

describe('the nice value', () => {
  it('goes up with F8, to a value with r, and what is no value is pointed at', async () => {
    const child = await startSleeper();
    const nice = () => tell('ps', '-o', 'ni=', '-p', String(child.pid));
    const before = Number(nice());
    const session = await startWith([child.pid]);
    await session.press('f8');
    await session.waitFor(`nice ${before} to ${before + 1}: ${child.pid} sh`);
    expect(nice()).toBe(String(before + 1));
    await session.press('[');
    await waitForRow(session, child.pid, ({ NI }) => NI === String(before + 2));
    await session.press('r');
    await session.waitFor(new RegExp(`^Nice value for ${child.pid} sh`, 'm'));
    session.type('20');
    await session.waitFor('invalid nice value: use a whole number from -20 to 19');
    await session.press('ctrl+u');
    session.type('17');
    await session.press('enter');
    await session.waitFor(`nice 17: ${child.pid}`);
    expect(nice()).toBe('17');
  });
});

describe('CPUs and I/O', () => {
  it('a leaves the CPUs that are ticked', async () => {
    const child = await startSleeper();
    const allowed = tell('taskset', '-cp', String(process.pid)).split(': ')[1]?.match(/\d+/)?.[0] ?? '0';
    tell('taskset', '-cp', allowed, String(child.pid));
    const session = await startWith([child.pid]);
    await session.press('a');
    await session.waitFor(new RegExp(`\\[✔\\] CPU ${allowed}\\b`));
    await session.press('enter');
    await session.waitFor(`CPUs ${allowed}: ${child.pid} sh`);
    expect(tell('taskset', '-cp', String(child.pid))).toMatch(new RegExp(`: ${allowed}$`));
    await session.press('a');
    await session.waitFor(/\[✔\] CPU/);
    await session.press('space', 'enter');
    await session.waitFor('a process needs at least one CPU');
  });

  it('i sets class and level of I/O', async () => {
    const child = await startSleeper();
    const session = await startWith([child.pid]);
    await session.press('i');
    await session.waitFor(/^I\/O priority of /m);
    await session.waitFor((screen) => !screen.join().includes('reading …'));
    session.type('best-effort 6');
    await session.press('enter');
    await session.waitFor(`I/O priority best-effort 6: ${child.pid} sh`);
    expect(tell('ionice', '-p', String(child.pid))).toBe('best-effort: prio 6');
    await session.press('i');
    await session.waitFor('(●) best-effort 6');
    session.type('idle');
    await session.press('enter');
    await session.waitFor('I/O priority idle');
    expect(tell('ionice', '-p', String(child.pid))).toBe('idle');
  });
});

describe('what is not permitted', () => {
  it('is a sentence that names process, owner and me', async () => {
    // Whoever runs the tests: ntop is somebody who may not.
    const target = IS_ROOT ? (await startSleeper()).pid : 1;
    const ids = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
    const args = ['--no-config', '-p', String(target), '--delay', '0.5'];
    const session = IS_ROOT
      ? await openNtop([...ids, process.execPath, PROGRAM, ...args], { command: 'setpriv', env: { HOME: '/' } })
      : await startNtop(args.slice(1));
    await session.waitFor(/CPU [\d.]+%, RES/);
    await select(session, target);
    const sentence = new RegExp(`not permitted: ${target} .* belongs to .*; you are \\S+`);
    await session.press('f8');
    await session.waitFor(sentence);
    await session.press('w');
    await session.waitFor(/^\d+ .* command /m);
    await session.press(ESC, 'k');
    await session.waitFor(/^Signal /m);
    await session.press('enter');
    await session.waitFor(sentence);
    expect(isGone(target)).toBe(false);
  });
});

it('everything that changes a process is refused with --readonly, with the reason', async () => {
  const child = await startSleeper();
  const session = await startWith([child.pid], '--readonly');
  await session.waitFor('READONLY');
  for (const key of ['k', 'f9', 'f7', 'f8', ']', '[', 'r', 'a', 'i']) {
    await session.press(key);
    await session.waitFor('not in read-only mode (--readonly)');
    await session.press('0');
    await session.waitFor((screen) => !screen.join().includes('not in read-only'));
  }
  expect(stateOf(child.pid)).toBe('S');
});

describe('nothing', () => {
  it('is done while nothing is selected', async () => {
    const child = await startSleeper();
    const session = await openNtop(['--filter', 'user=nobody-of-this-name', '--delay', '0.5']);
    await session.waitFor('F10Quit');
    for (const key of ['k', 'f8', 'r', 'a', 'i', 'enter', 'space']) {
      await session.press(key);
      await session.waitFor('select a process first');
      await session.press('0');
      await session.waitFor((screen) => !screen.join().includes('select a process'));
    }
    expect(stateOf(child.pid)).toBe('S');
  });

  it('is done by text that is pasted into the list', async () => {
    const child = await startSleeper();
    const session = await startWith([child.pid]);
    session.type('\x1b[200~k\ry\x1b[201~');
    await session.press('0');
    await session.waitFor('CPU%/all');
    expect(stateOf(child.pid)).toBe('S');
  });
});

describe('another process with the same PID', () => {
  it('is not touched when the list holds an older process', async () => {
    const child = await startSleeper();
    const session = await startNtop(['--delay', '3600'], { env: { NTOP_PROCFS: withEarlierStart(child.pid) } });
    await select(session, child.pid);
    const gone = `gone: ${child.pid} sh has ended, nothing was done`;
    for (const key of ['k', 'f8', 'f7']) {
      await session.press('0');
      await session.waitFor((screen) => !screen.join().includes('gone:'));
      await session.press(key);
      await session.waitFor(gone);
    }
    expect([stateOf(child.pid), niceOf(child.pid)]).toEqual(['S', String(ownNice())]);
  });
});

// Where nobody may have a namespace, the test above stands alone.
if (spawnSync('unshare', [...NAMESPACE, 'true']).status === 0) {
  describe('a process that reused the PID', () => {
    it('is not touched when it gets the PID under an open dialog', async () => {
      const { session, target, reuse } = await startWhereNumbersAreOurs();
      await session.press('/');
      session.type('sleep');
      await session.press('enter', 'k');
      await session.waitFor(new RegExp(`^Signal ${target()} sleep`, 'm'));
      await reuse();
      await session.press('enter');
      await session.waitFor(`gone: ${target()} sleep has ended, nothing was done`);
      await session.waitFor(new RegExp(`^ +${target()} \\S+ +${ownNice()} S .* sleep 601`, 'm'));
    });

    it('is not touched while a paused list still shows the previous process', async () => {
      const { session, target, reuse } = await startWhereNumbersAreOurs();
      await session.press('/');
      session.type('sleep');
      await session.press('enter', 'z');
      await session.waitFor('PAUSED');
      await session.press('r');
      await session.waitFor(/^Nice value for/m);
      await reuse();
      session.type('7');
      const gone = `gone: ${target()} sleep has ended, nothing was done`;
      await session.press('enter');
      await session.waitFor(gone);
      for (const key of ['f8', 'k']) {
        await session.press('0');
        await session.waitFor((screen) => !screen.join().includes('gone:'));
        await session.press(key);
        await session.waitFor(gone);
      }
      await session.press('z');
      await session.waitFor(new RegExp(`^ +${target()} \\S+ +${ownNice()} S .* sleep 601`, 'm'));
    });
  });
}

/** A /proc in which the process began a tick earlier than it did. */
function withEarlierStart(pid: number): string {
  const root = narrowProc([]);
  mkdirSync(join(root, String(pid)));
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const end = stat.lastIndexOf(')') + 2;
  const fields = stat
    .slice(end)
    .split(' ')
    .map((field, index) => (index === 19 ? Number(field) - 1 : field));
  writeFileSync(join(root, `${pid}/stat`), stat.slice(0, end) + fields.join(' '));
  return root;
}

function niceOf(pid: number): string {
  return tell('ps', '-o', 'ni=', '-p', String(pid));
}

/**
 * ntop in a PID namespace, where a number can be given again: one process sleeps 600 seconds, and after `reuse`
 * another one that sleeps 601 has its PID.
 */
async function startWhereNumbersAreOurs() {
  const folder = mkdtempSync(join(tmpdir(), 'ntop-numbers-'));
  atEnd(() => rmSync(folder, { recursive: true }));
  tell('mkfifo', join(folder, 'go'));
  const script = `cd "$1"; shift
    (sleep 600 & t=$!; echo $t > target; read go < go; kill -9 $t; wait $t
     while :; do
       echo $((t - 1)) > /proc/sys/kernel/ns_last_pid
       sleep 601 & s=$!
       [ $s = $t ] && break
       kill -9 $s; wait $s
     done
     echo $s > again; wait) 2> /dev/null &
    exec "$@"`;
  const ntop = [process.execPath, PROGRAM, '--no-config', '--filter', 'name=sleep', '--delay', '0.5'];
  const session = await openNtop([...NAMESPACE, 'sh', '-c', script, 'sh', folder, ...ntop], { command: 'unshare' });
  await session.waitFor(/CPU [\d.]+%, RES[\s\S]* sleep 600/);
  return {
    session,
    target: () => Number(readFileSync(join(folder, 'target'), 'utf8')),
    async reuse() {
      writeFileSync(join(folder, 'go'), 'go\n');
      await eventually(() => existsSync(join(folder, 'again')), 'the number to be given again');
    },
  };
}
