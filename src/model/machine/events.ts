export const EVENT_KINDS = ['started', 'exited', 'crashed', 'oomKilled'] as const;

/**
 * A process started (exec), or how it ended. `crashed`: by a signal whose default is a core, written or not; `oomKilled`:
 * by the kernel, for its memory. There is one event for an end.
 */
export type EventKind = (typeof EVENT_KINDS)[number];

export const EVENT_SOURCES = ['connector', 'taskstats', 'pidfd', 'samples', 'kmsg', 'vmstat'] as const;

/** What an event is known from. An OOM kill from `vmstat` is inferred. */
export type EventSource = (typeof EVENT_SOURCES)[number];

/** Numbers that are not known are NaN. */
export type ProcessEvent = {
  readonly event: EventKind;
  readonly wallClockMilliseconds: number;
  readonly pid: number;
  readonly startTicks: number;
  /** 0 if unknown, or if the kernel has none. */
  readonly pidfdInode: number;
  readonly parentPid: number;
  readonly uid: number;
  /** The kernel's name of the task, as there and not safe for a terminal, as the next two texts. Empty if unknown. */
  readonly name: string;
  readonly command: readonly string[] | undefined;
  readonly cgroup: string | undefined;
  /** Undefined after a signal, of a start, and if unknown. */
  readonly exitStatus: number | undefined;
  /** The number of the signal that ended it. */
  readonly signal: number | undefined;
  readonly lifetimeSeconds: number;
  readonly cpuSeconds: number;
  readonly peakResidentBytes: number;
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly source: EventSource;
  /** If it was killed for memory and the kernel's log says so. */
  readonly oom?: OomDetail | undefined;
};

/** What the kernel's log says of a kill. Groups are not safe for a terminal. */
export type OomDetail = {
  /** Resident when it was killed. */
  readonly heldBytes: number;
  /** The group that had its memory. */
  readonly group: string | undefined;
  /** The group that met its limit, the same or one above, and the limit. */
  readonly limitGroup: string | undefined;
  readonly limitBytes: number;
  /** The machine had no memory left, and no group met a limit. */
  readonly isOfMachine: boolean | undefined;
};

/** What the kernel tells of events. */
export const EVENT_LISTENERS = ['connector', 'taskstats', 'kmsg'] as const;

export type EventListener = (typeof EVENT_LISTENERS)[number];

export type EventBatch = {
  /** Oldest first. */
  readonly events: readonly ProcessEvent[];
  /** Events that are known to be missed since the last batch. */
  readonly lost: number;
  /** Starts since the last batch whose process was not looked at, because so much happened: most of them is unknown. */
  readonly unread: number;
  /** Of each listener undefined if it is at work, else a sentence that says why not. */
  readonly sources: Readonly<Record<EventListener, string | undefined>>;
};

export type EventOptions = {
  /** Ends the events. */
  readonly signal?: AbortSignal | undefined;
};

/** The events of a machine. Nothing listens while none is asked for. */
export interface EventProbe {
  /** From now on events are kept for take(), until rest(). */
  listen(): void;
  rest(): void;
  /** What came since the last call. */
  take(): Promise<EventBatch>;
  /** As they come: of a burst one batch. The first batch comes at once and says what listens. */
  events(options?: EventOptions): AsyncIterable<EventBatch>;
}
