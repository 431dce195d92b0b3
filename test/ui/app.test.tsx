import { isDeepStrictEqual } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { type FakeApp, openApp } from '../support/app.js';
import { modesOf, NO_MODES } from '../support/modes.js';
import { crowd } from '../support/session.js';
import { fakeSnapshot } from '../support/snapshots.js';

const apps: FakeApp[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

async function open(...options: Parameters<typeof openApp>): Promise<FakeApp> {
  const app = await openApp(...options);
  apps.push(app);
  return app;
}

const click = (column: number, row: number) => `\x1b[<0;${column + 1};${row + 1}M\x1b[<0;${column + 1};${row + 1}m`;
const rowsOf = (app: FakeApp) => app.screen().slice(6, 23);

describe('the first frames', () => {
  it('draw the whole screen before the first reading', async () => {
    const app = await open();
    expect(app.screen()[0]).toContain('1 Processes');
    expect(app.screen()[23]).toContain('F10Quit');
  });

  it('show dashes where no rate is known, then rates, and the second reading is hurried', async () => {
    const app = await open({ processes: [{ pid: 7, cpuSeconds: 3, name: 'worker' }] });
    expect(rowsOf(app)[0]).toMatch(/^ +7 ada +0 S +- .* worker$/);
    expect(app.done).toEqual(['hurry']);
    await app.sample([{ pid: 7, cpuSeconds: 3.75, name: 'worker' }]);
    expect(rowsOf(app)[0]).toMatch(/^ +7 ada +0 S +50\.0 /);
    expect(app.done).toEqual(['hurry']);
  });

  it('show what went wrong with the settings', async () => {
    const app = await open({ notice: { text: 'settings: theme is unknown', tone: 'danger' } });
    await app.waitFor('settings: theme is unknown');
  });
});

describe('keys', () => {
  it('open the signals with their numbers right-aligned', async () => {
    const app = await open({ processes: crowd(2) });
    await app.press('home', 'k');
    await app.waitFor('Signal 1 task1 (ada)');
    const lines = app.screen().map((line) => line.slice(0, 12));
    expect(lines).toContain(' 15 SIGTERM ');
    expect(lines).toContain('  9 SIGKILL ');
  });

  it('change the screen', async () => {
    const app = await open({ processes: crowd(5) });
    await app.press('home', 'space');
    expect(app.screen()[4]).toContain('1 tagged');
    expect(rowsOf(app)[0]).toMatch(/^● +1 /);
    await app.press('I');
    expect(rowsOf(app)[0]).toMatch(/^ +5 /);
  });

  it('in one read act in their order, each on what the one before has opened', async () => {
    const app = await open({ processes: crowd(5) });
    await app.press('home', 'k', 'enter');
    expect(app.done).toEqual(['hurry', 'signal 1 15']);
    expect(app.held.size).toBe(0);
    expect(app.screen()[4]).toContain('SIGTERM sent: 1 task1 (ada)');
  });

  it('in one read cost one frame', async () => {
    const app = await open({ processes: crowd(50) });
    await app.press('home');
    const before = app.frames;
    await app.press('home', 'down', 'down', 'down', 'down');
    expect(app.frames - before).toBe(1);
  });

  it('pasted into the list do nothing', async () => {
    const app = await open({ processes: crowd(5) });
    await app.press('home');
    const before = app.screen();
    await app.type('\x1b[200~k\rq\x1b[201~');
    expect(app.screen()).toEqual(before);
    expect(app.done).toEqual(['hurry']);
  });

  it('type into a prompt, where none of them acts', async () => {
    const app = await open({ processes: crowd(5) });
    await app.type('/qk0');
    expect(app.screen()[23]).toContain('Search: qk0█');
    await app.press('ctrl+u');
    await app.type('task4');
    await app.press('enter');
    expect(app.screen()[4]).toContain('search: task4');
  });

  it.each(['q', 'f10', 'ctrl+c'])('%s ends the program and gives the terminal back', async (key) => {
    const app = await openApp({ processes: crowd(5) });
    await app.press(key);
    await expect(app.ended).resolves.toBeUndefined();
    expect(modesOf(app.output())).toEqual(NO_MODES);
    expect(app.output().endsWith('\x1b[?1049l')).toBe(true);
  });
});

describe('the mouse', () => {
  it('sorts by the title that is clicked, selects the row, and presses the keys of the footer', async () => {
    const app = await open({ processes: crowd(5, (pid) => ({ residentBytes: pid * 2 ** 20 })) });
    await app.type(click(app.screen()[5]?.indexOf('RES') ?? 0, 5));
    expect(rowsOf(app)[0]).toMatch(/^ +5 /);
    await app.type(`${click(20, 7)}y`);
    expect(app.screen()[4]).toContain('copied: 4');
    await app.type(click(2, 23));
    await app.waitFor('Help: Processes');
  });

  it('scrolls with the wheel', async () => {
    const app = await open({ processes: crowd(100) });
    await app.type('\x1b[<65;10;10M\x1b[<65;10;10M');
    expect(rowsOf(app)[0]).toMatch(/^ +7 /);
    await app.type('\x1b[<64;10;10M');
    expect(rowsOf(app)[0]).toMatch(/^ +4 /);
  });
});

describe('a reading', () => {
  it('a key that acts is one frame, with the menu that it opens', async () => {
    const app = await open({ processes: [{ pid: 7, name: 'worker' }] });
    await app.press('down');
    const before = app.frames;
    await app.press('k');
    expect(app.screen().join('\n')).toContain('SIGTERM');
    expect(app.frames - before).toBe(1);
  });

  it('costs one frame', async () => {
    const app = await open({ processes: crowd(50) });
    await app.sample(crowd(50));
    const before = app.frames;
    await app.sample(crowd(50, (pid) => ({ cpuSeconds: pid })));
    expect(app.frames - before).toBe(1);
  });

  it('that fails is a sentence, and the list stays', async () => {
    const app = await open({ processes: crowd(5) });
    app.fail('there is no /proc here');
    await app.waitFor('there is no /proc here');
    expect(rowsOf(app)[0]).toContain('task1');
    await app.sample(crowd(5));
    expect(app.screen()[4]).not.toContain('/proc');
  });

  it('that is long overdue is marked STALE', async () => {
    const app = await open({ processes: crowd(5) });
    app.overdueSeconds = 7.3;
    await app.waitFor('STALE 7s');
    app.overdueSeconds = undefined;
    await app.waitFor(/^(?!.*STALE)/);
  });
});

describe('a terminal', () => {
  it('that changes its size shows what one of that size would show', async () => {
    const app = await open({ processes: crowd(100), size: [120, 40] });
    for (const size of [
      [80, 24],
      [60, 12],
      [40, 11],
      [20, 5],
      [5, 3],
      [1, 1],
      [30, 6],
      [250, 80],
      [80, 24],
    ] as const) {
      const [columns, rows] = size;
      const fresh = await open({ processes: crowd(100), size });
      await app.resize(columns, rows);
      await app.waitFor((screen) => isDeepStrictEqual(screen, fresh.screen()));
    }
  });

  it.each([
    [20, 5],
    [79, 23],
    [120, 40],
    [250, 80],
  ] as const)('of %i x %i has every dialog between its first line and its last', async (...size) => {
    const app = await open({ processes: crowd(100), size });
    await app.press('home');
    const [before, last] = [app.screen(), size[1] - 1];
    for (const key of ['k', 'f2', 'u', 'f6', '?', 'enter', '/', ':']) {
      await app.press(key);
      const screen = app.screen();
      expect([key, screen[0], screen[last] === '']).toEqual([key, before[0], false]);
      expect([key, screen]).not.toEqual([key, before]);
      await app.press('escape', 'escape');
      await app.waitFor((closed) => closed[last] === before[last]);
    }
  });

  it('gets nothing that a process wrote: not in names, nor in arguments', async () => {
    const app = await open();
    await app.sample([{ pid: 1, name: 'a\x1b]0;owned\x07b', commandLine: ['\x1b[2J', '\u202e', '\x9b31m'] }]);
    await app.press('home', 'k');
    expect(app.output()).not.toContain('\x1b]0;');
    expect(app.output()).not.toContain('\u202e');
    expect(app.output()).not.toContain('\x9b');
    await app.waitFor('Signal 1 a?]0;owned?b (ada)');
  });
});

it('an error in a component ends the program with it, and the terminal is given back first', async () => {
  const app = await openApp({ processes: crowd(5) });
  const snapshot = fakeSnapshot({ seconds: 3, processes: crowd(5) });
  const { texts } = snapshot.processes;
  app.push({ ...snapshot, processes: { ...snapshot.processes, texts: { ...texts, commandLine: [] } } });
  await expect(app.ended).rejects.toThrow(TypeError);
  expect(app.output().endsWith('\x1b[?1049l')).toBe(true);
});
