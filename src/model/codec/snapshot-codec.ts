import { withoutRoom } from '../machine/freeze.js';
import type { Snapshot } from '../machine/snapshot.js';
import { crc32 } from './crc32.js';
import { Damage, decodePlain } from './plain-reader.js';
import { encodePlain } from './plain-writer.js';
import { snapshotShape } from './snapshot-shape.js';

/** What a file or another machine sent: a snapshot, or why it is none. */
export type Decoded =
  | { readonly ok: true; readonly snapshot: Snapshot }
  | { readonly ok: false; readonly damage: string };

/** "ntop" and the version of what follows: a checksum of four bytes, then plain data. */
const HEAD = [0x6e, 0x74, 0x6f, 0x70, 1];
const HEAD_BYTES = HEAD.length + 4;
/** Of 100,000 processes there are some 30 MiB. */
const MOST_BYTES = 128 << 20;

/** A snapshot as bytes, without what its columns have room for beyond it. */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
  const body = encodePlain(withoutRoom(snapshot));
  const bytes = new Uint8Array(HEAD_BYTES + body.length);
  bytes.set(HEAD);
  new DataView(bytes.buffer).setUint32(HEAD.length, crc32(body), true);
  bytes.set(body, HEAD_BYTES);
  return bytes;
}

/**
 * The snapshot that was encoded, equal in every field. Of other bytes, whatever they are, why they are no snapshot: nothing
 * of them is used, because one changed bit may be a wrong number.
 */
export function decodeSnapshot(bytes: Uint8Array): Decoded {
  if (bytes.length > MOST_BYTES) return refuse('too long');
  if (HEAD.some((byte, at) => bytes[at] !== byte)) return refuse('no snapshot of this version');
  if (bytes.length < HEAD_BYTES) return refuse('the end is missing');
  const body = bytes.subarray(HEAD_BYTES);
  const { buffer, byteOffset } = bytes;
  if (new DataView(buffer, byteOffset).getUint32(HEAD.length, true) !== crc32(body)) return refuse('wrong checksum');
  try {
    return { ok: true, snapshot: snapshotShape(decodePlain(body)) };
  } catch (error) {
    if (error instanceof Damage) return refuse(error.message);
    throw error;
  }
}

function refuse(damage: string): Decoded {
  return { ok: false, damage };
}
