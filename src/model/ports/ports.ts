import { own, section } from '../list/binding.js';
import type { PaneContext, Part } from '../list/part.js';
import { span } from '../text/line-layout.js';
import { eventsPage } from './events-page.js';
import { choiceOf, portNeeds } from './port-choice.js';
import { eventSentence } from './port-event-text.js';
import { beginPorts, type PortState, reducePorts, refusePort } from './reduce.js';

const connecting = section('list', 'Connections', ['connections']);
const showing = section('list', 'Show');

/** The keys of watched ports. */
const PORT_BINDINGS = [
  connecting('w', own('ports', 'togglePort'), 'Watch or unwatch local port', { first: true }),
  showing('E', own('ports', 'openPortEvents'), 'Show port events'),
];

/** Watched ports. They have no pane: their events are shown in all panes. */
export const PORTS: Part<PortState> = {
  id: 'ports',
  begin: beginPorts,
  bindings: PORT_BINDINGS,
  commands: { togglePort: ['selected'], openPortEvents: [] },
  refuses: refusePort,
  needs: ({ own }) => ({ sockets: portNeeds(choiceOf(own.ports)) }),
  reduce: reducePorts,
  page: eventsPage,
  status: tellEvents,
  marker: ({ ports }) => {
    if (ports.size === 0) return undefined;
    return (portOf) => {
      const port = portOf();
      return port !== undefined && ports.has(port);
    };
  },
};

/** Events of watched ports. No key hides a new one before it could be read, and the number of unread ones stays. */
function tellEvents({ own, now, notice, unicode }: PaneContext<PortState>): ReturnType<NonNullable<Part['status']>> {
  const { unseen, freshUntil, events, noticeThen } = own;
  const [newest] = events;
  if (unseen === 0 || newest === undefined) return undefined;
  const text =
    now >= freshUntil
      ? `${unseen} port event${unseen === 1 ? ': E lists it' : 's: E lists them'}`
      : `${eventSentence(newest, { unicode })} (${unseen === 1 ? 'E lists it' : `${unseen} events, E lists them`})`;
  return { line: [span(text, 'warning')], isOlder: notice !== noticeThen };
}
