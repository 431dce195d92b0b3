import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ESC, openNtop, pidsOf, selectedPid } from '../support/e2e.js';
import { crowdOf, makeProc } from '../support/proc-tree.js';
import type { TerminalSession } from '../support/terminal.js';

/** 17 rows of processes at 80x24. */
const ROWS = 17;
const FIRST_ROW = 7;

let session: TerminalSession;

async function start(...args: readonly string[]): Promise<TerminalSession> {
  const env = { NTOP_PROCFS: makeProc(crowdOf(100)) };
  const opened = await openNtop(['--delay', '3600', '--sort', '+pid', ...args], { env });
  await opened.waitFor('task17 ');
  return opened;
}

function click(column: number, row: number): void {
  session.type(`\x1b[<0;${column};${row}M\x1b[<0;${column};${row}m`);
}

function expectSelected(pid: number): Promise<void> {
  return session.waitFor(() => selectedPid(session) === pid);
}

function expectTop(pid: number): Promise<void> {
  return session.waitFor((screen) => pidsOf(screen)[0] === pid);
}

describe('the keys that move', () => {
  beforeAll(async () => {
    session = await start();
  });
  beforeEach(async () => {
    await session.press('g');
    await expectSelected(1);
  });

  it.each<[string, readonly string[], number]>([
    ['↓ one row down', ['down'], 2],
    ['↑ one row up', ['down', 'down', 'up'], 2],
    ['PgDn a page down', ['pageDown'], ROWS],
    ['^F a page down', ['ctrl+f'], ROWS],
    ['PgUp a page up', ['end', 'pageUp'], 100 - ROWS + 1],
    ['^B a page up', ['end', 'ctrl+b'], 100 - ROWS + 1],
    ['^D half a page down', ['ctrl+d'], 1 + Math.floor(ROWS / 2)],
    ['^U half a page up', ['end', 'ctrl+u'], 100 - Math.floor(ROWS / 2)],
    ['End to the last', ['end'], 100],
    ['G to the last', ['G'], 100],
    ['Home to the first', ['end', 'home'], 1],
    ['↑ in the first row nowhere', ['up'], 1],
  ])('%s', async (_, keys, pid) => {
    await session.press(...keys);
    await expectSelected(pid);
  });

  it('→ and ← shift the list', async () => {
    await session.press('right');
    await session.waitFor(/^SER +NI/m);
    await session.press('left');
    await session.waitFor(/^ +1 \S+ +0 S/m);
  });

  it('say that the order is held meanwhile', async () => {
    await session.press('down');
    await session.waitFor('sorting paused while you move');
  });
});

describe('the mouse', () => {
  beforeAll(async () => {
    session = await start();
  });
  beforeEach(async () => {
    await session.press(ESC, 'P', 'N', 'g');
    await session.waitFor(/PID▲/);
    await expectSelected(1);
  });

  it('selects a row that is clicked', async () => {
    click(20, FIRST_ROW + 5);
    await expectSelected(6);
  });

  it('sorts by a title that is clicked, and turns the order round when it is clicked again', async () => {
    const column = session.line(FIRST_ROW - 2).indexOf('PID') + 1;
    click(column, FIRST_ROW - 1);
    await session.waitFor(/PID▼/);
    click(session.line(FIRST_ROW - 2).indexOf('RES') + 1, FIRST_ROW - 1);
    await session.waitFor(/RES▼/);
    click(session.line(FIRST_ROW - 2).indexOf('RES') + 1, FIRST_ROW - 1);
    await session.waitFor(/RES▲/);
  });

  it('scrolls by the wheel and leaves the selection where it is', async () => {
    session.type('\x1b[<65;20;12M');
    await expectTop(4);
    await session.waitFor('selected: 1 task1 in row 1');
    session.type('\x1b[<64;20;12M');
    await expectTop(1);
    expect(selectedPid(session)).toBe(1);
  });

  it('presses the key of the footer that is clicked', async () => {
    click(session.line(23).indexOf('Filter') + 1, 24);
    await session.waitFor(/^Filter: /m);
    await session.press(ESC);
    await session.waitFor('F10Quit');
    click(session.line(23).indexOf('Help') + 1, 24);
    await session.waitFor(/^Help: /m);
  });

  it('means nothing where nothing is', async () => {
    for (const [column, row] of [
      [80, 1],
      [1, 5],
      [500, 500],
      [1, 1],
    ] as const)
      click(column, row);
    click(20, FIRST_ROW + 2);
    await expectSelected(3);
  });
});

describe('the vim preset', () => {
  beforeAll(async () => {
    session = await start('--keys', 'vim');
  });

  it('moves with j and k, shifts with l and h, and signals with K', async () => {
    await session.press('g', 'j', 'j', 'j', 'k');
    await expectSelected(3);
    await session.press('l');
    await session.waitFor(/^SER +NI/m);
    await session.press('h');
    await session.waitFor(/^ +1 \S+ +0 S/m);
    await session.press('?');
    await session.waitFor(/ F9 K /m);
    await session.press(ESC, 'K');
    await session.waitFor(/^Signal 3 task3 |gone: 3 task3/m);
  });
});

it('without --no-mouse the terminal is asked for the mouse, with it never', async () => {
  const deaf = await start('--no-mouse');
  expect(deaf.modes().mouse).toBe(false);
  const hearing = await start();
  expect(hearing.modes().mouse).toBe(true);
});
