import fs from 'node:fs';
import { addon } from '../probe/addon.js';
import { decodeBody, decodeHead, HEAD_BYTES, type Head } from './frame.js';
import { createScanner, type FoundFrame, type Scanner } from './scan.js';

/** Most frames are smaller. */
const USUAL_FRAME_BYTES = 4096;
/** What is read at once: mostly the next frame is looked at next, or the one before. */
const WINDOW_BYTES = 1 << 16;

/** Bytes of the file that was read last; one for all, for a recording may have a thousand files. */
let window: { readonly file: InputFile; readonly at: number; readonly bytes: Buffer } | undefined;

/** A file of a recording, which may still be written. */
export class InputFile {
  readonly scanner: Scanner;
  private readonly fd: number;
  bytes = 0;
  /** As of the last look. */
  isWritten = false;

  /** Throws errors of the file system. */
  constructor(readonly path: string) {
    this.fd = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    this.scanner = createScanner((bytes, position) => fs.readSync(this.fd, bytes, 0, bytes.length, position));
  }

  get isRegular(): boolean {
    return fs.fstatSync(this.fd).isFile();
  }

  /** The frames that are new since the last look. */
  look(): Iterable<FoundFrame> {
    this.forgetWindow();
    // Before the size: what is not whole after the writer is gone stays so.
    this.isWritten = addon().isFileLocked(this.fd);
    this.bytes = fs.fstatSync(this.fd).size;
    return this.scanner.scan(this.bytes);
  }

  /** The body of a frame; undefined if it is damaged. */
  body(frameAt: number): Buffer | undefined {
    const found = this.frame(frameAt);
    return found && decodeBody(found.head, found.stored);
  }

  isWhole(frameAt: number): boolean {
    return this.body(frameAt) !== undefined;
  }

  close(): void {
    this.forgetWindow();
    fs.closeSync(this.fd);
  }

  private frame(at: number): { readonly head: Head; readonly stored: Buffer } | undefined {
    const { at: from, bytes } = this.windowOf(at);
    const begin = at - from;
    const head = decodeHead(bytes, begin);
    if (head === undefined) return undefined;
    const end = begin + HEAD_BYTES + head.storedBytes;
    const isThere = end <= bytes.length;
    const stored = isThere ? bytes.subarray(begin + HEAD_BYTES, end) : this.read(at + HEAD_BYTES, head.storedBytes);
    return { head, stored };
  }

  private windowOf(at: number) {
    const last = window?.file === this ? window : undefined;
    const isHeld = last !== undefined && at >= last.at && at + USUAL_FRAME_BYTES <= last.at + last.bytes.length;
    if (isHeld) return last;
    const isBefore = last !== undefined && at < last.at && at + WINDOW_BYTES > last.at;
    const from = isBefore ? Math.max(0, at + USUAL_FRAME_BYTES - WINDOW_BYTES) : at;
    window = { file: this, at: from, bytes: this.read(from, WINDOW_BYTES) };
    return window;
  }

  private forgetWindow(): void {
    if (window?.file === this) window = undefined;
  }

  private read(at: number, count: number): Buffer {
    const bytes = Buffer.alloc(Math.max(0, Math.min(count, this.bytes - at)));
    return bytes.subarray(0, fs.readSync(this.fd, bytes, 0, bytes.length, at));
  }
}
