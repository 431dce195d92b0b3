import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import xterm from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { isGone, startSleeper, stateOf } from '../support/children.js';
import { ESC, eventually, IS_ROOT, openNtop, PROGRAM, startNtop, tell } from '../support/e2e.js';
import { atEnd } from '../support/endings.js';
import { assertNoForeignControls } from '../support/foreign-controls.js';
import { NO_MODES } from '../support/modes.js';
import { crowdOf, emptyProc, fillProc, makeProc, narrowProc } from '../support/proc-tree.js';
import { openTerminal, type TerminalSession } from '../support/terminal.js';

const USER_NAMESPACE = IS_ROOT ? [] : ['--user', '--map-root-user'];
const NAMESPACE = [...USER_NAMESPACE, '--pid', '--fork', '--kill-child', '--mount-proc'];

/** The program that a shell, or unshare(1), has started. */
function childOf({ pid }: TerminalSession): number {
  return Number(tell('ps', '-o', 'pid=', '--ppid', String(pid)));
}

/** A shell that can do jobs, in which ntop was started. */
async function startInShell(...args: readonly string[]): Promise<TerminalSession> {
  const session = await openTerminal({
    command: 'bash',
    args: ['--norc', '--noprofile', '-i'],
    env: { PS1: 'shell> ' },
  });
  atEnd(() => session.close());
  await session.waitFor('shell> ');
  session.type('echo before; stty -g > /dev/null\r');
  await session.waitFor(/^before/m);
  session.type(`'${process.execPath}' '${PROGRAM}' --no-config ${args.join(' ')}\r`);
  await session.waitFor(/CPU [\d.]+%, RES/);
  return session;
}

/** Echo, line mode and the main screen are back. */
async function expectSoundShell(session: TerminalSession): Promise<void> {
  await session.waitFor(/shell> $/m);
  session.type('echo so"un"d; stty -a | tr " " "\\n" | grep -xE -- "-?(echo|icanon|isig)"\r');
  await session.waitFor(/^sound$/m);
  await session.waitFor(/echo so"un"d; stty/);
  await session.waitFor((screen) => ['isig', 'icanon', 'echo'].every((mode) => screen.includes(mode)));
}

