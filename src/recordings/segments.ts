import fs from 'node:fs';
import { join } from 'node:path';
import { addon } from '../probe/addon.js';
import { createFile, type OutputFile } from './output-file.js';

/** What may be kept in a folder. */
export type Limits = {
  /** Since the last sample of a segment. */
  readonly keepSeconds: number;
  /** Of all segments. */
  readonly mostBytes: number;
  /** Of the file system. */
  readonly leastFreeBytes: number;
};

type Segment = { readonly name: string; readonly bytes: number; readonly modifiedMilliseconds: number };

const SEGMENT = /-\d{8}T\d{6}Z-[0-9a-f]{8}(-\d+)?\.ntr$/;
/** Others may record to the same folder. */
const LOOK_AGAIN_MILLISECONDS = 60_000;
const MOST_NAMES = 1000;

export function isSegmentName(name: string): boolean {
  return SEGMENT.test(name);
}

/** Makes a segment that did not exist: host, time and boot are in its name. Throws errors of the file system. */
export function createSegment(folder: string, host: string, bootId: string, wallMilliseconds: number): OutputFile {
  const time = new Date(wallMilliseconds).toISOString().replace(/[-:]|\.\d+/g, '');
  const base = `${nameOf(host)}-${time}-${bootId
    .replace(/[^0-9a-f]/g, '')
    .padEnd(8, '0')
    .slice(0, 8)}`;
  for (let number = 1; ; number++) {
    try {
      return createFile(join(folder, number === 1 ? `${base}.ntr` : `${base}-${number}.ntr`));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST') || number >= MOST_NAMES) throw error;
    }
  }
}

/** A host's name as that of a file. */
function nameOf(host: string): string {
  return (
    host
      .replace(/[^A-Za-z0-9_.-]/g, '_')
      .replace(/^\.+/, '_')
      .slice(0, 64) || 'unknown'
  );
}

/** Removes old segments of a folder, never one that is being written, of another user, or a link. */
export class Retention {
  private segments: Segment[] = [];
  private lookedMilliseconds = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly folder: string,
    private readonly limits: Limits,
  ) {}

  /** Before so many bytes are written to the newest segment. The reason why they can't be, as a part of a sentence. */
  makeRoom(current: OutputFile | undefined, bytes: number, nowMilliseconds: number): string | undefined {
    this.look(current, nowMilliseconds);
    const { keepSeconds, mostBytes, leastFreeBytes } = this.limits;
    while (this.segments[0] !== undefined && this.isOld(this.segments[0], nowMilliseconds, keepSeconds))
      this.dropOldest();
    let total = this.segments.reduce((sum, segment) => sum + segment.bytes, (current?.end ?? 0) + bytes);
    while (total > mostBytes && this.segments[0] !== undefined) total -= this.dropOldest();
    if (leastFreeBytes <= 0) return undefined;
    while (this.freeBytes() - bytes < leastFreeBytes) {
      if (this.segments[0] === undefined) return 'too little space is left on the device';
      this.dropOldest();
    }
    return undefined;
  }

  /** The files of the folder changed by other ways. */
  forget(): void {
    this.lookedMilliseconds = Number.NEGATIVE_INFINITY;
  }

  private isOld({ modifiedMilliseconds }: Segment, nowMilliseconds: number, keepSeconds: number): boolean {
    return nowMilliseconds - modifiedMilliseconds > 1000 * keepSeconds;
  }

  private look(current: OutputFile | undefined, nowMilliseconds: number): void {
    if (Math.abs(nowMilliseconds - this.lookedMilliseconds) < LOOK_AGAIN_MILLISECONDS) return;
    this.lookedMilliseconds = nowMilliseconds;
    this.segments = fs
      .readdirSync(this.folder)
      .filter((name) => isSegmentName(name) && join(this.folder, name) !== current?.path)
      .flatMap((name) => this.segmentOf(name))
      .sort((one, other) => one.modifiedMilliseconds - other.modifiedMilliseconds);
  }

  private segmentOf(name: string): readonly Segment[] {
    const found = fs.lstatSync(join(this.folder, name), { throwIfNoEntry: false });
    if (found === undefined || !found.isFile() || found.uid !== process.geteuid?.()) return [];
    return [{ name, bytes: found.size, modifiedMilliseconds: found.mtimeMs }];
  }

  /** The bytes that it took; one that is being written stays, and is no more looked at. */
  private dropOldest(): number {
    const segment = this.segments.shift();
    if (segment === undefined) return 0;
    const path = join(this.folder, segment.name);
    if (isBeingWritten(path)) return 0;
    fs.rmSync(path, { force: true });
    return segment.bytes;
  }

  private freeBytes(): number {
    const { bavail, bsize } = fs.statfsSync(this.folder);
    return bavail * bsize;
  }
}

function isBeingWritten(path: string): boolean {
  try {
    const fd = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
    try {
      return addon().isFileLocked(fd);
    } finally {
      fs.closeSync(fd);
    }
  } catch {
    return false;
  }
}
