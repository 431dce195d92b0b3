import { describe, expect, it } from 'vitest';
import { KEYMAP } from '../../../src/model/keys/keymap.js';
import type { LoginReading } from '../../../src/model/machine/session-table.js';
import type { Snapshot } from '../../../src/model/machine/snapshot.js';
import type { Layer } from '../../../src/model/state/layers.js';
import { createNeeds, needsOf } from '../../../src/model/state/needs.js';
import { paneOf } from '../../../src/model/state/pane-state.js';
import type { Line } from '../../../src/model/text/line.js';
import { displayWidth } from '../../../src/model/text/text.js';
import { commandAt, wheelCommand } from '../../../src/model/view/hit.js';
import { type Frame, modeOf } from '../../../src/model/view/view.js';
import { createPainter } from '../../../src/ui/paint.js';
import { createRegions } from '../../../src/ui/regions.js';
import { fakeDevice, fakeFileSystem } from '../../support/disks.js';
import { openSession, type Session, textOf } from '../../support/session.js';
import { fakeLogins, fakeRecord } from '../../support/sessions.js';
import type { FakeProcess } from '../../support/snapshots.js';
import { type FakeSocket, fakeSockets } from '../../support/sockets.js';
import { DENIED, GONE } from '../../support/world.js';

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const HOSTILE = [
  'ok',
  'a\x1b[2Jb',
  '漢字漢字漢字',
  '\u202eevil',
  'x'.repeat(3000),
  '\udc80\udcff',
  '👨‍👩‍👧',
  '',
  'e\u0301\u0301\u0301',
  '\t\n\r',
  'ﷺ﷽',
];
const KEYS = [
  ...new Set(
    KEYMAP.flatMap(({ keys, vim }) => [...keys, ...vim]).concat(
      [...'abtask>=<()~ 0159:"!漢'],
      ['enter', 'down', 'up', 'escape'],
    ),
  ),
];
const SIZES = [1, 2, 3, 5, 8, 11, 12, 20, 24, 30, 40, 61, 80, 120, 161, 250];

type Roll = (below: number) => number;

/** Some of sixty slots, now and then under another serial: a PID that was used again. */
function crowdOf(roll: Roll, lives: number[]): readonly FakeProcess[] {
  return lives.flatMap((life, slot): FakeProcess[] => {
    if (roll(20) === 0) lives[slot] = life + 1;
    if (roll(15) === 0) return [];
    const pid = slot + 1;
    const thread = slot > 0 && roll(8) === 0;
    return [
      {
        pid,
        slot,
        serial: (lives[slot] ?? 0) * 100 + pid,
        ppid: roll(60),
        startTicks: roll(900),
        uid: roll(3) * 500,
        state: 'RSDZTI'[roll(6)] ?? 'S',
        cpuSeconds: roll(1000) / 10,
        residentBytes: roll(2 ** 30),
        sessionId: roll(60) + 1,
        terminalDevice: roll(4) === 0 ? 0x8800 + roll(4) : 0,
        kernelThread: roll(10) === 0,
        name: (HOSTILE[roll(HOSTILE.length)] ?? '').slice(0, 15),
        commandLine: HOSTILE[roll(HOSTILE.length)] ?? '',
        ...(thread && { threadGroupId: roll(slot) + 1 }),
      },
    ];
  });
}

/** Who is logged in, by records that name some of the sixty, and strangers. */
function loginsOf(roll: Roll): LoginReading {
  const text = () => HOSTILE[roll(HOSTILE.length)];
  const records = Array.from({ length: roll(6) }, () =>
    fakeRecord({
      ...{ user: text() ?? '', host: text(), terminal: roll(2) === 0 ? `pts/${roll(4)}` : undefined, id: `${roll(9)}` },
      ...{ leaderPid: roll(70), leaderSeen: ([undefined, 'here', 'hidden', 'gone'] as const)[roll(4)] },
    }),
  );
  return fakeLogins({ records });
}

/** Some that wait and some that are connected, of processes that may be there; now and then none could be read. */
function socketsOf(roll: Roll): Snapshot['sockets'] {
  if (roll(10) === 0) return roll(2) === 0 ? undefined : { error: 'no \x1b[31msockets' };
  const sockets = Array.from({ length: roll(20) }, (_, slot): FakeSocket => {
    const [protocol, local] =
      roll(4) === 0 ? (['unix', HOSTILE[roll(HOSTILE.length)] ?? ''] as const) : (['tcp', '[::1]:80'] as const);
    return {
      serial: slot * 10 + roll(3) + 1,
      slot,
      protocol,
      local,
      state: 10,
      ownerPid: roll(60) - 1,
      ownerStartTicks: roll(900),
      ownerCount: roll(3),
    };
  });
  return fakeSockets(sockets, { searchingOwners: roll(4) === 0 });
}

