import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Child, startSleeper } from '../support/children.js';
import { assertOwnOutput, ESC, PROGRAM, pidsOf, selectedPid, startNtop } from '../support/e2e.js';
import { assertNoForeignControls } from '../support/foreign-controls.js';
import type { TerminalSession } from '../support/terminal.js';

/** Names that want to act on the terminal, or to break the lines. */
const NAMES: readonly (readonly [what: string, name: string | Buffer])[] = [
  ['a title', '\x1b]0;x\x07'],
  ['colours', '\x1b[31;1mred'],
  ['a clear screen', '\x1b[2J\x1b[H'],
  ['a C1 control', 'c1\u009b31m'],
  ['a C1 byte', Buffer.from([0x63, 0x9b, 0x33, 0x31, 0x6d])],
  ['line ends', 'two\r\nlines'],
  ['a tab and backspaces', 'a\tb\b\b'],
  ['a bidi override', 'a\u202egpj'],
  ['wide characters', '漢字漢字'],
  ['an emoji family', '👩‍👩‍👧x'],
  ['piled marks', 'e\u0301\u0301\u0301\u0301'],
  ['no UTF-8', Buffer.from([0xff, 0xc3, 0x28, 0xe2, 0x82])],
  ['parentheses', ') R 1 ('],
  ['blanks', '   '],
];

let children: readonly Child[];
let session: TerminalSession;

beforeAll(async () => {
  children = await Promise.all(
    NAMES.map(([, name]) => startSleeper({ name, argv0: name, args: [name, 'end'], env: [['NAME', name]] })),
  );
  const columns = ['--fields', 'pid,user,state,name,cpu,res,command'];
  session = await startNtop(['-p', children.map(({ pid }) => pid).join(), '-s', '+pid', '--delay', '0.5', ...columns], {
    columns: 200,
  });
});

describe('names made by an attacker', () => {
  it('leave every column where it belongs', () => {
    const titles = session.screen().findIndex((line) => line.includes('PID'));
    const state = session.line(titles).indexOf(' S ') + 1;
    const memory = session.line(titles).indexOf(' RES ') + 3;
    expect(pidsOf(session.screen()).length).toBe(NAMES.length);
    for (let row = titles + 1; row <= titles + NAMES.length; row++) {
      expect(session.cell(row, state).text).toMatch(/[SRT]/);
      expect(session.cell(row, memory).text).toMatch(/[KMG]/);
    }
  });

  it.each(NAMES)('say nothing to the terminal in the list, in dialogs and in the detail: %s', async (what) => {
    const { pid } = children[NAMES.findIndex(([name]) => name === what)] as Child;
    await session.press('/');
    session.type(String(pid));
    await session.press('enter');
    await session.waitFor(() => selectedPid(session) === pid);
    await session.press('k');
    await session.waitFor(new RegExp(`^Signal ${pid} `, 'm'));
    session.type('sigkill');
    await session.press('enter');
    await session.waitFor(`Send SIGKILL to ${pid} `);
    await session.press('n');
    for (const key of ['enter', 'w', 'e', 'l']) {
      await session.waitFor(/PID. ?USER/);
      await session.press(key);
      await session.waitFor(
        (screen) => screen.some((line) => line.startsWith(`${pid} `)) && !screen.join().includes('reading …'),
      );
      await session.press(ESC);
    }
    await session.waitFor(/PID. ?USER/);
    assertOwnOutput(session);
  });

  it('are found by a search that names them, which is cleaned too', async () => {
    await session.press('/');
    session.type('\x1b[200~\x1b[31mred\x1b[2J\u202e\x1b[201~');
    await session.waitFor(/^Search: .*red/m);
    await session.press(ESC, 'o');
    session.type('\x1b[200~漢\r\n\x07字\x1b[201~');
    await session.waitFor(/^Filter: 漢/m);
    await session.press('ctrl+u', 'enter');
    await session.waitFor(/F10Quit/);
    assertOwnOutput(session);
  });

  it('say nothing to the terminal when printed', () => {
    const pids = children.map(({ pid }) => pid).join();
    for (const how of [['--once'], ['--once', '--tree'], ['--json'], ['--csv']]) {
      const { stdout, status } = spawnSync(process.execPath, [PROGRAM, '--no-config', '-p', pids, ...how]);
      expect(status).toBe(0);
      if (how[0] !== '--csv') assertNoForeignControls(stdout);
    }
  });

  it('say nothing to the terminal in a message about a wrong argument', () => {
    const evil = '\x1b[31m\u009b\u202e';
    for (const args of [
      [`--${evil}`],
      ['--sort', evil],
      ['-F', `${evil}>`],
      ['-c', evil],
      ['-u', evil],
      [evil],
      ['--theme', evil],
    ]) {
      const { stderr, status } = spawnSync(process.execPath, [PROGRAM, ...args]);
      expect(status, String(args)).toBeGreaterThan(0);
      assertNoForeignControls(stderr);
    }
  });
});

it('an argument of 100 kB is cut to the screen, and searched to its end', async () => {
  const long = await startSleeper({ args: [`${'a'.repeat(100_000)}needle`] });
  const other = await startNtop(['--filter', 'needle', '-p', String(long.pid), '--delay', '0.5']);
  await other.waitFor((screen) => pidsOf(screen).join() === String(long.pid));
  await other.press('home', 'w');
  await other.waitFor(/^ a{70,}$/m);
  await other.press('G');
  await other.waitFor(/^ (?:a*needle|and \d+ more)$/m);
  await other.press(ESC, 'right', 'right');
  await other.waitFor(/^ NI S/m);
  assertOwnOutput(other);
});
