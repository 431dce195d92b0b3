import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formatBytes } from '../../src/model/text/units.js';
import { type Child, startFamily, startHog, startSleeper, startSpinner, statOf } from '../support/children.js';
import { ESC, eventually, IS_ROOT, pidsOf, rowOf, selectedPid, startNtop, tell, titlesOf } from '../support/e2e.js';
import { narrowProc } from '../support/proc-tree.js';
import type { TerminalSession } from '../support/terminal.js';

const NOBODY = 65_534;

let session: TerminalSession;
let family: Child;
let hog: Child;
let spinner: Child;
let gamma: Child;
let all: readonly number[];

beforeAll(async () => {
  family = await startFamily(2);
  hog = await startHog();
  spinner = await startSpinner();
  gamma = await startSleeper({ args: ['gamma'], argv0: '/opt/tool/prog' });
  all = [family.pid, ...family.below, hog.pid, spinner.pid, gamma.pid].sort((one, other) => one - other);
  await eventually(() => Number(statOf(spinner.pid)?.[11]) > 20, 'a busy child');
  session = await startNtop(['--delay', '3600'], { columns: 160, env: { NTOP_PROCFS: narrowProc(all) } });
});

/** Whatever a test has opened, narrowed or switched is taken back. */
beforeEach(async () => {
  await session.press(ESC, ESC, 'P', 'N', 'U', 'g');
  await session.waitFor((screen) => pidsOf(screen).join() === all.join() && selectedPid(session) === all[0]);
});

function expectOrder(pids: readonly number[]): Promise<void> {
  return session.waitFor((screen) => pidsOf(screen).join() === pids.join());
}

function expectSelected(pid: number): Promise<void> {
  return session.waitFor(() => selectedPid(session) === pid);
}

function expectFirst(pid: number): Promise<void> {
  return session.waitFor((screen) => pidsOf(screen)[0] === pid);
}

describe('sorting', () => {
  it('by CPU, memory, time and PID has a key each', async () => {
    await session.press('P');
    await session.waitFor(/CPU%▼/);
    await expectFirst(spinner.pid);
    await session.press('M');
    await session.waitFor(/RES▼/);
    await expectFirst(hog.pid);
    await session.press('T');
    await session.waitFor(/TIME\+▼/);
    await expectFirst(spinner.pid);
    await session.press('N');
    await session.waitFor(/PID▲/);
    await expectOrder(all);
  });

  it.each(['I', 'R'])('%s turns the order round', async (key) => {
    await session.press(key);
    await session.waitFor(/PID▼/);
    await expectOrder([...all].reverse());
  });

  it('goes to the next column with > and back with <', async () => {
    await session.press('>');
    await session.waitFor(/USER▲/);
    await session.press('<');
    await session.waitFor(/PID▲/);
  });

  it.each(['f6', '.'])('%s opens a menu of columns, which typing narrows', async (key) => {
    await session.press(key);
    await session.waitFor(/^Sort by/m);
    session.type('resident');
    await session.waitFor(/^Sort by +resident/m);
    await session.press('backspace');
    await session.waitFor(/^Sort by +residen█/m);
    await session.press('enter');
    await session.waitFor(/[RM]E[SM]%?▼/);
  });
});

describe('the tree', () => {
  it.each(['t', 'f5', 'V'])('comes and goes with %s', async (key) => {
    await session.press(key);
    await session.waitFor(/├─ sh -c read x leaf1[\s\S]*└─ sh -c read x leaf2/);
    await session.press(key);
    await session.waitFor((screen) => !screen.join().includes('─ sh'));
  });

  it('folds a branch into its sum, and unfolds it', async () => {
    const [leaf = 0] = family.below;
    const pages = [family.pid, ...family.below].map((pid) =>
      Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]),
    );
    const sum = pages.reduce((total, next) => total + next) * Number(tell('getconf', 'PAGESIZE'));
    await session.press('t', '/');
    session.type(String(family.pid));
    await session.press('enter', '-');
    await session.waitFor(/\(Σ of 3\)/);
    await session.waitFor((screen) => !pidsOf(screen).includes(leaf));
    expect(session.screen().join('\n')).toContain(`Σ${formatBytes(sum).padStart(4)} `);
    await session.press('+');
    await session.waitFor((screen) => pidsOf(screen).includes(leaf));
    await session.press('-', '=', 't');
    await session.waitFor((screen) => pidsOf(screen).includes(leaf));
  });

  it('folds and unfolds everything with *, and goes to the parent with Backspace', async () => {
    const [, leaf = 0] = family.below;
    await session.press('t', '*');
    await session.waitFor((screen) => !pidsOf(screen).includes(leaf));
    await session.press('*', '/');
    session.type('leaf2');
    await session.press('enter');
    await expectSelected(leaf);
    await session.press('backspace');
    await expectSelected(family.pid);
    await session.press('t');
  });

  it('is needed for folding, which says so', async () => {
    await session.press('-');
    await session.waitFor('only in the tree: press t');
  });
});