/** Some devices, made of each other in any way, and file systems that may give no answer. */
function devicesOf(roll: Roll): Snapshot['devices'] {
  const name = () => HOSTILE[roll(HOSTILE.length)] ?? '';
  return Array.from({ length: roll(12) }, (_, slot) =>
    fakeDevice({
      ...{ name: name(), serial: slot * 10 + roll(3) + 1, parents: [name(), name()].slice(roll(3)), label: name() },
      ...{
        model: name(),
        sizeBytes: roll(3),
        readBytes: roll(1e9),
        busyMilliseconds: roll(1e4),
        counted: roll(2) === 0,
      },
    }),
  );
}

function fileSystemsOf(roll: Roll): Snapshot['fileSystems'] {
  const text = () => HOSTILE[roll(HOSTILE.length)] ?? '';
  return Array.from({ length: roll(12) }, (_, slot) =>
    fakeFileSystem({
      ...{ mountPoint: text(), serial: slot * 10 + roll(3) + 1, source: text(), type: text(), options: text() },
      ...{ usedBytes: roll(2 ** 30), totalBytes: 2 ** 30, availableBytes: roll(2 ** 30), otherMounts: [text()] },
      ...{ unansweredSeconds: roll(3) === 0 ? roll(100) : undefined, refused: [undefined, 'EACCES', text()][roll(3)] },
    }),
  );
}

/** One thing that a person or the machine could do. */
async function happen(session: Session, roll: Roll, lives: number[]): Promise<void> {
  switch (roll(14)) {
    case 0:
    case 1:
      return session.sample(crowdOf(roll, lives), {
        userNames: { 0: 'root', 500: 'e\x1bvil' },
        sockets: socketsOf(roll),
        ...(roll(4) > 0 && { devices: devicesOf(roll), fileSystems: fileSystemsOf(roll) }),
        ...(roll(4) > 0 && { sessions: loginsOf(roll) }),
      });
    case 2:
      return session.resize(SIZES[roll(SIZES.length)] ?? 80, SIZES[roll(12)] ?? 24);
    case 3:
      return click(session, roll(260), roll(90));
    case 4:
      return session.command(wheelCommand(session.state, roll(2) === 0 ? 1 : -1));
    case 5:
      return session.input({ type: 'paste', text: `${HOSTILE[roll(HOSTILE.length)]}\n` });
    case 6:
      for (const pid of session.asked()) await session.answer(pid, [GONE, DENIED, {}, {}][roll(4)] ?? {});
      return;
    case 7:
      session.refusals.clear();
      for (let pid = 1; pid <= 60; pid += 1 + roll(3)) session.refusals.set(pid, roll(2) === 0 ? GONE : DENIED);
      return;
    case 8:
      session.clock += roll(3000);
      return session.fail('no \x1b[31m/proc');
    case 9:
      return session.press('home', 'space', 'k', 'down', 'enter');
    default:
      return session.press(someKey(session, roll));
  }
}

/** Mostly one that means something here, often one that goes on or back, now and then any. */
function someKey(session: Session, roll: Roll): string {
  const pick = (keys: readonly string[]) => keys[roll(keys.length)] ?? 'down';
  const mode = modeOf(session.state);
  const own = KEYMAP.filter((binding) => binding.mode === mode).flatMap(({ keys, vim }) => [...keys, ...vim]);
  return pick([pick(own), pick(own), pick(KEYS), pick(['k', 'K', 'enter', 'y', 'down', 'space', 'escape'])]);
}

async function click(session: Session, column: number, row: number): Promise<void> {
  const command = commandAt(session.state, { column, row });
  if (command !== undefined) await session.command(command);
}

function expectConsistent(session: Session): void {
  const { state } = session;
  const { list, sample, layers } = state;
  const rows = sample && paneOf(state).rows(sample);
  const count = list?.count ?? 0;
  const living = [...(list?.slots ?? [])].filter((slot) => slot >= 0);
  const problems = [
    !(Number.isInteger(state.top) && state.top >= 0 && state.top <= Math.max(0, count - 1)) &&
      `top is ${state.top} of ${count}`,
    layers.slice(0, -1).some((layer) => !mayLieBelow(layer)) && `layers are ${layers.map(({ kind }) => kind)}`,
    session.held.size !== layers.reduce((sum, layer) => sum + ('holds' in layer ? layer.holds.length : 0), 0) &&
      'a hold was lost or forgotten',
    layers.some((layer) => 'holds' in layer && layer.holds.length !== layer.targets.length && layer.holds.length > 0) &&
      'holds and targets differ',
    new Set(living).size !== living.length && 'a process is in two rows',
    new Set(list?.serials).size !== count && 'one that has ended is in two rows',
    list?.ended.has(state.selected) === true && 'one that has ended is selected',
    // In the past, tags of what is not there then are kept for now.
    state.past === undefined &&
      rows !== undefined &&
      [...state.tagged].some((serial) => !rows.serial.includes(serial)) &&
      'who is gone is tagged',
    !state.settings.columns.length && 'no column is left',
  ];
  expect(problems.filter((problem) => problem !== false)).toEqual([]);
}

