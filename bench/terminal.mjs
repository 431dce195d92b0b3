import xterm from '@xterm/headless';
import { spawn } from 'node-pty';

/** A frame is complete when no bytes have arrived for this time. */
const SILENCE_MILLISECONDS = 150;
/** Bytes that arrive earlier after a frame belong to the next one: all programs draw one per second. */
const LEAST_PERIOD_MILLISECONDS = 700;

/**
 * Starts a program on a pseudo terminal, and an emulator that shows what it writes. Times are of the arrival of bytes,
 * on the clock of performance.now(), so that the emulator's own work is not in them.
 */
export function openTerminal({ command, args, env, columns, rows }) {
  const began = performance.now();
  const pty = spawn(command, args, { name: 'xterm-256color', cols: columns, rows, env, cwd: '/', encoding: null });
  const emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const listeners = new Set();
  let bytes = 0;
  let lastOutput = began;
  let ended = false;

  pty.onData((data) => {
    const arrived = performance.now();
    bytes += data.length;
    lastOutput = arrived;
    emulator.write(data, () => {
      for (const listener of [...listeners]) listener(arrived);
    });
  });
  const exit = new Promise((resolve) => {
    pty.onExit(() => {
      ended = true;
      resolve();
    });
  });
  // A real terminal answers what it is asked.
  emulator.onData((answer) => pty.write(answer));
  started.add(kill);

  function kill(signal = 'SIGKILL') {
    if (ended) return;
    // It leads a session of its own, so this is it and what it has started.
    try {
      process.kill(-pty.pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }

  /** The arrival of the bytes that made a check of the screen true; undefined when it never came to that. */
  function until(check, milliseconds) {
    return new Promise((resolve) => {
      const finish = (arrived) => {
        clearTimeout(timer);
        listeners.delete(look);
        resolve(arrived);
      };
      const look = (arrived) => {
        if (check()) finish(arrived);
      };
      const timer = setTimeout(() => finish(undefined), milliseconds);
      listeners.add(look);
      if (check()) finish(lastOutput);
    });
  }

  /** Waits for the end of the next frame; false when none came. */
  async function refresh(milliseconds = 15_000) {
    const earliest = performance.now() + LEAST_PERIOD_MILLISECONDS - SILENCE_MILLISECONDS;
    const deadline = performance.now() + milliseconds;
    const before = bytes;
    for (;;) {
      const now = performance.now();
      const silent = now - lastOutput;
      if (bytes > before && silent >= SILENCE_MILLISECONDS && lastOutput >= earliest) return true;
      if (now > deadline || ended) return false;
      await pass(bytes > before && lastOutput >= earliest ? SILENCE_MILLISECONDS - silent + 1 : 10);
    }
  }

  return {
    pid: pty.pid,
    began,
    bytes: () => bytes,
    line: (row) => emulator.buffer.active.getLine(emulator.buffer.active.baseY + row)?.translateToString(true) ?? '',
    rows: () =>
      Array.from({ length: rows }, (_, row) => emulator.buffer.active.getLine(emulator.buffer.active.baseY + row)),
    until,
    refresh,
    press(key) {
      const application = emulator.modes.applicationCursorKeysMode;
      const sequence = { down: 'B', up: 'A' }[key];
      pty.write(sequence === undefined ? key : `\x1b${application ? 'O' : '['}${sequence}`);
    },
    hold: () => kill('SIGSTOP'),
    resume: () => kill('SIGCONT'),
    async close() {
      kill();
      await exit;
      started.delete(kill);
      emulator.dispose();
    },
  };
}

const started = new Set();
process.on('exit', () => {
  for (const kill of started) kill();
});

export function pass(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)));
}
