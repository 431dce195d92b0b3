import fs from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { NO_NEEDS } from '../../src/model/machine/machine.js';
import type { Snapshot } from '../../src/model/machine/snapshot.js';
import { openRecording } from '../../src/recordings/recording.js';
import { openWriter, type RecordingWriter } from '../../src/recordings/writer.js';
import { fakeSnapshot } from './snapshots.js';

// recorder-program endless FOLDER FIRST: records samples from that second on and says which were written, until it is killed.
// recorder-program full FOLDER: records to a small file system until it is full, and when there is room again; says how it went.
const [mode, folder, first] = process.argv.slice(2);

/** Told from all others by its second. */
const sampleAt = (seconds: number, texts = 1): Snapshot =>
  fakeSnapshot({
    seconds,
    processes: Array.from({ length: texts }, (_, at) => ({
      pid: at + 1,
      name: `at ${seconds}`,
      commandLine: noise(seconds + at),
    })),
  });

function noise(seed: number): string {
  return Array.from({ length: 40 }, (_, at) => Math.imul(seed * 40 + at + 1, 2654435761) >>> 0).join(' ');
}

function writerOf(path: string): RecordingWriter {
  const opened = openWriter({ path, needs: NO_NEEDS, intervalSeconds: 1, segmentBytes: 20_000 });
  if (opened.ok) return opened.writer;
  throw new Error(opened.reason);
}

function recordEndlessly(): never {
  const writer = writerOf(folder);
  for (let seconds = Number(first); ; seconds++) {
    const added = writer.add(sampleAt(seconds));
    if (added.ok) fs.writeSync(1, `${seconds}\n`);
  }
}

function recordUntilFull(): void {
  const ballast = join(folder, 'ballast');
  fs.writeFileSync(ballast, Buffer.alloc(100_000));
  const path = join(folder, 'full.ntr');
  const writer = writerOf(path);
  const written: number[] = [];
  const refusals = new Set<string>();
  for (let seconds = 0; seconds < 400; seconds++) {
    if (refusals.size > 0 && seconds % 50 === 0) fs.rmSync(ballast, { force: true });
    const added = writer.add(sampleAt(seconds, 4));
    if (added.ok) written.push(seconds);
    else refusals.add(added.reason);
    if (!fs.existsSync(ballast) && added.ok && written.length > 60) break;
  }
  const { missed } = writer.close();
  console.log(JSON.stringify({ refusals: [...refusals], missed, written, ...read(path) }));
}

function read(path: string): object {
  const opened = openRecording(path);
  if (!opened.ok) return { reason: opened.reason };
  const { recording } = opened;
  const seconds: number[] = [];
  for (let index = 0; index < recording.end; index++) {
    const snapshot = recording.moment(index)?.snapshot;
    const second = (snapshot?.system.monotonicSeconds ?? Number.NaN) - 500;
    if (isDeepStrictEqual(snapshot, sampleAt(second, 4))) seconds.push(second);
  }
  recording.check();
  return { read: seconds, damage: recording.damage() };
}

if (mode === 'endless') recordEndlessly();
else recordUntilFull();
