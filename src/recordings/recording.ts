import fs from 'node:fs';
import { join } from 'node:path';
import { Damage } from '../model/codec/plain-reader.js';
import type { ProcessEvent } from '../model/machine/events.js';
import type { SectionLayout } from '../model/timeline/layout.js';
import { decodeEvents, withEvents } from '../model/timeline/moment-events.js';
import type { Moment, PastEvent, Summary, Timeline } from '../model/timeline/timeline.js';
import { HEAD_BYTES } from './frame.js';
import { InputFile } from './input-file.js';
import { type Body, decodeParts } from './parts.js';
import { reasonOf } from './reasons.js';
import { type RecordedSample, SampleReader } from './recorded-sample.js';
import {
  type Chain,
  describeFile,
  lostSamplesOf,
  type RecordedFile,
  type Reported,
  remarksOf,
  timeOf,
} from './recording-report.js';
import { SampleIndex } from './sample-index.js';
import type { FoundFrame } from './scan.js';
import { decodeSchema, FORMAT, layoutOf, unknownOf } from './schema.js';
import { type Path, Walker } from './walker.js';

/** A recording as a timeline: the samples of a file, or of all files of a folder one after the other. */
export type Recording = Timeline & {
  /** What it holds, file by file. */
  files(): readonly RecordedFile[];
  /** What of it is damaged, as far as it was looked at; sentences without their full stop. */
  damage(): readonly string[];
  /** What one may not expect: other machines in it, starts of the machine, clocks that were set; sentences as well. */
  remarks(): readonly string[];
  /** What it has that this release does not know, by name. */
  readonly unknown: readonly string[];
  /** Of the machine at that sample. */
  utcOffsetMinutes(index: number): number;
  hostname(index: number): string;
  /** Looks for samples that were added since; true if there are some. */
  refresh(): boolean;
  /** Reads and checks all bytes, after which all damage is known. */
  check(): void;
  close(): void;
};

export type OpenedRecording =
  | { readonly ok: true; readonly recording: Recording }
  | { readonly ok: false; readonly reason: string };

/** The reason, if not, is a sentence without its full stop. */
export function openRecording(path: string): OpenedRecording {
  const refuse = (reason: string) => ({ ok: false, reason: `cannot replay ${path}: ${reason}` }) as const;
  try {
    const isFolder = fs.statSync(path).isDirectory();
    const recording = new FrameRecording(path, isFolder);
    recording.refresh();
    if (recording.end > 0) return { ok: true, recording };
    const reason = recording.reasonForNone();
    recording.close();
    return refuse(reason);
  } catch (error) {
    return refuse(reasonOf(error));
  }
}

/**
 * Samples that are kept, of so many slots in all but at least a few: a step back goes again through those before it that graphs
 * show, and most columns of one are those of the next.
 */
const KEPT_SAMPLES = 256;
const KEPT_SLOTS = 1 << 17;
const LEAST_KEPT = 3;
const KEPT_EVENTS = 4096;

class FrameRecording implements Recording, Path, Reported {
  readonly first = 0;
  private readonly inputs = new Map<string, InputFile>();
  private readonly chains: Chain[] = [];
  /** By run: its number. */
  private readonly runs = new Map<string, number>();
  /** Of each file the chain that its next frames belong to. */
  private readonly current = new Map<InputFile, number>();
  /** The last description that was taken: mostly the next one says the same. */
  private described: { readonly input: InputFile; readonly bytes: Buffer } | undefined;
  /** Frames of samples before any description of them. */
  private readonly undescribed = new Map<InputFile, number>();
  readonly index = new SampleIndex();
  private readonly walker = new Walker(this);
  private readonly reader = new SampleReader();
  private readonly broken = new Set<number>();
  private readonly brokenWhole = new Set<number>();
  private readonly faults = new Set<string>();
  private readonly later = new Set<string>();
  private readonly made = new Map<number, RecordedSample | undefined>();
  /** Samples that were made one after the other. A walk over so many does not come back to them. */
  private passed = 0;
  private readonly happened = new Map<number, readonly ProcessEvent[]>();
  /** What was read last: of a sample its step, and then its events. */
  private read: { readonly index: number; readonly at: number; readonly body: Body } | undefined;

  constructor(
    private readonly path: string,
    private readonly isFolder: boolean,
  ) {}

  get end(): number {
    return this.index.count;
  }

  get unknown(): readonly string[] {
    return [...this.later];
  }

  refresh(): boolean {
    const before = this.end;
    const fresh = this.newPaths().map((path) => this.open(path));
    const looks = [...this.inputs.values()].flatMap((input) => {
      const frames = input.look()[Symbol.iterator]();
      const first = frames.next();
      return first.done ? [] : [{ input, frames, first: first.value, wall: first.value.head.wallMilliseconds }];
    });
    // Those that are new come in the order of their time; a file that is written is the last one.
    if (fresh.length > 0) looks.sort((one, other) => one.wall - other.wall);
    for (const { input, frames, first } of looks) {
      this.take(input, first);
      for (let next = frames.next(); !next.done; next = frames.next()) this.take(input, next.value);
    }
    return this.end > before;
  }

