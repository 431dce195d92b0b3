import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Needs } from '../model/machine/machine.js';
import type { Snapshot } from '../model/machine/snapshot.js';
import { partEvents } from '../model/timeline/moment-events.js';
import { SnapshotState } from '../model/timeline/snapshot-state.js';
import { type Summarized, summarize } from '../model/timeline/summary.js';
import { version } from '../version.js';
import { encodeFrame, type FrameType, type Head, SUMMARY_BYTES } from './frame.js';
import { closeFile, type OutputFile, openFile } from './output-file.js';
import { encodeParts } from './parts.js';
import { reasonOf } from './reasons.js';
import { encodeSchema, recordingLayout } from './schema.js';
import { createSegment, Retention } from './segments.js';
import { encodeSummary } from './summary-bytes.js';

export type WriterOptions = {
  /** A folder of segments, if it is one or does not exist and does not end in `.ntr`; else a file, new or to be continued. */
  readonly path: string;
  /** What the samples have, unless add() says something else. */
  readonly needs: Needs;
  readonly intervalSeconds: number;
  /** What the samples still have of the command lines of processes: all when left out. */
  readonly commandLines?: 'full' | 'name' | 'none' | undefined;
  /** Only in a folder: segments that end earlier are removed, and the oldest while all take more or less is free. */
  readonly keepSeconds?: number | undefined;
  readonly mostBytes?: number | undefined;
  readonly leastFreeBytes?: number | undefined;
  /** A segment that has so much is closed. */
  readonly segmentBytes?: number | undefined;
  /** Of the machine that is recorded; of this one without it. */
  readonly bootId?: string;
};

export type Added = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Counts of samples, and bytes that were written. */
export type Written = { readonly samples: number; readonly missed: number; readonly bytes: number };

export type RecordingWriter = {
  /** The folder, or the file. */
  readonly path: string;
  /** The file that is being written. */
  readonly file: string;
  readonly written: Written;
  /** One write. What can't be written is missed, with the reason as a sentence without its full stop; the next one may be again. */
  add(snapshot: Snapshot, needs?: Needs): Added;
  close(): Written;
};

export type OpenedWriter =
  | { readonly ok: true; readonly writer: RecordingWriter }
  | { readonly ok: false; readonly reason: string };

/** Between whole samples. */
const KEY_EVERY = 300;
const KEY_EVERY_MILLISECONDS = 10 * 60_000;
const SYNC_EVERY_MILLISECONDS = 30_000;
/** A segment is closed when it is so old or so large, so that old ones can be removed. */
const LONGEST_SEGMENT_MILLISECONDS = 24 * 3600 * 1000;
const LARGEST_SEGMENT_BYTES = 64 << 20;
/** In a folder of limited size there are at least so many. */
const FEWEST_SEGMENTS = 4;
/** Wall clock and monotonic clock part by so much: the clock was set, or the machine slept. */
const CLOCK_STEP_MILLISECONDS = 1000;

/** The reason, if not, is a sentence without its full stop. Nothing is written before the first sample. */
export function openWriter(options: WriterOptions): OpenedWriter {
  try {
    if (isFolder(options.path)) {
      makeFolder(resolve(options.path));
      fs.accessSync(options.path, fs.constants.W_OK | fs.constants.X_OK);
      return { ok: true, writer: new FrameWriter(options, undefined) };
    }
    const opened = openFile(options.path);
    if (opened.ok) return { ok: true, writer: new FrameWriter(options, opened.file) };
    return { ok: false, reason: `cannot record to ${options.path}: ${opened.reason}` };
  } catch (error) {
    return { ok: false, reason: `cannot record to ${options.path}: ${reasonOf(error)}` };
  }
}

function isFolder(path: string): boolean {
  const found = fs.statSync(path, { throwIfNoEntry: false });
  return found === undefined ? !path.endsWith('.ntr') : found.isDirectory();
}

/** With those above it. Node's own way to do that never ends below a folder in which none can be made, such as /proc. */
function makeFolder(path: string): void {
  const parent = dirname(path);
  if (fs.existsSync(path)) return;
  if (parent !== path) makeFolder(parent);
  fs.mkdirSync(path, { mode: 0o700 });
}

class FrameWriter implements RecordingWriter {
  readonly path: string;
  private readonly retention: Retention | undefined;
  private readonly largestSegment: number;
  private readonly run = randomBytes(8).toString('hex');
  private readonly bootId: string;
  private readonly state = new SnapshotState({ keepsOld: false, layout: recordingLayout() });
  private last: Summarized | undefined;
  /** What the heads of a sample say. */
  private head: Pick<Head, 'isAfterGap' | 'summary'> = { isAfterGap: false, summary: new Uint8Array(SUMMARY_BYTES) };
  private sequence = 0;
  /** Frames that a reader could go on from were written. */
  private hasChain = false;
  private hasGap = false;
  private clockOffset = Number.NaN;
  private sinceKey = 0;
  private keyMilliseconds = 0;
  private syncedMilliseconds = 0;
  private segmentMilliseconds = 0;
  private samples = 0;
  private missed = 0;
  private bytes = 0;

  constructor(
    private readonly options: WriterOptions,
    private output: OutputFile | undefined,
  ) {
    const { path, keepSeconds, mostBytes, leastFreeBytes } = options;
    this.path = path;
    this.bootId = options.bootId ?? ownBootId();
    const most = mostBytes ?? Number.POSITIVE_INFINITY;
    this.largestSegment = Math.min(options.segmentBytes ?? LARGEST_SEGMENT_BYTES, most / FEWEST_SEGMENTS);
    const limits = {
      keepSeconds: keepSeconds ?? Number.POSITIVE_INFINITY,
      mostBytes: most,
      leastFreeBytes: leastFreeBytes ?? 0,
    };
    this.retention = output === undefined ? new Retention(path, limits) : undefined;
  }

