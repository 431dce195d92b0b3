import { writeText } from '../list/cell-text.js';
import { signalName } from '../processes/signals.js';
import { type Happening, isEnd } from './happening.js';

/** Which ends the status line tells of. */
export const NOTICE_CHOICES = ['failures', 'crashes', 'none'] as const;

export type NoticeChoice = (typeof NOTICE_CHOICES)[number];

/** What the status line tells of: the ends of one kind since it began to, so that many of them make one line. */
export type EventNotice = {
  /** Milliseconds of the caller's clock. */
  readonly until: number;
  readonly ends: readonly Happening[];
};

export type Notices = {
  readonly shown: EventNotice | undefined;
  /** When each kind of failure was last told of, by its words. */
  readonly toldAt: ReadonlyMap<string, number>;
};

export const NO_NOTICES: Notices = { shown: undefined, toldAt: new Map() };

/** How long a notice is shown. Meanwhile others like it join it, and a worse one takes its place. */
const SHOWN_MILLISECONDS = 10_000;
/** A process that fails every few seconds is told of once in this time. */
const TOLD_AGAIN_MILLISECONDS = 300_000;
/** Of a flood no more is kept than is counted. */
const MOST_KEPT = 1000;
const MOST_KINDS = 1000;

/** The notices after more has happened. */
export function withNews(before: Notices, events: readonly Happening[], choice: NoticeChoice, now: number): Notices {
  const shown = before.shown !== undefined && now < before.shown.until ? before.shown : undefined;
  const toldAt = new Map(before.toldAt);
  const kinds = new Set(shown?.ends.map(kindOf));
  const fresh = events.filter((event) => {
    if (!matters(event, choice)) return false;
    const kind = kindOf(event);
    const isNew = now - (toldAt.get(kind) ?? Number.NEGATIVE_INFINITY) >= TOLD_AGAIN_MILLISECONDS;
    if (isNew) toldAt.set(kind, now);
    if (isNew) kinds.add(kind);
    return isNew || kinds.has(kind) || event.event !== 'exited';
  });
  if (fresh.length === 0) return shown === before.shown ? before : { ...before, shown };
  const worst = Math.max(...fresh.map(weight));
  const isWorse = shown === undefined || worst > Math.max(...shown.ends.map(weight));
  const old = isWorse ? [] : shown.ends;
  const least = isWorse ? worst : Math.max(...old.map(weight));
  const ends = [...old, ...fresh.filter((event) => weight(event) === least)].slice(0, MOST_KEPT);
  const until = isWorse ? now + SHOWN_MILLISECONDS : shown.until;
  return { shown: { ends, until }, toldAt: toldAt.size > MOST_KINDS ? new Map() : toldAt };
}

function matters(event: Happening, choice: NoticeChoice): boolean {
  if (choice === 'none' || !isEnd(event)) return false;
  if (event.event !== 'exited') return true;
  return choice === 'failures' && event.exitStatus !== undefined && event.exitStatus !== 0;
}

function weight({ event }: Happening): number {
  return event === 'oomKilled' ? 3 : event === 'crashed' ? 2 : 1;
}

function kindOf(event: Happening): string {
  return `${event.name} ${outcomeOf(event)}`;
}

/** `exited with 1`, `crashed (SIGSEGV)` */
function outcomeOf({ event, exitStatus, signal }: Happening): string {
  if (event === 'oomKilled') return 'killed for memory';
  if (event === 'crashed') return signal === undefined ? 'crashed' : `crashed (${signalName(signal)})`;
  return `exited with ${exitStatus}`;
}

/** `4321 worker exited with 3`, `12 processes of cron exited with 1`; safe for a terminal. */
export function noticeText({ ends }: EventNotice, unicode: boolean): string {
  const [first] = ends;
  if (first === undefined) return '';
  const outcomes = new Set(ends.map(outcomeOf));
  const how = outcomes.size === 1 ? outcomeOf(first) : first.event === 'exited' ? 'failed' : 'crashed';
  return writeText(`${subjectOf(ends, first)} ${how}`, { unicode });
}

function subjectOf(ends: readonly Happening[], first: Happening): string {
  if (ends.length === 1) return `${first.pid} ${first.name ?? '-'}`;
  const count = ends.length === MOST_KEPT ? `${MOST_KEPT} or more` : String(ends.length);
  const isSame = (read: (event: Happening) => unknown) =>
    read(first) !== undefined && ends.every((event) => read(event) === read(first));
  if (isSame(({ name }) => name)) return `${count} processes named ${first.name}`;
  if (isSame(parentOf)) return `${count} processes of ${parentOf(first)}`;
  return `${count} processes`;
}

function parentOf({ ancestors: [parent] }: Happening): string | undefined {
  return parent?.name || undefined;
}
