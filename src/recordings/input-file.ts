import fs from 'node:fs';
import { addon } from '../probe/addon.js';
import { decodeBody, decodeHead, HEAD_BYTES, type Head } from './frame.js';
import { createScanner, type FoundFrame, type Scanner } from './scan.js';

/** Most frames are smaller: one read. */
const USUAL_FRAME_BYTES = 4096;

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
  look(): readonly FoundFrame[] {
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
    fs.closeSync(this.fd);
  }

  private frame(at: number): { readonly head: Head; readonly stored: Buffer } | undefined {
    const begin = this.read(at, USUAL_FRAME_BYTES);
    const head = decodeHead(begin, 0);
    if (head === undefined) return undefined;
    const end = HEAD_BYTES + head.storedBytes;
    const stored = end <= begin.length ? begin.subarray(HEAD_BYTES, end) : this.read(at + HEAD_BYTES, head.storedBytes);
    return { head, stored };
  }

  private read(at: number, count: number): Buffer {
    const bytes = Buffer.alloc(Math.max(0, Math.min(count, this.bytes - at)));
    return bytes.subarray(0, fs.readSync(this.fd, bytes, 0, bytes.length, at));
  }
}
