import type { Identity } from './identity.js';

/** The sources of logins, the most detailed first; `processes`: derived from the processes themselves. */
export const SESSION_SOURCES = ['logind', 'utmp', 'processes'] as const;
export type SessionSource = (typeof SESSION_SOURCES)[number];

export const SESSION_KINDS = ['ssh', 'console', 'graphical', 'other'] as const;
export type SessionKind = (typeof SESSION_KINDS)[number];

/** A login record of logind or utmp(5). Texts are exact and unsafe; bytes that are not UTF-8 are lone surrogates. */
export type LoginRecord = {
  readonly source: 'logind' | 'utmp';
  /** Its id in the source: logind's session id, or line and id of utmp. */
  readonly id: string;
  readonly user: string;
  /** Relative to /dev (pts/3, tty1), or a display (:0). */
  readonly terminal: string | undefined;
  /** The remote host: a name or an address. */
  readonly host: string | undefined;
  /** Since 1970. */
  readonly loginTimeSeconds: number | undefined;
  /** The precision of the login time in seconds; the source may have rounded it down. */
  readonly loginTimeWithinSeconds: number;
  /** The login time by CLOCK_MONOTONIC, which can't be set and stops while the machine is suspended. */
  readonly loginMonotonicSeconds: number | undefined;
  /** Since the last input, if the source knows it better than the terminal. */
  readonly idleSeconds: number | undefined;
  /** Undefined if the source does not record it. */
  readonly kind: SessionKind | undefined;
  readonly leaderPid: number | undefined;
  /** From logind of systemd 258 on; it makes the leader certain. */
  readonly leaderPidfdInode: number | undefined;
  /**
   * Whether a process had the leader's PID when this was read: visible, hidden (hidepid in proc(5)), or none. Undefined
   * if that is unknown.
   */
  readonly leaderSeen: 'here' | 'hidden' | 'gone' | undefined;
};

/** `absent`: this machine does not have the source. */
export type SourceState = { readonly state: 'read' | 'absent' } | { readonly state: 'failed'; readonly reason: string };

/** A process with a controlling terminal, about which the probe is asked. */
export type TerminalUser = {
  readonly identity: Identity;
  readonly uid: number;
  readonly device: number;
  /** Relative to /dev. */
  readonly terminal: string;
};

export type TerminalReading = {
  /** Since the last input, in the kernel's steps of eight seconds. Undefined if unknown. */
  readonly idleSeconds: number | undefined;
  /** The foreground process group of the terminal. */
  readonly foregroundGroupId: number | undefined;
};

/** What the probe reads at one moment. */
export type LoginReading = {
  readonly sources: Readonly<Record<'logind' | 'utmp', SourceState>>;
  readonly records: readonly LoginRecord[];
  /** By the processes asked about, without those that have ended. */
  readonly terminals: ReadonlyMap<string, TerminalReading>;
  /** Idle times by terminal, for terminals of records without a process that was asked about. */
  readonly idleSeconds: ReadonlyMap<string, number>;
};

/** The key of a process in `terminals`. */
export function terminalUserKey({ pid, startTicks }: Identity): string {
  return `${pid} ${startTicks}`;
}

/** Reads the logins. A test passes a fake one. */
export interface SessionProbe {
  /** Never rejects: the state of a source says that it failed. Takes at most two seconds. */
  sample(users: readonly TerminalUser[]): Promise<LoginReading>;
}

/** The connection of an ssh session. Numbers that the kernel did not report are NaN. */
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

/** One login. Its texts are not safe for a terminal. */
export type Session = {
  /** Unique per login while ntop runs, even if its PID or terminal is reused. */
  readonly serial: number;
  /** The same in every run of ntop until the next boot. */
  readonly identity: string;
  /** The most detailed source, and all sources that have the login. */
  readonly source: SessionSource;
  readonly sources: readonly SessionSource[];
  readonly user: string;
  readonly terminal: string | undefined;
  readonly host: string | undefined;
  readonly kind: SessionKind;
  readonly loginTimeSeconds: number | undefined;
  readonly idleSeconds: number | undefined;
  /** The recorded PID, even if the leader is gone; certain if `leader` is set. */
  readonly pid: number | undefined;
  readonly leader: Identity | undefined;
  /** The leader is gone: only the record is left. */
  readonly stale: boolean;
  /** The foreground command of the terminal, or what sshd runs. */
  readonly command: string | undefined;
  /** Slots of its processes: the leader, its descendants, and all processes in their sessions (setsid(2)). */
  readonly slots: readonly number[];
  /** CPU use of all its processes, 100 is one CPU; NaN if unknown. */
  readonly cpuPercent: number;
  /** Sum of all its processes; shared pages count several times. NaN if unknown. */
  readonly residentBytes: number;
  readonly connection: SessionConnection | undefined;
};

/** The logins at the moment of one sample. Slots are those of that sample. */
export type SessionTable = {
  /** By slot. A session may have another slot in each table. */
  readonly sessions: readonly Session[];
  readonly serial: Float64Array;
  readonly sources: LoginReading['sources'];
};
