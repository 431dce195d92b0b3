import { own, section } from '../list/binding.js';
import type { PaneContext, Part } from '../list/part.js';
import { span } from '../text/line-layout.js';
import { eventsPage } from './events-page.js';
import { eventSentence } from './port-event-text.js';
import { beginWatch, reducePorts, refuseWatch, type WatchState } from './reduce.js';
import { choiceOf, watchNeeds } from './watched-ports.js';

const connecting = section('list', 'Connections', ['connections']);
const showing = section('list', 'Show');

/** The keys of watched ports. */
const PORT_BINDINGS = [
  connecting('w', own('ports', 'toggleWatch'), 'Watch or unwatch local port', { first: true }),
  showing('E', own('ports', 'openPortEvents'), 'Show port events'),
];

/** Watched ports. They have no pane: their events are shown in all panes. */
export const PORTS: Part<WatchState> = {
  id: 'ports',
  begin: beginWatch,
  bindings: PORT_BINDINGS,
  commands: { toggleWatch: ['selected'], openPortEvents: [] },
  refuses: refuseWatch,
  needs: ({ own }) => ({ sockets: watchNeeds(choiceOf(own.ports)) }),
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
function tellEvents({ own, now, notice, unicode }: PaneContext<WatchState>): ReturnType<NonNullable<Part['status']>> {
  const { unseen, freshUntil, events, noticeThen } = own;
  const [newest] = events;
  if (unseen === 0 || newest === undefined) return undefined;
  const text =
    now >= freshUntil
      ? `${unseen} port event${unseen === 1 ? ': E lists it' : 's: E lists them'}`
      : `${eventSentence(newest, { unicode })} (${unseen === 1 ? 'E lists it' : `${unseen} events, E lists them`})`;
  return { line: [span(text, 'warning')], isOlder: notice !== noticeThen };
}
