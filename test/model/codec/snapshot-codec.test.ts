import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/model/codec/crc32.js';
import { encodePlain } from '../../../src/model/codec/plain-writer.js';
import { decodeSnapshot, encodeSnapshot } from '../../../src/model/codec/snapshot-codec.js';
import { freeze } from '../../../src/model/machine/freeze.js';
import { fullSnapshot } from '../../support/full-snapshot.js';
import { createRandom } from '../../support/random.js';
import { fakeSnapshot } from '../../support/snapshots.js';

const SMALL = encodeSnapshot(fakeSnapshot({ processes: [{ pid: 1, name: 'a\udc80' }] }));
const HEAD = 9;

/** These bytes as what a snapshot says, with a checksum that fits. */
function sealed(body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEAD + body.length);
  bytes.set(SMALL.subarray(0, 5));
  new DataView(bytes.buffer).setUint32(5, crc32(body), true);
  bytes.set(body, HEAD);
  return bytes;
}

const damageOf = (bytes: Uint8Array) => {
  const decoded = decodeSnapshot(bytes);
  return decoded.ok ? undefined : decoded.damage;
};

describe('a snapshot that was written and is read again', () => {
  it.each([
    ['of a quiet machine', fakeSnapshot()],
    ['with all that there can be, at the ends of what numbers and texts can be', fullSnapshot()],
    ['whose sockets could not be read', fakeSnapshot({ sockets: { error: 'not \x1b permitted' } })],
  ])('%s is the same in every field', (_, snapshot) => {
    const decoded = decodeSnapshot(encodeSnapshot(snapshot));
    expect(decoded).toStrictEqual({ ok: true, snapshot: freeze(snapshot) });
    expect(freeze(snapshot)).toStrictEqual(snapshot);
  });

  it('has nothing of what its columns have room for', () => {
    const { processes, ...rest } = fakeSnapshot({ processes: [{ pid: 1 }, { pid: 2 }, { pid: 3 }] });
    const fewer = { ...rest, processes: { ...processes, slots: 2, count: 2 } };
    const decoded = decodeSnapshot(encodeSnapshot(fewer));
    expect(decoded).toMatchObject({ snapshot: { processes: { texts: { name: ['p1', 'p2'] } } } });
    expect(decoded.ok && decoded.snapshot.processes.columns.pid).toEqual(Int32Array.of(1, 2));
  });

  it('leaves out what it does not know, as a later release may write it', () => {
    const later = { ...fakeSnapshot(), future: [1, 2], system: { ...fakeSnapshot().system, more: 'text' } };
    expect(decodeSnapshot(sealed(encodePlain(later)))).toStrictEqual({ ok: true, snapshot: fakeSnapshot() });
  });
});

describe('bytes that are no snapshot', () => {
  it('are refused wherever they end too early, and when more follow', () => {
    for (let length = 0; length < SMALL.length; length++)
      expect(damageOf(SMALL.subarray(0, length))).toBeTypeOf('string');
    expect(damageOf(Uint8Array.of(...SMALL, 0))).toBe('wrong checksum');
  });

  it('are refused where any one bit is another', () => {
    for (let bit = 0; bit < 8 * SMALL.length; bit++) {
      const bytes = SMALL.slice();
      bytes[bit >> 3] ^= 1 << (bit & 7);
      expect(damageOf(bytes), `bit ${bit}`).toBeTypeOf('string');
    }
  });

  it.each<[string, unknown]>([
    ['no record', [1]],
    ['no record', { system: 1, processes: 2 }],
    ['columns without a row for each slot', withProcesses({ slots: 2 })],
    ['columns without a row for each slot', withProcesses({ slots: 2 ** 50 })],
    ['no list', withProcesses({ texts: { name: 'x', commandLine: [], cgroup: [] } })],
    ['no map', withProcesses({ userNames: {} })],
    ['no column', withProcesses({ columns: {} })],
    ['no time', { ...fakeSnapshot(), system: { ...fakeSnapshot().system, wallClockMilliseconds: Number.NaN } }],
    ['no known word', { ...fakeSnapshot(), events: withEvent({ event: 'vanished' }) }],
    ['no time', { ...fakeSnapshot(), events: withEvent({ wallClockMilliseconds: 1e300 }) }],
    ['no count', { ...fakeSnapshot(), events: { ...fullSnapshot().events, lost: -1 } }],
    ['no text', { ...fakeSnapshot(), sockets: { error: 5 } }],
  ])('are refused with the reason (%s)', (reason, value) => {
    expect(damageOf(sealed(encodePlain(value)))).toBe(reason);
  });

  it.each([
    ['a list of more values than there are bytes', [8, 0xff, 0xff, 0xff, 0xff, 0x0f], 'the end is missing'],
    ['a column of more numbers than there are bytes', [11, 0xff, 0xff, 0xff, 0xff, 0x0f], 'the end is missing'],
    ['a length beyond all numbers', [5, ...Array(20).fill(0xff)], 'a number is too large'],
    ['lists within lists', Array.from({ length: 4000 }, (_, at) => 8 - 7 * (at % 2)), 'nested too deeply'],
    ['a text that never came', [7, 9], 'a text comes again that never came'],
    ['a text that is not UTF-8', [5, 1, 0xff], 'a text is not UTF-8'],
    ['a kind that is not known', [99], 'a value of no known kind'],
    ['a key twice', [9, 2, 5, 1, 65, 0, 7, 0, 0], 'a key comes twice'],
  ])('are refused: %s', (_, body, reason) => {
    expect(damageOf(sealed(Uint8Array.from(body)))).toBe(reason);
  });

  it('are a value, never a throw, whatever they are', () => {
    const random = createRandom(17);
    const body = encodeSnapshot(fullSnapshot()).subarray(HEAD);
    for (let round = 0; round < 3000; round++) {
      const bytes = body.slice(0, random.number(4) === 0 ? random.number(body.length) : body.length);
      for (let change = 0; change <= random.number(4); change++)
        bytes[random.number(bytes.length)] = random.number(256);
      expect(typeof decodeSnapshot(sealed(bytes)).ok).toBe('boolean');
    }
    for (let round = 0; round < 3000; round++) {
      const noise = Uint8Array.from({ length: random.number(60) }, () => random.number(random.pick([16, 256])));
      expect(decodeSnapshot(sealed(noise)).ok).toBe(false);
    }
  });
});

function withProcesses(change: object): object {
  const { processes, ...rest } = fakeSnapshot({ processes: [{ pid: 1 }] });
  return { ...rest, processes: { ...processes, ...change } };
}

/** All events of the full snapshot, each with this change. */
function withEvent(change: object): object {
  const { events } = fullSnapshot();
  return { ...events, events: events?.events.map((event) => ({ ...event, ...change })) };
}
