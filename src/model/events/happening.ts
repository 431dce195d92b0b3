import { EVENT_KINDS, type EventSource } from '../machine/events.js';
import type { Identity } from '../machine/identity.js';
import type { SessionKind } from '../machine/session-table.js';
import type { ProtocolName } from '../machine/socket-table.js';

/** The words for what happens. Scripts rely on them. */
export const HAPPENINGS = [
  ...EVENT_KINDS,
  'portOpened',
  'portClosed',
  'portOwnerChanged',
  'loggedIn',
  'loggedOut',
] as const;

export type HappeningKind = (typeof HAPPENINGS)[number];

/** A process above another one when something happened to that. The name is not safe for a terminal. */
export type Ancestor = { readonly pid: number; readonly name: string };

export type PortChange = {
  readonly protocol: ProtocolName;
  readonly localAddress: string;
  readonly localPort: number;
  /** All of it in one text, as `tcp 127.0.0.1:80`. */
  readonly place: string;
  readonly netNamespace: number;
  readonly previousPid: number | undefined;
  readonly previousName: string | undefined;
  readonly previousUser: string | undefined;
};

export type LoginChange = {
  readonly terminal: string | undefined;
  readonly remoteHost: string | undefined;
  readonly sessionKind: SessionKind;
};

/**
 * One row of the list of events: what happened to a process, a port or a login. Unknown numbers are NaN; texts are not
 * safe for a terminal.
 */
export type Happening = Identity & {
  readonly event: HappeningKind;
  readonly wallClockMilliseconds: number;
  readonly source: EventSource;
  readonly ppid: number;
  readonly uid: number;
  readonly user: string | undefined;
  readonly name: string | undefined;
  readonly command: string | undefined;
  readonly cgroup: string | undefined;
  readonly exitStatus: number | undefined;
  /** The number of the signal that ended it. */
  readonly signal: number | undefined;
  readonly lifetimeSeconds: number;
  readonly cpuSeconds: number;
  readonly peakResidentBytes: number;
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly isKernelThread: boolean;
  /** The parent first. */
  readonly ancestors: readonly Ancestor[];
  readonly port: PortChange | undefined;
  readonly login: LoginChange | undefined;
};

/** Of which nothing is known but when it was seen. */
export const UNKNOWN_HAPPENING: Omit<Happening, 'event' | 'wallClockMilliseconds'> = {
  source: 'samples',
  pid: Number.NaN,
  startTicks: Number.NaN,
  pidfdInode: 0,
  ppid: Number.NaN,
  uid: Number.NaN,
  user: undefined,
  name: undefined,
  command: undefined,
  cgroup: undefined,
  exitStatus: undefined,
  signal: undefined,
  lifetimeSeconds: Number.NaN,
  cpuSeconds: Number.NaN,
  peakResidentBytes: Number.NaN,
  readBytes: Number.NaN,
  writeBytes: Number.NaN,
  isKernelThread: false,
  ancestors: [],
  port: undefined,
  login: undefined,
};

export function isEnd({ event }: Pick<Happening, 'event'>): boolean {
  return event === 'exited' || event === 'crashed' || event === 'oomKilled';
}

/** The same process, by all that is known of both; a PID alone may have been reused. */
export function isSameProcess(one: Identity, other: Identity): boolean {
  if (one.pid !== other.pid || one.startTicks !== other.startTicks) return false;
  return one.pidfdInode === 0 || other.pidfdInode === 0 || one.pidfdInode === other.pidfdInode;
}
