import { constants, open } from 'node:fs/promises';
import type { TerminalReading, TerminalUser } from '../model/machine/session-table.js';
import { addon } from './addon.js';
import type { NativeTerminalFile } from './native-types.js';

/** Names relative to /dev: pts/3, tty1. Nothing that leaves /dev. */
const TERMINAL = /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/;

type Files = ReadonlyMap<string, NativeTerminalFile>;

/**
 * What is known of the terminals of processes, in their order; undefined for those that are gone. Their roots may lead
 * to a dead file server, of which nothing is known then. Never rejects.
 */
export async function readTerminals(
  procRoot: string,
  users: readonly TerminalUser[],
): Promise<readonly (TerminalReading | undefined)[]> {
  const named = users.filter(({ terminal }) => TERMINAL.test(terminal));
  const paths = named.flatMap((user) => [pathOf(user.terminal), pathIn(procRoot, user)]);
  const [files, lines] = await Promise.all([
    look(paths),
    Promise.all(users.map(({ identity }) => readLine(`${procRoot}/${identity.pid}/stat`).catch(() => ''))),
  ]);
  return users.map((user, at) => readingOf(user, lines[at] ?? '', idleOf(user, files, pathIn(procRoot, user))));
}

/** By terminal: seconds since something was typed at one of this machine. */
export async function readIdleSeconds(terminals: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const named = terminals.filter((terminal) => TERMINAL.test(terminal));
  const files = await look(named.map(pathOf));
  return new Map(
    named.flatMap((terminal) => {
      const seconds = secondsSince(files.get(pathOf(terminal)));
      return seconds === undefined ? [] : [[terminal, seconds] as const];
    }),
  );
}

function readingOf({ identity }: TerminalUser, line: string, idleSeconds: number | undefined) {
  // The fields after the name, starting with the state; see proc_pid_stat(5).
  const words = line.slice(line.lastIndexOf(')') + 2).split(' ');
  if (Number(words[19]) !== identity.startTicks) return undefined;
  const foreground = Number(words[5]);
  return { idleSeconds, foregroundGroupId: foreground > 0 ? foreground : undefined };
}

/** Longer than any line of /proc/PID/stat. */
const MOST_BYTES = 4096;

/** Never blocks on a pipe. */
async function readLine(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** First by its own /dev: in a container pts/0 is not ours. If that is not permitted, our /dev, if it is the same. */
function idleOf({ terminal, device, uid }: TerminalUser, files: Files, ownPath: string): number | undefined {
  const own = files.get(ownPath);
  if (own !== undefined) return own.device === device ? secondsSince(own) : undefined;
  const ours = files.get(pathOf(terminal));
  return ours?.device === device && ours.uid === uid ? secondsSince(ours) : undefined;
}

function pathOf(terminal: string): string {
  return `/dev/${terminal}`;
}

function pathIn(procRoot: string, { identity, terminal }: TerminalUser): string {
  return `${procRoot}/${identity.pid}/root/dev/${terminal}`;
}

async function look(paths: readonly string[]): Promise<Files> {
  if (paths.length === 0) return new Map();
  const files = await addon().readTerminalFiles(paths);
  return new Map(
    paths.flatMap((path, at) => {
      const file = files[at];
      return file === undefined ? [] : [[path, file] as const];
    }),
  );
}

function secondsSince(file: NativeTerminalFile | undefined): number | undefined {
  const idle = file === undefined ? -1 : (Date.now() - file.accessedMilliseconds) / 1000;
  return idle >= 0 ? idle : undefined;
}
