import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { keyName } from '../../src/model/keys/key-names.js';
import { KEYMAP } from '../../src/model/keys/keymap.js';
import { SETTINGS } from '../../src/model/state/settings.js';
import { type Child, startHog, startSpinner, statOf } from '../support/children.js';
import { ESC, eventually, openNtop, pidsOf, rowOf, startNtop, tell, waitForRow } from '../support/e2e.js';
import { atEnd } from '../support/endings.js';
import { crowdOf, makeProc, narrowProc } from '../support/proc-tree.js';
import { openTerminal, type TerminalSession } from '../support/terminal.js';

describe('what is shown', () => {
  let session: TerminalSession;
  let hog: Child;
  let spinner: Child;

  beforeAll(async () => {
    hog = await startHog({ argv0: '/opt/tool/prog' });
    spinner = await startSpinner();
    session = await startNtop(['--delay', '3600'], { env: { NTOP_PROCFS: narrowProc([hog.pid, spinner.pid]) } });
  });

  it.each<[string, string, string, string]>([
    ['threads', 'H', 'Show user threads: on', 'Show user threads: off'],
    ['kernel threads', 'K', 'Show kernel threads: on', 'Show kernel threads: off'],
    ['the path of commands', 'p', 'full path: off', 'full path: on'],
    ['the meaning of CPU%', '0', 'CPU%/all', 'CPU%/core'],
    ['memory as shares', '%', 'memory columns: percent', 'memory columns: bytes'],
  ])('%s switches with %s and back', async (_, key, after, before) => {
    await session.press(key);
    await session.waitFor(after);
    await session.press(key);
    await session.waitFor(before);
  });

  it('p takes the folder from commands', async () => {
    await waitForRow(session, hog.pid, ({ COMMAND }) => COMMAND?.startsWith('/opt/tool/prog -c') === true);
    await session.press('p');
    await waitForRow(session, hog.pid, ({ COMMAND }) => COMMAND?.startsWith('prog -c') === true);
    await session.press('p');
  });

  it('0 divides CPU% by the number of CPUs', async () => {
    const cpus = Number(tell('getconf', '_NPROCESSORS_ONLN'));
    await session.waitFor('CPU%/core');
    const ofCore = Number(rowOf(session, spinner.pid)?.['CPU%']);
    await session.press('0');
    await session.waitFor('CPU%/all');
    expect(Math.abs(Number(rowOf(session, spinner.pid)?.['CPU%']) - ofCore / cpus)).toBeLessThan(0.6);
    await session.press('0');
  });

  it('% shows RES as a share that fits MEM%', async () => {
    await session.press('%');
    await waitForRow(session, hog.pid, (row) => row['RES%'] === row['MEM%']);
    await session.press('%');
    await waitForRow(session, hog.pid, (row) => /M$/.test(row.RES ?? ''));
  });

  it('# takes the meters away', async () => {
    await session.press('#');
    await session.waitFor((screen) => !screen.join().includes('CPU ▕') && screen[2]?.includes('PID') === true);
    await session.press('#');
    await session.waitFor(/^ CPU ▕/m);
  });
});

it('^L draws all of it once more', async () => {
  const session = await startNtop(['--delay', '3600'], { env: { NTOP_PROCFS: makeProc(crowdOf(5)) } });
  // A minute may begin meanwhile.
  const look = (screen: readonly string[]) => screen.join('\n').replace(/\d\d:\d\d$/m, '');
  const [before, length] = [look(session.screen()), session.bytes().length];
  await session.press('ctrl+l');
  await session.waitFor(
    (screen) => session.bytes().subarray(length).toString().includes('task5 ') && look(screen) === before,
  );
});

it('threads are rows of their own after H', async () => {
  // This very program has some.
  const session = await startNtop(['--delay', '3600'], { env: { NTOP_PROCFS: narrowProc([process.pid]) } });
  expect(pidsOf(session.screen())).toEqual([process.pid]);
  await session.press('H');
  await session.waitFor((screen) => pidsOf(screen).length >= 5);
  for (const thread of pidsOf(session.screen())) {
    expect(() => readFileSync(`/proc/${process.pid}/task/${thread}/stat`)).not.toThrow();
  }
});

