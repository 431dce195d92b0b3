import { isUtf8 } from 'node:buffer';
import net from 'node:net';
import { endianness } from 'node:os';
import type { Files } from './files.js';

/** An entry of utmp(5) for a login, as in the file. */
export type UtmpEntry = {
  readonly pid: number;
  /** The terminal relative to /dev, or a display; may be empty, like all texts except the user. */
  readonly line: string;
  readonly id: string;
  readonly user: string;
  readonly host: string;
  /** Since 1970. */
  readonly seconds: number;
  /** The microseconds; 0 if the writing program left them out. */
  readonly microseconds: number;
  /** The remote address, if it was recorded; otherwise empty. */
  readonly address: string;
};

export type UtmpReading =
  | { readonly state: 'read'; readonly entries: readonly UtmpEntry[] }
  | { readonly state: 'absent' }
  | { readonly state: 'failed'; readonly reason: string };

/** The offsets of the fields that differ between architectures. */
type Layout = { readonly size: number; readonly seconds: number; readonly address: number };

// Most 64-bit machines use the 32-bit layout for compatibility, except those that never ran 32-bit programs.
export const SHORT_LAYOUT: Layout = { size: 384, seconds: 340, address: 348 };
export const LONG_LAYOUT: Layout = { size: 400, seconds: 344, address: 360 };
const LONG_ARCHITECTURES: readonly string[] = ['arm64', 'loong64', 's390x'];

/** `architecture` as Node names it. */
export function layoutOn(architecture: string): Layout {
  return LONG_ARCHITECTURES.includes(architecture) ? LONG_LAYOUT : SHORT_LAYOUT;
}

const USER_PROCESS = 7;
/** More than any machine has, so that a damaged or hostile file can't fill the memory. */
const MOST_BYTES = 8 << 20;

/** The logins in a utmp file. Never blocks on a pipe, and never rejects. */
export async function readUtmp(path: string, files: Files, architecture: string = process.arch): Promise<UtmpReading> {
  const file = await files.read(path, MOST_BYTES);
  if (file.ok) return { state: 'read', entries: parseUtmp(Buffer.from(file.value), layoutOn(architecture)) };
  return file.code === 'ENOENT' ? { state: 'absent' } : { state: 'failed', reason: file.code };
}

/** The login records; an incomplete record at the end is ignored. */
export function parseUtmp(bytes: Buffer, layout = layoutOn(process.arch)): readonly UtmpEntry[] {
  const entries: UtmpEntry[] = [];
  for (let at = 0; at + layout.size <= bytes.length; at += layout.size) {
    const entry = parseRecord(bytes.subarray(at, at + layout.size), layout);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

function parseRecord(record: Buffer, layout: Layout): UtmpEntry | undefined {
  const numbers = new DataView(record.buffer, record.byteOffset, record.length);
  const little = endianness() === 'LE';
  const user = textAt(record, 44, 32);
  if (numbers.getInt16(0, little) !== USER_PROCESS || user === '') return undefined;
  return {
    pid: numbers.getInt32(4, little),
    line: textAt(record, 8, 32),
    id: textAt(record, 40, 4),
    user,
    host: textAt(record, 76, 256),
    // Unsigned, the four bytes last until 2106, as in newer C libraries.
    seconds:
      layout === LONG_LAYOUT
        ? Number(numbers.getBigInt64(layout.seconds, little))
        : numbers.getUint32(layout.seconds, little),
    microseconds:
      layout === LONG_LAYOUT
        ? Number(numbers.getBigInt64(layout.seconds + 8, little))
        : numbers.getInt32(layout.seconds + 4, little),
    address: addressOf(record.subarray(layout.address, layout.address + 16)),
  };
}

/** A text that ends at its NUL, or with the field. */
function textAt(record: Buffer, start: number, length: number): string {
  const field = record.subarray(start, start + length);
  const end = field.indexOf(0);
  return decode(end < 0 ? field : field.subarray(0, end));
}

/** UTF-8; each byte that is not becomes a lone surrogate, U+DC80 to U+DCFF. */
function decode(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = [1, 2, 3, 4].find((count) => at + count <= bytes.length && isUtf8(bytes.subarray(at, at + count)));
    text += length === undefined ? String.fromCharCode(0xdc00 + bytes[at]) : bytes.toString('utf8', at, at + length);
    at += length ?? 1;
  }
  return text;
}

/** Sixteen bytes in network order; for IPv4 only the first four are set. */
function addressOf(bytes: Buffer): string {
  if (bytes.every((byte) => byte === 0)) return '';
  if (bytes.subarray(4).every((byte) => byte === 0)) return bytes.subarray(0, 4).join('.');
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16));
  return new net.SocketAddress({ family: 'ipv6', address: groups.join(':') }).address;
}
