import { Writable } from 'node:stream';
import type { Canvas, Region } from './canvas.js';
import { CellScreen } from './cell-screen.js';

const HOME_AND_ERASE = '\x1b[H\x1b[J';
/** Synchronized update: a terminal that supports it shows everything in between at once. */
const BEGIN_UPDATE = '\x1b[?2026h';
export const END_UPDATE = '\x1b[?2026l';

/** Sequences by which Ink and its helpers set terminal modes; they are dropped. */
const MODE = /^\x1b\[\?/;

/** Dragging a window border sends many sizes; only the last one within this time is drawn. */
const RESIZE_MILLISECONDS = 25;

/**
 * The terminal for Ink. Ink writes whole frames to it (its `debug` mode), the canvas puts its regions over them, and
 * only changed cells are written, once per turn of the event loop. It always has a size, and writes nothing after the
 * terminal was restored. At a `resize` event Ink would draw the old layout once more, so this never emits one; it emits
 * `redraw` if the size changed or everything must be drawn again.
 */
export class ScreenOutput extends Writable implements Canvas {
  readonly isTTY = true;
  private muted = true;
  private erase = false;
  private due = false;
  private timer: NodeJS.Timeout | undefined;
  private size = { columns: 80, rows: 24 };
  private shown = new CellScreen(0, 0);
  private frame = '';
  private readonly regions = new Map<string, Region>();

  constructor(private readonly terminal: NodeJS.WriteStream) {
    super({ decodeStrings: false });
    this.readSize();
    this.shown = this.blankScreen();
    terminal.on('resize', this.onResize);
  }

  get columns(): number {
    return this.size.columns;
  }

  get rows(): number {
    return this.size.rows;
  }

  /** While muted, nothing is drawn. */
  mute(muted: boolean): void {
    this.muted = muted;
  }

  /** The next frame starts on an empty screen, and `redraw` is emitted. */
  redraw(): void {
    this.readSize();
    this.erase = true;
    this.emit('redraw');
  }

  place(owner: string, region: Region): void {
    this.regions.set(owner, region);
    this.drawSoon();
  }

  remove(owner: string): void {
    this.regions.delete(owner);
    this.drawSoon();
  }

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    const text = String(chunk);
    if (!MODE.test(text)) {
      this.frame = text;
      this.drawSoon();
    }
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.timer);
    this.terminal.off('resize', this.onResize);
    done(error);
  }

  private drawSoon(): void {
    if (this.due) return;
    this.due = true;
    queueMicrotask(this.draw);
  }

  private readonly draw = (): void => {
    this.due = false;
    // Without contents, the program is about to end.
    if (this.muted || (this.regions.size === 0 && this.frame === '')) return;
    // A slow terminal gets the newest frame when it can, and none in between.
    if (this.terminal.writableNeedDrain) {
      this.due = true;
      this.terminal.once('drain', this.draw);
      return;
    }
    const lines = this.frame === '' ? [] : this.frame.split('\n');
    const text = this.beginning() + this.shown.draw(lines, this.regions.values());
    if (text !== '') this.terminal.write(BEGIN_UPDATE + text + END_UPDATE);
  };

  private beginning(): string {
    if (!this.erase) return '';
    this.erase = false;
    this.shown = this.blankScreen();
    return HOME_AND_ERASE;
  }

  private blankScreen(): CellScreen {
    return new CellScreen(this.columns, this.rows);
  }

  /** Drops Ink's lines. */
  clear(): void {
    this.frame = '';
    this.drawSoon();
  }

  private readonly onResize = (): void => {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.redraw();
    }, RESIZE_MILLISECONDS);
  };

  /** Serial lines and some containers report 0x0, for which 80x24 is usual. */
  private readSize(): void {
    this.size = { columns: this.terminal.columns || 80, rows: this.terminal.rows || 24 };
  }
}
