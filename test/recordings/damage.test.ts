import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRecording } from '../../src/recordings/recording.js';
import { createRandom } from '../support/random.js';
import { quiet, reasonOf, record, replay, shownOf, temporaryFolder, writerOf } from '../support/recordings.js';

const pathOf = temporaryFolder();
const history = (samples: number) => Array.from({ length: samples }, (_, seconds) => quiet(seconds));
const upTo = (end: number) => Array.from({ length: end }, (_, at) => at);

/** Where each sample ends in its file. */
function recordedEnds(path: string, samples: number): { readonly bytes: Buffer; readonly ends: readonly number[] } {
  const writer = writerOf(path);
  const ends = history(samples).map((snapshot) => {
    writer.add(snapshot);
    return fs.statSync(path).size;
  });
  writer.close();
  return { bytes: fs.readFileSync(path), ends };
}

describe('a recording that ends at any byte', () => {
  it('has every sample that was written whole, and says that the last one was not', () => {
    const samples = history(6);
    const { bytes, ends } = recordedEnds(pathOf('whole.ntr'), samples.length);
    const path = pathOf('cut.ntr');
    for (let length = 0; length <= bytes.length; length++) {
      fs.writeFileSync(path, bytes.subarray(0, length));
      const whole = ends.filter((end) => end <= length).length;
      const opened = openRecording(path);
      if (!opened.ok) {
        expect(whole, `${length} bytes: ${opened.reason}`).toBe(0);
        continue;
      }
      expect(shownOf(opened.recording, samples), `${length} bytes`).toEqual(upTo(whole));
      expect(opened.recording.damage().length, `${length} bytes`).toBe(ends.includes(length) ? 0 : 1);
      opened.recording.close();
    }
  });

  it('is continued after its last whole sample', () => {
    const samples = history(6);
    const { bytes } = recordedEnds(pathOf('whole.ntr'), 4);
    for (const cut of [1, 20, 50]) {
      const path = pathOf(`cut-${cut}.ntr`);
      fs.writeFileSync(path, bytes.subarray(0, bytes.length - cut));
      record(path, samples.slice(4));
      const recording = replay(path);
      expect(shownOf(recording, samples)).toEqual([0, 1, 2, 4, 5]);
      expect(recording.damage()).toEqual([]);
      expect(recording.moment(3)?.previous).toBeUndefined();
      expect(recording.summary(3).isAfterGap).toBe(true);
    }
  });
});

const ROUNDS = Number(process.env.NTOP_DAMAGE_ROUNDS ?? 24);
/** Long enough for three groups, each of which begins with a whole sample. */
const LONG = 700;
const GROUP = 301;

describe('a recording that is damaged in one place', () => {
  it('shows no wrong sample, loses one group at most, and says what', () => {
    const samples = history(LONG);
    record(pathOf('whole.ntr'), samples);
    const bytes = fs.readFileSync(pathOf('whole.ntr'));
    const random = createRandom(20);
    const path = pathOf('damaged.ntr');
    for (let round = 0; round < ROUNDS; round++) {
      const damaged = Buffer.from(bytes);
      const at = random.number(bytes.length);
      const extent = random.pick([1, 1, 1, 600]);
      if (extent === 1) damaged[at] ^= 1 << random.number(8);
      else damaged.fill(0, at, at + extent);
      fs.writeFileSync(path, damaged);
      const recording = replay(path);
      const shown = new Set(shownOf(recording, samples));
      recording.check();
      expect(LONG - shown.size, `byte ${at}`).toBeLessThanOrEqual(GROUP + extent / 40);
      expect(recording.damage().join('\n'), `byte ${at}`).toContain(path);
      recording.close();
    }
  });

  it('is read past garbage between two samples, and past a page of zeros', () => {
    const samples = history(5);
    const { bytes, ends } = recordedEnds(pathOf('whole.ntr'), samples.length);
    const random = createRandom(4);
    const noise = Buffer.from(Array.from({ length: 999 }, () => random.number(256)));
    const path = pathOf('garbage.ntr');
    for (const garbage of [noise, Buffer.alloc(4096), Buffer.from('\x9eNTR'.repeat(50), 'latin1')]) {
      fs.writeFileSync(path, Buffer.concat([bytes.subarray(0, ends[2]), garbage, bytes.subarray(ends[2])]));
      const recording = replay(path);
      expect(shownOf(recording, samples)).toEqual(upTo(5));
      expect(recording.damage()).toEqual([`${path}: ${garbage.length} bytes from ${ends[2]} on are damaged`]);
      recording.close();
    }
  });

  it('goes on after a whole sample that is damaged as if nothing were', () => {
    const samples = history(400);
    const { ends } = recordedEnds(pathOf('whole.ntr'), samples.length);
    const bytes = fs.readFileSync(pathOf('whole.ntr'));
    // The whole sample is the last of the three frames with which the 300th step was written.
    bytes[ends[300] - 1] ^= 1;
    fs.writeFileSync(pathOf('whole.ntr'), bytes);
    const recording = replay(pathOf('whole.ntr'));
    expect(shownOf(recording, samples)).toEqual(upTo(400));
    recording.check();
    expect(recording.damage()).toEqual([expect.stringContaining('which is there twice')]);
  });
});

describe('a file that is no recording', () => {
  it.each([
    ['is empty', ''],
    ['is text', 'PID USER\n1 root\n'],
    ['begins as one does', '\x9eNTR'],
  ])('is refused in a sentence: it %s', (_, text) => {
    const path = pathOf('x.ntr');
    fs.writeFileSync(path, text, 'latin1');
    expect(reasonOf(openRecording(path))).toBe(`cannot replay ${path}: it is not a recording, or it has no sample yet`);
  });

  it('is refused in a sentence that names it once: what is in its samples is not known', () => {
    const path = pathOf('x.ntr');
    record(path, history(3));
    const bytes = fs.readFileSync(path);
    bytes[0] ^= 1;
    fs.writeFileSync(path, bytes);
    const parts = "3 parts of samples can't be read, because nothing whole says what is in them";
    expect(reasonOf(openRecording(path))).toBe(`cannot replay ${path}: ${parts}`);
  });

  it('is refused in a sentence: there is none, or none in the folder', () => {
    expect(reasonOf(openRecording(pathOf('none')))).toMatch(/no such file or folder$/);
    fs.mkdirSync(pathOf('empty'));
    expect(reasonOf(openRecording(pathOf('empty')))).toMatch(/no recording is in the folder$/);
    fs.writeFileSync(join(pathOf('empty'), 'x.ntr'), 'PID USER');
    expect(reasonOf(openRecording(pathOf('empty')))).toMatch(/no recording is in the folder$/);
  });
});
