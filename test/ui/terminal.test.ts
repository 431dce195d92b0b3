import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bundleProgram } from '../support/bundle.js';
import { assertNoForeignControls } from '../support/foreign-controls.js';
import { NO_MODES } from '../support/modes.js';
import { openTerminal, type TerminalSession } from '../support/terminal.js';

const ALL_MODES = { alternateScreen: true, cursorHidden: true, mouse: true, bracketedPaste: true };
const READY = 'size 80x24 saw nothing';

let program: Awaited<ReturnType<typeof bundleProgram>>;
let session: TerminalSession;

beforeAll(async () => {
  program = await bundleProgram('test/support/screen-program.ts');
});
afterEach(() => session.close());
afterAll(() => program.remove());

/** The size is said in the first line, and every other one is drawn. */
function whole(columns: number, rows: number, saw = '') {
  const rest = Array.from({ length: rows - 1 }, (_, row) => `row ${row + 1} `.padEnd(columns, '.'));
  const first = `size ${columns}x${rows} ${saw}`.slice(0, columns);
  return (screen: readonly string[]) =>
    screen[0]?.startsWith(first) === true && isDeepStrictEqual(screen.slice(1), rest);
}

async function open(columns = 80, rows = 24): Promise<void> {
  session = await openTerminal({ command: process.execPath, args: [program.file], columns, rows });
  await session.waitFor(`size ${columns}x${rows} saw nothing`);
}

/** An interactive shell with the program started in it. */
async function openShell(): Promise<void> {
  session = await openTerminal({ command: 'bash', args: ['--norc', '--noprofile', '-i'], env: { PS1: 'shell> ' } });
  await session.waitFor('shell>');
  // The shell's own bracketed paste would hide whether ntop's is off.
  session.type("bind 'set enable-bracketed-paste off'; echo before the start\r");
  await session.waitFor(/\nbefore the start/);
  session.type(`'${process.execPath}' '${program.file}'\r`);
  await session.waitFor(READY);
}

/** Asks the shell how it finds the terminal: line mode and echo are on when nobody left raw mode behind. */
async function expectSoundShell(): Promise<void> {
  session.type('stty -a | grep -ow -e "-*icanon" -e "-*echo" | tr "\\n" " "; echo checked\r');
  await session.waitFor('icanon echo checked');
  expect(session.modes()).toEqual(NO_MODES);
}

it('takes the whole screen, hides the cursor and listens to mouse and pastes', async () => {
  await open();
  expect(session.modes()).toEqual(ALL_MODES);
  await session.waitFor(whole(80, 24));
});

it('starts at the top left even when the shell left the cursor elsewhere', async () => {
  session = await openTerminal({
    command: 'sh',
    args: ['-c', `printf abc; exec '${process.execPath}' '${program.file}'`],
  });
  await session.waitFor(READY);
  expect(session.line(0)).toMatch(/^size/);
  expect(session.line(1)).toBe('row 1 '.padEnd(80, '.'));
});

