import { constants, open, stat } from 'node:fs/promises';
import type { TerminalReading, TerminalUser } from '../model/machine/session-table.js';

/** Names as they are below /dev: pts/3, tty1. Nothing that leads elsewhere. */
const TERMINAL = /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/;

/** What is known of the terminal of a process, undefined when the process is gone. Never rejects. */
export async function readTerminal(procRoot: string, user: TerminalUser): Promise<TerminalReading | undefined> {
  const folder = `${procRoot}/${user.identity.pid}`;
  const [idleSeconds, line] = await Promise.all([idleOf(folder, user), readLine(`${folder}/stat`).catch(() => '')]);
  // What follows the name, from the state on; see proc_pid_stat(5).
  const words = line.slice(line.lastIndexOf(')') + 2).split(' ');
  if (Number(words[19]) !== user.identity.startTicks) return undefined;
  const foreground = Number(words[5]);
  return { idleSeconds, foregroundGroupId: foreground > 0 ? foreground : undefined };
}

/** More than any line of /proc/PID/stat has. */
const MOST_BYTES = 4096;

/** Never waits for a pipe. */
async function readLine(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Seconds since something was typed at a terminal of this machine; undefined where there is none of that name. */
export async function idleSecondsOf(terminal: string, root = ''): Promise<number | undefined> {
  return TERMINAL.test(terminal) ? (await look(terminal, root))?.idleSeconds : undefined;
}

/** Its own view of /dev comes first: in a container pts/0 is not ours. Who may not see that takes ours, if it is its. */
async function idleOf(folder: string, { terminal, device, uid }: TerminalUser): Promise<number | undefined> {
  if (!TERMINAL.test(terminal)) return undefined;
  const own = await look(terminal, `${folder}/root`);
  if (own !== undefined) return own.device === device ? own.idleSeconds : undefined;
  const ours = await look(terminal, '');
  return ours?.device === device && ours.uid === uid ? ours.idleSeconds : undefined;
}

/** Reading from a terminal sets its access time (tty(4)), writing does not. */
async function look(terminal: string, root: string) {
  try {
    const file = await stat(`${root}/dev/${terminal}`);
    if (!file.isCharacterDevice()) return undefined;
    const idle = (Date.now() - file.atimeMs) / 1000;
    return { device: file.rdev, uid: file.uid, idleSeconds: idle >= 0 ? idle : undefined };
  } catch {
    return undefined;
  }
}
