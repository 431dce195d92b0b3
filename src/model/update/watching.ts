import type { PortName } from '../machine/socket-kinds.js';
import { alsoFollow, followPorts, forgetPorts, NO_PORTS } from '../ports/watch.js';
import { choiceOf } from '../ports/watched-ports.js';
import { paneOf, selectedSlot } from '../state/pane-state.js';
import { push, replaceTop, type State, say, topLayer } from '../state/state.js';

/** More are not kept. */
const MOST_EVENTS = 200;
/** For so long no key takes the newest event off the status line. */
const FRESH_MILLISECONDS = 10_000;

/** The port at the selected row's own end. */
export function selectedPort(state: State): PortName | undefined {
  const slot = selectedSlot(state);
  return state.sample === undefined || slot < 0 ? undefined : paneOf(state).port?.(state.sample, slot);
}

/** Watches the port of the selected row from this sample on, or not any more. */
export function toggleWatch(state: State): State {
  const { sample, watch } = state;
  const port = selectedPort(state);
  if (sample === undefined || port === undefined) return state;
  const ports = new Set(watch.ports);
  if (ports.delete(port)) {
    const reading = ports.size === 0 ? NO_PORTS : forgetPorts(watch.reading, choiceOf(ports));
    return say({ ...state, watch: { ...watch, ports, reading } }, `${port} is not watched any more`);
  }
  const reading = alsoFollow(watch.reading, sample, choiceOf(new Set([port])));
  ports.add(port);
  return say({ ...state, watch: { ...watch, ports, reading } }, `watching ${port}: E shows what happens there`);
}

/** What happened at watched ports since the last sample. A person who looks at the list of it sees it there. */
export function followWatch(state: State, now: number): State {
  const { sample, watch } = state;
  if (sample === undefined || watch.ports.size === 0) return state;
  const { reading, events } = followPorts(watch.reading, sample, choiceOf(watch.ports));
  if (events.length === 0) return { ...state, watch: { ...watch, reading } };
  const all = [...[...events].reverse(), ...watch.events].slice(0, MOST_EVENTS);
  const freshUntil = now + FRESH_MILLISECONDS;
  const added = { ...watch, reading, events: all, freshUntil, noticeThen: state.notice };
  const page = topLayer(state);
  if (page?.kind !== 'portEvents') return { ...state, watch: { ...added, unseen: watch.unseen + events.length } };
  // Lines that are being read stay where they are.
  const top = page.top === 0 ? 0 : page.top + events.length;
  return { ...replaceTop(state, { ...page, top }), watch: added };
}

export function openPortEvents(state: State): State {
  return push({ ...state, watch: { ...state.watch, unseen: 0 } }, { kind: 'portEvents', top: 0 });
}
