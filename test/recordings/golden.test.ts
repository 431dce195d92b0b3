import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodePlain } from '../../src/model/codec/plain-reader.js';
import { encodePlain } from '../../src/model/codec/plain-writer.js';
import type { Snapshot } from '../../src/model/machine/snapshot.js';
import { ByteReader } from '../../src/model/timeline/byte-reader.js';
import { ByteWriter } from '../../src/model/timeline/byte-writer.js';
import { decodeBody, decodeHead, encodeFrame, HEAD_BYTES } from '../../src/recordings/frame.js';
import { decodeSchema, encodeSchema } from '../../src/recordings/schema.js';
import { quiet, record, replay, temporaryFolder } from '../support/recordings.js';

const pathOf = temporaryFolder();
const golden = (name: string) => fileURLToPath(new URL(`golden/${name}`, import.meta.url));

/** What the files have. They are made once, by UPDATE_GOLDEN=1 of the release that begins a format, and read by all later ones. */
const PLAIN: readonly Snapshot[] = [0, 1, 2, 3].map((seconds) =>
  quiet(seconds, {
    processes: [
      { pid: 1, name: 'init', cpuSeconds: seconds / 8 },
      { pid: 40 + seconds, name: '\udc80é' },
    ],
  }),
);

/** What a release that knows more reads in them just the same. */
function told(snapshot: Snapshot | undefined): object | undefined {
  if (snapshot === undefined) return undefined;
  const { system, processes } = snapshot;
  const { serial, pid, ppid, state, nice, uid, startTicks, cpuSeconds, residentBytes, readBytes } = processes.columns;
  const { hostname, wallClockMilliseconds, monotonicSeconds, cpus, memory, load, pressure } = system;
  const { name, commandLine } = processes.texts;
  return {
    ...{ hostname, wallClockMilliseconds, monotonicSeconds, cpus, memory, load, pressure, name, commandLine },
    ...{ serial, pid, ppid, state, nice, uid, startTicks, cpuSeconds, residentBytes, readBytes },
    userNames: processes.userNames,
  };
}

if (process.env.UPDATE_GOLDEN) {
  fs.rmSync(golden('v1-plain.ntr'), { force: true });
  record(golden('v1-plain.ntr'), PLAIN, { bootId: 'golden' });
  fs.writeFileSync(golden('v1-later.ntr'), ofLaterRelease(fs.readFileSync(golden('v1-plain.ntr'))));
}

/** The same, as a release writes it that has one more column, one more text, a section of an unknown kind and one more part. */
function ofLaterRelease(bytes: Buffer): Buffer {
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const head = decodeHead(bytes, at);
    const body = head && decodeBody(head, bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + head.storedBytes));
    if (head === undefined || body === undefined) throw new Error('no frame');
    frames.push(encodeFrame(head, head.type === 'schema' ? laterSchema(body) : laterBody(body, sectionsOf(bytes))));
    at += HEAD_BYTES + head.storedBytes;
  }
  return Buffer.concat(frames);
}

function sectionsOf(bytes: Buffer): number {
  const head = decodeHead(bytes, 0);
  const body = head && decodeBody(head, bytes.subarray(HEAD_BYTES, HEAD_BYTES + head.storedBytes));
  return (body && decodeSchema(body)?.sections.length) ?? 0;
}

function laterSchema(body: Buffer): Uint8Array {
  const schema = decodePlain(body) as { sections: { name: string; columns?: object[]; texts?: string[] }[] };
  const processes = schema.sections.find(({ name }) => name === 'processes');
  processes?.columns?.push({ name: 'tomorrowSeconds', kind: 'float64', scale: 1, unit: 'seconds', more: true });
  processes?.texts?.push('mood');
  schema.sections.push({
    name: 'weather',
    columns: [{ name: 'rain', kind: 'float16', scale: 1, unit: '' }] as object[],
    texts: [],
  });
  return encodePlain({ ...schema, version: '9.9', later: 1 });
}

/** With a body of the unknown section, and a part that no release knows. */
function laterBody(body: Buffer, section: number): Uint8Array {
  const reader = new ByteReader(body);
  const writer = new ByteWriter();
  while (reader.left > 0) {
    const part = reader.natural();
    const bytes = reader.bytes();
    writer.natural(part);
    writer.bytes(part === 0 ? Buffer.concat([bytes, Uint8Array.of(section, 3, 1, 2, 3)]) : bytes);
  }
  writer.natural(77);
  writer.bytes(Uint8Array.of(1, 2, 3));
  return writer.take();
}

describe('a recording of an earlier release', () => {
  it('is read as it was written', () => {
    const recording = replay(golden('v1-plain.ntr'));
    expect(recording.end).toBe(PLAIN.length);
    PLAIN.forEach((snapshot, at) => {
      expect(told(recording.moment(at)?.snapshot), `sample ${at}`).toEqual(told(snapshot));
    });
    expect([recording.damage(), recording.unknown]).toEqual([[], []]);
  });
});

describe('a recording of a later release', () => {
  it('is read as far as it is known, and what is not known has its names', () => {
    const recording = replay(golden('v1-later.ntr'));
    PLAIN.forEach((snapshot, at) => {
      expect(told(recording.moment(at)?.snapshot), `sample ${at}`).toEqual(told(snapshot));
    });
    expect(recording.unknown).toEqual(['processes.tomorrowSeconds', 'processes.mood', 'weather']);
    expect(recording.damage()).toEqual([]);
    expect(recording.files()[0].version).toBe('9.9');
  });

  it('that has another format is refused with its release', () => {
    const schema = decodePlain(encodeSchema({ ...ORIGIN })) as object;
    const head = decodeHead(fs.readFileSync(golden('v1-plain.ntr')), 0);
    if (head === undefined) throw new Error('no frame');
    const path = pathOf('future.ntr');
    fs.writeFileSync(path, encodeFrame(head, encodePlain({ ...schema, format: 2, version: '10.0' })));
    expect(() => replay(path)).toThrow(`cannot replay ${path}: it was written by a later release, ntop 10.0`);
  });
});

describe('a recording without a column of this release', () => {
  it('has unknown values there, never 0', () => {
    const bytes = fs.readFileSync(golden('v1-plain.ntr'));
    const frames: Buffer[] = [];
    for (let at = 0; at < bytes.length; ) {
      const head = decodeHead(bytes, at);
      const body = head && decodeBody(head, bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + head.storedBytes));
      if (head === undefined || body === undefined) throw new Error('no frame');
      const renamed = () => {
        const schema = decodePlain(body) as { sections: { name: string; columns?: { name: string }[] }[] };
        const columns = schema.sections.find(({ name }) => name === 'processes')?.columns ?? [];
        for (const column of columns) if (column.name === 'fds') column.name = `old${column.name}`;
        return encodePlain(schema);
      };
      frames.push(encodeFrame(head, head.type === 'schema' ? renamed() : body));
      at += HEAD_BYTES + head.storedBytes;
    }
    fs.writeFileSync(pathOf('old.ntr'), Buffer.concat(frames));
    const columns = replay(pathOf('old.ntr')).moment(2)?.snapshot.processes.columns;
    expect(columns?.fds).toEqual(Float64Array.of(Number.NaN, Number.NaN));
    expect(columns?.pid).toEqual(Int32Array.of(1, 42));
  });
});

const ORIGIN = {
  ...{ version: '1', run: 'ab', bootId: 'b', host: 'h', utcOffsetMinutes: 0, ticksPerSecond: 100, intervalSeconds: 1 },
};
