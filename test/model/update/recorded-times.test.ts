import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openRecording, playMilliseconds, playOn } from '../../../src/model/update/looking-back.js';
import { seek } from '../../../src/model/update/seeking.js';
import { record, replay, temporaryFolder } from '../../support/recordings.js';
import { openSession, type Session } from '../../support/session.js';
import { fakeSnapshot } from '../../support/snapshots.js';

const pathOf = temporaryFolder();
const ENDS_AFTER = 3;
const SAMPLES = 15;

/** A sample a second; of two processes one ends. */
function shownAt(index: number): Session {
  return openedAt(index, recorded());
}

function recorded(): string {
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
  return path;
}

function openedAt(index: number, path: string): Session {
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

  it('has no other end than its last sample, which is not now', async () => {
    const session = shownAt(SAMPLES - 1);
    await session.press('right');
    expect(session.status()).toContain('this is the newest sample there is');
  });

  it('goes on past samples that are damaged, by steps, by time and when it is played', async () => {
    const path = recorded();
    const bytes = fs.readFileSync(path);
    const marker = Buffer.from('\x9eNTR', 'latin1');
    const heads: number[] = [];
    for (let at = bytes.indexOf(marker); at >= 0; at = bytes.indexOf(marker, at + 1)) heads.push(at);
    // The eighth sample is damaged, with which those after it can't be read; then another run of ntop begins.
    bytes[heads[9] - 1] ^= 1;
    const other = pathOf('other.ntr');
    record(other, [fakeSnapshot({ seconds: 60, processes: [{ pid: 9, name: 'later' }] })]);
    fs.writeFileSync(path, Buffer.concat([bytes, fs.readFileSync(other)]));
    const session = openedAt(0, path);
    for (let step = 0; step < 6; step++) await session.press('right');
    const before = session.state.past?.index ?? Number.NaN;
    expect(session.status()).not.toContain('can not be read');
    await session.press('right');
    expect(session.status()).toMatch(/^ 8 samples on the way can not be read/);
    expect(session.rows().join('\n')).toContain('later');
    await session.press('left');
    expect(session.state.past?.index).toBe(before);
    expect(seek(session.state, 1, 'name=nothing').notice?.text).toBe(
      'no later sample has "name=nothing"; 8 are damaged or have no such list',
    );
    expect(session.status()).toContain('can not be read');
    expect(
      playOn({ ...session.state, past: session.state.past && { ...session.state.past, isPlaying: true } }, 0),
    ).toMatchObject({
      past: { index: SAMPLES },
    });
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