it('puts the keyboard into its plain mode, and gives it back as it was', async () => {
  await open();
  expect(session.bytes().toString()).toContain('\x1b[>4;0m\x1b[>0u');
  await session.press('q');
  await session.exit;
  expect(session.bytes().toString()).toMatch(/\x1b\[<u.*\x1b\[\?1049l/s);
});

it('writes nothing but its own sequences', async () => {
  await open();
  await session.press('a', 'up', 'ctrl+l', 'q');
  await session.exit;
  assertNoForeignControls(session.bytes());
});

describe('gives the terminal back', () => {
  const ends: readonly (readonly [string, string, number, RegExp])[] = [
    ['after quitting', 'q', 0, /left in peace/],
    ['when a component throws, and prints the stack', 'b', 1, /Error: thrown by a component\n\s+at /],
    ['when a timer throws, and prints the stack', 't', 1, /SyntaxError: .*\n\s+at /],
    ['when a promise is rejected, and prints the stack', 'r', 1, /Error: rejected by nobody\n\s+at /],
    ['when the surroundings fail, and says so in one sentence', 'e', 1, /^ntop: there is no \/proc here\n*$/],
  ];
  for (const [when, key, code, message] of ends) {
    it(when, async () => {
      await open();
      await session.press(key);
      expect(await session.exit).toMatchObject({ code, signal: 0 });
      expect(session.screen().join('\n')).toMatch(message);
      expect(session.modes()).toEqual(NO_MODES);
    });
  }

  const signals = [
    ['SIGTERM', 15],
    ['SIGHUP', 1],
    ['SIGINT', 2],
    ['SIGQUIT', 3],
    ['SIGUSR2', 12],
  ] as const;
  for (const [name, number] of signals) {
    it(`on ${name}, and dies of it`, async () => {
      await open();
      session.signal(name);
      expect(await session.exit).toMatchObject({ signal: number });
      expect(session.modes()).toEqual(NO_MODES);
      expect(session.screen().join('').trim()).toBe('');
    });
  }

  it('to a shell that finds line mode, echo and its own screen as they were', async () => {
    await openShell();
    await session.press('q');
    await session.waitFor(/left in peace\nshell>/s);
    expect(session.screen().join('\n')).toContain('before the start');
    await expectSoundShell();
  });

  it('to a shell after a crash', async () => {
    await openShell();
    await session.press('t');
    await session.waitFor(/SyntaxError.*\nshell>/s);
    await expectSoundShell();
  });
});

describe('stops', () => {
  it('on ^Z and comes back with fg, drawing everything anew', async () => {
    await openShell();
    await session.press('ctrl+z');
    await session.waitFor(/Stopped.*\nshell>/s);
    expect(session.screen().join('\n')).toContain('before the start');
    await expectSoundShell();
    session.type('fg\r');
    await session.waitFor(whole(80, 24, 'saw ctrl+z'));
    expect(session.modes()).toEqual(ALL_MODES);
    await session.press('x');
    await session.waitFor('saw x');
    await session.press('q');
    await session.waitFor(/left in peace\nshell>/s);
    await expectSoundShell();
  });

  it('again and again', async () => {
    await openShell();
    for (let round = 0; round < 3; round++) {
      await session.press('ctrl+z');
      await session.waitFor((screen) => screen.some((line) => line.includes('Stopped')));
      session.type('clear; fg\r');
      await session.waitFor('size 80x24 saw ctrl+z');
      await session.press(String(round));
      await session.waitFor(`saw ${round}`);
    }
  });

  it('on a SIGTSTP from outside', async () => {
    await openShell();
    process.kill(await childOf(session.pid), 'SIGTSTP');
    await session.waitFor(/Stopped.*\nshell>/s);
    await expectSoundShell();
    session.type('fg\r');
    await session.waitFor(whole(80, 24));
    expect(session.modes()).toEqual(ALL_MODES);
  });

  it('on a SIGSTOP, which can not be caught, and takes the screen back with fg', async () => {
    await openShell();
    process.kill(await childOf(session.pid), 'SIGSTOP');
    await session.waitFor(/Stopped.*\nshell>/s);
    session.type('fg\r');
    await session.waitFor(whole(80, 24));
    await session.press('x');
    await session.waitFor('saw x');
  });

  it('not at all where no shell could continue it', async () => {
    await open();
    await session.press('ctrl+z', 'x');
    await session.waitFor(/saw .*x/);
    expect(session.modes()).toEqual(ALL_MODES);
  });

  it('and waits in the background without drawing over the shell', async () => {
    await openShell();
    await session.press('ctrl+z');
    await session.waitFor(/Stopped.*\nshell>/s);
    session.type('bg; echo in the background\r');
    await session.waitFor(/\nin the background/);
    await session.idle();
    expect(session.modes()).toMatchObject({ alternateScreen: false, mouse: false });
    session.type('fg\r');
    await session.waitFor('size 80x24 saw ctrl+z');
  });
});

describe('follows the size', () => {
  it('of a terminal that grows and shrinks', async () => {
    await open();
    for (const [columns, rows] of [
      [120, 40],
      [40, 40],
      [120, 10],
      [20, 5],
      [200, 60],
      [80, 24],
    ] as const) {
      session.resize(columns, rows);
      await session.waitFor(whole(columns, rows));
    }
  });

  it('through a storm of sizes, and draws the last', async () => {
    await open();
    for (let step = 0; step < 200; step++) session.resize(20 + (step % 90), 5 + (step % 37));
    session.resize(77, 22);
    await session.waitFor(whole(77, 22));
  });

  it('of a terminal that has none', async () => {
    session = await openTerminal({
      command: 'sh',
      args: ['-c', `stty cols 0 rows 0; exec '${process.execPath}' '${program.file}'`],
    });
    await session.waitFor(READY);
  });
});

it('draws everything anew when asked', async () => {
  await open();
  await session.idle();
  const before = session.bytes().length;
  await session.press('ctrl+l');
  await session.waitFor('saw ctrl+l');
  await session.waitFor(() => session.bytes().subarray(before).toString().includes('row 12 '));
});

it('switches the mouse off while it runs', async () => {
  await open();
  await session.press('m');
  await session.waitFor('saw m');
  expect(session.modes()).toEqual({ ...ALL_MODES, mouse: false });
});

it('hears keys, clicks and pastes', async () => {
  await open(120, 24);
  session.type('\x1b[<0;5;3M');
  await session.waitFor('"action":"press","button":"left","column":4,"row":2');
  session.type('\x1b[200~a\nb\x1b[201~');
  await session.waitFor('{"type":"paste","text":"a\\nb"}');
  await session.press('escape');
  await session.waitFor('saw escape');
  session.type('xyz');
  await session.waitFor('saw x y z');
});

it('ends when its terminal is gone, even without a signal', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ntop-lost-'));
  const status = join(folder, 'status');
  // In a session of its own the program gets no SIGHUP; it must notice by itself.
  const script = `trap '' HUP; setsid --wait sh -c '"${process.execPath}" "${program.file}"; echo $? > "${status}"'`;
  session = await openTerminal({ command: 'sh', args: ['-c', script] });
  await session.waitFor(READY);
  session.hangUp();
  await session.exit;
  expect(await readFile(status, 'utf8')).toBe('129\n');
  await rm(folder, { recursive: true });
});

async function childOf(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return Number(children.trim().split(' ')[0]);
}
