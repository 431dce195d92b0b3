import { beforeAll, describe, expect, it } from 'vitest';
import { ESC, eventually, openNtop } from '../support/e2e.js';
import { atEnd } from '../support/endings.js';
import { assertNoForeignControls } from '../support/foreign-controls.js';
import { crowdOf, makeProc } from '../support/proc-tree.js';
import { openTerminal, type TerminalSession } from '../support/terminal.js';

const SIZES: readonly (readonly [columns: number, rows: number])[] = [
  [80, 24],
  [120, 40],
  [200, 60],
  [60, 15],
  [40, 10],
  [20, 5],
  [10, 3],
  [1, 1],
];

let proc: string;

beforeAll(() => {
  proc = makeProc(crowdOf(300));
});

/** What shows that there was a sample; nothing can on a single cell. */
function firstSight(columns: number): RegExp {
  if (columns >= 20) return /task\d/;
  return columns >= 10 ? /\d/ : /^/;
}

/** There are as many lines as the terminal has. */
function expectWholeScreen(session: TerminalSession, rows: number): void {
  expect(session.screen()).toHaveLength(rows);
  if (rows > 1) expect(session.screen().join('')).toMatch(/\S/);
}

describe.each(SIZES)('on %i columns and %i rows', (columns, rows) => {
  it('the screen is whole, in the list and in every dialog', async () => {
    const session = await openNtop(['--delay', '3600'], { columns, rows, env: { NTOP_PROCFS: proc } });
    await session.waitFor(() => session.modes().alternateScreen);
    await session.waitFor(firstSight(columns));
    expectWholeScreen(session, rows);
    for (const key of ['f6', '?', 'f2', '/', 'f', 't', 'down', 'enter']) {
      await session.press(key);
      await session.idle();
      await session.waitFor((screen) => rows === 1 || /\S/.test(screen.join('')));
      expectWholeScreen(session, rows);
      await session.press(ESC);
    }
    expect(session.scrolls()).toBe(0);
    await session.press('q');
    expect(await session.exit).toEqual({ code: 0, signal: 0 });
    assertNoForeignControls(session.bytes());
  });

  it('and grown to it from another size, it looks the same', async () => {
    const fresh = await openNtop(['--delay', '3600'], { columns, rows, env: { NTOP_PROCFS: proc } });
    const grown = await openNtop(['--delay', '3600'], { columns: 91, rows: 31, env: { NTOP_PROCFS: proc } });
    await fresh.waitFor(firstSight(columns));
    await grown.waitFor(/task\d/);
    grown.resize(columns, rows);
    const look = (session: TerminalSession) =>
      session
        .screen()
        // Clock, time spans and graphs depend on when the samples were taken.
        .map((line) => line.replace(/\d\d:\d\d\s*$|\b\d+s\b|[\u2800-\u28ff]/gu, '').trimEnd())
        .join('\n');
    await eventually(() => look(grown) === look(fresh), `the same screen:\n${look(fresh)}`);
    expectWholeScreen(grown, rows);
  });
});

it('sixty sizes in a row end in the last one, whole', async () => {
  const session = await openNtop(['--delay', '0.2'], { env: { NTOP_PROCFS: proc } });
  await session.waitFor('task1 ');
  for (let step = 0; step < 60; step++) session.resize(5 + ((step * 37) % 150), 1 + ((step * 13) % 50));
  session.resize(100, 30);
  const isTitle = (line: string) => line.includes('PID USER');
  await session.waitFor((screen) => screen[29]?.startsWith('F1Help') === true && screen.filter(isTitle).length === 1);
  expectWholeScreen(session, 30);
});

it('a terminal that says 0x0 is taken for one of 80x24', async () => {
  const command = `stty cols 0 rows 0; exec "$@"`;
  const session = await openTerminal({
    command: 'sh',
    args: ['-c', command, 'sh', process.execPath, 'bin/ntop.js', '--no-config'],
    env: { NTOP_PROCFS: proc },
  });
  atEnd(() => session.close());
  await session.waitFor(/task\d/);
  expectWholeScreen(session, 24);
});
