import { Writable } from 'node:stream';

const HOME_AND_ERASE = '\x1b[H\x1b[J';
/** Ink wraps a frame in a synchronized update; erasing inside of it does not flicker. */
const BEGIN_UPDATE = '\x1b[?2026h';

/** A dragged window border sends a size a pixel; the last one within this time is drawn. */
const RESIZE_MILLISECONDS = 25;

/**
 * What Ink takes for the terminal. It always has a size, says nothing once the terminal was given back, and can have
 * the next frame drawn on an empty screen. Ink's own answer to a resize draws the old layout once more, so this never
 * emits `resize`; it emits `redraw` when the size changed or all must be drawn again.
 */
export class ScreenOutput extends Writable {
  readonly isTTY = true;
  private muted = true;
  private erase = false;
  private timer: NodeJS.Timeout | undefined;
  private size = { columns: 80, rows: 24 };

  constructor(private readonly terminal: NodeJS.WriteStream) {
    super({ decodeStrings: false });
    this.readSize();
    terminal.on('resize', this.onResize);
  }

  get columns(): number {
    return this.size.columns;
  }

  get rows(): number {
    return this.size.rows;
  }

  /** While muted, all that is written is lost. */
  mute(muted: boolean): void {
    this.muted = muted;
  }

  /** The next write starts on an empty screen, and whoever draws is asked to. */
  redraw(): void {
    this.readSize();
    this.erase = true;
    this.emit('redraw');
  }

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    if (!this.muted) this.terminal.write(this.erase ? this.onEmptyScreen(String(chunk)) : String(chunk));
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.timer);
    this.terminal.off('resize', this.onResize);
    done(error);
  }

  private onEmptyScreen(text: string): string {
    this.erase = false;
    return text === BEGIN_UPDATE ? text + HOME_AND_ERASE : HOME_AND_ERASE + text;
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
