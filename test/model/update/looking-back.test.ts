import { describe, expect, it } from 'vitest';
import { pageContent } from '../../../src/model/pages/pages.js';
import { needsOf } from '../../../src/model/state/needs.js';
import { openRecording, playMilliseconds } from '../../../src/model/update/looking-back.js';
import { commandAt } from '../../../src/model/view/hit.js';
import { view } from '../../../src/model/view/view.js';
import { fakeBatch, fakeEvent, START_MILLISECONDS } from '../../support/events.js';
import { openSession, type Session, textOf } from '../../support/session.js';
import type { FakeProcess } from '../../support/snapshots.js';
import { fakeSockets } from '../../support/sockets.js';

const MIB = 1 << 20;
const INIT: FakeProcess = { pid: 1, slot: 0, ppid: 0, startTicks: 1, name: 'init' };
const SHORT: FakeProcess = { pid: 7, slot: 1, startTicks: 200, name: 'short' };
const leak = (mebibytes: number): FakeProcess => ({
  ...{ pid: 9, slot: 2, startTicks: 300, name: 'leak', residentBytes: mebibytes * MIB },
});

/** Ten samples, of which those from the fourth to the sixth have a process that ended then. */
function watched(options: Parameters<typeof openSession>[0] = {}): Session {
  const session = openSession(options);
  for (let at = 0; at < 10; at++) session.sample([INIT, ...(at >= 3 && at < 6 ? [SHORT] : []), leak(at + 1)]);
  return session;
}

const head = (session: Session) => session.frame().header.map(textOf);
const pressTimes = async (session: Session, key: string, times: number) => {
  for (let time = 0; time < times; time++) await session.press(key);
};

describe('looking back', () => {
  it('shows a process that has ended since', async () => {
    const session = watched();
    await session.press('z');
    expect(head(session)[0]).toContain('PAUSED');
    await pressTimes(session, 'left', 4);
    expect(session.pids()).toEqual([1, 7, 9]);
    expect(head(session)[0]).toMatch(/ PAST \d\d:\d\d:\d\d \(-0:06\) /);
    await session.press('right');
    expect(session.pids()).toEqual([1, 9]);
  });

  it('goes on sampling meanwhile, and is back at the newest sample at once', async () => {
    const session = watched();
    await session.press('z', 'left');
    session.sample([INIT, { ...SHORT, pid: 8, serial: 80, slot: 5 }, leak(20)]);
    expect(session.pids()).toEqual([1, 9]);
    expect(head(session)[0]).toContain('(-0:03)');
    await pressTimes(session, 'right', 2);
    expect(session.pids()).toEqual([1, 9, 8].sort());
    await session.press('Z');
    expect(session.state.past).toBeUndefined();
    expect(session.pids()).toEqual([1, 8, 9]);
    expect(head(session)[0]).not.toContain('PAST');
  });

  it('goes live again with z as long as no step was taken, then plays', async () => {
    const session = watched();
    await session.press('z', 'z');
    expect(session.state.past).toBeUndefined();
    await session.press('z', 'left', 'left', 'z');
    expect(head(session)[0]).toContain(' x1 ');
    expect(playMilliseconds(session.state)).toBe(1500);
    await session.press('d', 'backspace');
    await session.type('3');
    await session.press('enter');
    expect(playMilliseconds(session.state)).toBe(500);
    await session.press('z');
    expect(playMilliseconds(session.state)).toBeUndefined();
  });

  it('says where it ends at either end, and stays there', async () => {
    const session = watched();
    await session.press('z', 'right');
    expect(session.status()).toContain('this is the newest sample: Z goes back to now');
    await session.press('ctrl+left');
    expect(session.status()).toContain('this is the oldest sample there is');
    await session.press('left');
    expect(session.state.past?.index).toBe(0);
  });

  it('goes a minute at a time, and to a time that is typed', async () => {
    const session = openSession();
    for (let at = 0; at < 90; at++) session.sample([INIT]);
    await session.press('z', 'shift+left');
    expect(session.state.past?.index).toBe(49);
    await session.press('@');
    await session.type('-15s');
    await session.press('enter');
    expect(session.state.past?.index).toBe(39);
    await session.press('@');
    await session.type('now-3s');
    await session.press('enter');
    expect(session.state.past?.index).toBe(87);
    await session.press('@');
    await session.type('soon');
    await session.press('enter');
    expect(session.status()).toContain('not a time');
  });

  it('is left by Esc only when there is nothing else to close or clear', async () => {
    const session = watched();
    await session.press('z', 'left', 'o');
    await session.type('init');
    await session.press('enter', 'enter', 'escape');
    expect(session.state.past?.isStepped).toBe(true);
    await session.press('escape');
    expect(session.state.filter.text).toBe('');
    expect(session.state.past?.isStepped).toBe(true);
    await session.press('escape');
    expect(session.state.past).toBeUndefined();
  });

  it('keeps selection and tags of what is not there at that moment', async () => {
    const session = watched();
    await session.press('z');
    await pressTimes(session, 'left', 5);
    await session.press('home', 'down', 'space');
    expect(session.state.tagged.size).toBe(1);
    await pressTimes(session, 'left', 4);
    expect(session.pids()).toEqual([1, 9]);
    await pressTimes(session, 'right', 3);
    expect(session.state.tagged).toEqual(new Set([7]));
    await session.press('Z');
    expect(session.state.tagged.size).toBe(0);
  });
});

