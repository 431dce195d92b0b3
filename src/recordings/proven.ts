import type { FileHandle } from 'node:fs/promises';
import { decodeBody, decodeHead, HEAD_BYTES, type Head } from './frame.js';
import { decodeSchema } from './schema.js';

/** How far a file was looked at, and what that has shown: whether arguments of programs can be in it. */
export type Proven = {
  /** After the last frame that is there as a whole. */
  readonly end: number;
  /** Why more than that can not be said of it, as a part of a sentence; undefined: no arguments are in it. */
  readonly problem: string | undefined;
};

export const NOTHING_PROVEN: Proven = { end: 0, problem: undefined };

/** Read at once; most frames are smaller. */
const WINDOW_BYTES = 256 << 10;
const WITHOUT_ARGUMENTS = ['name', 'none'];

/**
 * Goes on from what is proven up to this size. Every run that has written to the file says how it has recorded command
 * lines; a file of which a part can't be read may have anything there.
 */
export async function prove(file: FileHandle, before: Proven, size: number): Promise<Proven> {
  const reader = createReader(file);
  let { end, problem } = before;
  while (problem === undefined && size - end >= HEAD_BYTES) {
    const head = decodeHead(await reader.read(end, HEAD_BYTES), 0);
    if (head === undefined) return { end, problem: end === 0 ? 'it is not a recording' : 'a part of it is damaged' };
    const bodyAt = end + HEAD_BYTES;
    // Not yet, or never.
    if (bodyAt + head.storedBytes > size) break;
    if (end === 0 && head.type !== 'schema') return { end, problem: 'what it has recorded is not known' };
    if (head.type === 'schema') problem = problemOf(head, await reader.read(bodyAt, head.storedBytes));
    end = bodyAt + head.storedBytes;
  }
  return { end, problem };
}

function problemOf(head: Head, stored: Buffer): string | undefined {
  const body = decodeBody(head, stored);
  const schema = body && decodeSchema(body);
  if (schema === undefined) return 'a part of it is damaged';
  const { commandLines } = schema;
  if (commandLines !== undefined && WITHOUT_ARGUMENTS.includes(commandLines)) return undefined;
  const how = commandLines === 'full' ? 'has' : 'may have';
  return `it ${how} arguments of programs; record with --command-lines name or none`;
}

function createReader(file: FileHandle) {
  let window = Buffer.alloc(0);
  let windowAt = 0;
  return {
    /** Fewer bytes where the file has become shorter. */
    async read(at: number, count: number): Promise<Buffer> {
      if (at < windowAt || at + count > windowAt + window.length) {
        const bytes = Buffer.allocUnsafe(Math.max(count, WINDOW_BYTES));
        const { bytesRead } = await file.read(bytes, 0, bytes.length, at);
        window = bytes.subarray(0, bytesRead);
        windowAt = at;
      }
      return window.subarray(at - windowAt, at - windowAt + count);
    },
  };
}
