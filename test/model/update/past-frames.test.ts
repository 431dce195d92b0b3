import { expect, it } from 'vitest';
import type { ProcessEvent } from '../../../src/model/machine/events.js';
import type { Snapshot } from '../../../src/model/machine/snapshot.js';
import type { State } from '../../../src/model/state/state.js';
import { goTo, openRecording } from '../../../src/model/update/looking-back.js';
import { type Frame, view } from '../../../src/model/view/view.js';
import { fakeDevice, fakeFileSystem } from '../../support/disks.js';
import { fakeBatch, fakeEvent, NO_LISTENERS, START_MILLISECONDS } from '../../support/events.js';
import { fakeGroups } from '../../support/groups.js';
import { openSession, type Session, settle, textOf } from '../../support/session.js';
import { fakeLogins, fakeRecord } from '../../support/sessions.js';
import { type FakeProcess, fakeSnapshot } from '../../support/snapshots.js';
import { fakeSockets } from '../../support/sockets.js';

type Roll = (below: number) => number;

/** Whole numbers that are the same in every run (mulberry32). */
function dice(seed: number): Roll {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const GIB = 2 ** 30;

/** A machine whose processes come, go, grow and wait. */
function createMachine(roll: Roll) {
  const lives = Array.from({ length: 18 }, () => 1);
  const figures = lives.map((_, slot) => ({ cpuSeconds: 0, residentBytes: (slot + 1) * 2 ** 22, fds: slot }));
  let seconds = 0;
  let oomKills = 0;

  function age(slot: number): boolean {
    const isGone = slot > 3 && roll(14) === 0;
    if (isGone || (slot > 3 && roll(9) === 0)) lives[slot] += 1;
    const figure = figures[slot];
    if (roll(3) === 0) figure.cpuSeconds += roll(100) / 100;
    if (roll(4) === 0) figure.residentBytes += roll(2 ** 20);
    if (roll(5) === 0) figure.fds += 1;
    return !isGone;
  }

  const processes = () => lives.flatMap((_, slot): FakeProcess[] => (age(slot) ? [processIn(slot)] : []));

  function processIn(slot: number): FakeProcess {
    const figure = figures[slot];
    const life = lives[slot];
    return {
      ...{ pid: 10 + slot + 100 * life, slot, serial: 1000 * life + slot + 1 },
      ppid: slot === 0 ? 0 : 10 + (slot % 4) + 100,
      startTicks: 100 + 10 * life + slot,
      uid: roll(40) === 0 ? 0 : (slot % 2) * 1000,
      state: slot < 4 ? 'S' : 'RSSDT'.charAt(roll(5)),
      sessionId: 10 + (slot % 4) + 100,
      terminalDevice: slot % 3 === 0 ? 0x8803 : 0,
      name: `task${slot}`,
      commandLine: [`/usr/bin/task${slot}`, `--life=${life}`],
      cgroup: `/busy/${slot % 3}`,
      ...{ group: slot % 3, cpuGroup: slot % 3, memoryGroup: slot % 3 },
      waitChannel: roll(3) === 0 ? 'folio_wait' : '',
      ...figure,
      readBytes: figure.residentBytes * 3,
      writeBytes: figure.residentBytes,
      cpuDelaySeconds: figure.cpuSeconds / 2,
      contextSwitches: figure.fds * 7,
      ranSeconds: seconds,
    };
  }

  function events(before: readonly FakeProcess[], now: readonly FakeProcess[]): readonly ProcessEvent[] {
    const wallClockMilliseconds = START_MILLISECONDS + seconds * 1000 - 100;
    const living = new Set(now.map(({ serial }) => serial));
    return before
      .filter(({ serial }) => !living.has(serial))
      .map(({ pid, startTicks = 0, name = '' }) => {
        const killed = roll(4) === 0;
        if (killed) oomKills += 1;
        const how = killed ? { event: 'oomKilled', signal: 9 } : { event: 'exited', exitStatus: roll(3) };
        return fakeEvent({ ...(how as { event: 'exited' }), pid, startTicks, name, wallClockMilliseconds });
      });
  }

  let last: readonly FakeProcess[] = [];
  return (): Snapshot => {
    seconds += 1 + roll(8) / 4;
    const now = processes();
    const batch = fakeBatch(events(last, now), roll(5) === 0 ? { lost: roll(3) } : {});
    last = now;
    return fakeSnapshot({
      seconds,
      processes: now,
      system: { oomKills, load: [1 + roll(5), 1, 0.5], running: roll(3) },
      events: roll(9) === 0 ? { ...batch, sources: NO_LISTENERS } : batch,
      sockets: fakeSockets(
        now.slice(0, 9).map(({ pid, startTicks = 0 }, slot) => ({
          serial: pid,
          slot,
          local: `127.0.0.1:${8000 + slot}`,
          state: 10,
          ownerPid: pid,
          ownerStartTicks: startTicks,
          ownerCount: 1,
        })),
      ),
      sessions: fakeLogins({
        records: [fakeRecord({ user: 'ada', terminal: 'pts/3', leaderPid: 110 + roll(4), leaderSeen: 'here' })],
      }),
      devices: ['sda', 'sdb'].map((name, at) =>
        fakeDevice({
          name,
          serial: at + 1,
          readBytes: seconds * 2 ** 20 * (at + 1),
          busyMilliseconds: seconds * roll(900),
        }),
      ),
      fileSystems: [fakeFileSystem({ mountPoint: '/', usedBytes: GIB + seconds * 2 ** 21 })],
      groups: fakeGroups([0, 1, 2].map((at) => ({ path: `/busy/${at}`, memoryBytes: GIB }))),
    });
  };
}

/** What a person may have on the screen: the keys that lead there, and the settings. */
const VIEWS: readonly { readonly keys: readonly string[]; readonly settings?: object; readonly filter?: string }[] = [
  { keys: [] },
  { keys: ['t'] },
  { keys: ['M', 'I'] },
  { keys: ['t', '*'] },
  { keys: ['H', 'K', 'p', '0'] },
  { keys: [], filter: 'task1 or cpu>10' },
  { keys: [], settings: { columns: ['pid', 'residentGrowthBytes', 'fdsGrowth', 'readBytesPerSecond', 'command'] } },
  { keys: [], settings: { sort: '-residentGrowthBytes', columns: ['pid', 'residentGrowthBytes', 'command'] } },
  { keys: ['2'] },
  { keys: ['2', 'l', 'R'] },
  { keys: ['3'] },
  { keys: ['3', 'b'] },
  { keys: ['3', 'b', 'b', 'b'] },
  { keys: ['4'] },
  { keys: ['E'] },
  { keys: ['E'], filter: 'event=oomKilled' },
  { keys: ['D'] },
  { keys: ['5'] },
  { keys: ['5', 'v'] },
  { keys: ['6'] },
];

/** Everything but what says that it is the past: the mark in the first line, strip and status. */
function shown({ header, list }: Frame, { frame }: Live, rows: number, isSelectionSame = true): string {
  const body = (list?.rows.slice(0, rows) ?? []).map((row) => (isSelectionSame ? row : row.line));
  return JSON.stringify([header.slice(1, frame.header.length), list?.titles, body], undefined, 1);
}

const SEEN = { endedProcesses: true, sort: '-cpuPercent' };

const SIZES = [
  { columns: 130, rows: 44 },
  { columns: 80, rows: 40 },
  { columns: 200, rows: 50 },
];

type View = (typeof VIEWS)[number];

/** A screen on which samples come, with this view on it. */
async function open({ keys, settings, filter }: View, seed: number) {
  const machine = createMachine(dice(seed + 1));
  const session = openSession({ size: SIZES[seed], settings: { ...SEEN, ...settings } });
  const read: Snapshot[] = [];
  let spent = 0;
  const next = () => {
    const snapshot = machine();
    session.clock = spent + 1000 * snapshot.system.monotonicSeconds;
    session.push(snapshot);
    read.push(snapshot);
    spoil(read.at(-3));
  };
  next();
  next();
  await session.press(...keys);
  if (filter !== undefined) {
    await session.press('o');
    await session.type(filter);
    await session.press('enter');
  }
  if (seed === 1) await choose(session, 'task2');
  // The order is held for a moment after a key.
  spent = 5000;
  return { session, next };
}

const CASES = VIEWS.map((one, at) => ({ ...one, seed: at % SIZES.length }));

it.each(CASES)('a frame of the past is the one that was live: $keys $filter $settings', async ({ seed, ...of }) => {
  const { session, next } = await open(of, seed);
  const frames = await live(session, next);
  await session.press('z');
  const newest = frames.at(-1) as Live;
  expect(shown(session.freshFrame(), newest, newest.frame.bodyHeight)).toBe(shown(newest.frame, newest, 99));
  for (const then of shuffled(frames)) {
    // Meanwhile it goes on.
    if (then.index % 5 === 0) next();
    await session.command({ type: 'goToSample', index: then.index });
    expectSame(session.state, session.freshFrame(), then, 'PAST');
  }
});

/**
 * Without what is read beside samples, growth, which counts from nowhere, events of all ports, which are followed while their list is
 * open, and rows that ended, which a live screen drops when a
 * key is pressed.
 */
const RECORDED = CASES.filter(({ keys, settings }) => settings === undefined && keys[0] !== '3' && keys[0] !== 'E').map(
  (one) => ({
    ...one,
    settings: { endedProcesses: false },
  }),
);

it.each(RECORDED)('and so is that of a recording: $keys $filter', async ({ seed, ...of }) => {
  const { session, next } = await open(of, seed);
  const frames = await live(session, next);
  const { timeline } = session.state.rewind;
  const recording = { host: 'web-01', utcOffsetMinutes: () => 60 };
  const unread = { ...session.state, sample: undefined, list: undefined, ended: [] };
  let state = openRecording(unread, timeline, recording, frames[0].index);
  for (const then of [...frames, ...shuffled(frames)]) {
    state = goTo(state, then.index);
    expectSame(
      state,
      view(state, { now: session.clock, clock: '14:02', staleSeconds: undefined }),
      then,
      'RECORDING web-01',
    );
  }
});

type Live = { readonly index: number; readonly frame: Frame; readonly selected: number };

async function live(session: Session, next: () => void): Promise<readonly Live[]> {
  const frames: Live[] = [];
  for (let taken = 0; taken < 24; taken++) {
    next();
    await settle();
    const { selected, rewind } = session.state;
    frames.push({ index: rewind.timeline.end - 1, frame: session.freshFrame(), selected });
  }
  return frames;
}

function shuffled(frames: readonly Live[]): readonly Live[] {
  return frames.map((_, at) => frames[(at * 7) % frames.length]);
}

function expectSame({ selected }: State, past: Frame, then: Live, mark: string): void {
  const isSame = selected === then.selected;
  const rows = past.bodyHeight - 1;
  expect(textOf(past.header[0])).toContain(mark);
  expect(shown(past, then, rows, isSame), `sample ${then.index}`).toBe(shown(then.frame, then, rows, isSame));
}

/** Selects what never ends, where it is in the list. */
async function choose(session: Session, name: string): Promise<void> {
  await session.press('/');
  await session.type(name);
  await session.press('enter');
}

/** The probe overwrites the columns of all samples but the newest two. */
function spoil(snapshot: Snapshot | undefined): void {
  if (snapshot === undefined) return;
  for (const column of Object.values(snapshot.processes.columns)) column.fill(77);
  for (const texts of Object.values(snapshot.processes.texts)) (texts as string[]).fill('spoiled');
}