/** The menu that hangs up stays open below what came of it. */
function mayLieBelow(layer: Layer): boolean {
  return layer.kind === 'results' || (layer.kind === 'picker' && layer.purpose === 'hangUp');
}

const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/u;

function expectDrawable(frame: Frame): void {
  const { columns, rows, header, status, bodyHeight, footer, list, picker, page } = frame;
  expect(header.length + (status ? 1 : 0) + bodyHeight + (footer ? 1 : 0)).toBe(rows);
  for (const line of [...header, ...(status ? [status] : []), ...(footer ? [footer] : [])]) {
    expect(displayWidth(textOf(line))).toBeLessThanOrEqual(columns);
  }
  const listed: readonly Line[] = [
    ...(list?.titles ? [list.titles] : []),
    ...(list?.rows ?? []).map(({ line }) => line),
  ];
  expect(listed.length).toBeLessThanOrEqual(bodyHeight);
  const texts = [
    ...[...header, status ?? [], footer ?? [], ...listed, page?.content.title ?? []].map(textOf),
    ...(picker === undefined
      ? []
      : [picker.title, picker.typed, ...picker.items.map(({ label, hint }) => label + hint)]),
    ...(page?.content.rows ?? []).flatMap(({ cells }) => cells),
  ];
  expect(texts.find((text) => UNSAFE.test(text))).toBeUndefined();
  if (picker !== undefined) expect(picker.width).toBeLessThanOrEqual(columns);
}

describe('whatever comes, in whatever order', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('ntop stays consistent and drawable (%i)', async (seed) => {
    const random = dice(seed);
    const roll: Roll = (below) => Math.floor(random() * below);
    const seen = new Set<string>();
    const lives = Array<number>(60).fill(0);
    const session = openSession({
      settings: { tree: seed % 2 === 0, keys: seed % 3 === 0 ? 'vim' : 'classic', ...{ endedProcesses: seed < 7 } },
      asked: { events: new Set(['80/tcp'] as const) },
    });
    for (let turn = 0; turn < 600; turn++) {
      await happen(session, roll, lives);
      for (const { kind } of session.state.layers) seen.add(kind);
      expectConsistent(session);
      expectDrawable(session.frame());
    }
    expect(seen.size).toBeGreaterThanOrEqual(3);
    session.press('ctrl+c');
    expect(session.held.size).toBe(0);
  });

  it.each([11, 12, 13, 14, 15, 16])(
    'the screen shows the same as one that was drawn for the first time (%i)',
    async (seed) => {
      const random = dice(seed);
      const roll: Roll = (below) => Math.floor(random() * below);
      const lives = Array<number>(60).fill(0);
      const session = openSession({
        settings: { tree: seed % 2 === 0, hideIdle: seed % 5 === 0 },
        size: { columns: 120, rows: 40 },
        asked: { ports: new Set(['80/tcp'] as const) },
      });
      const needs = createNeeds();
      const regionsOf = createRegions();
      let painter = createPainter({ theme: 'default', depth: '256' });
      for (let turn = 0; turn < 400; turn++) {
        await happen(session, roll, lives);
        if (roll(40) === 0) painter = createPainter({ theme: roll(2) === 0 ? 'light' : 'default', depth: '16' });
        expect(needs(session.state)).toEqual(needsOf(session.state));
        const [frame, fresh] = [session.frame(), session.freshFrame()];
        expect(frame).toEqual(fresh);
        expect(regionsOf(frame, painter)).toEqual(createRegions()(fresh, painter));
      }
    },
  );

  it('the header never grows beyond what was set aside for it', () => {
    const session = openSession({ processes: [{ pid: 1 }] });
    for (const columns of SIZES) {
      for (const rows of SIZES) {
        session.resize(columns, rows);
        const { header } = session.frame();
        expect(header.length).toBeLessThanOrEqual(rows);
      }
    }
  });
});