describe('in the past nothing is done', () => {
  it.each(['k', 'f8', 'r', 'a', 'i'])('%s is refused with the reason, and nothing is opened', async (key) => {
    const session = watched();
    await session.press('z', 'left', 'home', key);
    expect(session.status()).toContain('not in the past: Z goes back to now');
    expect(session.state.layers).toEqual([]);
    expect(session.done).toEqual([]);
  });

  it('neither by a click', async () => {
    const session = watched();
    await session.press('z', 'left', 'home');
    const command = commandAt(session.state, { column: 66, row: 23 });
    expect(command).toEqual({ type: 'askSignal' });
    if (command !== undefined) await session.command(command);
    expect(session.status()).toContain('not in the past: Z goes back to now');
  });

  it('but what is only paused can be acted on, as ever', async () => {
    const session = watched();
    await session.press('z', 'home', 'k');
    expect(session.top('picker').purpose).toBe('signal');
  });

  it('and nothing is read for it: its page says what is not recorded', async () => {
    const session = watched();
    await session.press('z', 'left', 'home', 'enter');
    expect(session.asked()).toEqual([]);
    const cells = () => pageContent(session.state, session.top('detail')).rows.map((row) => row.cells.join(' ').trim());
    expect(cells()).toContain('folder not recorded');
    await pressTimes(session, 'tab', 2);
    expect(cells()).toEqual(['not recorded']);
    await session.press('<');
    expect(session.state.past?.index).toBe(7);
    await session.press('>');
    expect(session.state.past?.index).toBe(8);
  });
});

describe('what was not read', () => {
  it('is named on the status line, and its cells are unknown', async () => {
    const session = watched({ size: { columns: 120, rows: 30 } });
    await session.press('z', 'left', '3');
    expect(session.status()).toMatch(/not recorded: .*PSS.*details of memory/);
  });

  it('is said of a whole list', async () => {
    const session = watched();
    await session.press('z', 'left', '2');
    expect(session.status()).toContain('the connections of this moment are not recorded');
    expect(session.rows()).toEqual([]);
  });

  it('is read from now on while its pane is open, so that it is there for looking on', async () => {
    const session = watched();
    await session.press('z', 'left', '2');
    expect(needsOf(session.state).sockets).toBeDefined();
    session.sample([INIT], { sockets: fakeSockets([{ serial: 5, local: '127.0.0.1:80' }]) });
    await pressTimes(session, 'right', 2);
    expect(session.rows().join()).toContain('127.0.0.1:80');
  });

  it('is read in any case with the setting', () => {
    expect(needsOf(watched({ settings: { rewindReads: 'all' } }).state)).toMatchObject({ io: true, sessions: 'now' });
    expect(needsOf(watched().state)).toMatchObject({ io: false });
  });
});

describe('growth', () => {
  const columns = ['pid', 'residentGrowthBytes', 'command'];
  const grown = (session: Session) => session.rows().map((row) => row.trim().split(/ +/)[1]);

  it('counts from the moment at which x was pressed, then on, and in the end from there to now', async () => {
    const session = watched({ settings: { columns } });
    await session.press('z');
    await pressTimes(session, 'left', 5);
    await session.press('x');
    expect(session.status()).toContain('growth counts from ');
    await pressTimes(session, 'right', 2);
    expect(grown(session)).toEqual(['0B', '+2.0M']);
    await pressTimes(session, 'left', 3);
    expect(grown(session)).toEqual(['-', '-', '-']);
    await session.press('Z');
    expect(grown(session)).toEqual(['0B', '+5.0M']);
  });
});

