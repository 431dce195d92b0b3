import { decodeHead, HEAD_BYTES, type Head, MARKER } from './frame.js';

/** A frame in a file, and where its body is. Its head is valid until the next one is asked for. */
export type FoundFrame = { readonly head: Head; readonly bodyAt: number };

/** Bytes that are no frame. */
export type Hole = { readonly from: number; readonly to: number };

/** Finds the frames of a file by their heads alone, and goes on where it stopped when more was written. */
export type Scanner = {
  /** The frames up to this size that were not found before, in their order. */
  scan(size: number): Iterable<FoundFrame>;
  readonly holes: readonly Hole[];
  /** A frame at the end that is not whole: not yet, or never. */
  readonly torn: Hole | undefined;
};

type Read = (bytes: Buffer, position: number) => number;

/** Bytes that are read at once; of many files the first frames are needed before all others. */
const FIRST_WINDOW_BYTES = 1 << 12;
const WINDOW_BYTES = 1 << 20;
const NO_BYTES = Buffer.alloc(0);

export function createScanner(read: Read): Scanner {
  return new HeadScanner(read);
}

/** What is not whole at the end of a file of this size. */
export function tornEnd(read: Read, size: number): Hole | undefined {
  const scanner = createScanner(read);
  const frames = scanner.scan(size)[Symbol.iterator]();
  let isDone: boolean | undefined;
  do isDone = frames.next().done;
  while (!isDone);
  return scanner.torn;
}

class HeadScanner implements Scanner {
  private readonly closed: Hole[] = [];
  torn: Hole | undefined;
  private at = 0;
  /** Where what is no frame began. */
  private holeFrom: number | undefined;
  private window = NO_BYTES;
  private windowAt = 0;
  private windowBytes = 0;

  constructor(private readonly read: Read) {}

  get holes(): readonly Hole[] {
    const { closed, holeFrom: from, at: to } = this;
    return from === undefined || from === to ? closed : [...closed, { from, to }];
  }

  *scan(size: number): Iterable<FoundFrame> {
    this.torn = undefined;
    this.makeWindow(FIRST_WINDOW_BYTES, size);
    while (this.at < size) {
      const head = this.headAt(this.at, size);
      if (head === 'cut') {
        this.torn = { from: this.at, to: size };
        break;
      }
      if (head === undefined) this.skip(size);
      else {
        this.closeHole();
        const bodyAt = this.at + HEAD_BYTES;
        this.at = bodyAt + head.storedBytes;
        yield { head, bodyAt };
      }
      if (this.window.length === FIRST_WINDOW_BYTES) this.makeWindow(WINDOW_BYTES, size);
    }
    // A folder may have a thousand files.
    this.window = NO_BYTES;
  }

  private makeWindow(bytes: number, size: number): void {
    this.window = Buffer.alloc(Math.max(0, Math.min(bytes, size - this.at)));
    this.windowBytes = 0;
  }

  /** `cut`: it begins as a frame does and is not there as a whole. */
  private headAt(at: number, size: number): Head | 'cut' | undefined {
    const bytes = this.bytesAt(at, Math.min(HEAD_BYTES, size - at));
    if (bytes.length < HEAD_BYTES) {
      const begun = Math.min(bytes.length, MARKER.length);
      return bytes.subarray(0, begun).equals(MARKER.subarray(0, begun)) ? 'cut' : undefined;
    }
    const head = decodeHead(bytes, 0);
    return head !== undefined && at + HEAD_BYTES + head.storedBytes > size ? 'cut' : head;
  }

  /** To the next marker. */
  private skip(size: number): void {
    this.holeFrom ??= this.at;
    let at = this.at + 1;
    while (at < size) {
      const bytes = this.bytesAt(at, Math.min(this.window.length, size - at));
      const found = bytes.indexOf(MARKER);
      if (found >= 0) {
        this.at = at + found;
        return;
      }
      if (bytes.length < MARKER.length) break;
      at += bytes.length - (MARKER.length - 1);
    }
    // The beginning of a marker may be at the end.
    this.at = size;
    for (let back = Math.min(MARKER.length - 1, size - (this.holeFrom ?? 0) - 1); back > 0; back--) {
      if (!this.bytesAt(size - back, back).equals(MARKER.subarray(0, back))) continue;
      this.at = size - back;
      return;
    }
  }

  private closeHole(): void {
    if (this.holeFrom !== undefined) this.closed.push({ from: this.holeFrom, to: this.at });
    this.holeFrom = undefined;
  }

  private bytesAt(at: number, count: number): Buffer {
    if (at < this.windowAt || at + count > this.windowAt + this.windowBytes) {
      this.windowAt = at;
      this.windowBytes = this.read(this.window, at);
    }
    const from = at - this.windowAt;
    return this.window.subarray(from, Math.max(from, Math.min(from + count, this.windowBytes)));
  }
}
