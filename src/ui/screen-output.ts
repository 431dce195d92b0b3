import { Writable } from 'node:stream';
import type { Canvas, Region } from './canvas.js';
import { CellScreen } from './cell-screen.js';

const HOME_AND_ERASE = '\x1b[H\x1b[J';
/** A terminal that knows them shows all between them at once; others ignore them. */
const BEGIN_UPDATE = '\x1b[?2026h';
export const END_UPDATE = '\x1b[?2026l';

/** What Ink and its helpers say to a terminal; modes are not theirs to set. */
const MODE = /^\x1b\[\?/;

/** A dragged window border sends a size a pixel; the last one within this time is drawn. */
const RESIZE_MILLISECONDS = 25;

/**
 * What Ink takes for the terminal. Ink writes whole frames to it (its `debug` mode), the canvas puts its regions over
 * them, and only cells that changed are sent on, once for all that one turn of the program brought. It always has a
 * size and says nothing once the terminal was given back. Ink's own answer to a resize draws the old layout once more,
 * so this never emits `resize`; it emits `redraw` when the size changed or all must be drawn again.
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

  /** The next frame starts on an empty screen, and whoever draws is asked to. */
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
    // With nothing to show, the program is about to end.
    if (this.muted || (this.regions.size === 0 && this.frame === '')) return;
    // A terminal that can't keep up gets the newest frame when it can, and none between.
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

  /** Forgets what Ink has drawn. */
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

  /** Serial lines and some containers say 0x0, for which 80x24 is the custom. */
  private readSize(): void {
    this.size = { columns: this.terminal.columns || 80, rows: this.terminal.rows || 24 };
  }
}