it('kernel threads are rows after K, and only then', async () => {
  const env = { NTOP_PROCFS: makeProc([...crowdOf(3), { pid: 77 }]) };
  const session = await openNtop(['--delay', '3600'], { env });
  await session.waitFor('task3 ');
  expect(pidsOf(session.screen())).not.toContain(77);
  await session.press('K');
  await session.waitFor('[kworker/77]');
});

describe('time', () => {
  it('stands still between z and z', async () => {
    const spinner = await startSpinner();
    const session = await startNtop(['-p', String(spinner.pid), '--delay', '0.2']);
    const shown = () => rowOf(session, spinner.pid)?.['TIME+'];
    const ticks = () => Number(statOf(spinner.pid)?.[11]);
    await session.press('z');
    await session.waitFor('PAUSED');
    const [frozen, then] = [shown(), ticks()];
    await eventually(() => ticks() > then + 50, 'half a second of CPU time');
    expect(shown()).toBe(frozen);
    await session.press('Z');
    await session.waitFor((screen) => !screen.join().includes('PAUSED'));
    await session.waitFor(() => shown() !== frozen);
  });

  it('between samples is set with d, and what is no time is pointed at', async () => {
    const session = await startNtop(['--delay', '3600']);
    await session.press('d');
    await session.waitFor(/^Seconds between samples: 3600/m);
    await session.press('ctrl+u');
    session.type('0');
    await session.waitFor('a number from 0.1 to 3600');
    await session.press('enter');
    session.type('.5');
    await session.waitFor(/samples: 0\.5█ *$/m);
    await session.press('enter');
    await session.waitFor('a sample every 0.5s');
    const frames = session.bytes().length;
    await session.waitFor(() => session.bytes().length > frames + 20);
    expect(session.line(0)).toMatch(/ 0\.5s /);
  });
});

describe('help', () => {
  it('explains every key', async () => {
    const session = await startNtop([], { columns: 160, rows: 190 });
    await session.press('?');
    await session.waitFor(/^Help: /m);
    const wanted = KEYMAP.map(({ keys, description }) => `${keys.map(keyName).join(' ')} ${description}`);
    await session.waitFor((screen) => {
      const lines = screen.map((line) => line.replace(/\s+/g, ' '));
      return wanted.every((text) => lines.some((line) => line.includes(text)));
    });
  });

  it.each(['f1', 'h', '?'])('opens with %s, is read to its end, and closes with Esc', async (key) => {
    const session = await startNtop();
    await session.press(key);
    await session.waitFor(/^Help: .* 1-\d+\/\d+/m);
    await session.press('pageDown');
    await session.waitFor((screen) => !/1-\d+\/\d+/.test(screen.find((line) => line.startsWith('Help')) ?? ''));
    await session.press('G');
    await session.waitFor(/^Help: .* \d+-(\d+)\/\1\b/m);
    await session.press(ESC);
    await session.waitFor(/PID USER/);
  });
});

describe('setup', () => {
  it.each(['f2', 'S'])('opens with %s, shows every setting, and changes one with Space', async (key) => {
    const session = await startNtop([], { rows: 80 });
    await session.press(key);
    await session.waitFor(/^Setup/m);
    for (const { description } of SETTINGS) await session.waitFor(description.slice(0, 40));
    session.type('meters');
    await session.waitFor(/Show the meters +on/);
    await session.press('space');
    await session.waitFor(/Show the meters +off/);
    await session.press('right');
    await session.waitFor(/Show the meters +on/);
    await session.press('left', ESC);
    await session.waitFor((screen) => !screen.join().includes('CPU ▕'));
  });

  it('is kept in the settings file by W, and read at the next start', async () => {
    const home = mkdtempSync(join(tmpdir(), 'ntop-home-'));
    atEnd(() => rmSync(home, { recursive: true }));
    const env = { XDG_CONFIG_HOME: home };
    const first = await openTerminal({ env });
    atEnd(() => first.close());
    await first.waitFor(/PID USER/);
    await first.press('#', 'M', 'W');
    await first.waitFor(/settings saved to/);
    await first.press('q');
    expect(await first.exit).toEqual({ code: 0, signal: 0 });
    expect(readFileSync(join(home, 'ntop/ntop.toml'), 'utf8')).toMatch(/^header = false$/m);
    const second = await openTerminal({ env });
    atEnd(() => second.close());
    await second.waitFor(/RES▼/);
    expect(second.screen().join('\n')).not.toContain('CPU ▕');
  });
});
