import { own, section } from '../list/binding.js';
import type { Column } from '../list/column-kinds.js';
import type { Narrowing, Pane } from '../list/pane.js';
import { choice } from '../list/setting.js';
import type { Identity } from '../machine/identity.js';
import type { PortKind } from '../machine/socket-kinds.js';
import { oomNeeds } from '../oom/oom-watch.js';
import { choiceOf, portNeeds } from '../ports/port-choice.js';
import { ALL_PORTS, refusePort } from '../ports/reduce.js';
import type { Sample } from '../sample/sample.js';
import type { Tone } from '../text/line.js';
import { clean } from '../text/text.js';
import { listEarlier } from './earlier.js';
import {
  DEFAULT_EVENT_COLUMN_IDS,
  EVENT_COLUMNS,
  EVENT_JSON_COLUMN_IDS,
  eventAt,
  eventRowsOf,
  WIDE_EVENT_COLUMN_IDS,
} from './event-columns.js';
import { NOTICE_CHOICES } from './event-notices.js';
import { eventPage } from './event-page.js';
import { panelHeight, panelLines } from './event-panel.js';
import { endText, processText, SHORT_WORDS } from './event-text.js';
import { type Happening, isEnd, isSameProcess } from './happening.js';
import { marksOf } from './past-marks.js';
import { eventsAlone, keepEvents, recallEvents } from './recall.js';
import { beginEvents, type EventState, processOf, reduceEvents, tellEvents } from './reduce.js';

const happening = section('list', 'Events');
const connecting = section('list', 'Connections', ['connections', 'events']);

const EVENT_BINDINGS = [
  happening('enter', own('events', 'openEvent'), 'Go to its process; once it has ended, what is known', {
    first: true,
  }),
  happening('f9 k', { type: 'askSignal' }, 'Send a signal to its process', {
    label: 'Kill',
    vim: ['f9', 'K'],
    first: true,
  }),
  connecting('w', own('events', 'togglePort'), 'Watch or unwatch local port', { first: true }),
];

/** What happened to processes, ports and logins, and the watched ports, whose events are shown in all panes. */
export const EVENTS: Pane<EventState> = {
  id: 'events',
  tab: false,
  printed: 'events',
  begin: beginEvents,
  settings: [
    choice('eventNotices', NOTICE_CHOICES, 'Ends of processes on the status line: failures, crashes only, or none'),
  ],
  bindings: EVENT_BINDINGS,
  commands: { openEvent: ['selected'], togglePort: ['now', 'selected'] },
  refuses: refusePort,
  needs: ({ own: { ports, ooms }, isOpen }) => ({
    events: true,
    ...oomNeeds(ooms),
    sockets: portNeeds(isOpen ? ALL_PORTS : choiceOf(ports.ports)),
    sessions: isOpen ? 'now' : undefined,
  }),
  reduce: reduceEvents,
  keep: keepEvents,
  recall: recallEvents,
  alone: eventsAlone,
  earlier: (begun, earlier) => ({ ...begun, earlier }),
  marks: ({ log }) => marksOf(log.ring.rows.events),
  choose: (own, { shown }) => ({ ...own, shown }),
  seenTexts: ({ log: { before } }) => before?.texts,
  endOf,
  page: eventPage,
  status: tellEvents,
  marker: ({ ports: { ports } }) => {
    if (ports.size === 0) return undefined;
    return (portOf) => {
      const port = portOf();
      return port !== undefined && ports.has(port);
    };
  },
  label: 'Events',
  key: 'E',
  shortName: 'events',
  noun: () => 'event',
  columns: EVENT_COLUMNS,
  words: ['event', 'name', 'command', 'detail'],
  digits: ['pid', 'localPort'],
  synonyms: {},
  jsonColumnIds: EVENT_JSON_COLUMN_IDS,
  wideColumnIds: WIDE_EVENT_COLUMN_IDS,
  columnsSetting: {
    id: 'eventColumns',
    initial: DEFAULT_EVENT_COLUMN_IDS,
    description: 'Columns of the events, in this order',
  },
  sortSetting: { id: 'eventSort', initial: '-time', description: 'Sort column of the events' },
  mainColumnId: 'command',
  narrowCells: 100,
  mainCells: 14,
  leave: ['peakResidentBytes', 'cpuSeconds', 'lifetimeSeconds', 'user', 'time', 'detail', 'pid'],
  stay: ['event', 'command'],
  growsAtTop: true,
  panel: { height: panelHeight, lines: panelLines },
  prepare: (state) => {
    const own = listEarlier(state);
    return { own, rows: own.log.ring.rows };
  },
  rows: eventRowsOf,
  isOfKind: ({ sample, showKernelThreads }, slot) =>
    showKernelThreads || eventAt(sample, slot)?.isKernelThread === false,
  isWanted: isEventWanted,
  totals: () => () => '',
  processSlot: processOf,
  // Of a flood, the oldest make room.
  vanished: 'is no longer listed',
  noProcess: (sample, slot) => {
    const event = eventAt(sample, slot);
    return event === undefined || Number.isNaN(event.pid)
      ? 'its process is not known'
      : `${processText(event)} has ended: nothing was done`;
  },
  port: portOf,
  describe,
  copied: (sample, slot) => copied(eventAt(sample, slot)),
  identity: (sample, slot) => identityOf(eventAt(sample, slot)),
  tone: eventTone,
};

