import { EventEmitter } from 'node:events';
import xterm from '@xterm/headless';

/** One cell as a person sees it: blanks that show no look have none. */
export type SeenCell = { readonly text: string; readonly look: string };

/** A terminal without a process behind it: what is written to it is drawn, counted and can be looked at. */
export class FakeTerminal extends EventEmitter {
  readonly isTTY = true;
  writableNeedDrain = false;
  /** What was written, one entry a write. */
  readonly writes: string[] = [];
  private readonly emulator: xterm.Terminal;

  constructor(
    public columns: number,
    public rows: number,
  ) {
    super();
    this.emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.emulator.write('\x1b[?1049h');
  }

  write(chunk: unknown): boolean {
    this.writes.push(String(chunk));
    this.emulator.write(String(chunk));
    return true;
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.emulator.resize(columns, rows);
    this.emit('resize');
  }

  /** All that was written since the last call, once it is drawn. */
  async take(): Promise<string> {
    // What is drawn at the end of this turn comes before the mark, for the emulator may rest after any piece.
    await Promise.resolve();
    await new Promise<void>((resolve) => this.emulator.write('', resolve));
    return this.writes.splice(0).join('');
  }

  /** The lines, without blanks at their ends. */
  screen(): readonly string[] {
    return this.bufferLines().map((line) => line.translateToString().trimEnd());
  }

  cells(): readonly (readonly SeenCell[])[] {
    return this.bufferLines().map((line) =>
      Array.from({ length: this.columns }, (_, column) => seen(line.getCell(column))),
    );
  }

  asStream(): NodeJS.WriteStream {
    return this as unknown as NodeJS.WriteStream;
  }

  private bufferLines(): readonly BufferLine[] {
    const { active } = this.emulator.buffer;
    return Array.from({ length: this.rows }, (_, row) => active.getLine(active.baseY + row)).filter(
      (line) => line !== undefined,
    );
  }
}

type BufferLine = NonNullable<ReturnType<xterm.Terminal['buffer']['active']['getLine']>>;

function seen(cell: ReturnType<BufferLine['getCell']>): SeenCell {
  if (cell === undefined) throw new Error('there is no such cell');
  const text = cell.getWidth() === 0 ? '' : cell.getChars() || ' ';
  const back = [cell.getBgColorMode(), cell.getBgColor(), cell.isUnderline(), cell.isInverse()].map(Number);
  const front = [cell.getFgColorMode(), cell.getFgColor(), cell.isBold(), cell.isDim()].map(Number);
  // Under inverse, the colour of the text is that of the blank.
  const showsFront = text !== ' ' || cell.isInverse() !== 0 || cell.isUnderline() !== 0;
  return { text, look: (showsFront ? [...back, ...front] : back).join(' ') };
}
