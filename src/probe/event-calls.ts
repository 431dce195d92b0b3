import {
  EVENT_KINDS,
  EVENT_LISTENERS,
  EVENT_SOURCES,
  type EventBatch,
  type EventListener,
  type OomDetail,
  type ProcessEvent,
} from '../model/machine/events.js';

/** The numbers of an event that cross without names. */
export const EVENT_NUMBERS = [
  'event',
  'source',
  'wallClockMilliseconds',
  'pid',
  'startTicks',
  'pidfdInode',
  'parentPid',
  'uid',
  'exitStatus',
  'signal',
  'lifetimeSeconds',
  'cpuSeconds',
  'peakResidentBytes',
  'readBytes',
  'writeBytes',
  'oomHeldBytes',
  'oomLimitBytes',
  'oomOfMachine',
  'name',
  'command',
  'cgroup',
  'oomGroup',
  'oomLimitGroup',
] as const;

export type NativeEventBatch = {
  /** Rows of EVENT_NUMBERS. The first two are places in EVENT_KINDS and EVENT_SOURCES, the last five in texts, or -1. */
  readonly numbers: Float64Array;
  readonly texts: readonly string[];
  readonly lost: number;
  readonly unread: number;
  /** In the order of EVENT_LISTENERS: why each is not at work; empty when it is. */
  readonly refusals: readonly string[];
  /** Whether the kernel has been asked what listens. */
  readonly hasBegun: boolean;
};

export type NativeEvents = {
  /** Undefined once it has ended. */
  take(): NativeEventBatch | undefined;
  end(): void;
};

export type EventCalls = {
  /** Events from now on. `wake` is called when there is something to take, and keeps the program running until end(). */
  readonly Events: new (
    procRoot: string,
    wake?: () => void,
  ) => NativeEvents;
};

type Numbers = Readonly<Record<(typeof EVENT_NUMBERS)[number], number>>;

export function toEventBatch({ numbers, texts, lost, unread, refusals }: NativeEventBatch): EventBatch {
  const events: ProcessEvent[] = [];
  for (let at = 0; at < numbers.length; at += EVENT_NUMBERS.length) events.push(toEvent(numbers, at, texts));
  // One that had to wait for its explanation comes later than those after it.
  events.sort((one, other) => one.wallClockMilliseconds - other.wallClockMilliseconds);
  const reasons = EVENT_LISTENERS.map((name, index) => [name, refusals[index] || undefined] as const);
  return { events, lost, unread, sources: Object.fromEntries(reasons) as Record<EventListener, string | undefined> };
}

function toEvent(numbers: Float64Array, at: number, texts: readonly string[]): ProcessEvent {
  const of = (name: keyof Numbers) => numbers[at + PLACES[name]] ?? Number.NaN;
  const command = texts[of('command')];
  return {
    event: EVENT_KINDS[of('event')] ?? 'started',
    wallClockMilliseconds: of('wallClockMilliseconds'),
    pid: of('pid'),
    startTicks: of('startTicks'),
    pidfdInode: of('pidfdInode'),
    parentPid: of('parentPid'),
    uid: of('uid'),
    name: texts[of('name')] ?? '',
    // Each argument ends with NUL.
    command: command?.split('\0').slice(0, -1),
    cgroup: texts[of('cgroup')],
    exitStatus: known(of('exitStatus')),
    signal: known(of('signal')),
    lifetimeSeconds: of('lifetimeSeconds'),
    cpuSeconds: of('cpuSeconds'),
    peakResidentBytes: of('peakResidentBytes'),
    readBytes: of('readBytes'),
    writeBytes: of('writeBytes'),
    source: EVENT_SOURCES[of('source')] ?? 'connector',
    ...(EVENT_SOURCES[of('source')] === 'kmsg' ? { oom: toOomDetail(of, texts) } : {}),
  };
}

function toOomDetail(of: (name: keyof Numbers) => number, texts: readonly string[]): OomDetail {
  const isOfMachine = known(of('oomOfMachine'));
  return {
    heldBytes: of('oomHeldBytes'),
    group: texts[of('oomGroup')],
    limitGroup: texts[of('oomLimitGroup')],
    limitBytes: of('oomLimitBytes'),
    isOfMachine: isOfMachine === undefined ? undefined : isOfMachine === 1,
  };
}

const PLACES = Object.fromEntries(EVENT_NUMBERS.map((name, place) => [name, place])) as Numbers;

function known(number: number): number | undefined {
  return Number.isNaN(number) ? undefined : number;
}