describe('the way out', () => {
  it.each([
    ['q', 'q'],
    ['F10', 'f10'],
    ['^C', 'ctrl+c'],
  ])('by %s leaves the terminal as it was, with status 0', async (_, key) => {
    const session = await startNtop();
    expect(session.modes()).toEqual({ alternateScreen: true, cursorHidden: true, mouse: true, bracketedPaste: true });
    await session.press(key);
    expect(await session.exit).toEqual({ code: 0, signal: 0 });
    expect(session.modes()).toEqual(NO_MODES);
    expect(session.screen().join('').trim()).toBe('');
    assertNoForeignControls(session.bytes());
  });

  it.each([
    ['SIGTERM', 15],
    ['SIGHUP', 1],
    ['SIGINT', 2],
  ] as const)('by %s leaves the terminal as it was, and is death by that signal', async (name, number) => {
    const session = await startNtop();
    session.signal(name);
    expect(await session.exit).toMatchObject({ signal: number });
    expect(session.modes()).toEqual(NO_MODES);
  });

  // What no JavaScript can answer, what Node has no name for, and what ends a broken program.
  it.each([3, 4, 5, 6, 7, 8, 11, 12, 14, 16, 24, 26, 27, 29, 30, 31, 34, 64])(
    'by signal %i leaves the terminal as it was, and is death by that signal',
    async (number) => {
      const session = await startInShell();
      const pid = childOf(session);
      tell('kill', `-${number}`, String(pid));
      await eventually(() => isGone(pid), 'the end of ntop');
      await session.waitFor(/shell> $/m);
      session.type('echo "status $?"\r');
      await session.waitFor(`status ${128 + number}`);
      await expectSoundShell(session);
      // The shell has a bracketed paste of its own.
      expect({ ...session.modes(), bracketedPaste: false }).toEqual(NO_MODES);
      expect(session.screen()).toContain('before');
    },
  );

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGSEGV', 'SIGABRT'] as const)(
    'by %s is open to the first process of a container, which no raised signal ends',
    async (name) => {
      const session = await openTerminal({ command: 'unshare', args: [...NAMESPACE, process.execPath, PROGRAM] });
      atEnd(() => session.close());
      await session.waitFor(/CPU [\d.]+%, RES/);
      process.kill(childOf(session), name);
      expect(await session.exit).toEqual({ code: 128 + constants.signals[name], signal: 0 });
      expect(session.modes()).toEqual(NO_MODES);
    },
  );

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'by %s is open to the first process of a container that prints',
    async (name) => {
      const session = await openTerminal({
        command: 'unshare',
        args: [...NAMESPACE, process.execPath, PROGRAM, '-b', '-d', '0.2'],
      });
      atEnd(() => session.close());
      await session.waitFor(/ PID .*\n/);
      process.kill(childOf(session), name);
      expect(await session.exit).toEqual({ code: 0, signal: 0 });
    },
  );

  it('is taken by the first process of a container too when its terminal is gone', async () => {
    const session = await openTerminal({ command: 'unshare', args: [...NAMESPACE, process.execPath, PROGRAM] });
    atEnd(() => session.close());
    await session.waitFor(/CPU [\d.]+%, RES/);
    const pid = childOf(session);
    session.hangUp();
    await session.exit;
    await eventually(() => isGone(pid), 'the end of ntop');
  });

  it('by q is open while all that reads for Node hangs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ntop-hung-'));
    atEnd(() => rmSync(folder, { recursive: true }));
    const pipe = join(folder, 'pipe');
    tell('mkfifo', pipe);
    // To open it for reading takes as long as nobody writes, which is for ever.
    const hang = `for (let i = 0; i < 8; i++) require('node:fs').open('${pipe}', 'r', () => {});`;
    writeFileSync(join(folder, 'hang.cjs'), `process.on('SIGUSR1', () => { ${hang} });`);
    const session = await startNtop([], { env: { NODE_OPTIONS: `--require="${join(folder, 'hang.cjs')}"` } });
    session.signal('SIGUSR1');
    await session.press('N');
    await session.waitFor(/PID[▲▼]/);
    await session.press('q');
    expect(await session.exit).toEqual({ code: 0, signal: 0 });
    expect(session.modes()).toEqual(NO_MODES);
  });

  it('leaves the prompt below the frame if the terminal has no alternate screen', async () => {
    const session = await startInShell();
    // Without it the emulator stays on the one screen, as old consoles and GNU screen do.
    await session.press('q');
    await session.waitFor(/shell> $/m);
    const leave = session.bytes().toString().split('\x1b[?1049h').at(-1) ?? '';
    const plain = new xterm.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
    await new Promise<void>((resolve) => plain.write(leave.replaceAll('\x1b[?1049l', ''), resolve));
    const { active } = plain.buffer;
    expect(active.cursorY).toBe(23);
    expect(active.getLine(active.baseY + 23)?.translateToString(true)).toBe('shell> ');
    plain.dispose();
  });

  it.each([
    ['a prompt', '/'],
    ['a menu', 'f2'],
    ['a page', '?'],
  ])('by ^C is open in %s too', async (_, key) => {
    const session = await startNtop();
    await session.press(key);
    await session.waitFor(/^(?:Search|Setup|Help)/m);
    await session.press('ctrl+c');
    expect(await session.exit).toEqual({ code: 0, signal: 0 });
    expect(session.modes()).toEqual(NO_MODES);
  });

  it('is taken when the terminal is gone, and nothing stays behind', async () => {
    const session = await startNtop();
    session.hangUp();
    await session.exit;
    expect(isGone(session.pid)).toBe(true);
  });

  it('leads back to a sound shell, with the status in $?', async () => {
    const session = await startInShell();
    await session.press('q');
    await expectSoundShell(session);
    expect(session.screen().join('\n')).toMatch(/^before$/m);
    session.type('echo "status $?"\r');
    await session.waitFor('status 0');
  });
});

