import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

/** A recording is a row of frames, each of which is found and checked on its own. All numbers are little-endian. */
export type FrameType = 'schema' | 'key' | 'delta';

/** What stands before a body. */
export type Head = {
  readonly type: FrameType;
  /** Samples are missing before this one. */
  readonly isAfterGap: boolean;
  readonly hasEvents: boolean;
  readonly storedBytes: number;
  readonly plainBytes: number;
  readonly wallMilliseconds: number;
  /** Of the sample, counted from the schema on. */
  readonly sequence: number;
  /** SUMMARY_BYTES bytes. */
  readonly summary: Uint8Array;
  readonly mask: number;
  readonly isDeflated: boolean;
  readonly bodyCrc: number;
};

export const HEAD_BYTES = 40;
export const SUMMARY_BYTES = 7;
/** What a frame begins with. No body has it, so that a search for the next frame finds none that a text pretends to be. */
export const MARKER = Buffer.of(0x9e, 0x4e, 0x54, 0x52);
const MARKER_NUMBER = MARKER.readUInt32LE(0);

/** Frames that say they have more are not read. The first sample of 100,000 processes has 6 MiB. */
export const MOST_STORED_BYTES = 32 << 20;
export const MOST_PLAIN_BYTES = 64 << 20;

const TYPES: readonly (FrameType | undefined)[] = [undefined, 'schema', 'key', 'delta'];
const FLAG = { deflated: 1, afterGap: 2, events: 4 } as const;
const AT = {
  type: 4,
  flags: 5,
  stored: 6,
  plain: 10,
  wall: 14,
  sequence: 20,
  summary: 24,
  mask: 31,
  headCrc: 32,
  bodyCrc: 36,
};

const LAST_WALL = 2 ** 48 - 1;
/** zlib refuses less. */
const LEAST_CHUNK = 64;
/** What is made room for at once, whatever a head says. */
const LARGEST_CHUNK = 64 << 10;
/** Of a larger body a higher level would take tens of milliseconds. */
const LARGE_BODY = 256 << 10;

type Written = Pick<Head, 'type' | 'isAfterGap' | 'hasEvents' | 'wallMilliseconds' | 'sequence' | 'summary'>;

export function encodeFrame(head: Written, body: Uint8Array): Buffer {
  const deflated = deflateRawSync(body, { level: body.length > LARGE_BODY ? 1 : 6 });
  const isDeflated = deflated.length < body.length;
  const { bytes, mask } = withoutMarker(isDeflated ? deflated : Buffer.from(body));
  const frame = Buffer.alloc(HEAD_BYTES + bytes.length);
  MARKER.copy(frame);
  frame[AT.type] = TYPES.indexOf(head.type);
  const flags = [isDeflated && FLAG.deflated, head.isAfterGap && FLAG.afterGap, head.hasEvents && FLAG.events];
  frame[AT.flags] = flags.reduce<number>((sum, flag) => sum + Number(flag), 0);
  frame.writeUInt32LE(bytes.length, AT.stored);
  frame.writeUInt32LE(body.length, AT.plain);
  frame.writeUIntLE(Math.max(0, Math.min(Math.floor(head.wallMilliseconds), LAST_WALL)), AT.wall, 6);
  frame.writeUInt32LE(head.sequence % 2 ** 32, AT.sequence);
  frame.set(head.summary, AT.summary);
  frame[AT.mask] = mask;
  frame.writeUInt32LE(crc32(frame.subarray(0, AT.headCrc)), AT.headCrc);
  frame.writeUInt32LE(crc32(bytes), AT.bodyCrc);
  frame.set(bytes, HEAD_BYTES);
  return frame;
}

/** undefined: no frame begins here, or its head is damaged. Only valid while the bytes are. */
export function decodeHead(bytes: Buffer, at: number): Head | undefined {
  if (at + HEAD_BYTES > bytes.length || bytes.readUInt32LE(at) !== MARKER_NUMBER) return undefined;
  if (crc32(view(bytes, at, AT.headCrc)) !== bytes.readUInt32LE(at + AT.headCrc)) return undefined;
  const type = TYPES[bytes[at + AT.type]];
  const flags = bytes[at + AT.flags];
  const storedBytes = bytes.readUInt32LE(at + AT.stored);
  const plainBytes = bytes.readUInt32LE(at + AT.plain);
  if (type === undefined || storedBytes > MOST_STORED_BYTES || plainBytes > MOST_PLAIN_BYTES) return undefined;
  return {
    type,
    isAfterGap: (flags & FLAG.afterGap) !== 0,
    hasEvents: (flags & FLAG.events) !== 0,
    storedBytes,
    plainBytes,
    wallMilliseconds: bytes.readUIntLE(at + AT.wall, 6),
    sequence: bytes.readUInt32LE(at + AT.sequence),
    summary: view(bytes, at + AT.summary, SUMMARY_BYTES),
    mask: bytes[at + AT.mask],
    isDeflated: (flags & FLAG.deflated) !== 0,
    bodyCrc: bytes.readUInt32LE(at + AT.bodyCrc),
  };
}

function view({ buffer, byteOffset }: Buffer, at: number, count: number): Uint8Array {
  return new Uint8Array(buffer, byteOffset + at, count);
}

/** The body of a frame; undefined if it is damaged. Takes no more memory than the head says. */
export function decodeBody(head: Head, stored: Buffer): Buffer | undefined {
  if (stored.length !== head.storedBytes || crc32(stored) !== head.bodyCrc) return undefined;
  const bytes = head.mask === 0 ? stored : masked(stored, head.mask);
  if (!head.isDeflated) return bytes.length === head.plainBytes ? bytes : undefined;
  try {
    const chunkSize = Math.max(LEAST_CHUNK, Math.min(head.plainBytes + 1, LARGEST_CHUNK));
    const body = inflateRawSync(bytes, { chunkSize, maxOutputLength: Math.max(1, head.plainBytes) });
    return body.length === head.plainBytes ? body : undefined;
  } catch {
    return undefined;
  }
}

/** The same bytes or, if they have the marker, each changed by a mask with which they do not. */
function withoutMarker(bytes: Buffer): { readonly bytes: Buffer; readonly mask: number } {
  let mask = 0;
  let made = bytes;
  while (made.includes(MARKER) && mask < 255) {
    mask += 1;
    made = masked(bytes, mask);
  }
  return { bytes: made, mask };
}

function masked(bytes: Buffer, mask: number): Buffer {
  const made = Buffer.alloc(bytes.length);
  for (let at = 0; at < bytes.length; at++) made[at] = bytes[at] ^ mask;
  return made;
}
