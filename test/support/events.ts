import type { EventBatch, ProcessEvent } from '../../src/model/machine/events.js';

const WORKS: EventBatch['sources'] = { connector: undefined, taskstats: undefined, kmsg: undefined };
const DEAF = 'it needs CAP_NET_ADMIN.';
export const NO_LISTENERS: EventBatch['sources'] = { connector: DEAF, taskstats: DEAF, kmsg: DEAF };

/** An event of which a test says what it speaks of. The clock of made-up samples starts at this moment. */
export function fakeEvent(event: Partial<ProcessEvent> & Pick<ProcessEvent, 'event' | 'pid'>): ProcessEvent {
  return {
    wallClockMilliseconds: START_MILLISECONDS + 1000,
    startTicks: Number.NaN,
    pidfdInode: 0,
    parentPid: Number.NaN,
    uid: Number.NaN,
    name: '',
    command: undefined,
    cgroup: undefined,
    exitStatus: undefined,
    signal: undefined,
    lifetimeSeconds: Number.NaN,
    cpuSeconds: Number.NaN,
    peakResidentBytes: Number.NaN,
    readBytes: Number.NaN,
    writeBytes: Number.NaN,
    source: 'connector',
    ...event,
  };
}

export function fakeBatch(
  events: readonly ProcessEvent[],
  rest: { readonly lost?: number; readonly sources?: Partial<EventBatch['sources']> } = {},
): EventBatch {
  return { events, lost: rest.lost ?? 0, unread: 0, sources: { ...WORKS, ...rest.sources } };
}

/** Wall clock of a made-up sample that is taken at 0 seconds. */
export const START_MILLISECONDS = 1_795_001_000_000;
