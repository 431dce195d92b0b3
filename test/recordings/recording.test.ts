import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_NEEDS } from '../../src/model/machine/machine.js';
import type { Snapshot } from '../../src/model/machine/snapshot.js';
import { openRecording, type Recording } from '../../src/recordings/recording.js';
import { openWriter, type RecordingWriter, type WriterOptions } from '../../src/recordings/writer.js';
import { busyMachine, wildHistory } from '../support/histories.js';
import { createRandom } from '../support/random.js';
import { withSerialsOfRun } from '../support/recordings.js';

let folder = '';

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'ntop-recordings-'));
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true });
});

function writerOf(path: string, more: Partial<WriterOptions> = {}): RecordingWriter {
  const opened = openWriter({ path, needs: NO_NEEDS, intervalSeconds: 1, ...more });
  if (!opened.ok) throw new Error(opened.reason);
  return opened.writer;
}

function record(path: string, snapshots: readonly Snapshot[], more: Partial<WriterOptions> = {}): void {
  const writer = writerOf(path, more);
  for (const snapshot of snapshots) expect(writer.add(snapshot)).toEqual({ ok: true });
  writer.close();
}

function replay(path: string): Recording {
  const opened = openRecording(path);
  if (!opened.ok) throw new Error(opened.reason);
  return opened.recording;
}

describe('a recording', () => {
  it('gives back every sample exactly as it was, in whatever order', () => {
    for (let seed = 1; seed <= 4; seed++) {
      const random = createRandom(seed);
      const history = wildHistory(random, 40);
      const path = join(folder, `${seed}.ntr`);
      record(path, history);
      const recording = replay(path);
      expect([recording.first, recording.end]).toEqual([0, history.length]);
      for (let look = 0; look < 60; look++) {
        const index = random.number(history.length);
        const moment = recording.moment(index);
        expect(isDeepStrictEqual(moment?.snapshot, history[index]), `seed ${seed}, sample ${index}`).toBe(true);
        expect(isDeepStrictEqual(moment?.previous, history[index - 1])).toBe(true);
      }
      expect(recording.damage()).toEqual([]);
      expect(recording.unknown).toEqual([]);
      recording.close();
    }
  });

  it('gives back every sample past those that stand whole beside the steps, forth and back', () => {
    const machine = busyMachine(createRandom(5), { processes: 30, busy: 3, births: 1, interval: 5 });
    const history = Array.from({ length: 700 }, () => machine.next().value as Snapshot);
    const path = join(folder, 'long.ntr');
    record(path, history, { intervalSeconds: 5 });
    const recording = replay(path);
    const forth = history.map((_, index) => index);
    for (const index of [...forth, ...forth.toReversed(), 350, 10, 699]) {
      const moment = recording.moment(index);
      expect(isDeepStrictEqual(moment?.snapshot, history[index]), `sample ${index}`).toBe(true);
      expect(isDeepStrictEqual(moment?.previous, history[index - 1])).toBe(true);
    }
    recording.close();
  });

  it('leaves a sample that is held as it is, whatever else is looked at', () => {
    for (let seed = 1; seed <= 4; seed++) {
      const random = createRandom(seed);
      const runs = [wildHistory(random, 30), wildHistory(random, 30)].map((history) =>
        history.map(({ system, processes }) => ({ system, processes })),
      );
      const path = join(folder, `${seed}.ntr`);
      for (const history of runs) record(path, history);
      const recording = replay(path);
      const held = Array.from({ length: 90 }, () => recording.moment(random.number(recording.end)));
      for (const moment of held) {
        const index = moment?.index ?? -1;
        const expected = runs.flat()[index];
        const snapshot = moment && withSerialsOfRun(moment.snapshot);
        expect(isDeepStrictEqual(snapshot, expected), `seed ${seed}, sample ${index}`).toBe(true);
        const serials = moment?.snapshot.processes.columns.serial ?? [];
        const own = [...serials].filter((serial) => serial !== 0);
        expect(own.every((serial) => serial > 2 ** 40 === index >= 30)).toBe(true);
      }
      recording.close();
    }
  });
});
