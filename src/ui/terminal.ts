import { render } from 'ink';
import { createElement, type ReactNode } from 'react';
import { CanvasContext } from './canvas.js';
import { MOUSE_OFF, MOUSE_ON } from './mouse.js';
import { ScreenOutput } from './screen-output.js';

const ENTER = '\x1b[?1049h\x1b[H\x1b[J\x1b[?25l\x1b[?2004h';
const LEAVE = '\x1b[?2004l\x1b[0m\x1b[?25h\x1b[?1049l';

const STOP_SIGNALS = ['SIGTSTP', 'SIGCONT'] as const;

export type Terminal = {
  /** Opens the screen and draws until the app exits or a component throws; gives the terminal back either way. */
  render(node: ReactNode): Promise<void>;
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

type Options = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly mouse: boolean;
};

/** The one owner of the terminal's modes. Ink draws through it and is told nothing about leaving and coming back. */
export function openTerminal(options: Options): Terminal {
  const { stdin, stdout } = options;
  const output = new ScreenOutput(stdout);
  let { mouse } = options;
  let entered = false;
  let drawing = false;

  function enter(): void {
    if (entered) return;
    entered = true;
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
  }

  function leaveScreen(): void {
    if (!entered) return;
    entered = false;
    output.mute(true);
    attempt(() => stdout.write(MOUSE_OFF + LEAVE));
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

  async function draw(node: ReactNode): Promise<void> {
    enter();
    drawing = true;
    try {
      await render(createElement(CanvasContext, { value: output }, node), inkOptions(output, stdin)).waitUntilExit();
    } finally {
      drawing = false;
      leave();
      output.destroy();
    }
  }

  return { render: draw, leave, suspend, resume, repaint, send, setMouse };
}

function inkOptions(output: ScreenOutput, stdin: NodeJS.ReadStream) {
  return {
    stdin,
    // Ink uses no more of a terminal than ScreenOutput has.
    stdout: output as unknown as NodeJS.WriteStream,
    // Ink draws nothing in CI unless told to.
    interactive: true,
    // Plain whole frames, at once and without a cursor of Ink's own: what reaches the terminal is ScreenOutput's affair.
    debug: true,
    patchConsole: false,
    exitOnCtrlC: false,
  };
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
