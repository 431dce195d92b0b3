import fs from 'node:fs';
import { addon } from '../probe/addon.js';
import { decodeHead, HEAD_BYTES, MARKER } from './frame.js';
import { tornEnd } from './scan.js';

/** A file of a recording that is open for writing and locked, and where the next frame goes. */
export type OutputFile = { readonly path: string; readonly fd: number; end: number };

export type OpenedFile =
  | { readonly ok: true; readonly file: OutputFile }
  | { readonly ok: false; readonly reason: string };

const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
const OWNER_ONLY = 0o600;

/** A new file, which must not exist; throws errors of the file system. */
export function createFile(path: string): OutputFile {
  const fd = fs.openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, OWNER_ONLY);
  addon().lockFile(fd);
  return { path, fd, end: 0 };
}

/** A recording to be continued, or a new one; throws errors of the file system. */
export function openFile(path: string): OpenedFile {
  // A pipe without a reader would let it wait.
  const fd = fs.openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, OWNER_ONLY);
  const refuse = (reason: string): OpenedFile => {
    fs.closeSync(fd);
    return { ok: false, reason };
  };
  const found = fs.fstatSync(fd);
  if (!found.isFile()) return refuse('it is not a regular file');
  if (found.uid !== process.geteuid?.()) return refuse('it belongs to another user');
  if (addon().lockFile(fd) === 'EAGAIN') return refuse('another ntop is recording to it');
  if (found.size === 0) return { ok: true, file: { path, fd, end: 0 } };
  if (!beginsAsRecording(fd)) return refuse('it is not a recording; nothing was written to it');
  return { ok: true, file: { path, fd, end: cutTornEnd(fd, found.size) } };
}

/** A thread that still writes it out keeps it open, and would keep it locked. */
export function closeFile({ fd }: OutputFile): void {
  try {
    fs.fdatasyncSync(fd);
  } catch {
    // There is no more that can be done for it.
  }
  addon().unlockFile(fd);
  fs.closeSync(fd);
}

function beginsAsRecording(fd: number): boolean {
  const head = Buffer.alloc(HEAD_BYTES);
  fs.readSync(fd, head, 0, HEAD_BYTES, 0);
  return decodeHead(head, 0) !== undefined || head.subarray(0, MARKER.length).equals(MARKER);
}

/** What was begun and not finished is no sample; after it nothing could be found before the next marker. */
function cutTornEnd(fd: number, size: number): number {
  const torn = tornEnd((bytes, position) => fs.readSync(fd, bytes, 0, bytes.length, position), size);
  if (torn === undefined) return size;
  fs.ftruncateSync(fd, torn.from);
  return torn.from;
}
