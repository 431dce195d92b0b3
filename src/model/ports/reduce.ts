import type { Command } from '../list/commands.js';
import type { Answer, PaneContext, PartEvent } from '../list/part.js';
import type { PortName } from '../machine/socket-kinds.js';
import type { Notice } from '../text/notice.js';
import { choiceOf } from './port-choice.js';
import { alsoFollow, followPorts, forgetPorts, NO_PORTS, type PortEvent, type PortReading } from './port-events.js';

/** The watched ports and their events. */
export type PortState = {
  readonly ports: ReadonlySet<PortName>;
  readonly reading: PortReading;
  /** The newest first; the oldest are dropped. */
  readonly events: readonly PortEvent[];
  /** Number of events since the list of events was last open. */
  readonly unseen: number;
  /** Until then (milliseconds of the caller's clock) the newest is shown in full, even if keys are pressed. */
  readonly freshUntil: number;
  /** The notice in the status line when the newest event came: it is older. */
  readonly noticeThen: Notice | undefined;
};

type Context = PaneContext<PortState>;
type Change = Answer<PortState>;

/** The maximum number of events kept. */
const MOST_EVENTS = 200;
/** No key hides the newest event for this time. */
const FRESH_MILLISECONDS = 10_000;

export function beginPorts(ports: unknown = new Set()): PortState {
  const asked = ports as ReadonlySet<PortName>;
  return { ports: asked, reading: NO_PORTS, events: [], unseen: 0, freshUntil: 0, noticeThen: undefined };
}

export function reducePorts(context: Context, event: PartEvent): Change | undefined {
  if (event.type === 'sampled') return addEvents(context);
  if (event.type !== 'commanded') return undefined;
  if (event.command === 'togglePort') return togglePort(context);
  return { own: { ...context.own, unseen: 0 }, wishes: [{ type: 'openPage' }] };
}

export function refusePort({ selected, selectedPort }: Context, command: Command): string | undefined {
  const isAsked = command.type === 'own' && command.command === 'togglePort';
  return isAsked && selected() >= 0 && selectedPort() === undefined
    ? 'it has no port that could be watched'
    : undefined;
}

/** Starts or stops watching the port of the selected row. */
function togglePort({ own, sample, selectedPort }: Context): Change | undefined {
  const port = selectedPort();
  if (sample === undefined || port === undefined) return undefined;
  const ports = new Set(own.ports);
  if (ports.delete(port)) {
    const reading = ports.size === 0 ? NO_PORTS : forgetPorts(own.reading, choiceOf(ports));
    return { own: { ...own, ports, reading }, wishes: [{ type: 'say', text: `${port} is no longer watched` }] };
  }
  const reading = alsoFollow(own.reading, sample, choiceOf(new Set([port])));
  const text = `watching ${port}: E shows what happens there`;
  return { own: { ...own, ports: ports.add(port), reading }, wishes: [{ type: 'say', text }] };
}

/** The events since the last sample. While the list of events is open, they count as read. */
function addEvents({ own, sample, now, notice, isPageOpen }: Context): Change | undefined {
  if (sample === undefined || own.ports.size === 0) return undefined;
  const { reading, events } = followPorts(own.reading, sample, choiceOf(own.ports));
  if (events.length === 0) return { own: { ...own, reading } };
  const all = [...[...events].reverse(), ...own.events].slice(0, MOST_EVENTS);
  const added = { ...own, reading, events: all, freshUntil: now + FRESH_MILLISECONDS, noticeThen: notice };
  if (!isPageOpen) return { own: { ...added, unseen: own.unseen + events.length } };
  return { own: added, wishes: [{ type: 'scrollPage', by: events.length }] };
}
