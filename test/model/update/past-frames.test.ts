import { expect, it } from 'vitest';
import type { ProcessEvent } from '../../../src/model/machine/events.js';
import type { Snapshot } from '../../../src/model/machine/snapshot.js';
import type { Frame } from '../../../src/model/view/view.js';
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
      cgroup: `/work/${slot % 3}`,
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
      groups: fakeGroups([0, 1, 2].map((at) => ({ path: `/work/${at}`, memoryBytes: GIB }))),
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
];

/** Everything but what says that it is the past: the mark in the first line, strip and status. */
function shown({ header, list }: Frame, lines: number, rows: number, isSelectionSame = true): string {
  const body = (list?.rows.slice(0, rows) ?? []).map((row) => (isSelectionSame ? row : row.line));
  return JSON.stringify([header.slice(1, lines), list?.titles, body], undefined, 1);
}

const SEEN = { endedProcesses: true, sort: '-cpuPercent' };

const SIZES = [
  { columns: 130, rows: 44 },
  { columns: 80, rows: 40 },
  { columns: 200, rows: 50 },
];

it.each(VIEWS)(
  'a frame of the past is the frame that was live: $keys $filter $settings',
  async ({ keys, settings, filter }) => {
    for (const [seed, size] of SIZES.entries()) {
      const roll = dice(seed + 1);
      const machine = createMachine(roll);
      const session = openSession({ size, settings: { ...SEEN, ...settings } });
      const read: Snapshot[] = [];
      const next = () => {
        session.clock += 1500;
        const snapshot = machine();
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
      session.clock += 5000;
      await live(session, next, 24);
    }
  },
);

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

async function live(session: Session, next: () => void, count: number): Promise<void> {
  const frames: { readonly index: number; readonly frame: Frame; readonly selected: number }[] = [];
  for (let taken = 0; taken < count; taken++) {
    next();
    await settle();
    const { selected, rewind } = session.state;
    frames.push({ index: rewind.timeline.end - 1, frame: session.freshFrame(), selected });
  }
  await session.press('z');
  const paused = session.freshFrame();
  const newest = frames.at(-1)?.frame as Frame;
  expect(shown(paused, paused.header.length, 99)).toBe(shown(newest, newest.header.length, 99));
  const order = frames.map((_, at) => (at * 7) % frames.length);
  for (const at of order) {
    // Meanwhile it goes on.
    if (at % 5 === 0) next();
    const { index, frame, selected } = frames[at];
    await session.command({ type: 'goToSample', index });
    const past = session.freshFrame();
    const lines = frame.header.length;
    const rows = past.bodyHeight - 1;
    expect(textOf(past.header[0])).toContain('PAST');
    const isSame = session.state.selected === selected;
    expect(shown(past, lines, rows, isSame), `sample ${index}`).toBe(shown(frame, lines, rows, isSame));
  }
}