/** How the process ended that has just been seen. */
function endOf({ log }: EventState, identity: Identity): string | undefined {
  const last = log.ring.lastOf.get(identity.pid);
  return last !== undefined && isEnd(last) && isSameProcess(last, identity) ? endText(last) : undefined;
}

function isEventWanted({ sample, users, pids }: Narrowing, slot: number): boolean {
  const event = eventAt(sample, slot);
  if (event === undefined) return false;
  const { pid, user, uid, port } = event;
  if (pids !== undefined && !pids.has(pid) && !pids.has(port?.previousPid ?? Number.NaN)) return false;
  if (users === undefined) return true;
  if (user === undefined) return false;
  return (users.names.has(user) || users.names.has(String(uid))) !== users.negate;
}

function portOf(sample: Sample, slot: number): ReturnType<NonNullable<Pane['port']>> {
  const { port } = eventAt(sample, slot) ?? {};
  return port && `${port.localPort}/${port.protocol.slice(0, 3) as PortKind}`;
}

function describe(sample: Sample, slot: number): string {
  const event = eventAt(sample, slot);
  return event === undefined ? '' : `${SHORT_WORDS[event.event]} ${processText(event)}`;
}

function copied(event: Happening | undefined): string {
  if (event?.port !== undefined) return clean(event.port.place);
  return event === undefined || Number.isNaN(event.pid) ? '' : String(event.pid);
}

/** As of a process; empty where its start is not known. */
function identityOf(event: Happening | undefined): string {
  if (event === undefined || Number.isNaN(event.startTicks)) return '';
  return `${event.pid}-${event.startTicks}-${event.pidfdInode}`;
}

const TONES: Readonly<Record<Happening['event'], Tone>> = {
  started: 'muted',
  exited: 'normal',
  crashed: 'danger',
  oomKilled: 'danger',
  portOpened: 'good',
  portClosed: 'normal',
  portOwnerChanged: 'warning',
  loggedIn: 'strong',
  loggedOut: 'normal',
};

/** What failed is coloured. */
function eventTone({ id }: Column, sample: Sample, slot: number): Tone {
  const event = eventAt(sample, slot);
  if (event === undefined) return 'normal';
  const failed = event.exitStatus !== undefined && event.exitStatus !== 0;
  if (id === 'event' || id === 'detail') return failed ? 'warning' : TONES[event.event];
  return event.event === 'started' ? 'muted' : 'normal';
}