describe('choosing', () => {
  it('tags with Space, a branch with c, and untags with U', async () => {
    await session.press('space');
    await session.waitFor('● 1 tagged');
    await expectSelected(all[1] as number);
    await session.press('U');
    await session.waitFor('nothing is tagged');
    await session.press('/');
    session.type(String(family.pid));
    await session.press('enter', 'c');
    await session.waitFor('● 3 tagged');
    await session.waitFor((screen) => screen.filter((line) => line.startsWith('●')).length === 3);
  });

  it('follows with F, and names the process', async () => {
    await session.press('F');
    await session.waitFor(`FOLLOW ${all[0]}`);
    await session.waitFor((screen) => screen.some((line) => line.startsWith('»')));
    await session.press('F');
    await session.waitFor((screen) => !screen.join().includes('FOLLOW'));
  });
});

describe('searching', () => {
  it.each(['/', 'f3'])('%s finds while typing; n and N go on and back', async (key) => {
    const [first = 0, second = 0] = family.below;
    await session.press(key);
    session.type('leaf');
    await expectSelected(first);
    await session.press('enter', 'n');
    await expectSelected(second);
    await session.press('n');
    await expectSelected(first);
    await session.press('N');
    await expectSelected(second);
  });

  it('finds a PID by its digits', async () => {
    await session.press('/');
    session.type(String(gamma.pid));
    await expectSelected(gamma.pid);
    await session.press('enter');
  });

  it('goes back to where it began with Esc, and says what it does not find', async () => {
    await session.press('/');
    session.type('gamma');
    await expectSelected(gamma.pid);
    session.type('-nowhere');
    await session.waitFor('not found: gamma-nowhere');
    await session.press(ESC);
    await expectSelected(all[0] as number);
    await session.waitFor('F10Quit');
  });

  it('becomes a filter with Tab', async () => {
    await session.press('/');
    session.type('leaf');
    await session.press('tab');
    await session.waitFor(/^Filter: leaf/m);
    await expectOrder(family.below);
    await session.press('enter');
  });
});

describe('filtering', () => {
  it.each(['\\', 'f4', 'o'])('%s shows what matches, and Esc all again', async (key) => {
    await session.press(key);
    session.type('leaf or gamma');
    await expectOrder([...family.below, gamma.pid].sort((one, other) => one - other));
    await session.press('enter');
    await session.waitFor(/filter leaf or gamma → 3 of /);
    await session.press(ESC);
    await expectOrder(all);
  });

  it('points at a problem and keeps the last good result', async () => {
    await session.press('\\');
    session.type('gamma');
    await expectOrder([gamma.pid]);
    session.type(' (');
    await session.waitFor(/^Filter: gamma \(█/m);
    await session.waitFor('missing condition at the end');
    await expectOrder([gamma.pid]);
    await session.press('enter');
    await session.waitFor(/^Filter: /m);
    await session.press(ESC);
  });

  it('edits its text like a shell does', async () => {
    await session.press('o');
    session.type('leaf1 wrong');
    await session.press('ctrl+w', 'ctrl+a', 'delete', 'ctrl+e', 'left', 'left', 'ctrl+k', 'home');
    session.type('l');
    await session.waitFor(/^Filter: l█eaf/m);
    await expectOrder(family.below);
    await session.press('ctrl+e', 'ctrl+u');
    await expectOrder(all);
    await session.press('up');
    await session.waitFor(/^Filter: \S/m);
    await session.press('ctrl+u', 'enter');
  });

  it('takes only whole users from the picker', async () => {
    const me = userInfo().username;
    // Root can start a stranger; to everybody else the first process is one.
    const stranger = IS_ROOT ? (await startSleeper({ uid: NOBODY, cwd: '/' })).pid : 1;
    const both = await startNtop(['-p', `${gamma.pid},${stranger}`, '--delay', '3600']);
    await both.press('u');
    await both.waitFor(/^Filter by user/m);
    both.type(me);
    await both.press('enter');
    await both.waitFor(new RegExp(`user ${me}\\b`));
    await both.waitFor((screen) => pidsOf(screen).join() === String(gamma.pid));
    await both.press('u');
    both.type('all');
    await both.press('enter');
    await both.waitFor((screen) => pidsOf(screen).length === 2);
  });
});

describe('columns', () => {
  it('are added, moved and taken away with f', async () => {
    await session.press('f');
    await session.waitFor(/^Columns/m);
    session.type('ppid');
    await session.waitFor(/\[ \] PPID/);
    await session.press('space');
    await session.waitFor(/\[✔\] PPID/);
    await session.press(ESC);
    await session.waitFor((screen) => titlesOf(screen).slice(-2).join() === 'PPID,COMMAND');
    expect(rowOf(session, gamma.pid)?.PPID).toBe(String(process.pid));
    await session.press('f');
    session.type('ppid');
    await session.press('left', ESC);
    await session.waitFor((screen) => titlesOf(screen).slice(-3).join() === 'PPID,CONTAINER,COMMAND');
    await session.press('f');
    session.type('ppid');
    await session.press('space', ESC);
    await session.waitFor((screen) => !titlesOf(screen).includes('PPID'));
  });
});

describe('y', () => {
  it('copies the PID to the clipboard of the terminal', async () => {
    const before = session.bytes().length;
    await session.press('y');
    await session.waitFor(`copied: ${all[0]}`);
    const sent = Buffer.from(`${all[0]}`).toString('base64');
    expect(session.bytes().subarray(before).toString('latin1')).toContain(`\x1b]52;c;${sent}\x07`);
  });
});

describe('the palette', () => {
  it('runs a command by its name', async () => {
    await session.press(':');
    await session.waitFor(/^Commands/m);
    session.type('reverse sort');
    await session.press('enter');
    await session.waitFor(/PID▼/);
  });
});
