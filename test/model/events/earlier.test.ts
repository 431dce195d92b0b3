import { expect, it } from 'vitest';
import { isEventRows } from '../../../src/model/events/event-ring.js';
import { EVENTS } from '../../../src/model/events/pane.js';
import { parseFilter } from '../../../src/model/filter/filter.js';
import type { ProcessEvent } from '../../../src/model/machine/events.js';
import type { Snapshot } from '../../../src/model/machine/snapshot.js';
import { PANES } from '../../../src/model/panes.js';
import type { State } from '../../../src/model/state/state.js';
import type { Timeline } from '../../../src/model/timeline/timeline.js';
import { goTo, openRecording } from '../../../src/model/update/looking-back.js';
import { eventsUntil } from '../../../src/model/update/past-events.js';
import { seek, seekOn } from '../../../src/model/update/seeking.js';
import { view } from '../../../src/model/view/view.js';
import { fakeBatch, fakeEvent, START_MILLISECONDS } from '../../support/events.js';
import { record, replay, temporaryFolder } from '../../support/recordings.js';
import { openSession, textOf } from '../../support/session.js';
import { fakeSnapshot } from '../../support/snapshots.js';

const path = temporaryFolder();
const SAMPLES = 320;

const at = (seconds: number, event: Parameters<typeof fakeEvent>[0]): ProcessEvent =>
  fakeEvent({ wallClockMilliseconds: START_MILLISECONDS + 1000 * seconds, uid: 1000, ...event });

const KILLED = { event: 'oomKilled', name: 'hog', startTicks: 90, signal: 9 } as const;
const STARTED = { event: 'started', startTicks: 100, name: 'job', command: ['job', '--all'], parentPid: 1 } as const;

/** In the first sample, the third, the last but ten, and the last. */
const HAPPENED: Readonly<Record<number, readonly ProcessEvent[]>> = {
  0: [at(0, { ...KILLED, pid: 501 })],
  2: [
    at(2, { ...STARTED, pid: 502 }),
    at(2, { event: 'exited', pid: 502, startTicks: 100, exitStatus: 3, uid: Number.NaN }),
  ],
  [SAMPLES - 11]: [at(SAMPLES - 11, { ...KILLED, pid: 503, name: 'late' })],
  [SAMPLES - 1]: [at(SAMPLES - 1, { event: 'exited', pid: 504, name: 'last', exitStatus: 0 })],
};

const taken = (index: number, seconds = index): Snapshot =>
  fakeSnapshot({
    seconds,
    processes: [
      { pid: 1, startTicks: 1, name: 'init' },
      { pid: 600, slot: 1, startTicks: 90 },
    ],
    events: fakeBatch(HAPPENED[index] ?? []),
  });

function opened(snapshots: readonly Snapshot[], index: number): { state: State; timeline: Timeline } {
  record(path('day.ntr'), snapshots);
  const timeline = replay(path('day.ntr'));
  const { state } = openSession({ pane: 'events', size: { columns: 120, rows: 30 } });
  return { state: openRecording(state, timeline, { host: 'web', utcOffsetMinutes: () => 0 }, index), timeline };
}

const listed = (state: State): string =>
  (view(state, { now: 0, clock: '14:02', staleSeconds: undefined }).list?.rows ?? [])
    .map(({ line }) => textOf(line))
    .join('\n');

const whole = () => Array.from({ length: SAMPLES }, (_, index) => taken(index));

it('lists what happened up to the moment that is shown, from the first sample on, and nothing later', () => {
  const { state } = opened(whole(), SAMPLES - 1);
  expect(listed(state)).toMatch(
    / 504 .*\n.*OOM-killed +503 .*\n.*exited +502 .*\n.*started +502 .*\n.*OOM-killed +501 .* hog/,
  );
  const earlier = goTo(state, SAMPLES - 20);
  expect(listed(earlier)).toMatch(/^[^\n]*502 .*\n.*502 .*\n.*501 .* hog$/);
  expect(listed(goTo(earlier, SAMPLES - 11))).toMatch(/^.*OOM-killed +503 /);
  expect(listed(goTo(earlier, 1))).toMatch(/^[^\n]*501[^\n]*$/);
  expect(listed(goTo(goTo(earlier, 1), 2)).split('\n')).toHaveLength(3);
});

it('knows of an end what was told of the start, and of users their names', () => {
  const { state } = opened(whole(), SAMPLES - 1);
  expect(listed(state)).toMatch(/exited +502 ada +status 3 .* job --all/);
});

it('goes on narrowing and looking for events in time', () => {
  const { state } = opened(whole(), SAMPLES - 1);
  const found = run(seek(state, -1, 'event=oomKilled'));
  expect(found.past?.index).toBe(SAMPLES - 11);
  const before = run(seek(found, -1));
  expect(before.past?.index).toBe(0);
  const filter = parseFilter('event=oomKilled', EVENTS, PANES);
  if (!('filter' in filter)) throw new Error('no filter');
  const narrowed = { ...state, filter: { text: 'event=oomKilled', filter: filter.filter } };
  expect(listed(goTo(narrowed, SAMPLES - 2))).toMatch(/^[^\n]*503[^\n]*\n[^\n]*501[^\n]*$/);
});

it('takes no process after a gap for one of before', async () => {
  const snapshots = [taken(0), taken(1), { ...taken(5, 900) }, taken(6, 901)];
  const { state } = opened(snapshots, 3);
  expect(listed(state)).toMatch(/OOM-killed +501 1000 .* hog/);
  const events = goTo(state, 3).sample?.prepared;
  expect(events !== undefined && isEventRows(events) && events.events.map(({ startTicks }) => startTicks)).toEqual([
    Number.NaN,
  ]);
});

it('reads no more of it than is new, and lists the same', () => {
  const { timeline } = opened(whole(), 0);
  for (const most of [2, 3, 4, 10]) {
    for (const until of [SAMPLES - 1, SAMPLES - 11, 310, 100, 2, 1, -1, 0, 2, 308, 309, SAMPLES - 1, 5, 0]) {
      expect(eventsUntil(timeline, until, most), `${most} until ${until}`).toEqual(timeline.events(until, most));
    }
  }
});

/** A search takes slices of the recording. */
function run(state: State): State {
  let next = state;
  while (next.past?.seeking !== undefined) next = seekOn(next);
  return next;
}
