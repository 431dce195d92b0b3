import { describe, expect, it } from 'vitest';
import { openRecording, playMilliseconds } from '../../../src/model/update/looking-back.js';
import { record, replay, temporaryFolder } from '../../support/recordings.js';
import { openSession, type Session } from '../../support/session.js';
import { fakeSnapshot } from '../../support/snapshots.js';

const pathOf = temporaryFolder();
const ENDS_AFTER = 3;
const SAMPLES = 15;

/** A sample a second; of two processes one ends. */
function shownAt(index: number): Session {
  const path = pathOf('times.ntr');
  const snapshots = Array.from({ length: SAMPLES }, (_, at) =>
    fakeSnapshot({
      seconds: at,
      processes: [
        { pid: 1, name: 'init' },
        ...(at <= ENDS_AFTER ? [{ pid: 7, serial: 70, slot: 3, name: 'short' }] : []),
      ],
    }),
  );
  record(path, snapshots);
  const begun = openSession({ size: { columns: 80, rows: 24 }, settings: { endedProcesses: true } as never }).state;
  return openSession(openRecording(begun, replay(path), { host: 'web', utcOffsetMinutes: () => 0 }, index));
}

describe('the time that passes in a recording', () => {
  it('is that of its samples when it is played, as fast as was asked for', async () => {
    const session = shownAt(2);
    await session.press('z');
    expect(playMilliseconds(session.state)).toBe(1000);
    await session.press('d');
    await session.type('0');
    await session.press('enter');
    expect(playMilliseconds(session.state)).toBe(100);
  });

  it('keeps the row of a process that ended for some seconds, also after a jump into them', async () => {
    const session = shownAt(ENDS_AFTER);
    await session.press('right');
    const isShown = () => session.rows().some((line) => line.includes(') short'));
    expect(isShown()).toBe(true);
    for (let step = 0; step < 5; step++) await session.press('right');
    expect(isShown()).toBe(false);
    expect(
      shownAt(ENDS_AFTER + 3)
        .rows()
        .join('\n'),
    ).toContain(') short');
    expect(
      shownAt(ENDS_AFTER + 7)
        .rows()
        .join('\n'),
    ).not.toContain(') short');
  });
});
