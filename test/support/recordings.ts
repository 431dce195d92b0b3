import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, expect } from 'vitest';
import { NO_NEEDS } from '../../src/model/machine/machine.js';
import type { Snapshot } from '../../src/model/machine/snapshot.js';
import { openRecording, type Recording } from '../../src/recordings/recording.js';
import { openWriter, type RecordingWriter, type WriterOptions } from '../../src/recordings/writer.js';
import { fakeSnapshot } from './snapshots.js';

/** A folder of its own for each test of a file; call it in the file. */
export function temporaryFolder(): (name: string) => string {
  let folder = '';
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'ntop-recordings-'));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });
  return (name) => join(folder, name);
}

export function writerOf(path: string, more: Partial<WriterOptions> = {}): RecordingWriter {
  const opened = openWriter({ path, needs: NO_NEEDS, intervalSeconds: 1, ...more });
  if (!opened.ok) throw new Error(opened.reason);
  return opened.writer;
}

/** Records all of them, and closes the file. */
export function record(path: string, snapshots: readonly Snapshot[], more: Partial<WriterOptions> = {}): void {
  const writer = writerOf(path, more);
  for (const snapshot of snapshots) expect(writer.add(snapshot)).toEqual({ ok: true });
  writer.close();
}

export function replay(path: string): Recording {
  const opened = openRecording(path);
  if (!opened.ok) throw new Error(opened.reason);
  return opened.recording;
}

export function reasonOf(
  opened: { readonly ok: true } | { readonly ok: false; readonly reason: string },
): string | undefined {
  return opened.ok ? undefined : opened.reason;
}

/** A sample that can be told from all others by its time. */
export const quiet = (seconds: number, more: Parameters<typeof fakeSnapshot>[0] = {}): Snapshot =>
  fakeSnapshot({ seconds, processes: [{ pid: 1, cpuSeconds: seconds / 8, name: `at ${seconds}` }], ...more });

/** What can be shown of a recording, and that nothing of it is another sample than the one of its time. */
export function shownOf(recording: Recording, history: readonly Snapshot[]): readonly number[] {
  const byTime = new Map(history.map((snapshot, at) => [snapshot.system.wallClockMilliseconds, at]));
  const shown: number[] = [];
  for (let index = recording.first; index < recording.end; index++) {
    const snapshot = recording.moment(index)?.snapshot;
    if (snapshot === undefined) continue;
    const at = byTime.get(snapshot.system.wallClockMilliseconds) ?? -1;
    // Those of later runs are others, so that no two processes of a recording have the same.
    expect(isDeepStrictEqual(withSerialsOfRun(snapshot), history[at]), `sample ${index}`).toBe(true);
    shown.push(at);
  }
  return shown;
}

/** With the serials that it was recorded with. */
export function withSerialsOfRun(snapshot: Snapshot): Snapshot {
  const { processes } = snapshot;
  const serial = processes.columns.serial.map((each) => each % 2 ** 40);
  return { ...snapshot, processes: { ...processes, columns: { ...processes.columns, serial } } };
}