  get file(): string {
    return this.output?.path ?? this.path;
  }

  get written(): Written {
    const { samples, missed, bytes } = this;
    return { samples, missed, bytes };
  }

  add(snapshot: Snapshot, needs: Needs = this.options.needs): Added {
    const whole = withNeeds(snapshot, needs);
    const now = snapshot.system.wallClockMilliseconds;
    const frames = this.framesOf(whole, now);
    const reason = this.tryWrite(frames, whole, now);
    this.sequence += 1;
    if (reason === undefined) {
      this.samples += 1;
      this.hasChain = true;
      this.hasGap = false;
      return { ok: true };
    }
    this.missed += 1;
    this.hasChain = false;
    this.hasGap = true;
    return { ok: false, reason: `cannot record to ${this.file}: ${reason}` };
  }

  close(): Written {
    const { output } = this;
    this.output = undefined;
    if (output !== undefined) closeFile(output);
    return this.written;
  }

  /** The state goes on in any case; after a sample that was not written the next one is written whole. */
  private framesOf(snapshot: Snapshot, now: number): readonly Buffer[] {
    const { lasting, events } = partEvents(snapshot);
    const step = this.state.write(lasting);
    this.last = summarize(this.last, snapshot);
    const { summary } = this.last;
    this.head = { isAfterGap: this.hasGap || summary.isAfterGap, summary: encodeSummary(summary) };
    const offset = now - 1000 * snapshot.system.monotonicSeconds;
    if (Math.abs(offset - this.clockOffset) > CLOCK_STEP_MILLISECONDS) this.hasChain = false;
    this.clockOffset = offset;
    this.rotate(snapshot, now);
    if (!this.hasChain) return this.whole(lasting, events, now);
    const delta = this.frame('delta', encodeParts({ step, events }), events !== undefined, now);
    this.sinceKey += 1;
    const isDue = this.sinceKey >= KEY_EVERY || Math.abs(now - this.keyMilliseconds) >= KEY_EVERY_MILLISECONDS;
    return isDue ? [delta, ...this.whole(lasting, events, now)] : [delta];
  }

  /** All that is needed to read from here on. */
  private whole(lasting: Snapshot, events: Uint8Array | undefined, now: number): readonly Buffer[] {
    this.sinceKey = 0;
    this.keyMilliseconds = now;
    const step = new SnapshotState({ keepsOld: false, layout: recordingLayout() }).write(lasting);
    const key = this.frame('key', encodeParts({ step, events }), events !== undefined, now);
    return [this.schemaOf(lasting, now), key];
  }

  private schemaOf({ system }: Snapshot, now: number): Buffer {
    const { run, bootId } = this;
    const schema = encodeSchema({
      ...{ version, run, bootId, host: system.hostname, ticksPerSecond: system.ticksPerSecond },
      utcOffsetMinutes: -new Date(now).getTimezoneOffset(),
      intervalSeconds: this.options.intervalSeconds,
      commandLines: this.options.commandLines ?? 'full',
    });
    return this.frame('schema', schema, false, now);
  }

  private frame(type: FrameType, body: Uint8Array, hasEvents: boolean, now: number): Buffer {
    return encodeFrame({ ...this.head, type, hasEvents, wallMilliseconds: now, sequence: this.sequence }, body);
  }

  /** Begins another segment if this one is old or large. */
  private rotate({ system }: Snapshot, now: number): void {
    if (this.retention === undefined || this.output === undefined) return;
    const isFull = this.output.end >= this.largestSegment;
    if (!isFull && Math.abs(now - this.segmentMilliseconds) < LONGEST_SEGMENT_MILLISECONDS) return;
    const { output } = this;
    try {
      this.output = createSegment(this.path, system.hostname, this.bootId, now);
      this.segmentMilliseconds = now;
    } catch {
      // It goes on in the old one.
      return;
    }
    this.hasChain = false;
    this.retention.forget();
    closeFile(output);
  }

  private tryWrite(frames: readonly Buffer[], { system }: Snapshot, now: number): string | undefined {
    try {
      const bytes = Buffer.concat(frames);
      const refused = this.retention?.makeRoom(this.output, bytes.length, now);
      if (refused !== undefined) return refused;
      if (this.output === undefined) {
        this.output = createSegment(this.path, system.hostname, this.bootId, now);
        this.segmentMilliseconds = now;
      }
      writeWhole(this.output, bytes);
      this.bytes += bytes.length;
      this.sync(this.output, now);
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  /** Not waited for: a slow disk must not hold up what is on the screen. */
  private sync({ fd }: OutputFile, now: number): void {
    if (Math.abs(now - this.syncedMilliseconds) < SYNC_EVERY_MILLISECONDS) return;
    this.syncedMilliseconds = now;
    fs.fdatasync(fd, () => undefined);
  }
}

/** All bytes, or none. */
function writeWhole(output: OutputFile, bytes: Buffer): void {
  try {
    let done = 0;
    while (done < bytes.length) done += fs.writeSync(output.fd, bytes, done, bytes.length - done, output.end + done);
    output.end += bytes.length;
  } catch (error) {
    fs.ftruncateSync(output.fd, output.end);
    throw error;
  }
}

/** Which rows were on the screen is not kept. */
function withNeeds(snapshot: Snapshot, needs: Needs): Snapshot {
  const members: Snapshot & { readonly needs: Needs } = { ...snapshot, needs: { ...needs, visibleSlots: [] } };
  return members;
}

function ownBootId(): string {
  try {
    return fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