describe('^Z and fg', () => {
  it('give the terminal to the shell and take it back, again and again', async () => {
    const session = await startInShell('--delay', '0.5');
    for (const round of [1, 2]) {
      await session.press('ctrl+z');
      await session.waitFor(/Stopped/);
      await expectSoundShell(session);
      session.type(`clear; echo round ${round}\r`);
      await session.waitFor(`round ${round}`);
      session.type('fg\r');
      await session.waitFor(/PID USER/);
      expect(session.modes()).toMatchObject({ alternateScreen: true, mouse: true, cursorHidden: true });
      await session.press('?');
      await session.waitFor(/^Help/m);
      await session.press(ESC);
      await session.waitFor(/PID USER/);
    }
    await session.press('q');
    await expectSoundShell(session);
  });

  it('work from outside, with kill -TSTP and kill -CONT', async () => {
    const session = await startInShell('--delay', '0.5');
    const pid = childOf(session);
    process.kill(pid, 'SIGTSTP');
    await session.waitFor(/Stopped/);
    await eventually(() => stateOf(pid) === 'T', 'a stopped ntop');
    await expectSoundShell(session);
    session.type('fg\r');
    await session.waitFor(/PID USER/);
    await session.press('q');
    await expectSoundShell(session);
  });
});

describe('errors while it runs', () => {
  it('is shown and got over when /proc vanishes and comes back', async () => {
    const root = makeProc(crowdOf(3));
    const session = await startNtop(['--delay', '0.2'], { env: { NTOP_PROCFS: root } });
    emptyProc(root);
    await session.waitFor('Nothing to read in');
    await session.press('?');
    await session.waitFor(/^Help/m);
    await session.press(ESC);
    fillProc(root, crowdOf(3));
    await session.waitFor((screen) => !screen.join().includes('nothing to read') && screen.join().includes('task3'));
    await session.press('q');
    expect(await session.exit).toEqual({ code: 0, signal: 0 });
  });

  it('is no error when all processes end between two samples', async () => {
    const children = await Promise.all([startSleeper(), startSleeper()]);
    const session = await startNtop(['-p', children.map(({ pid }) => pid).join(), '--delay', '0.2']);
    await Promise.all(children.map((child) => child.end()));
    await session.waitFor(/→ 0 of /);
    await session.press('down', 'k', 'enter', ESC, 'q');
    expect(await session.exit).toEqual({ code: 0, signal: 0 });
  });
});

describe('what keeps it from starting', () => {
  it('is one sentence and status 1 where there is no /proc, and the terminal stays untouched', async () => {
    const root = mkdtempSync(join(tmpdir(), 'ntop-empty-'));
    atEnd(() => rmSync(root, { recursive: true }));
    const session = await openNtop([], { env: { NTOP_PROCFS: root } });
    expect(await session.exit).toEqual({ code: 1, signal: 0 });
    expect(session.screen().join('\n').trim()).toMatch(/^ntop: Nothing to read in .*Is\s*proc\s*mounted\s*there\?$/s);
    expect(session.modes()).toEqual(NO_MODES);
  });

  it('is one sentence and status 1 where the addon is missing', async () => {
    // The program without what was compiled for it.
    const folder = mkdtempSync(join(tmpdir(), 'ntop-bare-'));
    atEnd(() => rmSync(folder, { recursive: true }));
    tell(
      'cp',
      '-r',
      join(PROGRAM, '../../bin'),
      join(PROGRAM, '../../dist'),
      join(PROGRAM, '../../package.json'),
      folder,
    );
    symlinkSync(join(PROGRAM, '../../node_modules'), join(folder, 'node_modules'));
    const session = await openTerminal({
      command: process.execPath,
      args: [join(folder, 'bin/ntop.js'), '--no-config'],
      columns: 200,
    });
    atEnd(() => session.close());
    expect(await session.exit).toEqual({ code: 1, signal: 0 });
    const text = session.screen().join('').trim();
    expect(text).toMatch(/^ntop: The native probe of ntop can't be loaded .*npm run build:native/);
    expect(text).not.toMatch(/\bat .*\.(?:js|mjs|ts):\d/);
    expect(session.modes()).toEqual(NO_MODES);
  });

  it('is nothing where one process alone can be seen', async () => {
    const session = await startNtop([], { env: { NTOP_PROCFS: narrowProc([process.pid]) } });
    await session.waitFor('1 process');
  });
});
