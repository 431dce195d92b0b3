import { expect, it } from 'vitest';
import type { Snapshot } from '../../../src/model/machine/snapshot.js';
import { openRecording } from '../../../src/model/update/looking-back.js';
import { record, replay, temporaryFolder } from '../../support/recordings.js';
import { openSession, type Session, textOf } from '../../support/session.js';
import { type FakeReading, fakeSnapshot } from '../../support/snapshots.js';

const pathOf = temporaryFolder();
const SIZE = { columns: 120, rows: 24 };
const SLEPT_SECONDS = 3600;
const WAKES_AT = 3;
const LAST = 12;
const UP_TO_LAST = Array.from({ length: LAST }, (_, at) => at + 1);

/** A second after the last one by the clock that stands still while the machine sleeps: for an hour, before the fourth. */
function readingAt(seconds: number): FakeReading {
  const { wallClockMilliseconds, uptimeSeconds = 0, cpuTotal } = fakeSnapshot({ seconds }).system;
  const slept = seconds < WAKES_AT ? 0 : SLEPT_SECONDS;
  return {
    seconds,
    system: {
      cpuTotal: cpuTotal && { ...cpuTotal, user: seconds / 4, idle: (seconds * 3) / 4 },
      wallClockMilliseconds: wallClockMilliseconds + 1000 * slept,
      uptimeSeconds: uptimeSeconds + slept,
    },
  };
}

const processesAt = (seconds: number) => [{ pid: 1, cpuSeconds: seconds / 4, name: 'steady' }];
const headerOf = (session: Session) => session.frame().header.map(textOf).join('\n');
const steadyRow = (session: Session) => session.rows().find((row) => row.includes('steady'));

it('shows no spike after the machine has slept, and a gap in the strip', async () => {
  const session = openSession({ size: SIZE });
  for (let seconds = 0; seconds <= LAST; seconds += 1) {
    session.sample(processesAt(seconds), readingAt(seconds));
    if (seconds > 0) expect(steadyRow(session)).toMatch(/ 25\.0 /);
  }
  await session.press('z', 'left');
  expect(headerOf(session)).toContain('┊');
});

it('does the same in a recording', () => {
  const path = pathOf('slept.ntr');
  const all: readonly Snapshot[] = [0, ...UP_TO_LAST].map((at) =>
    fakeSnapshot({ ...readingAt(at), processes: processesAt(at) }),
  );
  record(path, all);
  const recording = replay(path);
  expect(UP_TO_LAST.map((at) => Math.round(recording.summary(at).cpuPercent))).toEqual(UP_TO_LAST.map(() => 25));
  expect(UP_TO_LAST.filter((at) => recording.summary(at).isAfterGap)).toEqual([WAKES_AT]);
  const begun = openSession({ size: SIZE }).state;
  const shownAt = (index: number) =>
    openSession(openRecording(begun, recording, { host: 'web', utcOffsetMinutes: () => 0 }, index));
  expect(steadyRow(shownAt(WAKES_AT))).toMatch(/ 25\.0 /);
  expect(headerOf(shownAt(LAST))).toContain('┊');
});
