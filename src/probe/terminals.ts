import type { TerminalReading, TerminalUser } from '../model/machine/session-table.js';
import type { FileStatus, Files } from './files.js';

/** Names relative to /dev: pts/3, tty1. Nothing that leaves /dev. */
const TERMINAL = /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/;

type Statuses = ReadonlyMap<string, FileStatus>;

/**
 * What is known of the terminals of processes, in their order; undefined for those that are gone. Their roots may lead
 * to a dead file server, of which nothing is known then. Never rejects.
 */
export async function readTerminals(
  files: Files,
  procRoot: string,
  users: readonly TerminalUser[],
): Promise<readonly (TerminalReading | undefined)[]> {
  const named = users.filter(({ terminal }) => TERMINAL.test(terminal));
  const paths = named.flatMap((user) => [pathOf(user.terminal), pathIn(procRoot, user)]);
  const [statuses, lines] = await Promise.all([
    look(files, paths),
    Promise.all(users.map(({ identity }) => readLine(files, `${procRoot}/${identity.pid}/stat`))),
  ]);
  return users.map((user, at) => readingOf(user, lines[at] ?? '', idleOf(user, statuses, pathIn(procRoot, user))));
}

/** By terminal: seconds since something was typed at one of this machine. */
export async function readIdleSeconds(
  files: Files,
  terminals: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const named = terminals.filter((terminal) => TERMINAL.test(terminal));
  const statuses = await look(files, named.map(pathOf));
  return new Map(
    named.flatMap((terminal) => {
      const seconds = secondsSince(statuses.get(pathOf(terminal)));
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

async function readLine(files: Files, path: string): Promise<string> {
  const file = await files.read(path, MOST_BYTES);
  return file.ok ? Buffer.from(file.value).toString('latin1') : '';
}

/** First by its own /dev: in a container pts/0 is not ours. If that is not permitted, our /dev, if it is the same. */
function idleOf({ terminal, device, uid }: TerminalUser, statuses: Statuses, ownPath: string): number | undefined {
  const own = statuses.get(ownPath);
  if (own !== undefined) return own.device === device ? secondsSince(own) : undefined;
  const ours = statuses.get(pathOf(terminal));
  return ours?.device === device && ours.uid === uid ? secondsSince(ours) : undefined;
}

function pathOf(terminal: string): string {
  return `/dev/${terminal}`;
}

function pathIn(procRoot: string, { identity, terminal }: TerminalUser): string {
  return `${procRoot}/${identity.pid}/root/dev/${terminal}`;
}

const FILE_TYPE = 0o170000;
const CHARACTER_DEVICE = 0o020000;

async function look(files: Files, paths: readonly string[]): Promise<Statuses> {
  const answers = await Promise.all(paths.map((path) => files.stat(path)));
  return new Map(
    answers.flatMap((answer, at) => {
      const isTerminal = answer.ok && (answer.value.mode & FILE_TYPE) === CHARACTER_DEVICE;
      return isTerminal ? [[paths[at] ?? '', answer.value] as const] : [];
    }),
  );
}

/** Reading from a terminal sets its access time (tty(4)), writing does not. */
function secondsSince(status: FileStatus | undefined): number | undefined {
  const idle = status === undefined ? -1 : (status.nowMilliseconds - status.accessedMilliseconds) / 1000;
  return idle >= 0 ? idle : undefined;
}
