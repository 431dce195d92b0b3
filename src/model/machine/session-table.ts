import type { Identity } from './identity.js';

/** Who tells of a login, the best informed first; `processes` stands for what processes themselves show. */
export const SESSION_SOURCES = ['logind', 'utmp', 'processes'] as const;
export type SessionSource = (typeof SESSION_SOURCES)[number];

export const SESSION_KINDS = ['ssh', 'console', 'graphical', 'other'] as const;
export type SessionKind = (typeof SESSION_KINDS)[number];

/** A login as logind or utmp(5) records it. Texts are foreign and exact; bytes that are not UTF-8 are lone surrogates. */
export type LoginRecord = {
  readonly source: 'logind' | 'utmp';
  /** What the source calls it: logind's session id, the line and id of utmp. */
  readonly id: string;
  readonly user: string;
  /** As below /dev (pts/3, tty1), or a display (:0). */
  readonly terminal: string | undefined;
  /** Where from: a name or an address. */
  readonly host: string | undefined;
  /** Since 1970. */
  readonly loginTimeSeconds: number | undefined;
  /** Seconds in which the login came; the source may have cut its time to whole ones. */
  readonly loginTimeWithinSeconds: number;
  /** The login on the clock that stands still while the machine is suspended, and that cannot be set. */
  readonly loginMonotonicSeconds: number | undefined;
  /** Since the last input, where the source knows better than the terminal. */
  readonly idleSeconds: number | undefined;
  /** undefined where the source can't tell. */
  readonly kind: SessionKind | undefined;
  readonly leaderPid: number | undefined;
  /** Where logind knows it (systemd 258): with it the leader is certain. */
  readonly leaderPidfdInode: number | undefined;
  /**
   * Whether some process had the leader's PID when this was read: where we can see it, hidden from us (hidepid in
   * proc(5)), or none. undefined when nobody could say.
   */
  readonly leaderSeen: 'here' | 'hidden' | 'gone' | undefined;
};

/** `absent`: this machine has none. */
export type SourceState = { readonly state: 'read' | 'absent' } | { readonly state: 'failed'; readonly reason: string };

/** Somebody who has a controlling terminal, about which the probe is asked. */
export type TerminalUser = {
  readonly identity: Identity;
  readonly uid: number;
  readonly device: number;
  /** As below /dev. */
  readonly terminal: string;
};

export type TerminalReading = {
  /** Since the last input; the kernel counts it in steps of eight seconds. undefined when unknown. */
  readonly idleSeconds: number | undefined;
  /** The process group that has the terminal now. */
  readonly foregroundGroupId: number | undefined;
};

/** What the probe finds at one moment. */
export type LoginReading = {
  readonly sources: Readonly<Record<'logind' | 'utmp', SourceState>>;
  readonly records: readonly LoginRecord[];
  /** By who was asked about; those that have ended are missing. */
  readonly terminals: ReadonlyMap<string, TerminalReading>;
  /** Idle times by terminal, of records. Only for those that nobody was asked about. */
  readonly idleSeconds: ReadonlyMap<string, number>;
};

/** Names a process among those asked about. */
export function terminalUserKey({ pid, startTicks }: Identity): string {
  return `${pid} ${startTicks}`;
}

/** Reads who is logged in. A test passes a fake one. */
export interface SessionProbe {
  /** Rejects never: a source that fails says so. Takes no longer than two seconds. */
  sample(users: readonly TerminalUser[]): Promise<LoginReading>;
}

/** The connection of an ssh session. Numbers are NaN where the kernel did not give them. */
export type SessionConnection = {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly localPort: number;
  /** What sshd has received and sent so far. */
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly rttMilliseconds: number;
  readonly receiveBytesPerSecond: number;
  readonly sendBytesPerSecond: number;
};

/** One login. All its texts are foreign. */
export type Session = {
  /** Names the login as long as ntop runs; never another's, whoever gets its PID or terminal. */
  readonly serial: number;
  /** The same in every run of ntop until the next boot. */
  readonly identity: string;
  /** The best informed source, and all that know of it. */
  readonly source: SessionSource;
  readonly sources: readonly SessionSource[];
  readonly user: string;
  readonly terminal: string | undefined;
  readonly host: string | undefined;
  readonly kind: SessionKind;
  readonly loginTimeSeconds: number | undefined;
  readonly idleSeconds: number | undefined;
  /** PID as recorded, also of a leader that is gone; with `leader` it is certain. */
  readonly pid: number | undefined;
  readonly leader: Identity | undefined;
  /** Its leader is gone: the record was left behind. */
  readonly stale: boolean;
  /** What has the terminal now, or what sshd runs. */
  readonly command: string | undefined;
  /** Slots of its processes: the leader, all below it, and all of their sessions in the kernel's sense. */
  readonly slots: readonly number[];
  /** Share of one CPU, all its processes together; NaN when unknown. */
  readonly cpuPercent: number;
  /** All its processes together; shared pages count several times. NaN when unknown. */
  readonly residentBytes: number;
  readonly connection: SessionConnection | undefined;
};

/** Who is logged in, at the moment of one sample, whose slots it speaks of. */
export type SessionTable = {
  /** By slot. A session may be in another one in each table. */
  readonly sessions: readonly Session[];
  readonly serial: Float64Array;
  readonly sources: LoginReading['sources'];
};
