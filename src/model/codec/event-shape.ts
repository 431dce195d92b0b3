import { EVENT_KINDS, EVENT_SOURCES, type EventBatch, type OomDetail, type ProcessEvent } from '../machine/events.js';
import { flag, list, natural, number, oneOf, optional, record, text } from './shape.js';
import { moment } from './system-shape.js';

const oomDetail = record<OomDetail>({
  heldBytes: number,
  group: optional(text),
  limitGroup: optional(text),
  limitBytes: number,
  isOfMachine: optional(flag),
});

const processEvent = record<ProcessEvent>({
  event: oneOf(EVENT_KINDS),
  wallClockMilliseconds: moment,
  pid: number,
  startTicks: number,
  pidfdInode: number,
  parentPid: number,
  uid: number,
  name: text,
  command: optional(list(text)),
  cgroup: optional(text),
  exitStatus: optional(number),
  signal: optional(number),
  lifetimeSeconds: number,
  cpuSeconds: number,
  peakResidentBytes: number,
  readBytes: number,
  writeBytes: number,
  source: oneOf(EVENT_SOURCES),
  oom: optional(oomDetail),
});

export const eventBatch = record<EventBatch>({
  events: list(processEvent),
  lost: natural,
  unread: natural,
  sources: record<EventBatch['sources']>({
    connector: optional(text),
    taskstats: optional(text),
    kmsg: optional(text),
  }),
});
