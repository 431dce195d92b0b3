import fs from 'node:fs';
import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodePlain } from '../../src/model/codec/plain-writer.js';
import { ByteWriter } from '../../src/model/timeline/byte-writer.js';
import { encodeFrame, type FrameType, HEAD_BYTES, MARKER, SUMMARY_BYTES } from '../../src/recordings/frame.js';
import { encodeParts } from '../../src/recordings/parts.js';
import { openRecording } from '../../src/recordings/recording.js';
import { encodeSchema, recordingLayout } from '../../src/recordings/schema.js';
import { createRandom } from '../support/random.js';
import { quiet, record, replay, shownOf, temporaryFolder } from '../support/recordings.js';

const pathOf = temporaryFolder();
const MEBIBYTE = 2 ** 20;

const ORIGIN = {
  ...{
    version: '9',
    run: 'ab',
    bootId: 'b',
    host: 'evil',
    utcOffsetMinutes: 0,
    ticksPerSecond: 100,
    intervalSeconds: 1,
  },
};

function frame(type: FrameType, body: Uint8Array, sequence = 0): Buffer {
  const head = { type, isAfterGap: false, hasEvents: false, wallMilliseconds: 1000 * sequence, sequence };
  return encodeFrame({ ...head, summary: new Uint8Array(SUMMARY_BYTES) }, body);
}

const SCHEMA = frame('schema', encodeSchema(ORIGIN));

/** A step of a table that says it has so many slots more, and nothing of them. */
function growth(slots: number, filler = 0): Uint8Array {
  const section = new ByteWriter();
  section.byte(2);
  section.signed(slots);
  section.zeros(3);
  // The plain data of a table: the root is replaced by a record without fields.
  section.natural(8 + 6);
  section.plain({ count: 0, userNames: new Map() });
  section.natural(7);
  section.zeros(filler);
  const step = new ByteWriter();
  step.natural(recordingLayout().findIndex(({ name }) => name === 'processes'));
  step.written(section);
  return encodeParts({ step: step.take(), events: undefined });
}

/** How much more memory a look at all samples of this file took at most. */
function memoryFor(path: string): number {
  const before = process.memoryUsage();
  const opened = openRecording(path);
  if (!opened.ok) return 0;
  let most = 0;
  for (let index = 0; index < opened.recording.end; index++) {
    opened.recording.moment(index);
    const { arrayBuffers, heapUsed } = process.memoryUsage();
    most = Math.max(most, arrayBuffers + heapUsed - before.arrayBuffers - before.heapUsed);
  }
  opened.recording.close();
  return most;
}

describe('a hostile recording', () => {
  it('takes no memory by few bytes that say they have a million slots', () => {
    const path = pathOf('slots.ntr');
    fs.writeFileSync(path, Buffer.concat([SCHEMA, frame('key', growth(1_000_000)), frame('delta', growth(4000), 1)]));
    expect(memoryFor(path)).toBeLessThan(32 * MEBIBYTE);
    const recording = replay(path);
    expect(recording.moment(0)).toBeUndefined();
    expect(recording.damage().join()).toContain('is damaged');
  });

  it('takes no memory by many steps that each have some slots more', () => {
    const path = pathOf('steps.ntr');
    const steps = Array.from({ length: 300 }, (_, at) => frame(at === 0 ? 'key' : 'delta', growth(4000), at));
    fs.writeFileSync(path, Buffer.concat([SCHEMA, ...steps]));
    expect(memoryFor(path)).toBeLessThan(64 * MEBIBYTE);
  });

  it('takes no memory by a body that would be larger than its head says, or than any', () => {
    const path = pathOf('bomb.ntr');
    const bomb = frame('key', new Uint8Array(60 * MEBIBYTE));
    const lying = Buffer.from(bomb);
    lying.writeUInt32LE(100, 10);
    lying.writeUInt32LE(zlib.crc32(lying.subarray(0, 32)), 32);
    const larger = Buffer.from(bomb);
    larger.writeUInt32LE(2 ** 32 - 1, 10);
    larger.writeUInt32LE(zlib.crc32(larger.subarray(0, 32)), 32);
    fs.writeFileSync(path, Buffer.concat([SCHEMA, lying, larger, frame('key', growth(1), 2)]));
    expect(memoryFor(path)).toBeLessThan(64 * MEBIBYTE);
    expect(replay(path).damage().join('\n')).toMatch(/damaged/);
  });

  it('is bytes, never a throw, whatever its frames say', () => {
    const random = createRandom(11);
    const whole = pathOf('whole.ntr');
    record(whole, [quiet(0), quiet(1), quiet(2)]);
    const bytes = fs.readFileSync(whole);
    const path = pathOf('noise.ntr');
    for (let round = 0; round < 150; round++) {
      const type = random.pick<FrameType>(['schema', 'key', 'delta', 'delta']);
      const noise = Uint8Array.from({ length: random.number(80) }, () => random.number(random.pick([4, 16, 256])));
      const body = random.pick([
        noise,
        encodePlain({ format: 1, sections: [] }),
        encodeParts({ step: noise, events: noise }),
      ]);
      fs.writeFileSync(path, Buffer.concat([random.number(2) === 0 ? SCHEMA : bytes, frame(type, body, 3)]));
      const opened = openRecording(path);
      if (!opened.ok) continue;
      const { recording } = opened;
      for (let index = 0; index < recording.end; index++) recording.moment(index);
      recording.check();
      expect(recording.damage().every((sentence) => typeof sentence === 'string')).toBe(true);
      recording.close();
    }
  });

  it('can have frames within texts, which are texts', () => {
    const forged = Buffer.concat([SCHEMA, frame('key', growth(1), 7)]).toString('latin1');
    const samples = [0, 1, 2].map((seconds) =>
      quiet(seconds, { processes: [{ pid: 1, name: MARKER.toString('latin1'), commandLine: `${forged}${seconds}` }] }),
    );
    const path = pathOf('forged.ntr');
    record(path, samples);
    const bytes = fs.readFileSync(path);
    bytes[5] ^= 255;
    bytes[HEAD_BYTES + 400] ^= 255;
    for (const content of [fs.readFileSync(path), bytes]) {
      fs.writeFileSync(path, content);
      const recording = openRecording(path);
      if (recording.ok) expect(shownOf(recording.recording, samples).every((at) => at >= 0)).toBe(true);
    }
    const random = createRandom(9);
    const body = Buffer.from(Array.from({ length: 300 }, () => random.number(256)));
    MARKER.copy(body, 100);
    const made = frame('delta', body);
    expect(made.indexOf(MARKER, 1)).toBe(-1);
  });
});
