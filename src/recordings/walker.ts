import { Damage } from '../model/codec/plain-reader.js';
import type { SectionLayout } from '../model/timeline/layout.js';
import { SnapshotState } from '../model/timeline/snapshot-state.js';
import type { Body } from './parts.js';

/** The samples that a walk goes over, by their index. */
export type Path = {
  /** Of the sample's step, or of the whole sample; undefined where there is none or it is damaged. */
  step(index: number): Body | undefined;
  whole(index: number): Body | undefined;
  hasStep(index: number): boolean;
  hasWhole(index: number): boolean;
  layout(index: number): readonly SectionLayout[];
  /** It is the next one after the sample before it. */
  follows(index: number): boolean;
  /** Its step, or it whole, is damaged. */
  damaged(index: number): void;
};

/** States that are kept on the way, so that the way back is short: every so many samples, of so many slots at most. */
const KEEP_EVERY = 16;
const MOST_KEPT = 24;

/** Finds the state of a sample: forward from where it was, from a state it has kept, or from a whole sample before. */
export class Walker {
  private cursor: { state: SnapshotState; index: number } | undefined;
  private readonly kept = new Map<number, SnapshotState>();

  constructor(private readonly path: Path) {}

  /** Valid until the next call; undefined: it can't be reached. */
  stateAt(index: number): SnapshotState | undefined {
    for (;;) {
      const start = this.startOf(index);
      if (start === undefined) return undefined;
      this.cursor = start;
      const reached = this.goTo(start, index);
      if (reached !== 'lost') return reached;
    }
  }

  private startOf(index: number): { state: SnapshotState; index: number } | undefined {
    // A step is less to read than the whole sample that may stand beside it.
    if (this.cursor?.index === index - 1 && this.path.hasStep(index) && this.path.follows(index)) return this.cursor;
    for (let at = index; at >= 0; at--) {
      if (this.cursor?.index === at) return this.cursor;
      const kept = this.kept.get(at);
      if (kept !== undefined) return { state: kept.clone(), index: at };
      const state = this.path.hasWhole(at) ? this.wholeAt(at) : undefined;
      if (state !== undefined) return { state, index: at };
      if (!this.path.hasStep(at) || !this.path.follows(at)) return undefined;
    }
    return undefined;
  }

  private wholeAt(index: number): SnapshotState | undefined {
    const body = this.path.whole(index);
    const state = new SnapshotState({ keepsOld: false, layout: this.path.layout(index) });
    return body !== undefined && this.read(state, body, index) ? state : undefined;
  }

  /** `lost`: a step on the way is damaged, which is known from now on. */
  private goTo(cursor: { state: SnapshotState; index: number }, index: number): SnapshotState | undefined | 'lost' {
    // Step by step nothing is kept: a copy each few samples would be most of the work of reading all.
    const isFar = index - cursor.index > 1;
    while (cursor.index < index) {
      const next = cursor.index + 1;
      const body = this.path.step(next);
      if (body === undefined || !this.read(cursor.state, body, next)) {
        this.cursor = undefined;
        return 'lost';
      }
      cursor.index = next;
      if (isFar && next % KEEP_EVERY === 0) this.keep(next, cursor.state);
    }
    return cursor.state;
  }

  private read(state: SnapshotState, body: Body, index: number): boolean {
    try {
      state.read(body.step);
      return true;
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      this.path.damaged(index);
      return false;
    }
  }

  private keep(index: number, state: SnapshotState): void {
    if (this.kept.has(index)) return;
    this.kept.set(index, state.clone());
    for (const oldest of this.kept.keys()) if (this.kept.size > MOST_KEPT) this.kept.delete(oldest);
  }
}
