import type { Identity } from '../machine/identity.js';
import { identityOf } from '../machine/identity.js';
import type { Sample } from '../sample/sample.js';
import { clean } from '../text/text.js';

/** Safe for a terminal. */
export type ChosenSocket = { readonly inode: number; readonly text: string };

/** A process that the user selected. It stays this process even if its PID is reused. */
export type Target = {
  /** Unique per process while ntop runs. */
  readonly serial: number;
  readonly identity: Identity;
  /** Safe for a terminal. */
  readonly name: string;
  readonly user: string;
  /** Its command line, for dialogs: it distinguishes five python3 processes. Safe for a terminal. */
  readonly command?: string;
  /** For a zombie: why signals have no effect. Safe for a terminal. */
  readonly unreaped?: string | undefined;
  /** And the parent that has to reap it. */
  readonly reaper?: Target | undefined;
  /** The sockets it was selected by: it must still have one of them open when the action is carried out. */
  readonly sockets?: readonly ChosenSocket[] | undefined;
  /** The session it was selected with. Safe for a terminal. */
  readonly session?: string | undefined;
};

export function targetOf(sample: Sample, slot: number): Target | undefined {
  if (slot < 0) return undefined;
  const { columns, texts, userNames } = sample.snapshot.processes;
  const uid = columns.uid[slot];
  return {
    serial: columns.serial[slot],
    identity: identityOf(sample, slot),
    name: clean(texts.name[slot]),
    user: clean(userNames.get(uid) ?? String(uid)),
  };
}

/** The socket it was selected by, if any. */
function portOf({ sockets = [] }: Target): string {
  return sockets.map(({ text }) => `, ${text}`).join('');
}

/** The sessions that the processes were selected with, if any. */
export function sessionsOfTargets(targets: readonly Target[]): string {
  return [...new Set(targets.flatMap(({ session }) => session ?? []))].join(' and ');
}

/** At most this many targets are named. */
const NAMED = 3;

/** `4321 nginx (www)`, or their number and the first of them. */
export function describeTargets(targets: readonly Target[]): string {
  const [first] = targets;
  const sessions = sessionsOfTargets(targets);
  const of = sessions === '' ? '' : ` of ${sessions}`;
  if (targets.length === 1) return `${first.identity.pid} ${first.name} (${first.user})${portOf(first)}${of}`;
  const named = targets.slice(0, NAMED).map(({ identity, name }) => `${identity.pid} ${name}`);
  return `${targets.length} processes${of}: ${named.join(', ')}${targets.length > NAMED ? ' …' : ''}`;
}
