import { MOUSE_OFF, MOUSE_ON } from './mouse.js';
import { END_UPDATE, ScreenOutput } from './screen-output.js';

/**
 * Another program may have left the keyboard in a mode in which q is no q: modifyOtherKeys goes, and kitty's modes are
 * put aside. Where they are unknown and are printed, it is before the screen is erased.
 */
const PLAIN_KEYBOARD = '\x1b[>4;0m\x1b[>0u';
const KEYBOARD_BEFORE = '\x1b[<u';
const ENTER = `\x1b[?1049h${PLAIN_KEYBOARD}\x1b[H\x1b[J\x1b[?25l\x1b[?2004h`;
/** Where there is no other screen to go back to, the shell goes on below all that was drawn. */
const BELOW = '\x1b[9999;1H\n';
/** A crash may come in the middle of a frame. */
const LEAVE = `${END_UPDATE}${KEYBOARD_BEFORE}${MOUSE_OFF}\x1b[?2004l\x1b[0m\x1b[?25h${BELOW}\x1b[?1049l`;

const STOP_SIGNALS = ['SIGTSTP', 'SIGCONT'] as const;

export type Terminal = {
  /** Opens the screen for as long as something draws on it; gives the terminal back, also when that throws. */
  run(draw: (output: ScreenOutput) => Promise<void>): Promise<void>;
  /** Gives the terminal back as it was found. At once, any number of times, from anywhere. */
  leave(): void;
  /** Gives the terminal to the shell until ntop is continued; `group` stops the whole job as ^Z does. */
  suspend(group: boolean): void;
  /** Takes the terminal back after something else used it, such as a shell while ntop was stopped from outside. */
  resume(): void;
  /** Draws everything again. */
  repaint(): void;
  /** Sends a sequence that draws nothing, such as one for the clipboard. */
  send(sequence: string): void;
  setMouse(mouse: boolean): void;
};

/** Gives the terminal back when the program ends in a way that JavaScript can't see. */
export type Farewell = {
  /** Called before the modes of the terminal are changed. */
  keep(text: string): void;
  forget(): void;
};

type Options = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly mouse: boolean;
  readonly farewell?: Farewell;
};

/** The one owner of the terminal's modes. Ink draws through it and is told nothing about leaving and coming back. */
export function openTerminal(options: Options): Terminal {
  const { stdin, stdout, farewell } = options;
  const output = new ScreenOutput(stdout);
  let { mouse } = options;
  let entered = false;
  let drawing = false;

  function enter(): void {
    if (entered) return;
    entered = true;
    farewell?.keep(LEAVE);
    // Before the first frame, or what is typed meanwhile is echoed into it. A process in the background stops here until
    // it is in the foreground, so that the shell's screen stays its own.
    attempt(() => stdin.setRawMode(true));
    stdout.write(ENTER + (mouse ? MOUSE_ON : ''));
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
    attempt(() => stdout.write(LEAVE));
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
    // Off and on, for libuv believes that nobody else has changed the mode.
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
 * Stops ntop, and with `group` the job it belongs to, so that `npm start` or a pipeline stops as a whole. It returns
 * when ntop is continued, or at once where no shell could continue it: the kernel ignores the signal then.
 */
function stop(group: boolean): void {
  const before = STOP_SIGNALS.map((signal) => ({ signal, listeners: process.listeners(signal) }));
  for (const signal of STOP_SIGNALS) process.removeAllListeners(signal);
  process.kill(group ? 0 : process.pid, 'SIGTSTP');
  for (const { signal, listeners } of before) for (const listener of listeners) process.on(signal, listener);
}

/** A terminal that is gone can't be put right. */
function attempt(action: () => void): void {
  try {
    action();
  } catch {}
}