describe('the strip', () => {
  const FAILED = fakeEvent({
    ...{ event: 'exited', pid: 5, exitStatus: 1, name: 'job' },
    wallClockMilliseconds: START_MILLISECONDS + 2000,
  });

  it('shows the window with the moment and what happened, and a click goes there', async () => {
    const session = openSession({ size: { columns: 80, rows: 30 } });
    for (let at = 0; at < 20; at++) session.sample([INIT], at === 1 ? { events: fakeBatch([FAILED]) } : {});
    await session.press('z');
    const before = session.frame().header.length;
    await session.press('left');
    const strip = head(session).slice(before);
    expect(strip).toHaveLength(2);
    expect(strip[1]).toMatch(/^ Mem +x.*▲.?$/);
    const column = strip[1].indexOf('x');
    const command = commandAt(session.state, { column, row: before + 1 });
    expect(command).toEqual({ type: 'goToSample', index: 0 });
  });

  const LABEL = ' Mem ';

  it('shows the moments that were marked, until they are no longer', async () => {
    for (const [unicode, sign] of [
      [true, '◆'],
      [false, 'm'],
    ] as const) {
      const session = watched({ size: { columns: 80, rows: 30 }, settings: { unicode } });
      await session.press('z', 'left', 'left', 'm', 'left', 'left');
      const strip = () => (head(session).at(-1) ?? '').slice(LABEL.length);
      const column = LABEL.length + strip().indexOf(sign);
      expect(column).toBeGreaterThanOrEqual(LABEL.length);
      expect(commandAt(session.state, { column, row: head(session).length - 1 })).toMatchObject({ type: 'goToSample' });
      await session.press('}');
      expect(strip()).not.toContain(sign);
      await session.press('m', 'left', 'left');
      expect(strip()).not.toContain(sign);
    }
  });

  it('is plain where there is no unicode, one line on a low screen, and none on a small one', async () => {
    const heights = [];
    for (const rows of [30, 20, 12]) {
      const session = watched({ size: { columns: 50, rows }, settings: { unicode: false } });
      await session.press('z');
      const before = session.frame().header.length;
      await session.press('left');
      const lines = head(session).slice(before);
      heights.push(lines.length);
      expect(lines.join('')).toMatch(/^[ -~]*$/);
    }
    expect(heights).toEqual([2, 1, 0]);
  });
});

it('a recording says its host and its own time, and refuses to act', async () => {
  const session = watched();
  const recording = { host: 'web-01', utcOffsetMinutes: () => 60 };
  const unread = { ...session.state, sample: undefined, list: undefined };
  const state = openRecording(unread, session.state.rewind.timeline, recording, 4);
  const frame = view(state, { now: 0, clock: '14:02', staleSeconds: undefined });
  expect(textOf(frame.header[0])).toMatch(/RECORDING web-01 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d \+01:00/);
  expect(frame.list?.rows.map(({ line }) => textOf(line)).join()).toContain('short');
});

it.each([
  [120, / RECORDING web-01 \S+ [\d:]+ \+01:00 {2}\S+ {2}up \S+$/],
  [80, / RECORDING web-01 \S+ [\d:]+ \+01:00/],
  [64, / RECORDING 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d x1(?: |$)/],
  [50, / RECORDING \d\d:\d\d:\d\d x1(?: |$)/],
])('a recording shows its time whole, and no other, in %d columns', (columns, ending) => {
  const session = watched();
  const recording = { host: 'web-01', utcOffsetMinutes: () => 60 };
  const unread = { ...session.state, sample: undefined, list: undefined, size: { columns, rows: 24 } };
  const opened = openRecording(unread, session.state.rewind.timeline, recording, 4);
  const state = { ...opened, past: opened.past && { ...opened.past, isPlaying: columns < 80 } };
  const { header } = view(state, { now: 0, clock: '14:02', staleSeconds: undefined });
  expect(textOf(header[0])).toMatch(ending);
  expect(textOf(header[0])).not.toMatch(/14:02|1\.5s/);
});

it('a recording whose host is hostile text puts no control character on the screen', () => {
  const session = watched();
  const recording = { host: 'a\u001b[2J\u202eb', utcOffsetMinutes: () => 60 };
  const unread = { ...session.state, sample: undefined, list: undefined };
  const state = openRecording(unread, session.state.rewind.timeline, recording, 4);
  const { header } = view(state, { now: 0, clock: '14:02', staleSeconds: undefined });
  expect(textOf(header[0])).toMatch(/ RECORDING a[^\p{C}]+b 20/u);
});
