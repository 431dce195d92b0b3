import { addon } from '../../probe/addon.js';
import { NUMBERS, PARTS, ROW_HEADS, TEXTS } from '../../probe/process-calls.js';
import { procRoot } from '../../probe/roots.js';
import { Identified } from './identify.js';
import { ProcessFacts } from './process-facts.js';

const HEAD = Object.fromEntries(ROW_HEADS.map((name, place) => [name, place])) as Record<
  (typeof ROW_HEADS)[number],
  number
>;
const ROW_NUMBERS = ROW_HEADS.length + PARTS.length + NUMBERS.length;
const FEWEST_ROWS = 64;

/** Numbers and texts of many processes, a row each, which is theirs until they are dropped. */
export class ProcessRows {
  #numbers = new Float64Array(0);
  #texts: string[] = [];
  readonly #rows = new Map<number, number>();
  #free: number[] = [];
  #made = 0;

  /** Drops all processes but those that are `there`. */
  keepOnly(there: ReadonlySet<number>): void {
    for (const [pid, row] of this.#rows) {
      if (there.has(pid)) continue;
      this.#rows.delete(pid);
      this.#texts.fill('', row * TEXTS.length, (row + 1) * TEXTS.length);
      this.#free.push(row);
    }
    // What thousands took is given back once they are gone; of those that are left everything is read anew then.
    if (this.#rows.size * 4 * ROW_NUMBERS < this.#numbers.length && this.#made > FEWEST_ROWS) this.clear();
  }

  clear(): void {
    this.#numbers = new Float64Array(0);
    this.#texts = [];
    this.#rows.clear();
    this.#free = [];
    this.#made = 0;
  }

  /** The row of the process that has a PID. A new one is of whichever process the first reading finds. */
  rowOf(pid: number): number {
    const known = this.#rows.get(pid);
    if (known !== undefined) return known;
    const row = this.#free.pop() ?? this.#made++;
    const at = row * ROW_NUMBERS;
    if (at >= this.#numbers.length) this.#grow();
    this.#numbers.fill(0, at, at + ROW_NUMBERS);
    this.#numbers[at + HEAD.pid] = pid;
    this.#rows.set(pid, row);
    return row;
  }

  /** Reads parts of these rows in one go, and identifies the processes that are not known. */
  read(rows: Int32Array, parts: number, keepable: number): void {
    addon().readRows(procRoot(), parts, keepable, rows, this.#numbers, this.#texts);
  }

  /** Whether the last reading met the process. */
  isRead(row: number): boolean {
    return this.#head(row, HEAD.error) === 0;
  }

  isKnown(row: number): boolean {
    return this.#head(row, HEAD.known) === 1;
  }

  /** Whether the next reading is to meet the process that the last one found, or to identify it anew. */
  setKnown(row: number, known: boolean): void {
    this.#numbers[row * ROW_NUMBERS + HEAD.known] = known ? 1 : 0;
  }

  /** What the last reading found. */
  found(row: number): Identified {
    const head = (place: number) => this.#head(row, place);
    const identity = {
      pid: head(HEAD.pid),
      startTicks: head(HEAD.startTicks),
      pidfdInode: head(HEAD.pidfdInode),
    };
    return new Identified(identity, head(HEAD.telling) === 1);
  }

  /** To be pointed at rows, until the next reading. */
  facts(): ProcessFacts {
    return new ProcessFacts(0, this.#numbers, this.#texts);
  }

  /** Has the facts speak of the process of a row, of which these parts were read. */
  point(facts: ProcessFacts, row: number, parts: number): ProcessFacts {
    return facts.moveTo(row * ROW_NUMBERS + ROW_HEADS.length, row * TEXTS.length, parts);
  }

  #head(row: number, place: number): number {
    return this.#numbers[row * ROW_NUMBERS + place] ?? 0;
  }

  #grow(): void {
    const rows = Math.max(FEWEST_ROWS, (this.#numbers.length / ROW_NUMBERS) * 2);
    const grown = new Float64Array(rows * ROW_NUMBERS);
    grown.set(this.#numbers);
    this.#numbers = grown;
    while (this.#texts.length < rows * TEXTS.length) this.#texts.push('');
  }
}
