import type { Summary } from '../model/timeline/timeline.js';
import { HEAD_BYTES, type Head } from './frame.js';
import type { FoundFrame } from './scan.js';
import { decodeSummary, summaryWords } from './summary-bytes.js';

const NOWHERE = -1;
const GAP = 1;
const EVENTS = 2;

/** Numbers of a sample, side by side. */
const AT = { wall: 0, delta: 1, key: 2, sequence: 3, chain: 4, flags: 5, summaryLow: 6, summaryHigh: 7 } as const;
const WIDTH = 8;

/** Where the samples of a recording are, and what their heads say. Months of them take some tens of bytes each. */
export class SampleIndex {
  private numbers = new Float64Array(WIDTH * 1024);
  count = 0;

  /** Of a sample, its frame with the step to it, or a whole one, or both, in this order. `isNext`: nothing is missing before it. */
  add({ head, bodyAt }: FoundFrame, chain: number, isNext: boolean): void {
    const last = this.count - 1;
    const isKnown = last >= 0 && this.chain(last) === chain && this.sequence(last) === head.sequence;
    const frameAt = bodyAt - HEAD_BYTES;
    if (isKnown && head.type === 'key') this.numbers[WIDTH * last + AT.key] = frameAt;
    else this.append(head, frameAt, chain, isNext);
  }

  wall(index: number): number {
    return this.numbers[WIDTH * index + AT.wall];
  }

  sequence(index: number): number {
    return this.numbers[WIDTH * index + AT.sequence];
  }

  chain(index: number): number {
    return this.numbers[WIDTH * index + AT.chain];
  }

  /** Where the frame is that leads from the sample before to this one. */
  delta(index: number): number | undefined {
    return this.place(index, AT.delta);
  }

  /** Where the frame is that has it whole. */
  key(index: number): number | undefined {
    return this.place(index, AT.key);
  }

  hasEvents(index: number): boolean {
    return (this.numbers[WIDTH * index + AT.flags] & EVENTS) !== 0;
  }

  summary(index: number): Summary {
    const at = WIDTH * index;
    return decodeSummary(this.numbers[at + AT.summaryLow], this.numbers[at + AT.summaryHigh], {
      wallMilliseconds: this.wall(index),
      isAfterGap: (this.numbers[at + AT.flags] & GAP) !== 0,
    });
  }

  private place(index: number, field: number): number | undefined {
    const at = this.numbers[WIDTH * index + field];
    return at === NOWHERE ? undefined : at;
  }

  private append(head: Head, frameAt: number, chain: number, isNext: boolean): void {
    if (WIDTH * (this.count + 1) > this.numbers.length) {
      const larger = new Float64Array(2 * this.numbers.length);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    const at = WIDTH * this.count;
    const { numbers } = this;
    numbers[at + AT.wall] = head.wallMilliseconds;
    numbers[at + AT.delta] = head.type === 'delta' ? frameAt : NOWHERE;
    numbers[at + AT.key] = head.type === 'key' ? frameAt : NOWHERE;
    numbers[at + AT.sequence] = head.sequence;
    numbers[at + AT.chain] = chain;
    const isAfterGap = head.isAfterGap || (this.count > 0 && !isNext);
    numbers[at + AT.flags] = (isAfterGap ? GAP : 0) + (head.hasEvents ? EVENTS : 0);
    const { low, high } = summaryWords(head.summary);
    numbers[at + AT.summaryLow] = low;
    numbers[at + AT.summaryHigh] = high;
    this.count += 1;
  }
}
