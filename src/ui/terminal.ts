import { MOUSE_OFF, MOUSE_ON } from './mouse.js';
import { END_UPDATE, ScreenOutput } from './screen-output.js';

/**
 * Another program may have left the keyboard in a mode in which q is sent differently: modifyOtherKeys is switched off,
 * and kitty's modes are pushed. A terminal that prints the unknown sequences does so before the screen is erased.
 */
const PLAIN_KEYBOARD = '\x1b[>4;0m\x1b[>0u';
const KEYBOARD_BEFORE = '\x1b[<u';
const ENTER = `\x1b[?1049h${PLAIN_KEYBOARD}\x1b[H\x1b[J\x1b[?25l\x1b[?2004h`;
/** Without an alternate screen, the shell continues below the last frame. */
const BELOW = '\x1b[9999;1H\n';
/** A crash may come in the middle of a frame. */
const LEAVE = `${END_UPDATE}${KEYBOARD_BEFORE}${MOUSE_OFF}\x1b[?2004l\x1b[0m\x1b[?25h${BELOW}\x1b[?1049l`;

/** The terminal's title is put aside, and taken from there again. */
const KEEP_TITLE = '\x1b[22;0t';
const TITLE_BEFORE = '\x1b[23;0t';

const STOP_SIGNALS = ['SIGTSTP', 'SIGCONT'] as const;

export type Terminal = {
  /** Opens the screen while `draw` runs; restores the terminal afterwards, even if it throws. */
  run(draw: (output: ScreenOutput) => Promise<void>): Promise<void>;
  /** Restores the terminal. Synchronous; may be called at any time and repeatedly. */
  leave(): void;
  /** Restores the terminal and stops ntop until SIGCONT; `group` stops the whole job like ^Z. */
  suspend(group: boolean): void;
  /** Sets the modes again after another program used the terminal, such as a shell while ntop was stopped. */
  resume(): void;
  /** Redraws everything. */
  repaint(): void;
  /** Sends a sequence that draws nothing, such as one for the clipboard. */
  send(sequence: string): void;
  setMouse(mouse: boolean): void;
};

/** Restores the terminal if the program ends without JavaScript running. */
export type Farewell = {
  /** Called before the modes of the terminal are changed. */
  keep(text: string): void;
  forget(): void;
};

type Options = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly mouse: boolean;
  /** What the terminal is called meanwhile; safe text. Left as it is without one. */
  readonly title?: string | undefined;
  readonly farewell?: Farewell;
};

/** The only owner of the terminal's modes. Ink draws through it and knows nothing of leaving and resuming. */
export function openTerminal(options: Options): Terminal {
  const { stdin, stdout, title, farewell } = options;
  const opening = title === undefined ? ENTER : `${KEEP_TITLE}\x1b]2;${title}\x1b\\${ENTER}`;
  const closing = title === undefined ? LEAVE : LEAVE + TITLE_BEFORE;
  const output = new ScreenOutput(stdout);
  let { mouse } = options;
  let entered = false;
  let drawing = false;

  function enter(): void {
    if (entered) return;
    entered = true;
    farewell?.keep(closing);
    // Before the first frame, or what is typed meanwhile is echoed into it. A process in the background stops here
    // until it is in the foreground, so that the shell's screen stays its own.
    attempt(() => stdin.setRawMode(true));
    stdout.write(opening + (mouse ? MOUSE_ON : ''));
    output.mute(false);
  }

  function leave(): void {
    if (!entered) return;
    leaveScreen();
    attempt(() => stdin.setRawMode(false));
    farewell?.forget();
  }

  function leaveScreen(): void {
    if (!entered) return;
    entered = false;
    output.mute(true);
    attempt(() => stdout.write(closing));
  }

  function suspend(group: boolean): void {
    if (!entered) return;
    leave();
    stop(group);
    resume();
  }

  function resume(): void {
    if (!drawing) return;
    output.mute(true);
    // Off and on, because libuv assumes that no other program changed the mode.
    attempt(() => stdin.setRawMode(false));
    leaveScreen();
    enter();
    repaint();
  }

  function repaint(): void {
    output.redraw();
  }

  function send(sequence: string): void {
    if (entered) stdout.write(sequence);
  }

  function setMouse(on: boolean): void {
    mouse = on;
    send(on ? MOUSE_ON : MOUSE_OFF);
  }

  async function run(draw: (output: ScreenOutput) => Promise<void>): Promise<void> {
    enter();
    drawing = true;
    try {
      await draw(output);
    } finally {
      drawing = false;
      leave();
      output.destroy();
    }
  }

  return { run, leave, suspend, resume, repaint, send, setMouse };
}

/**
 * Stops ntop, and with `group` its whole job, so that `npm start` or a pipeline stops as well. It returns when ntop is
 * continued, or at once if no shell could continue it: then the kernel ignores the signal.
 */
function stop(group: boolean): void {
  const before = STOP_SIGNALS.map((signal) => ({ signal, listeners: process.listeners(signal) }));
  for (const signal of STOP_SIGNALS) process.removeAllListeners(signal);
  process.kill(group ? 0 : process.pid, 'SIGTSTP');
  for (const { signal, listeners } of before) for (const listener of listeners) process.on(signal, listener);
}

/** A terminal that is gone can't be restored. */
function attempt(action: () => void): void {
  try {
    action();
  } catch {}
}
