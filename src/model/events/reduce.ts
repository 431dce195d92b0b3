import type { Answer, Earlier, PaneContext, PartEvent, StatusText } from '../list/part.js';
import type { SessionTable } from '../machine/session-table.js';
import { createOomWatch, type OomWatch } from '../oom/oom-watch.js';
import { addPortEvents, beginPorts, type PortState, tellPorts, togglePort } from '../ports/reduce.js';
import type { Sample } from '../sample/sample.js';
import { span } from '../text/line-layout.js';
import { eventAt } from './event-columns.js';
import { createLog, type EventLog, followProcesses } from './event-log.js';
import { NO_NOTICES, type NoticeChoice, type Notices, noticeText, withNews } from './event-notices.js';
import { addEvent } from './event-ring.js';
import type { Happening } from './happening.js';
import { livingSlot } from './living.js';
import { followOom, withoutOom } from './oom-kills.js';
import { loginHappenings, portHappening } from './other-events.js';

export type EventState = {
  readonly log: EventLog;
  readonly ports: PortState;
  /** The sessions of the last reading. */
  readonly sessions: SessionTable | undefined;
  readonly notices: Notices;
  readonly ooms: OomWatch;
  /** Of a recording: what happened before, until the list is open. */
  readonly earlier?: Earlier | undefined;
  /** The event of the open page. */
  readonly shown: Happening | undefined;
};

type Context = PaneContext<EventState>;
type Change = Answer<EventState>;

export function beginEvents(ports?: unknown): EventState {
  return {
    log: createLog(),
    ports: beginPorts(ports),
    sessions: undefined,
    notices: NO_NOTICES,
    ooms: createOomWatch(),
    shown: undefined,
  };
}

export function reduceEvents(context: Context, event: PartEvent): Change | undefined {
  if (event.type === 'sampled') return follow(context);
  if (event.type === 'opened') return { own: { ...context.own, ports: { ...context.own.ports, unseen: 0 } } };
  if (event.type !== 'commanded') return undefined;
  if (event.command === 'openEvent') return openEvent(context);
  const toggled = togglePort(context);
  return toggled?.own && { ...toggled, own: { ...context.own, ports: toggled.own } };
}

/** Adds what happened since the last sample. */
function follow({ own, sample, now, notice, isOpen, setting }: Context): Change | undefined {
  if (sample === undefined) return undefined;
  const { log } = own;
  const { snapshot } = sample;
  const processes = followProcesses(log, snapshot);
  const { ports, events } = addPortEvents(own.ports, sample, { now, notice, isOpen });
  const isRead = isOpen || setting('loginNotices') === true;
  const sessions = isRead ? (sample.sessions ?? own.sessions) : undefined;
  const logins = sample.sessions === undefined ? [] : loginHappenings(own.sessions, sample.sessions, snapshot);
  for (const event of events) addEvent(log.ring, portHappening(event, snapshot));
  for (const login of logins) addEvent(log.ring, login);
  const choice = setting('eventNotices') as NoticeChoice;
  const notices = withNews(own.notices, processes, choice, now);
  const kill = followOom(own.ooms, log.ring, snapshot);
  if (kill === undefined) return { own: { ...own, ports, sessions, notices } };
  const wishes = choice === 'none' ? [] : [{ type: 'tellNews', text: kill } as const];
  return { own: { ...own, ports, sessions, notices: withoutOom(notices) }, wishes };
}

/** Goes to the process if it still lives, otherwise opens a page with what is known of it. */
function openEvent({ own, sample, selected }: Context): Change | undefined {
  const shown = sample && eventAt(sample, selected());
  if (sample === undefined || shown === undefined) return undefined;
  const slot = livingSlot(sample, shown);
  if (slot < 0) return { own: { ...own, shown }, wishes: [{ type: 'openPage' }] };
  const select = sample.snapshot.processes.columns.serial[slot];
  const hidden = 'its process is hidden by what narrows the list';
  return { wishes: [{ type: 'openPane', pane: 'processes', select, hidden }] };
}

/** Watched ports, then ends that matter, which give way to all else. */
export function tellEvents(context: Context): StatusText | undefined {
  return tellPorts(context) ?? tellEnds(context);
}

function tellEnds({ own, isOpen, now, unicode }: Context): StatusText | undefined {
  const { shown } = own.notices;
  if (isOpen || shown === undefined || !(now < shown.until)) return undefined;
  return {
    line: [span(`${noticeText(shown, unicode)}: E lists ${shown.ends.length === 1 ? 'it' : 'them'}`, 'warning')],
    isOlder: true,
    givesWay: true,
  };
}

/** The slot of an event's process in a sample, if it still lives. */
export function processOf(sample: Sample, slot: number): number {
  const event = eventAt(sample, slot);
  return event === undefined ? -1 : livingSlot(sample, event);
}
