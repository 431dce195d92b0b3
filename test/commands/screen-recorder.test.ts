import fs, { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createScreenRecorder } from '../../src/commands/screen-recorder.js';
import { openRecording } from '../../src/model/update/looking-back.js';
import { replay, temporaryFolder, writerOf } from '../support/recordings.js';
import { openSession, type Session, textOf } from '../support/session.js';
import type { FakeProcess } from '../support/snapshots.js';

const INIT: FakeProcess = { pid: 1, slot: 0, ppid: 0, startTicks: 1, name: 'init' };
const SHORT: FakeProcess = { pid: 7, slot: 1, startTicks: 200, name: 'short' };

const inFolder = temporaryFolder();
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

function watched(options: Parameters<typeof openSession>[0] = {}): Session {
  const size = { columns: 160, rows: 24 };
  return openSession({ processes: [INIT, SHORT], screenRecorder: createScreenRecorder(false), size, ...options });
}

/** As in the menu of commands. */
async function record(session: Session, path: string): Promise<void> {
  await session.press(':');
  await session.type('record');
  await session.press('enter');
  await session.type(path);
  await session.press('enter');
}

const head = (session: Session) => textOf(session.frame().header[0] ?? []);

function pidsIn(path: string): readonly (readonly number[])[] {
  const recording = replay(path);
  return Array.from({ length: recording.end - recording.first }, (_, index) => [
    ...(recording.moment(recording.first + index)?.snapshot.processes.columns.pid.filter((pid) => pid > 0) ?? []),
  ]);
}

describe(':record', () => {
  it('writes each sample that comes until it is given again, and says so', async () => {
    const session = watched();
    const path = inFolder('day.ntr');
    await record(session, path);
    expect(session.status()).toContain(`recording to "${path}"; :record or ^R ends it`);
    expect(head(session)).toMatch(/ REC /);
    session.sample([INIT, SHORT]);
    session.sample([INIT]);
    await session.press('ctrl+r');
    expect(session.status()).toMatch(/recorded 2 samples, \S+ in ".*day\.ntr"/);
    expect(head(session)).not.toContain('REC');
    session.sample([INIT]);
    expect(pidsIn(path)).toEqual([[1, 7], [1]]);
  });

  it('without a name makes a new file in the usual folder, and names it', async () => {
    vi.stubEnv('XDG_STATE_HOME', inFolder('state'));
    const session = watched();
    await record(session, '');
    session.sample([INIT]);
    const [name = ''] = readdirSync(inFolder('state/ntop'));
    expect(name).toMatch(/-\d{8}T\d{6}Z-[0-9a-f]{8}\.ntr$/);
    expect(session.status()).toContain(`recording to "${join(inFolder('state/ntop'), name)}"`);
    await session.press('ctrl+r');
    expect(pidsIn(join(inFolder('state/ntop'), name))).toEqual([[1]]);
  });

  it('removes nothing of the folder, however old it is', async () => {
    mkdirSync(inFolder('kept'));
    const old = inFolder('kept/web-20010101T000000Z-00000000.ntr');
    writeFileSync(old, 'old');
    const session = watched();
    await record(session, inFolder('kept'));
    session.sample([INIT]);
    expect(readFileSync(old, 'utf8')).toBe('old');
  });

  it('goes on with what happens now while the past is shown', async () => {
    const session = watched();
    session.sample([INIT, SHORT]);
    await session.press('z', 'left');
    await record(session, inFolder('now.ntr'));
    expect(head(session)).toMatch(/ REC +PAST /);
    session.sample([INIT]);
    expect(session.pids()).toEqual([1, 7]);
    await session.press('Z');
    expect(head(session)).toMatch(/ REC /);
    session.sample([INIT, { ...SHORT, pid: 8, serial: 80 }]);
    await session.press('ctrl+r');
    expect(pidsIn(inFolder('now.ntr'))).toEqual([[1], [1, 8]]);
  });

  it('says why it can not begin, and the screen goes on', async () => {
    const session = watched();
    writeFileSync(inFolder('text'), 'hello\n');
    await record(session, inFolder('text'));
    expect(session.status()).toContain('it is not a recording; nothing was written to it');
    expect(head(session)).not.toContain('REC');
    await record(session, '/proc/none/day.ntr');
    expect(session.status()).toContain('cannot record to /proc/none/day.ntr: ');
    const other = writerOf(inFolder('other.ntr'));
    await record(session, inFolder('other.ntr'));
    expect(session.status()).toContain('another ntop is recording to it');
    other.close();
    session.sample([INIT]);
    expect(session.pids()).toEqual([1]);
  });

  it('says once that samples can not be written, and goes on when they can', async () => {
    const full = () => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' });
    };
    const session = watched();
    await record(session, inFolder('full.ntr'));
    vi.spyOn(fs, 'writeSync').mockImplementationOnce(full).mockImplementationOnce(full);
    session.sample([INIT]);
    expect(session.status()).toContain('no space left on device; recording goes on when that is over');
    expect(head(session)).toContain('REC FAILS');
    await session.press('down');
    session.sample([INIT]);
    expect(session.status()).not.toContain('no space');
    session.sample([INIT]);
    expect(session.status()).toContain('recording to');
    expect(head(session)).not.toContain('FAILS');
    await session.press('ctrl+r');
    expect(session.status()).toContain('recorded 1 sample, 2 missed');
  });

  it('does not take a bug for a full disk: ntop ends with it, as with any other', async () => {
    const session = watched();
    await record(session, inFolder('bug.ntr'));
    vi.spyOn(fs, 'writeSync').mockImplementationOnce(() => {
      throw new TypeError('a bug');
    });
    expect(() => session.sample([INIT])).toThrow('a bug');
  });

  it('is refused in a recording', async () => {
    const path = inFolder('old.ntr');
    const session = watched();
    await record(session, path);
    session.sample([INIT]);
    await session.press('ctrl+r');
    const recording = replay(path);
    const shown = openSession(openRecording(session.state, recording, { host: 'web', utcOffsetMinutes: () => 0 }, 0));
    await shown.press('ctrl+r');
    expect(shown.status()).toContain('not in a recording: what it shows is recorded');
  });
});
