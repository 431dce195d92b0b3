import type { Identity } from '../machine/identity.js';
import { identityOf } from '../machine/identity.js';
import type { Sample } from '../sample/sample.js';
import { clean } from '../text/text.js';

/** Safe for the terminal. */
export type ChosenSocket = { readonly inode: number; readonly text: string };

/** A process as the person chose it. It stays this one process whatever later gets its PID. */
export type Target = {
  /** Names the process for as long as ntop runs. */
  readonly serial: number;
  readonly identity: Identity;
  /** Safe for the terminal. */
  readonly name: string;
  readonly user: string;
  /** What it runs, for dialogs that act on it: of five python3 that is what tells. Safe for the terminal. */
  readonly command?: string;
  /** Of a zombie: why a signal does nothing to it. Safe for the terminal. */
  readonly unreaped?: string | undefined;
  /** Those that it was chosen by: it has to have one of them open still when it is acted on. */
  readonly sockets?: readonly ChosenSocket[] | undefined;
  /** The session that it was chosen with. Safe for the terminal. */
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

/** What it was chosen by, when that was a socket. */
function portOf({ sockets = [] }: Target): string {
  return sockets.map(({ text }) => `, ${text}`).join('');
}

/** The sessions that processes were chosen with; empty without any. */
export function sessionsOfTargets(targets: readonly Target[]): string {
  return [...new Set(targets.flatMap(({ session }) => session ?? []))].join(' and ');
}

/** Of several targets, so many are named. */
const NAMED = 3;

/** `4321 nginx (www)`, or how many there are and the first of them. */
export function describeTargets(targets: readonly Target[]): string {
  const [first] = targets;
  const sessions = sessionsOfTargets(targets);
  const of = sessions === '' ? '' : ` of ${sessions}`;
  if (targets.length === 1) return `${first.identity.pid} ${first.name} (${first.user})${portOf(first)}${of}`;
  const named = targets.slice(0, NAMED).map(({ identity, name }) => `${identity.pid} ${name}`);
  return `${targets.length} processes${of}: ${named.join(', ')}${targets.length > NAMED ? ' …' : ''}`;
}