  summary(index: number): Summary {
    if (!(index >= 0 && index < this.end)) throw new RangeError(`no sample ${index}`);
    return this.index.summary(index);
  }

  moment(index: number): Moment | undefined {
    if (!(index >= 0 && index < this.end)) return undefined;
    const previous = index > 0 && this.follows(index) ? this.sample(index - 1)?.snapshot : undefined;
    const sample = this.sample(index);
    return sample && { index, previous, ...sample };
  }

  indexAt(wallMilliseconds: number): number {
    for (let index = this.end - 1; index >= 0; index--) if (this.index.wall(index) <= wallMilliseconds) return index;
    return 0;
  }

  events(until: number, most: number): readonly PastEvent[] {
    const found: PastEvent[] = [];
    for (let index = Math.min(until, this.end - 1); index >= 0 && found.length < most; index--) {
      if (!this.index.hasEvents(index)) continue;
      const events = this.eventsOf(index);
      for (let at = events.length - 1; at >= 0 && found.length < most; at--) found.push({ index, event: events[at] });
    }
    return found;
  }

  utcOffsetMinutes(index: number): number {
    return this.chainOf(index).schema.utcOffsetMinutes;
  }

  hostname(index: number): string {
    return this.chainOf(index).schema.host;
  }

  files(): readonly RecordedFile[] {
    return [...this.inputs.values()].map((input) => describeFile(this, input));
  }

  damage(): readonly string[] {
    const inputs = [...this.inputs.values()];
    const holes = inputs.flatMap((input) =>
      input.scanner.holes.map(({ from, to }) => `${input.path}: ${to - from} bytes from ${from} on are damaged`),
    );
    const torn = inputs.flatMap(({ path, scanner, isWritten }) =>
      scanner.torn === undefined || isWritten ? [] : [`${path}: its last sample was not written to the end`],
    );
    return [...holes, ...this.undescribedParts(), ...lostSamplesOf(this), ...this.faults, ...torn];
  }

  private undescribedParts(): readonly string[] {
    return [...this.undescribed].map(
      ([{ path }, count]) =>
        `${path}: ${count} ${count === 1 ? 'part' : 'parts'} of samples can't be read, because nothing whole says what is in ${count === 1 ? 'it' : 'them'}`,
    );
  }

  /** Why there is no sample, as the end of a sentence. Bytes that are no frames are damaged only where some are. */
  reasonForNone(): string {
    const [reason] = [...this.faults, ...this.undescribedParts(), ...(this.chains.length > 0 ? this.damage() : [])];
    if (this.isFolder) return reason ?? 'no recording is in the folder';
    return reason?.slice(`${this.path}: `.length) ?? 'it is not a recording, or it has no sample yet';
  }

  remarks(): readonly string[] {
    return remarksOf(this, this.chains);
  }

  check(): void {
    for (let index = 0; index < this.end; index++) {
      const { file } = this.chainOf(index);
      const [delta, key] = [this.index.delta(index), this.index.key(index)];
      if (delta !== undefined && !file.isWhole(delta)) this.damaged(index);
      if (key !== undefined && !file.isWhole(key)) this.damagedWhole(index);
    }
  }

  close(): void {
    for (const input of this.inputs.values()) input.close();
    this.inputs.clear();
  }

  step(index: number): Body | undefined {
    return this.body(index, this.index.delta(index), () => this.damaged(index));
  }

  whole(index: number): Body | undefined {
    return this.body(index, this.index.key(index), () => this.damagedWhole(index));
  }

  hasStep(index: number): boolean {
    return this.index.delta(index) !== undefined && !this.broken.has(index);
  }

  hasWhole(index: number): boolean {
    return this.index.key(index) !== undefined && !this.brokenWhole.has(index);
  }

  layout(index: number): readonly SectionLayout[] {
    return this.chainOf(index).layout;
  }

  follows(index: number): boolean {
    if (index === 0 || this.chainOf(index).run !== this.chainOf(index - 1).run) return false;
    return this.index.sequence(index - 1) + 1 === this.index.sequence(index);
  }

  damaged(index: number): void {
    this.broken.add(index);
    let end = index + 1;
    while (end < this.end && !this.hasWhole(end) && this.hasStep(end) && this.follows(end)) end++;
    const lost = this.hasWhole(index) ? 0 : end - index;
    const { path } = this.chainOf(index).file;
    const [from, to] = [timeOf(this.index.wall(index)), timeOf(this.index.wall(end - 1))];
    const samples =
      lost === 1
        ? `the sample of ${from} is damaged`
        : `the sample of ${from} is damaged, and without it those until ${to} can't be read: ${lost} in all`;
    this.faults.add(
      `${path}: ${lost === 0 ? `a part of the sample of ${from} is damaged, which is there twice` : samples}`,
    );
  }

  private damagedWhole(index: number): void {
    this.brokenWhole.add(index);
    if (this.hasStep(index)) {
      const { path } = this.chainOf(index).file;
      this.faults.add(
        `${path}: a part of the sample of ${timeOf(this.index.wall(index))} is damaged, which is there twice`,
      );
    } else this.damaged(index);
  }

