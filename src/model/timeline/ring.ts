import type { Needs } from '../machine/machine.js';
import type { Snapshot } from '../machine/snapshot.js';
import { decodeEvents, joinEvents, partEvents } from './moment-events.js';
import { SnapshotState } from './snapshot-state.js';
import { type Summarized, summarize } from './summary.js';
import type { Moment, PastEvent, Summary, Timeline } from './timeline.js';

export type RingOptions = {
  /** Samples older than this are dropped. */
  readonly minutes: number;
  /** The oldest samples are dropped when all take more. */
  readonly mebibytes: number;
};

/** The last minutes. Between two samples there is what leads from one to the other and back; the newest is held whole. */
export type Ring = Timeline & {
  /** A new sample, whose columns and texts later ones may change. */
  add(snapshot: Snapshot, needs: Needs): void;
  /** What the samples take. */
  readonly bytes: number;
};

type Entry = {
  /** From the sample before. */
  readonly delta: Uint8Array;
  readonly events: Uint8Array | undefined;
  readonly needs: Needs;
  readonly summary: Summary;
};

/** Of an entry besides its deltas (E). */
const ENTRY_BYTES = 600;
/** Snapshots that were made; a step needs two, and one of them is of the step before. */
const KEPT_SNAPSHOTS = 3;
/** Samples after which what was made to look back is dropped. */
const FORGOTTEN_AFTER = 60;

const NOTHING = new Uint8Array(0);

export function createRing(options: RingOptions): Ring {
  return new DeltaRing(options);
}

class DeltaRing implements Ring {
  private readonly entries: Entry[] = [];
  private readonly mostBytes: number;
  private readonly mostSeconds: number;
  /** The index of the first entry. The sample before `first` is held too, for its rates. */
  private base = 0;
  private readonly head = new SnapshotState({ keepsOld: true });
  private newest: Summarized | undefined;
  private cursor: { readonly state: SnapshotState; index: number } | undefined;
  private readonly made = new Map<number, Snapshot>();
  private addedSince = 0;
  bytes = 0;

  constructor({ minutes, mebibytes }: RingOptions) {
    this.mostBytes = mebibytes * 2 ** 20;
    this.mostSeconds = minutes * 60;
  }

  get first(): number {
    return this.base === 0 ? 0 : this.base + 1;
  }

  get end(): number {
    return this.base + this.entries.length;
  }

  add(snapshot: Snapshot, needs: Needs): void {
    const { lasting, events } = partEvents(snapshot);
    // Nothing is before the first sample, so nothing leads there.
    const isFirst = this.end === 0;
    if (isFirst) this.head.fill(lasting);
    const delta = isFirst ? NOTHING : this.head.write(lasting);
    this.newest = summarize(this.newest, snapshot);
    const entry = { delta, events, needs };
    this.entries.push({ ...entry, summary: this.newest.summary });
    this.bytes += bytesOf(entry);
    this.dropOld(snapshot.system.monotonicSeconds);
    this.addedSince += 1;
    if (this.addedSince > FORGOTTEN_AFTER) this.forget();
  }

  summary(index: number): Summary {
    const entry = this.entryAt(index);
    if (entry === undefined) throw new RangeError(`no sample ${index}`);
    return entry.summary;
  }

  moment(index: number): Moment | undefined {
    const entry = this.entryAt(index);
    if (entry === undefined) return undefined;
    this.addedSince = 0;
    const previous = index > this.base ? this.snapshotAt(index - 1) : undefined;
    return { index, snapshot: this.snapshotAt(index), needs: entry.needs, previous };
  }

  indexAt(wallMilliseconds: number): number {
    for (let at = this.entries.length - 1; at >= 0; at--) {
      if (this.entries[at].summary.wallMilliseconds <= wallMilliseconds) return Math.max(this.first, this.base + at);
    }
    return this.first;
  }

  events(until: number, most: number): readonly PastEvent[] {
    const found: PastEvent[] = [];
    for (let index = Math.min(until, this.end - 1); index >= this.first && found.length < most; index--) {
      const events = decodeEvents(this.entryAt(index)?.events);
      for (let at = events.length - 1; at >= 0 && found.length < most; at--) found.push({ index, event: events[at] });
    }
    return found;
  }

  private entryAt(index: number): Entry | undefined {
    return index < this.first ? undefined : this.entries[index - this.base];
  }

  private snapshotAt(index: number): Snapshot {
    const known = this.made.get(index);
    if (known !== undefined) return known;
    const state = index === this.end - 1 ? this.head : this.moveTo(index);
    const snapshot = joinEvents(state.snapshot(), this.entries[index - this.base].events);
    this.made.set(index, snapshot);
    for (const oldest of this.made.keys()) if (this.made.size > KEPT_SNAPSHOTS) this.made.delete(oldest);
    return snapshot;
  }

  /** The state of a sample, from where the last one was or from the newest, whichever is nearer. */
  private moveTo(index: number): SnapshotState {
    const newest = this.end - 1;
    const held = this.cursor;
    const isNearer = held !== undefined && Math.abs(held.index - index) <= newest - index;
    const cursor = isNearer ? held : { state: this.head.clone(), index: newest };
    this.cursor = cursor;
    while (cursor.index > index) cursor.state.read(this.entries[cursor.index-- - this.base].delta, 'undo');
    while (cursor.index < index) cursor.state.read(this.entries[++cursor.index - this.base].delta);
    return cursor.state;
  }

  private dropOld(nowSeconds: number): void {
    while (this.entries.length > 2) {
      const isOld = nowSeconds - this.entries[1].summary.monotonicSeconds > this.mostSeconds;
      if (!isOld && this.bytes <= this.mostBytes) return;
      this.bytes -= bytesOf(this.entries[0]);
      this.entries.shift();
      this.base += 1;
      if (this.cursor !== undefined && this.cursor.index < this.base) this.cursor = undefined;
    }
  }

  private forget(): void {
    this.cursor = undefined;
    this.made.clear();
  }
}

function bytesOf({ delta, events }: Pick<Entry, 'delta' | 'events'>): number {
  return delta.length + (events?.length ?? 0) + ENTRY_BYTES;
}