  private body(index: number, at: number | undefined, damaged: () => void): Body | undefined {
    if (at === undefined) return undefined;
    if (this.read?.index === index && this.read.at === at) return this.read.body;
    const bytes = this.chainOf(index).file.body(at);
    try {
      if (bytes !== undefined) {
        const body = decodeParts(bytes);
        this.read = { index, at, body };
        return body;
      }
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
    }
    damaged();
    return undefined;
  }

  private sample(index: number): RecordedSample | undefined {
    if (this.made.has(index)) return this.made.get(index);
    const sample = this.makeSample(index);
    this.made.set(index, sample);
    this.passed = this.made.has(index - 1) ? this.passed + 1 : 0;
    const isPassing = this.passed > KEPT_SAMPLES;
    const most = isPassing ? LEAST_KEPT : Math.max(LEAST_KEPT, Math.min(KEPT_SAMPLES, KEPT_SLOTS / slotsOf(sample)));
    for (const oldest of this.made.keys()) {
      if (this.made.size <= most) break;
      this.made.delete(oldest);
    }
    return sample;
  }

  private makeSample(index: number): RecordedSample | undefined {
    const state = this.walker.stateAt(index);
    if (state === undefined) return undefined;
    try {
      const { snapshot, needs } = this.reader.read(state.members(), this.chainOf(index).run);
      const hasEvents = this.index.hasEvents(index);
      return { snapshot: hasEvents ? withEvents(snapshot, this.readEvents(index)) : snapshot, needs };
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      this.faults.add(
        `${this.chainOf(index).file.path}: the sample of ${timeOf(this.index.wall(index))} is none: ${error.message}`,
      );
      return undefined;
    }
  }

  private eventsOf(index: number): readonly ProcessEvent[] {
    try {
      return this.readEvents(index);
    } catch (error) {
      if (error instanceof Damage) return [];
      throw error;
    }
  }

  /** Throws Damage where they are none. */
  private readEvents(index: number): readonly ProcessEvent[] {
    const known = this.happened.get(index);
    if (known !== undefined) return known;
    const events = decodeEvents((this.step(index) ?? this.whole(index))?.events);
    if (this.happened.size >= KEPT_EVENTS) this.happened.clear();
    this.happened.set(index, events);
    return events;
  }

  chainOf(index: number): Chain {
    return this.chains[this.index.chain(index)];
  }

  private newPaths(): readonly string[] {
    if (!this.isFolder) return this.inputs.has(this.path) ? [] : [this.path];
    const names = fs.readdirSync(this.path).filter((name) => name.endsWith('.ntr'));
    return names
      .sort()
      .map((name) => join(this.path, name))
      .filter((path) => !this.inputs.has(path));
  }

  private open(path: string): void {
    const input = new InputFile(path);
    if (input.isRegular) this.inputs.set(path, input);
    else input.close();
  }

  private take(input: InputFile, frame: FoundFrame): void {
    const chain = this.current.get(input);
    if (frame.head.type === 'schema') this.takeSchema(input, frame);
    else if (chain === undefined) this.undescribed.set(input, (this.undescribed.get(input) ?? 0) + 1);
    else {
      const last = this.end - 1;
      const isSameRun = last >= 0 && this.chainOf(last).run === this.chains[chain].run;
      this.index.add(frame, chain, isSameRun && this.index.sequence(last) + 1 === frame.head.sequence);
    }
  }

  private takeSchema(input: InputFile, { bodyAt }: FoundFrame): void {
    const bytes = input.body(bodyAt - HEAD_BYTES);
    const last = this.described;
    if (last?.input === input && bytes?.equals(last.bytes)) return;
    const schema = bytes && decodeSchema(bytes);
    this.described = bytes && { input, bytes };
    if (schema === undefined || schema.format > FORMAT) {
      this.described = undefined;
      const isLater = schema !== undefined;
      this.faults.add(
        isLater
          ? `${input.path}: it was written by a later release, ntop ${schema.version}`
          : `${input.path}: a description of its samples is damaged, which is there again later`,
      );
      // What follows in the same run is described as what was before.
      if (isLater) this.current.delete(input);
      return;
    }
    const known = this.current.get(input);
    const run = this.numberOf(schema.run);
    for (const name of unknownOf(schema)) this.later.add(name);
    if (known !== undefined && this.chains[known].run === run) this.chains[known].schema = schema;
    else this.current.set(input, this.chains.push({ file: input, run, schema, layout: layoutOf(schema) }) - 1);
  }

  private numberOf(run: string): number {
    const number = this.runs.get(run) ?? this.runs.size;
    this.runs.set(run, number);
    return number;
  }
}

/** Of all that has a row: processes, their sockets and groups. */
function slotsOf(sample: RecordedSample | undefined): number {
  if (sample === undefined) return 1;
  const { processes, sockets, groups } = sample.snapshot;
  const ofSockets = sockets !== undefined && 'slots' in sockets ? sockets.slots : 0;
  return Math.max(1, processes.slots + ofSockets + (groups?.slots ?? 0));
}
